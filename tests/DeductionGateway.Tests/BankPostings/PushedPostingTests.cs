using System.Net;
using System.Text;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.BankPostings;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Periods;
using DeductionGateway.Wire;
using Google.Protobuf;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.BankPostings;

/// <summary>What banks push is taken once, is never changed, and is one fact with what a statement shows.</summary>
public sealed class PushedPostingTests(PeriodsServer server) : IClassFixture<PeriodsServer>, IDisposable
{
    private const string Period = PeriodsServer.Period, Account = "1370012345678", Batch = "/v1/bank/postings:batch";
    private readonly Scratch _scratch = new();

    [Fact]
    public async Task A_posting_is_stored_once_and_one_of_other_content_is_refused_while_the_stream_goes_on()
    {
        var bank = BankOf("once");
        (await Push(bank, Posting("A1", 870_000), Posting("A2", -2_500))).ShouldBe([(PostingState.Stored, ""), (PostingState.Stored, "")]);
        var other = Posting("A1", 870_001);
        var later = Posting("A1", 870_000);
        later.ValueDate = "2026-02-26";
        var told = Posting("A2", -2_500);
        told.Narrative = "something else";
        (await Push(bank, Posting("A1", 870_000), other, later, told, Posting("A3", 1), Posting("A3", 1), Posting("A3", 2))).ShouldBe(
        [
            (PostingState.Known, ""), (PostingState.Refused, "POSTING_OTHER"), (PostingState.Refused, "POSTING_OTHER"), (PostingState.Refused, "POSTING_OTHER"),
            (PostingState.Stored, ""), (PostingState.Known, ""), (PostingState.Refused, "POSTING_OTHER"),
        ]);
        Stored("once").ShouldBe([("A1", 870_000), ("A2", -2_500), ("A3", 1)]);
    }

    [Fact]
    public async Task An_entry_and_what_takes_it_back_may_have_one_reference()
    {
        var back = Posting("R1", -500_000);
        back.IsReversal = true;
        (await Push(BankOf("back"), Posting("R1", 500_000), back, back)).ShouldBe([(PostingState.Stored, ""), (PostingState.Stored, ""), (PostingState.Known, "")]);
        Encoding.UTF8.GetString(PushedFile.Bytes([new("X", "R1", true, new(2026, 2, 1), new(2026, 2, 1), -5, "IDR", "", ""), new("X", "R2", true, new(2026, 2, 1), new(2026, 2, 1), 5, "IDR", "", "")])!)
            .Split('\n').Skip(1).Select(static line => line.Split(',') is [_, _, _, var mark, ..] ? mark : "").ShouldBe(["RC", "RD", ""]);
    }

    public static TheoryData<string, string> Wrong => new()
    {
        { "bank_ref ", "BANK_REF" }, { "account ", "ACCOUNT_MISSING" }, { "account 999888777666", "ACCOUNT_OTHER" }, { "value_date 2026-02-30", "DATE" }, { "value_date ", "DATE" }, { "value_date 27/02/2026", "DATE" },
        { "booking_date yesterday", "DATE" }, { "currency USD", "CURRENCY_OTHER" }, { "currency ", "CURRENCY_OTHER" }, { "amount 87000050", "AMOUNT_FRACTION" }, { "narrative two\nlines", "TEXT_INVALID" },
        { "narrative \0", "TEXT_INVALID" }, { "counterparty @@:61:", "*" }, { "amount -9223372036854775808", "*" },
    };

    /// <summary>What the run's readers would refuse is refused here: no bank can stop a period.</summary>
    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task What_the_run_could_not_read_is_refused(string change, string code)
    {
        var bank = BankOf("wrong");
        await Push(bank, Posting("W0", 1));
        var (field, value) = (change.Split(' ')[0], change[(change.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
        var posting = Posting("W1", 870_000);
        switch (field)
        {
            case "amount": posting.Amount.AmountMinor = long.Parse(value, System.Globalization.CultureInfo.InvariantCulture); break;
            case "currency": posting.Amount.CurrencyCode = value; break;
            default: BankPosting.Descriptor.FindFieldByName(field).Accessor.SetValue(posting, value); break;
        }
        var after = Posting($"W2{change.GetHashCode(StringComparison.Ordinal)}", 5);
        var acks = await Push(bank, posting, after);
        acks[0].State.ShouldBe(PostingState.Refused);
        if (code != "*") acks[0].Code.ShouldBe(code);
        acks[1].State.ShouldBe(PostingState.Stored);
        Stored("wrong").ShouldNotContain(static row => row.Ref == "W1" || row.Ref.Length == 0);
    }

    /// <summary>Without a bank file, beside the same entries, and beside one more: the run's answers are those of the command over the statement.</summary>
    [Theory]
    [InlineData("alone", "B001 B002 B003", false)]
    [InlineData("beside", "B001 B002 B003", true)]
    [InlineData("partly", "B002", true)]
    public async Task What_was_pushed_and_what_a_statement_shows_is_one_fact(string code, string pushed, bool withStatements)
    {
        var (who, bank) = (server.NewCooperative(code), BankOf(code));
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), code);
        File.Delete(Path.Combine(folder, "bank.mt940"));
        (await Push(bank, [.. OfBase().Where(one => pushed.Split(' ').Contains(one.BankRef))])).ShouldAllBe(static ack => ack.State == PostingState.Stored);
        foreach (var name in PeriodsServer.InOrder(folder).Where(name => withStatements || name != "bank.csv")) await server.Put(name, await File.ReadAllBytesAsync(Path.Combine(folder, name)), who);
        (await server.Names(who)).ShouldContain(PushedFile.Name);
        var end = (await server.Run(Period, who))[^1];
        end.State.ShouldBe(RunState.Done, end.Reason + string.Join('\n', end.Faults));
        await AnswersAreOf(folder, code, who);
        // What was pushed stays one fact with a statement that comes after the run.
        await server.Put("bank.csv", PeriodsServer.Base("bank.csv"), who);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        (await Push(bank, [.. OfBase()])).ShouldAllBe(static ack => ack.State != PostingState.Refused);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Done);
        await AnswersAreOf(folder, code, who);
        server.Database.AsSuperuser<long>("select count(*) from bank_entry join cooperative using (cooperative_id) where cooperative.code = @code;", new { code }).ShouldBe([3L]);
    }

    [Fact]
    public async Task A_posting_is_of_the_month_of_its_value_date_and_the_file_is_the_same_in_whatever_order_they_came()
    {
        var (who, bank) = (server.NewCooperative("months"), BankOf("months"));
        var march = Posting("M9", 9);
        march.ValueDate = "2026-03-01";
        await Push(bank, Posting("M2", 2), march, Posting("M1", 1));
        var (_, text) = await server.Send(HttpMethod.Get, $"/v1/periods/{Period}/files/{PushedFile.Name}", who: who);
        text.ShouldBe("""
            bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative
            M1,2026-02-27,2026-02-27,C,1.00,IDR,1370012345678,PT Satu,POTONGAN
            M2,2026-02-27,2026-02-27,C,2.00,IDR,1370012345678,PT Satu,POTONGAN

            """, StringCompareShould.IgnoreLineEndings);
        (await server.Names(who, "2026-03")).ShouldBe([PushedFile.Name]);
        (await server.Names(who, "2026-01")).ShouldBeEmpty();
        (await server.Names(PeriodsServer.As(Role.PayrollOfficer, "E1", "months"))).ShouldBeEmpty();
        (await server.Names(server.NewCooperative("months-other"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_corrected_file_stands_in_the_place_of_what_was_pushed_until_it_is_taken_out_and_the_run_says_what_it_leaves_out()
    {
        var who = server.NewCooperative("corrected");
        await server.PutFolder(GoldenFolder.PathOf(GoldenFolder.Base), who);
        var wrong = OfBase().First();
        wrong.ValueDate = "2026-02-26";
        await Push(BankOf("corrected"), wrong, Posting("Z9", 700));
        var refused = (await server.Run(Period, who))[^1];
        refused.Faults.ShouldContain(static fault => fault.Code == "STATEMENTS_DISAGREE" && fault.File == PushedFile.Name);
        (await Should.ThrowAsync<RpcException>(() => Delete(who))).StatusCode.ShouldBe(StatusCode.FailedPrecondition, "what was pushed is no file that could be taken out");
        await server.Put(PushedFile.Name, Encoding.UTF8.GetBytes("bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\nB001,2026-02-27,2026-02-27,C,870000.00,IDR,1370012345678,,\n"), who);
        var done = (await server.Run(Period, who))[^1];
        done.State.ShouldBe(RunState.Done);
        done.Result.Warnings.Single(static warning => warning.StartsWith("PUSHED_LEFT_OUT", StringComparison.Ordinal)).ShouldContain(": 1 posting");
        await Delete(who);
        (await server.Run(Period, who))[^1].State.ShouldBe(RunState.Refused);

        async Task Delete(Metadata by) => await server.Periods.DeleteFileAsync(new DeleteFileRequest { Period = Period, Name = PushedFile.Name }, by);
    }

    /// <summary>Eight streams with the same postings, each in its own order: each posting is stored by exactly one of them, and none is lost.</summary>
    [Fact]
    public async Task Streams_that_push_the_same_at_the_same_time_store_each_posting_once()
    {
        const int streams = 8, postings = 300;
        var bank = BankOf("crowd");
        await Push(bank, Posting("first", 1));
        var all = Enumerable.Range(1, postings).Select(static no => Posting($"C{no}", no)).ToList();
        var acks = await Task.WhenAll(Enumerable.Range(0, streams).Select(async stream =>
        {
            var order = all.ToArray();
            new Random(stream).Shuffle(order);
            return (Order: order, Acks: await Push(bank, order));
        }));
        acks.SelectMany(static one => one.Acks).ShouldAllBe(static ack => ack.State == PostingState.Stored || ack.State == PostingState.Known);
        var storedBy = acks.SelectMany(static one => one.Order.Zip(one.Acks)).Where(static one => one.Second.State == PostingState.Stored).Select(static one => one.First.BankRef).ToList();
        storedBy.Order(StringComparer.Ordinal).ShouldBe(all.Select(static one => one.BankRef).Order(StringComparer.Ordinal));
        Stored("crowd").Count.ShouldBe(postings + 1);
    }

    [Fact]
    public async Task What_a_cut_stream_acknowledged_is_kept_and_the_rest_is_sent_again()
    {
        const int postings = 500, cutAfter = 120;
        var bank = BankOf("cut");
        var all = Enumerable.Range(1, postings).Select(static no => Posting($"C{no:000}", no)).ToList();
        var acknowledged = new List<string>();
        using (var call = server.Bank.PostBankEntries(bank))
        {
            foreach (var posting in all.Take(cutAfter * 2)) await call.RequestStream.WriteAsync(posting);
            while (acknowledged.Count < cutAfter && await call.ResponseStream.MoveNext(CancellationToken.None)) acknowledged.Add(call.ResponseStream.Current.BankRef);
        }
        Stored("cut").Select(static row => row.Ref).Intersect(acknowledged).Count().ShouldBe(cutAfter);
        var again = await Push(bank, [.. all]);
        again.Take(cutAfter).ShouldAllBe(static ack => ack.State == PostingState.Known);
        again.ShouldAllBe(static ack => ack.State != PostingState.Refused);
        Stored("cut").Count.ShouldBe(postings);
    }

    [Fact]
    public async Task Without_streams_a_batch_says_the_same_and_its_key_gives_the_first_answer_again()
    {
        var bank = BankOf("batch", "key-1");
        var request = new PostBankEntriesBatchRequest { Postings = { Posting("K1", 100), Posting("K1", 200), Posting("", 5) } };
        var json = JsonFormatter.Default.Format(request);
        var (status, text) = await server.Send(HttpMethod.Post, Batch, Json(json), bank);
        status.ShouldBe(HttpStatusCode.OK, text);
        var answer = JsonParser.Default.Parse<PostBankEntriesBatchResponse>(text);
        answer.Acks.Select(static ack => (ack.PostingNo, ack.State)).ShouldBe([(1, PostingState.Stored), (2, PostingState.Refused), (3, PostingState.Refused)]);
        (await server.Send(HttpMethod.Post, Batch, Json(json), bank)).Text.ShouldBe(text);
        (await server.Bank.PostBankEntriesBatchAsync(request, BankOf("batch"))).Acks[0].State.ShouldBe(PostingState.Known);
        (await server.Send(HttpMethod.Post, Batch, Json("{}"), BankOf("batch"))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData(Role.Manager, null)]
    [InlineData(Role.CoreSystem, null)]
    [InlineData(Role.EmployerSystem, "E1")]
    public async Task Nobody_but_a_bank_pushes(object role, string? employer)
    {
        var who = PeriodsServer.As((Role)role, employer);
        (await Should.ThrowAsync<RpcException>(() => Push(who, Posting("N1", 1)))).StatusCode.ShouldBe(StatusCode.PermissionDenied);
        (await server.Send(HttpMethod.Post, Batch, Json("{}"), who)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    /// <summary>The accounts that the cooperative lists decide; else those that it has; else the first that was pushed for.</summary>
    [Fact]
    public async Task A_posting_of_an_account_that_is_not_the_cooperatives_is_refused_and_one_written_otherwise_is_the_same()
    {
        var (who, bank) = (server.NewCooperative("accounts"), BankOf("accounts"));
        await Push(bank, Posting("A1", 1));
        (await Push(bank, Of("A2", "2220001111"), Of("A1", "ID-137001 2345678 IDR"))).Select(static ack => ack.State).ShouldBe([PostingState.Refused, PostingState.Known]);
        await server.Put("cooperative.json", Encoding.UTF8.GetBytes("""{"code": "accounts", "name": "Koperasi", "accounts": ["1370012345678", "2220001111"]}"""), who, "2026-05");
        (await Push(bank, Of("A2", "2220001111"), Of("A3", "3330001111"))).Select(static ack => ack.State).ShouldBe([PostingState.Stored, PostingState.Refused]);

        static BankPosting Of(string reference, string account)
        {
            var posting = Posting(reference, 1);
            posting.Account = account;
            return posting;
        }
    }

    public void Dispose() => _scratch.Dispose();

    private Metadata BankOf(string cooperative, string? key = null)
    {
        server.NewCooperative(cooperative);
        return PeriodsServer.As(Role.BankSystem, cooperative: cooperative, key: key);
    }

    internal static BankPosting Posting(string reference, long rupiah) => new()
    {
        Account = Account, BankRef = reference, ValueDate = "2026-02-27", Amount = WireMoney.Of(rupiah), Counterparty = "PT Satu", Narrative = "POTONGAN",
    };

    /// <summary>The entries of the golden statement.</summary>
    private static IEnumerable<BankPosting> OfBase() =>
        Encoding.UTF8.GetString(PeriodsServer.Base("bank.csv")).Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Select(static line => line.Split(',')).Select(static cells => new BankPosting
        {
            BankRef = cells[0], BookingDate = cells[1], ValueDate = cells[2], Account = cells[6], Counterparty = cells[7], Narrative = cells[8],
            Amount = WireMoney.Of((cells[3] == "D" ? -1 : 1) * (long)decimal.Parse(cells[4], System.Globalization.CultureInfo.InvariantCulture)),
        });

    private async Task<List<(PostingState State, string Code)>> Push(Metadata bank, params BankPosting[] postings)
    {
        using var call = server.Bank.PostBankEntries(bank);
        var acks = new List<BankPostingAck>();
        var reading = Task.Run(async () =>
        {
            await foreach (var ack in call.ResponseStream.ReadAllAsync()) acks.Add(ack);
        });
        try
        {
            foreach (var posting in postings) await call.RequestStream.WriteAsync(posting);
            await call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // What the answer says is thrown below.
        }
        await reading;
        acks.Select(static ack => ack.PostingNo).ShouldBe(Enumerable.Range(1, postings.Length).Select(static no => (long)no));
        acks.Select(static ack => ack.BankRef).ShouldBe(postings.Select(static posting => posting.BankRef));
        return acks.ConvertAll(static ack => (ack.State, ack.Code));
    }

    private List<(string Ref, long Amount)> Stored(string code) => server.Database.AsSuperuser<(string, long)>(
        "select bank_ref, amount from pushed_posting join cooperative using (cooperative_id) where code = @code order by bank_ref collate \"C\";", new { code });

    private async Task AnswersAreOf(string folder, string code, Metadata who)
    {
        var command = Reconciling.Folder(folder, _scratch["out"], server.Database, "--cooperative", $"{code}-command");
        command.ExitCode.ShouldBe(ExitCode.Done, command.Error);
        foreach (var file in (string[])["lines.csv", "journal.csv", "bank_entries.csv", "mismatches.csv", "anggota.csv"]) Encoding.UTF8.GetString(await server.Result(Period, file, who)).ShouldBe(command.Read(file), file);
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");
}
