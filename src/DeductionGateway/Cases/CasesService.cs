using System.Globalization;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Data;
using DeductionGateway.Deductions;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Google.Protobuf;
using Grpc.Core;
using Account = DeductionGateway.Core.Ledger.Account;

namespace DeductionGateway.Cases;

/// <summary>Cases as the wire shows and resolves them.</summary>
internal sealed class CasesService(Database database, ListedUnits listed, TimeProvider time) : Contract.V1.Cases.CasesBase
{
    private const int LongestText = 2_000;

    /// <summary>Cases of one decision.</summary>
    private const int MostCases = 10_000;

    private const int ListedCases = 100;

    private readonly Writes _writes = new(database, time);

    /// <summary>Verdicts, withdrawals and the one preview that may be among them.</summary>
    private readonly Turns _turns = new();

    /// <summary>Previews: a verdict waits for one of them at most, however many were asked for before it.</summary>
    private readonly Turns _previews = new();

    private DateOnly Today => JakartaTime.DayOf(time.GetUtcNow());

    public override async Task<ListCasesResponse> ListCases(ListCasesRequest request, ServerCallContext context)
    {
        var period = request.Period.Length == 0 ? 0 : WirePeriod.Read(request.Period).Number;
        var filter = new CaseFilter(period, request.Employer, request.Cause, (short)request.LineClass, request.MemberNo, (request.MinAmountMinor + 99) / 100, (short)request.State);
        var (list, size) = ($"cases {filter}", PageToken.Size(request.Page));
        var (after, caller, today) = (After(request.Page, list), Caller.Of(context), Today);
        var rows = await database.Ask(caller, tx => new CaseStore(tx).List(filter, today, after, size + 1), context.CancellationToken);
        var answer = new ListCasesResponse { Page = new Page() };
        answer.Cases.Add(rows.Take(size).Select(one => CaseOf(one, today, caller)));
        if (rows.Count > size) answer.Page = PageToken.NextAfter(list, rows[size - 1].CaseId, rows[size - 1].Amount);
        return answer;
    }

    public override async Task<ListCausesResponse> ListCauses(ListCausesRequest request, ServerCallContext context)
    {
        var period = request.Period.Length == 0 ? 0 : WirePeriod.Read(request.Period).Number;
        var filter = new CaseFilter(period, request.Employer, State: (short)request.State);
        var (list, size) = ($"causes {filter}", PageToken.Size(request.Page));
        var (after, caller, today) = (After(request.Page, list), Caller.Of(context), Today);
        var rows = await database.Ask(caller, tx => new CaseStore(tx).Causes(filter, today, after, size + 1), context.CancellationToken);
        var answer = new ListCausesResponse { Page = new Page() };
        answer.Causes.Add(rows.Take(size).Select(static one => new Cause { Cause_ = one.Cause, CaseCount = one.CaseCount, Amount = WireMoney.Of(one.Amount), Oldest = WireDay.Of(one.Oldest) }));
        if (rows.Count > size) answer.Page = PageToken.NextAfter(list, rows[size - 1].Cause, rows[size - 1].Amount);
        return answer;
    }

    public override async Task<CaseDetail> GetCase(GetCaseRequest request, ServerCallContext context)
    {
        var (caller, today) = (Caller.Of(context), Today);
        var found = await database.Ask(caller, async tx => await KnownCase.Find(tx, await Find(new CaseStore(tx), request.CaseId, today)), context.CancellationToken);
        var answer = new CaseDetail { Case = CaseOf(found.Case, today, caller) };
        await new CaseEvidence(listed, caller).Add(answer, found, context.CancellationToken);
        return answer;
    }

    public override async Task<ListCaseHistoryResponse> ListCaseHistory(ListCaseHistoryRequest request, ServerCallContext context)
    {
        var (ids, periods) = Names(request.CaseId);
        var events = await database.Ask(Caller.Of(context), tx => new CaseStore(tx).History(ids, periods), context.CancellationToken);
        var answer = new ListCaseHistoryResponse();
        answer.Events.Add(events.Select(EventOf));
        return answer;
    }

    public override Task<Decision> ProposeResolution(ProposeResolutionRequest request, ServerCallContext context)
    {
        var wish = new Wish(
            Kind(request.Kind), Text("reason", request.Reason), request.MemberNo, request.ToEmployer, request.ToPeriod.Length == 0 ? null : WirePeriod.Read(request.ToPeriod, "to_period").Number,
            WireDay.Read("wait_until", request.WaitUntil));
        return Write(context, request, async (tx, resolving) => await resolving.Propose([await Find(new CaseStore(tx), request.CaseId, Today)], wish));
    }

    public override Task<Decision> ProposeForCause(ProposeForCauseRequest request, ServerCallContext context)
    {
        if (request.Cause.Length == 0) throw Faults.Invalid("cause", "cause is missing.");
        var wish = new Wish(Kind(request.Kind), Text("reason", request.Reason), "", "", null, WireDay.Read("wait_until", request.WaitUntil));
        if (wish.Kind is Reconciliation.ResolutionKind.Assign or Reconciliation.ResolutionKind.Deposit or Reconciliation.ResolutionKind.GiveToPeriod)
        {
            throw Faults.Invalid("kind", "Assign, deposit and give to period need a word for each case: propose them one by one.");
        }
        var filter = new CaseFilter(request.Period.Length == 0 ? 0 : WirePeriod.Read(request.Period).Number, request.Employer, request.Cause, State: (short)CaseState.Open);
        return Write(context, request, async (tx, resolving) =>
        {
            var cases = await new CaseStore(tx).List(filter, Today, CaseKey.First, MostCases + 1);
            if (cases.Count == 0) throw Faults.NotFound("open case of the cause", request.Cause);
            if (cases.Count > MostCases) throw Faults.TooMuch($"The cause has more than {MostCases} cases: say a period or an employer.");
            return await resolving.Propose(cases, wish);
        });
    }

    public override async Task<Decision> GetDecision(GetDecisionRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return await database.Ask(caller, tx => Decision(tx, request.DecisionNo), context.CancellationToken);
    }

    public override async Task<ListDecisionsResponse> ListDecisions(ListDecisionsRequest request, ServerCallContext context)
    {
        var filter = new DecisionFilter((short)request.State, request.Proposer, request.MineToDecide);
        var (list, size, caller) = ($"decisions {filter}", PageToken.Size(request.Page), Caller.Of(context));
        var before = PageToken.Key(request.Page, list, 1)?[0] ?? long.MaxValue;
        var rows = await database.Ask(caller, tx => new DecisionStore(tx).List(filter, caller.Actor, before, size + 1), context.CancellationToken);
        var answer = new ListDecisionsResponse { Page = rows.Count > size ? PageToken.Next(list, rows[size - 1].DecisionNo) : new Page() };
        answer.Decisions.Add(rows.Take(size).Select(DecisionOf));
        return answer;
    }

    public override Task<Decision> DecideResolution(DecideResolutionRequest request, ServerCallContext context)
    {
        var approve = SecondPerson.Said(request.HasApprove, request.Approve);
        var reason = Text("reason", request.Reason, least: approve ? 0 : 1);
        return WriteInTurn(context, request, async resolving =>
        {
            await resolving.Decide(request.DecisionNo, approve, reason);
            return request.DecisionNo;
        });
    }

    public override async Task<DecisionPreview> PreviewDecision(PreviewDecisionRequest request, ServerCallContext context)
    {
        var (caller, stop) = (Caller.Of(context), context.CancellationToken);
        var preview = await _previews.Take(caller.CooperativeId, () => _turns.Take(caller.CooperativeId, () => database.Rehearse(
            caller.CooperativeId, async tx => PreviewOf(await new Resolving(tx, caller, time.GetUtcNow()).Preview(request.DecisionNo)), stop), stop), stop);
        // Nothing of a rehearsal stays, so the audit has a transaction of its own; without it nothing is shown.
        await database.Write(caller.CooperativeId, async tx =>
        {
            await Access.Audit.Write(tx, time.GetUtcNow(), caller.CooperativeId, caller.Actor, "case.preview", $"decision {request.DecisionNo}", "shown");
            return true;
        }, stop);
        return preview;
    }

    public override Task<Decision> WithdrawResolution(WithdrawResolutionRequest request, ServerCallContext context) => WriteInTurn(context, request, async resolving =>
    {
        await resolving.Withdraw(request.DecisionNo);
        return request.DecisionNo;
    });

    public override Task<Decision> UndoResolution(UndoResolutionRequest request, ServerCallContext context)
    {
        var reason = Text("reason", request.Reason);
        return Write(context, request, (_, resolving) => resolving.ProposeUndo(request.DecisionNo, reason));
    }

    public override Task<CaseEvent> CommentOnCase(CommentOnCaseRequest request, ServerCallContext context)
    {
        var (caller, text) = (Caller.Of(context), Text("text", request.Text));
        return _writes.Once(context, request, async tx =>
        {
            var store = new CaseStore(tx);
            var one = await Find(store, request.CaseId, Today);
            var at = time.GetUtcNow();
            var stored = await store.AddComment(caller.CooperativeId, one.CaseId, caller.Actor, at, text);
            await Access.Audit.Write(tx, at, caller.CooperativeId, caller.Actor, "case.comment", one.CaseId, "");
            return EventOf(new EventRow(stored, caller.Actor, "comment", 0, 0, text));
        });
    }

    /// <summary>What waits for the cooperative's row.</summary>
    private Task<Decision> WriteInTurn(ServerCallContext context, IMessage request, Func<Resolving, Task<long>> write) =>
        _turns.Take(Caller.Of(context).CooperativeId, () => Write(context, request, (_, resolving) => write(resolving)), context.CancellationToken);

    /// <summary>What proposes or decides, once for each key; the answer is the decision as it stands then.</summary>
    private Task<Decision> Write(ServerCallContext context, IMessage request, Func<Tx, Resolving, Task<long>> write)
    {
        var caller = Caller.Of(context);
        return _writes.Once(context, request, async tx => await Decision(tx, await write(tx, new Resolving(tx, caller, time.GetUtcNow()))));
    }

    private static CaseKey After(PageRequest? page, string list) => PageToken.KeyAndText(page, list, 1) is var (amounts, name) ? new CaseKey(amounts[0], name) : CaseKey.First;

    /// <summary>The case by its id, also where its last slash was left out.</summary>
    private static async Task<CaseRow> Find(CaseStore store, string caseId, DateOnly today)
    {
        var (ids, periods) = Names(caseId);
        var found = await store.Find(ids, periods, today);
        return found.Find(one => one.CaseId == caseId) ?? found.FirstOrDefault() ?? throw Faults.NotFound("case", caseId);
    }

    /// <summary>What a case may be called, and in which periods.</summary>
    private static (string[] Ids, int[] Periods) Names(string caseId) =>
        ([caseId, caseId + "/"], PayPeriod.Parse(System.Text.Encoding.UTF8.GetBytes(caseId.Split('/')[0])) is { } period ? [period.Number] : []);

    private static async Task<Decision> Decision(Tx tx, long number)
    {
        var store = new DecisionStore(tx);
        if (await store.Find(number) is not { } row) throw Faults.NotFound("decision", $"{number}");
        var decision = DecisionOf(row);
        var cases = await store.Cases(row.Undoes ?? number, ListedCases);
        decision.CaseIds.Add(cases.Select(static one => one.CaseId));
        decision.Cases.Add(cases.Select(static one => new DecidedCase { CaseId = one.CaseId, MemberNo = one.MemberNo, Amount = WireMoney.Of(one.Amount) }));
        if (row.LeftOpenCount > 0) decision.LeftOpenCaseIds.Add(await store.LeftOpen(number, ListedCases));
        return decision;
    }

    /// <summary>A decision without its cases.</summary>
    private static Decision DecisionOf(DecisionRow row) => new()
    {
        DecisionNo = row.DecisionNo, Kind = (Contract.V1.ResolutionKind)row.Kind, State = (Contract.V1.DecisionState)row.StateNumber, CaseCount = row.CaseCount, Amount = WireMoney.Of(row.Amount), Proposer = row.Proposer,
        ProposedAt = WireDay.Of(row.At), Reason = row.Reason, Checker = row.Checker ?? "", DecidedAt = row.DecidedAt is { } at ? WireDay.Of(at) : "", BusinessDate = WireDay.Of(row.BusinessDate), Undoes = row.Undoes ?? 0,
        ToEmployer = row.ToEmployer ?? "", ToPeriod = row.ToPeriod is { } period ? WirePeriod.Of(period) : "", WaitUntil = row.WaitUntil is { } until ? WireDay.Of(until) : "",
        VerdictReason = row.VerdictReason, LeftOpenCount = row.LeftOpenCount,
    };

    private static Case CaseOf(CaseRow one, DateOnly today, Caller caller) => new()
    {
        CaseId = one.CaseId, Period = WirePeriod.Of(one.Period), Employer = one.Employer, Cause = one.Cause,
        LineClass = one.LineClass is { } kind ? (LineClass)(kind + WireEnum.Offset) : LineClass.Unspecified, Taxonomy = one.Taxonomy, MemberNo = one.MemberNo, Code = one.Code,
        Amount = WireMoney.Of(one.Amount), Held = WireMoney.Of(one.Held), HeldIn = one.Held > 0 ? AccountText(one.HeldIn) : "", OpenSince = WireDay.Of(one.Since), OpenDays = Math.Max(0, today.DayNumber - one.Since.DayNumber),
        PayrollFile = one.Record > 0 || one.LineClass is null ? one.PayrollFile : "", Record = one.Record, ExpectedId = one.ExpectedId, Candidates = one.Identity.Length > 0 ? CaseEvidence.Shown(one.Candidates, caller) : one.Candidates,
        State = (Contract.V1.CaseState)one.State, DecisionNo = one.DecisionNo, HasLapsed = one.HasLapsed,
    };

    private static DecisionPreview PreviewOf(DecisionEffect effect)
    {
        var preview = new DecisionPreview { CaseChangeCount = effect.Cases.Count, LeftOpenCount = effect.Changed.Count };
        preview.Accounts.Add(effect.Accounts.Select(static one => new Contract.V1.AccountChange { Account = AccountText(one.Account), Change = WireMoney.Of(one.Change), MemberCount = one.MemberCount }));
        preview.Files.Add(effect.Files.Select(static one => new Contract.V1.FileChange
        {
            Period = WirePeriod.Of(one.Period), Employer = one.Employer, Reported = WireMoney.Of(one.Reported), ReceivedBefore = WireMoney.Of(one.ReceivedBefore), ReceivedAfter = WireMoney.Of(one.ReceivedAfter),
        }));
        preview.Cases.Add(effect.Cases.Take(ListedCases).Select(static one => new Contract.V1.CaseChange
        {
            CaseId = one.CaseId, Cause = one.Cause, AmountBefore = WireMoney.Of(one.AmountBefore), AmountAfter = WireMoney.Of(one.AmountAfter), HeldBefore = WireMoney.Of(one.HeldBefore), HeldAfter = WireMoney.Of(one.HeldAfter),
            HeldInBefore = one.HeldBefore > 0 ? AccountText(one.HeldInBefore) : "", HeldInAfter = one.HeldAfter > 0 ? AccountText(one.HeldInAfter) : "",
        }));
        preview.LeftOpenCaseIds.Add(effect.Changed.Take(ListedCases));
        preview.Warnings.Add(effect.Warnings);
        return preview;
    }

    private static CaseEvent EventOf(EventRow row) => new()
    {
        At = WireDay.Of(row.At), Actor = row.Actor, Kind = row.Kind, DecisionNo = row.DecisionNo, Resolution = (Contract.V1.ResolutionKind)row.Resolution, Text = row.Text,
    };

    private static Reconciliation.ResolutionKind Kind(Contract.V1.ResolutionKind kind) =>
        kind is >= Contract.V1.ResolutionKind.Accept and <= Contract.V1.ResolutionKind.GiveToPeriod or Contract.V1.ResolutionKind.Keep or Contract.V1.ResolutionKind.Subrogate ? (Reconciliation.ResolutionKind)kind : throw Faults.Invalid("kind", "kind is missing or none of a case.");

    private static string Text(string field, string text, int least = 1)
    {
        var trimmed = text.Trim();
        return trimmed.Length >= least && trimmed.Length <= LongestText ? trimmed : throw Faults.Invalid(field, $"{field} has {least} to {LongestText} characters.");
    }

    /// <summary>An account as the ledger writes it; empty where there is none.</summary>
    public static string AccountText(int? number) => number is { } known ? new Account(known).ToString() : "";
}
