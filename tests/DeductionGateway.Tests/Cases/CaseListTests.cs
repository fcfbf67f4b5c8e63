using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using DeductionGateway.Cases;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Deductions;
using DeductionGateway.Periods;
using DeductionGateway.Tests.Periods;
using DeductionGateway.Tests.Proofs;
using DeductionGateway.Wire;
using Grpc.Core;
using Case = DeductionGateway.Contract.V1.Case;
using CaseState = DeductionGateway.Contract.V1.CaseState;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Cases;

/// <summary>What the lists of cases say, against the work queue that the run writes.</summary>
public sealed class CaseListTests(CasesServer server) : IClassFixture<CasesServer>
{
    [Fact]
    public async Task The_cases_stored_are_those_of_the_work_queue()
    {
        const string coop = "queue";
        var folder = server.NewFolder();
        using (var output = new StringWriter(CultureInfo.InvariantCulture)) GenerateCommand.Run(["--lines", "2000", "--seed", "11", "--out", folder], output).ShouldBe(ExitCode.Done);
        File.Delete(Path.Combine(folder, "cooperative.json"));
        var run = server.Run(coop, folder);
        var queue = CsvTable.Parse(run.Read("mismatches.csv")).Rows.Select(static row => (Id: row["case_id"], Cause: row["cause"], Amount: row.Rupiah("amount"), Member: row["member_no"])).ToList();
        queue.Count.ShouldBeGreaterThan(100);
        queue.Select(static one => one.Cause).Distinct().Count().ShouldBeGreaterThan(10);
        var listed = new List<Case>();
        var request = new ListCasesRequest { Page = new PageRequest { Size = 37 } };
        do
        {
            var page = await server.Cases.ListCasesAsync(request, CasesServer.Manager(coop));
            listed.AddRange(page.Cases);
            request.Page.Token = page.Page.NextToken;
        }
        while (request.Page.Token.Length > 0);
        listed.Select(static one => (Id: one.CaseId.Split('#')[0], one.Cause, Amount: one.Amount.AmountMinor / 100, Member: one.MemberNo)).Order().ShouldBe(queue.Order());
        listed.Select(static one => one.CaseId).ShouldBeUnique();
        // The file's age ends with the folder's last value date, the wire's with today; both begin on one day.
        var ages = CsvTable.Parse(run.Read("mismatches.csv")).Rows.GroupBy(static row => row["case_id"]).ToDictionary(static same => same.Key, static same => (int)same.First().Rupiah("age_days"));
        listed.Select(one => DateOnly.Parse(one.OpenSince, CultureInfo.InvariantCulture).AddDays(ages[one.CaseId.Split('#')[0]])).Distinct().ShouldHaveSingleItem();
        listed.Select(static one => DateOnly.Parse(one.OpenSince, CultureInfo.InvariantCulture).AddDays(one.OpenDays)).Distinct().ShouldHaveSingleItem();
        // What to do is said as there, but for what only the run knows: a credit that may pay a file.
        var advice = CsvTable.Parse(run.Read("mismatches.csv")).Rows.Where(static row => row["cause"] is not ("unidentified_credit" or "held_for_employer") && !row["cause"].StartsWith("unremitted/", StringComparison.Ordinal)).ToList();
        foreach (var same in advice.GroupBy(static row => row["cause"].Split('/')[0]))
        {
            var said = same.First();
            (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = said["case_id"] }, CasesServer.Officer(coop))).Advice.ShouldBe(said["advice"], said["case_id"]);
        }
        listed.Zip(listed.Skip(1)).ShouldAllBe(static pair => pair.First.Amount.AmountMinor >= pair.Second.Amount.AmountMinor);
        var causes = (await server.Cases.ListCausesAsync(new ListCausesRequest(), CasesServer.Manager(coop))).Causes;
        causes.Select(static one => (one.Cause_, one.CaseCount, one.Amount.AmountMinor / 100)).Order()
            .ShouldBe(queue.GroupBy(static one => one.Cause).Select(static cause => (cause.Key, (long)cause.Count(), cause.Sum(static one => one.Amount))).Order());
        var first = listed[0];
        var filter = new ListCasesRequest { Cause = first.Cause, Employer = first.Employer, MinAmountMinor = first.Amount.AmountMinor, LineClass = first.LineClass };
        (await server.Cases.ListCasesAsync(filter, CasesServer.Manager(coop))).Cases.ShouldContain(first);
        request.Page.Token = (await server.Cases.ListCasesAsync(new ListCasesRequest { Page = new PageRequest { Size = 1 } }, CasesServer.Manager(coop))).Page.NextToken;
        request.Employer = "E001";
        (await CasesServer.Refusal(async () => await server.Cases.ListCasesAsync(request, CasesServer.Manager(coop)))).ShouldBe((StatusCode.InvalidArgument, "FIELD_INVALID"));
    }

    [Fact]
    public async Task What_waits_is_measured_by_kind_of_cause_and_of_no_employer()
    {
        const string coop = "measured";
        server.Run(coop, server.Month().Without("B001").Without("B002").Folder);
        // A case that waits is none that waits for people.
        var waits = (await server.Cases.ListCasesAsync(new ListCasesRequest(), CasesServer.Manager(coop))).Cases[0];
        await server.Approve(coop, await server.Cases.ProposeResolutionAsync(
            new ProposeResolutionRequest { CaseId = waits.CaseId, Kind = ResolutionKind.Wait, Reason = "because", WaitUntil = "2999-01-01" }, CasesServer.Officer(coop)));
        var causes = (await server.Cases.ListCausesAsync(new ListCausesRequest(), CasesServer.Manager(coop))).Causes;
        causes.Select(static one => one.Cause_).ShouldContain("unremitted/E1");
        causes.Select(static one => one.Cause_).ShouldContain("unremitted/E2");
        var kinds = causes.GroupBy(static one => one.Cause_.Split('/')[0]).ToList();
        kinds.Count.ShouldBeGreaterThan(3);
        using var watch = new OpenWorkWatch(server.Server.Database.Database, TimeProvider.System);
        var seen = new Dictionary<(string Name, string Cause), long>();
        using var listener = new MeterListener { InstrumentPublished = static (instrument, self) => { if (instrument.Name.StartsWith("gateway.cases.", StringComparison.Ordinal)) self.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) =>
        {
            var labels = tags.ToArray().ToDictionary(static tag => tag.Key, static tag => (string?)tag.Value);
            labels.Keys.ShouldBe(["cooperative", "cause"], ignoreOrder: true);
            if (labels["cooperative"] == coop) seen[(instrument.Name, labels["cause"]!)] = value;
        });
        listener.Start();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = watch.Watch(enough.Token);
        while (seen.Count == 0 && !watching.IsCompleted)
        {
            await Task.Delay(20, enough.Token);
            listener.RecordObservableInstruments();
        }
        await enough.CancelAsync();
        await watching;
        foreach (var kind in kinds)
        {
            seen[("gateway.cases.open", kind.Key)].ShouldBe(kind.Sum(static one => one.CaseCount));
            seen[("gateway.cases.amount", kind.Key)].ShouldBe(kind.Sum(static one => one.Amount.AmountMinor) / 100);
            DateTimeOffset.FromUnixTimeSeconds(seen[("gateway.cases.oldest", kind.Key)]).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture).ShouldBe(kind.Min(static one => one.Oldest));
        }
        seen.Count.ShouldBe(3 * kinds.Count);
    }

    /// <summary>A database of before: its units have no cases until their folder is run again.</summary>
    [Fact]
    public async Task Units_decided_before_cases_were_stored_get_them_by_the_next_run()
    {
        const string coop = "before";
        var month = server.Month();
        server.Run(coop, month.Folder);
        var (cases, entries) = ((await server.Cases.ListCasesAsync(new ListCasesRequest(), CasesServer.Manager(coop))).Cases, server.Entries(coop));
        server.Server.Database.AsSuperuser<int>("delete from open_case where cooperative_id = @id; update unit set has_cases = false where cooperative_id = @id;", new { id = server.Id(coop) });
        (await server.Cases.ListCasesAsync(new ListCasesRequest(), CasesServer.Manager(coop))).Cases.Count.ShouldBe(3, "those of bank entries are read from the entries");
        server.Run(coop, month.Folder);
        (await server.Cases.ListCasesAsync(new ListCasesRequest(), CasesServer.Manager(coop))).Cases.ShouldBe(cases);
        server.Entries(coop).ShouldBe(entries);
    }

    [Fact]
    public async Task A_case_shows_what_there_is_to_judge_it_by()
    {
        const string coop = "evidence";
        var lines = server.Run(coop, server.Month().Folder).Table("lines.csv", "class", "reason");
        var fuzzy = await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = (await server.Case(coop, "fuzzy")).CaseId }, CasesServer.Officer(coop));
        var row = fuzzy.Rows.Single();
        (row.LineClass, row.Identity, row.ExpectedId, row.Held.AmountMinor, row.HeldIn).ShouldBe((LineClass.Fuzzy, IdentityFinding.Fuzzy, "X8", 31_000_000, "2-1040"));
        fuzzy.Candidates.Select(static one => (one.MemberNo, one.Name, one.Evidence)).ShouldBe([("M5", "Dewi Lestari", "near number, same name")]);
        (fuzzy.ReportedKey, fuzzy.ReportedName, fuzzy.Case.PayrollFile, fuzzy.Case.Record, fuzzy.FileLine).ShouldBe(("7020", "DEWI LESTARI", "payroll_E2.csv", 3, 5));
        (row.Rule, fuzzy.Advice).ShouldBe(("proposal(50)@1", "Check the proposal and confirm or reject it."));
        lines.ShouldContain($"fuzzy {row.Reason}");
        var unknown = await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = (await server.Case(coop, "unknown")).CaseId }, CasesServer.Officer(coop));
        (unknown.ReportedKey, unknown.ReportedName, unknown.Case.PayrollFile, unknown.FileLine, unknown.Rows.Single().Rule).ShouldBe(("99999", "ORANG LAIN", "payroll_E1.csv", unknown.Case.Record + 1, "nobody@1"));
        lines.ShouldContain($"unknown {unknown.Rows.Single().Reason}");
        fuzzy.Entries.Select(static one => one.BankRef).ShouldBe(["B002"]);
        var credit = await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = (await server.Case(coop, "unidentified_credit")).CaseId }, CasesServer.Officer(coop));
        credit.Entries.Select(static one => (one.BankRef, one.Narrative)).ShouldBe([("B010", "TITIPAN")]);
        var missing = await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = (await server.Case(coop, "missing")).CaseId }, CasesServer.Officer(coop));
        missing.Rows.Select(static one => (one.ExpectedId, one.MemberNo)).ShouldBe([("X5", "M3")]);
    }

    /// <summary>Decision 0025 gives a number whole for a reason only: a case gives none.</summary>
    [Fact]
    public async Task A_national_id_that_the_file_writes_is_masked_whoever_asks()
    {
        const string coop = "masked";
        server.Run(coop, server.Month().With("payroll_E1.csv", "99999,ORANG LAIN", "3273019912310009,ORANG 0811-2233-4455").Folder);
        var request = new GetCaseRequest { CaseId = (await server.Case(coop, "unknown")).CaseId };
        foreach (var role in (Role[])[Role.Manager, Role.Officer, Role.Board, Role.Supervisor])
        {
            var seen = await server.Cases.GetCaseAsync(request, PeriodsServer.As(role, cooperative: coop));
            (seen.ReportedKey, seen.ReportedName).ShouldBe(("327301******0009", "ORANG ****-****-4455"), $"{role}");
        }
    }

    /// <summary>Files that name employees by national id: the number is the key itself, and what a candidate has in common with it is still said.</summary>
    [Fact]
    public async Task A_key_that_is_a_national_id_is_masked_whatever_its_length()
    {
        const string coop = "masked-key";
        server.Run(coop, server.Month().With("profiles.json", "\"file\": \"payroll_E1.csv\"", "\"key\": \"national_id\", \"file\": \"payroll_E1.csv\"").With("payroll_E1.csv", "99999,ORANG LAIN,1111222233334444", "99999,ORANG LAIN,111122223333").Folder);
        var seen = await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = (await server.Case(coop, "unknown")).CaseId }, CasesServer.Manager(coop));
        (seen.ReportedKey, seen.ReportedName).ShouldBe(("111******333", "ORANG LAIN"));
    }

    /// <summary>A run between the two readings of a case: what is shown beside it is of the file that it is of.</summary>
    [Fact]
    public async Task A_case_shows_what_its_own_file_wrote_whatever_a_run_decided_since()
    {
        const string coop = "between";
        var month = server.Month();
        server.Run(coop, month.Folder);
        var (gateway, stop) = (server.Server.Database.Database, TestContext.Current.CancellationToken);
        var one = await server.Case(coop, "unknown");
        var caller = new Caller(server.Id(coop), coop, $"{coop}.Manager", Role.Manager, null);
        var known = await gateway.Ask(caller, async tx => await KnownCase.Find(tx, (await new CaseStore(tx).Find([one.CaseId], [202602], new DateOnly(2026, 3, 1))).Single()), stop);

        server.Run(coop, month.With("payroll_E1.csv", "99999,ORANG LAIN,1111222233334444,SW,100000", "88888,SIAPA INI,1111222233330000,SW,50000,2026-02\n99999,ORANG LAIN,1111222233334444,SW,50000").Folder);
        var shown = new CaseDetail();
        await new CaseEvidence(new ListedUnits(gateway, TimeProvider.System), caller).Add(shown, known, stop);
        (shown.ReportedKey, shown.ReportedName, shown.FileLine).ShouldBe(("99999", "ORANG LAIN", one.Record + 1));
        var now = (await server.Cases.ListCasesAsync(new ListCasesRequest { Cause = "unknown" }, CasesServer.Manager(coop))).Cases;
        (await Task.WhenAll(now.Select(async open => (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = open.CaseId }, CasesServer.Manager(coop))).ReportedName))).ShouldBe(["SIAPA INI", "ORANG LAIN"], ignoreOrder: true);
    }

    /// <summary>Who clicks through the cases of a file reads it once: files on their way in have the one place where files are read.</summary>
    [Fact]
    public async Task Further_cases_of_a_file_do_not_read_it_again()
    {
        const string coop = "clicked";
        server.Run(coop, server.Month().Folder);
        var ids = (await server.Cases.ListCasesAsync(new ListCasesRequest { Employer = "E1" }, CasesServer.Manager(coop))).Cases.Where(static one => one.Record > 0).Select(static one => one.CaseId).ToList();
        ids.Count.ShouldBeGreaterThan(1);
        await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = ids[0] }, CasesServer.Manager(coop));
        await Uploads.InTurn(async () =>
        {
            foreach (var id in ids)
            {
                // The deadline ends a call that waits for the place; it measures nothing.
                (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = id }, CasesServer.Manager(coop), DateTime.UtcNow.AddMinutes(1))).ReportedKey.ShouldNotBeEmpty(id);
            }
            return true;
        }, TestContext.Current.CancellationToken);
    }

    /// <summary>Who assigns a row makes a proposal of it, and so another case: it is read by the name that it had, too, and has one history.</summary>
    [Fact]
    public async Task An_assigned_case_is_read_by_both_its_names()
    {
        const string coop = "assigned";
        server.Run(coop, server.Month().Folder);
        var before = (await server.Case(coop, "unknown")).CaseId;
        var approved = await server.Approve(coop, await server.Propose(coop, before, ResolutionKind.Assign, "M3"));
        foreach (var who in (Metadata[])[CasesServer.Officer(coop), CasesServer.Manager(coop), PeriodsServer.As(Role.Board, cooperative: coop)])
        {
            var one = (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = before }, who)).Case;
            (one.LineClass, one.State, one.DecisionNo).ShouldBe((LineClass.Fuzzy, CaseState.Resolved, approved.DecisionNo));
            one.CaseId.ShouldNotBe(before);
            (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = one.CaseId }, who)).Case.ShouldBe(one);
            foreach (var name in (string[])[before, one.CaseId])
            {
                (await server.Cases.ListCaseHistoryAsync(new ListCaseHistoryRequest { CaseId = name }, who)).Events.Select(static told => told.Kind).ShouldBe(["proposed", "approved"], name);
            }
        }
        await server.Undo(coop, approved);
        (await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = before }, CasesServer.Officer(coop))).Case.CaseId.ShouldBe(before);
    }

    [Fact]
    public async Task What_was_said_and_done_is_told_in_order()
    {
        const string coop = "history";
        server.Run(coop, server.Month().Folder);
        var id = (await server.Case(coop, "over")).CaseId;
        await server.Cases.CommentOnCaseAsync(new CommentOnCaseRequest { CaseId = id, Text = "I asked Budi." }, CasesServer.Officer(coop));
        var decision = await server.Approve(coop, await server.Propose(coop, id, ResolutionKind.Refund));
        await server.Undo(coop, decision);
        var events = (await server.Cases.ListCaseHistoryAsync(new ListCaseHistoryRequest { CaseId = id }, PeriodsServer.As(Role.Board, cooperative: coop))).Events;
        events.Select(static one => $"{one.Actor} {one.Kind}").ShouldBe(
            [$"{coop}.Officer comment", $"{coop}.Officer proposed", $"{coop}.Manager approved", $"{coop}.Officer undo_proposed", $"{coop}.Manager undone"]);
        events[0].Text.ShouldBe("I asked Budi.");
        server.Server.Database.AsSuperuser<string>("select action from audit where cooperative_id = @id and action like 'case.%' order by audit_no;", new { id = server.Id(coop) })
            .ShouldBe(["case.comment", "case.propose", "case.decide", "case.undo", "case.decide"]);
    }

    [Fact]
    public async Task Another_cooperative_and_employers_see_nothing()
    {
        const string coop = "own", other = "other";
        server.Run(coop, server.Month().Folder);
        server.Server.NewCooperative(other);
        var one = await server.Case(coop, "over");
        var decision = await server.Propose(coop, one.CaseId, ResolutionKind.Refund);
        (await server.Cases.ListCasesAsync(new ListCasesRequest(), CasesServer.Manager(other))).Cases.ShouldBeEmpty();
        (await server.Cases.ListCausesAsync(new ListCausesRequest(), CasesServer.Manager(other))).Causes.ShouldBeEmpty();
        (await server.Cases.ListCaseHistoryAsync(new ListCaseHistoryRequest { CaseId = one.CaseId }, CasesServer.Manager(other))).Events.ShouldBeEmpty();
        (await CasesServer.Refusal(async () => await server.Cases.GetCaseAsync(new GetCaseRequest { CaseId = one.CaseId }, CasesServer.Manager(other)))).Status.ShouldBe(StatusCode.NotFound);
        (await CasesServer.Refusal(() => server.Approve(other, decision))).Status.ShouldBe(StatusCode.NotFound);
        (await CasesServer.Refusal(() => server.Propose(other, one.CaseId, ResolutionKind.Refund))).Status.ShouldBe(StatusCode.NotFound);
        (await CasesServer.Refusal(async () => await server.Cases.ListCasesAsync(new ListCasesRequest(), PeriodsServer.As(Role.PayrollOfficer, "E1", coop)))).Status.ShouldBe(StatusCode.PermissionDenied);
        (await CasesServer.Refusal(async () => await server.Cases.ProposeResolutionAsync(new ProposeResolutionRequest { CaseId = one.CaseId, Kind = ResolutionKind.Refund, Reason = "x" }, PeriodsServer.As(Role.Supervisor, cooperative: coop)))).Status.ShouldBe(StatusCode.PermissionDenied);
    }

    [Fact]
    public async Task Cases_are_resolved_by_REST_too()
    {
        const string coop = "rest";
        server.Run(coop, server.Month().Folder);
        var (found, list) = await server.Server.Send(HttpMethod.Get, "/v1/cases?cause=unknown", who: CasesServer.Officer(coop));
        found.ShouldBe(HttpStatusCode.OK, list);
        var id = JsonDocument.Parse(list).RootElement.GetProperty("cases")[0].GetProperty("caseId").GetString()!;
        (await server.Server.Send(HttpMethod.Get, $"/v1/cases/{id}", who: CasesServer.Officer(coop))).Status.ShouldBe(HttpStatusCode.OK);
        using var body = new StringContent("""{"kind": "RESOLUTION_KIND_REFUND", "reason": "nobody knows him"}""", System.Text.Encoding.UTF8, "application/json");
        var (proposed, text) = await server.Server.Send(HttpMethod.Post, $"/v1/cases/{id}:propose", body, CasesServer.Officer(coop));
        proposed.ShouldBe(HttpStatusCode.OK, text);
        var number = JsonDocument.Parse(text).RootElement.GetProperty("decisionNo").GetString();
        using var approve = new StringContent("""{"approve": true}""", System.Text.Encoding.UTF8, "application/json");
        var (self, why) = await server.Server.Send(HttpMethod.Post, $"/v1/decisions/{number}:decide", approve, CasesServer.Officer(coop));
        self.ShouldBe(HttpStatusCode.Forbidden, why);
        why.ShouldContain("TWO_PEOPLE");
        using var again = new StringContent("""{"approve": true}""", System.Text.Encoding.UTF8, "application/json");
        (await server.Server.Send(HttpMethod.Post, $"/v1/decisions/{number}:decide", again, CasesServer.Manager(coop))).Status.ShouldBe(HttpStatusCode.OK);
        (await server.Server.Send(HttpMethod.Get, $"/v1/cases/{id}:history", who: CasesServer.Officer(coop))).Text.ShouldContain("approved");
    }
}
