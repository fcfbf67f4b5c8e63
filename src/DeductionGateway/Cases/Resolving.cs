using DeductionGateway.Answers;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Cases;

/// <summary>What is wished for a case, as the caller said it; texts empty and days null where he said nothing.</summary>
internal sealed record Wish(ResolutionKind Kind, string Reason, string MemberNo, string ToEmployer, int? ToPeriod, DateOnly? WaitUntil);

/// <summary>Proposals and verdicts. What is proposed is checked against the case as it is; who may, the database checks once more.</summary>
internal sealed class Resolving(Tx tx, Caller caller, DateTimeOffset now)
{
    private readonly CaseStore _cases = new(tx);
    private readonly DecisionStore _decisions = new(tx);

    private DateOnly Today => JakartaTime.DayOf(now);

    public async Task<long> Propose(IReadOnlyList<CaseRow> cases, Wish wish)
    {
        if (wish.Kind == ResolutionKind.Wait && !(wish.WaitUntil > Today)) throw Faults.Invalid("wait_until", $"wait_until must be a day after {Today:yyyy-MM-dd}.");
        await CheckGoal(wish);
        if (wish.Kind == ResolutionKind.Assign)
        {
            var employer = (await _cases.Members([wish.MemberNo]))[0].Employer;
            if (cases.FirstOrDefault(one => one.Employer != employer) is { } other) throw Faults.Invalid("member_no", $"{wish.MemberNo} is of {employer}, and the row of {other.CaseId} is of {other.Employer}'s file.");
        }
        var items = cases.Select(one => ItemOf(one, wish)).ToList();
        var decision = new NewDecision(
            wish.Kind, null, wish.Kind == ResolutionKind.GiveToPeriod ? wish.ToEmployer : null, wish.Kind == ResolutionKind.GiveToPeriod ? wish.ToPeriod : null,
            wish.Kind == ResolutionKind.Wait ? wish.WaitUntil : null, Today, wish.Reason);
        var number = await DatabaseRules.Keep(() => _decisions.Add(caller.CooperativeId, caller.Actor, now, decision));
        await DatabaseRules.Keep(() => _decisions.AddItems(caller.CooperativeId, number, items));
        await Access.Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "case.propose", items.Count == 1 ? items[0].CaseId : $"{items.Count} cases", $"{wish.Kind} as decision {number}");
        return number;
    }

    public async Task<long> ProposeUndo(long undone, string reason)
    {
        if (await _decisions.Find(undone) is not { } decision) throw Faults.NotFound("decision", $"{undone}");
        if (decision.Undoes is not null || decision.State != DecisionState.Approved) throw Faults.NotNow("NOT_IN_FORCE", $"Decision {undone} is not in force; there is nothing to take back.");
        var number = await DatabaseRules.Keep(() => _decisions.Add(caller.CooperativeId, caller.Actor, now, new NewDecision(ResolutionKind.Undo, undone, null, null, null, Today, reason)));
        await Access.Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "case.undo", $"decision {undone}", $"proposed as decision {number}");
        return number;
    }

    /// <summary>Stores the verdict, and what follows from an approval, in the same transaction. Of several cases those that became others are left open, and the rest is decided.</summary>
    /// <param name="reason">Why; what is rejected has one.</param>
    public async Task Decide(long number, bool approve, string reason)
    {
        var decision = await Waiting(number);
        var items = await _decisions.Items(decision.Undoes ?? number);
        var changed = approve && decision.Undoes is null ? await Changed(decision, items) : [];
        if (changed.Count > 0 && changed.Count == items.Count) throw Changed(changed[0]);
        await DatabaseRules.Keep(() => _decisions.AddVerdict(caller.CooperativeId, number, new NewVerdict(approve, IsWithdrawal: false, reason), caller.Actor, now));
        if (changed.Count > 0) await DatabaseRules.Keep(() => _decisions.AddLeftOpen(caller.CooperativeId, number, [.. changed]));
        if (approve) await FollowWhatIsPaid(decision, items.FindAll(item => !changed.Contains(item.CaseId)));
        var said = approve ? changed.Count == 0 ? "approved" : $"approved, {changed.Count} of {items.Count} cases left open" : $"rejected: {reason}";
        await Access.Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "case.decide", $"decision {number}", said);
    }

    /// <summary>What is owed back may have gone to the member already, or be on its way: by no decision is it to become less than that.</summary>
    private async Task FollowWhatIsPaid(DecisionRow decision, List<DecisionItem> items)
    {
        var before = await _decisions.PaidBeyond(caller.CooperativeId);
        await Follow(decision, items, isRehearsal: false);
        foreach (var (member, amount) in await _decisions.PaidBeyond(caller.CooperativeId))
        {
            if (amount > before.GetValueOrDefault(member)) throw Faults.NotNow("PAID_OUT", $"By decision {decision.DecisionNo} {amount} rupiah more would have been paid to member {member} than is owed to him.");
        }
    }

    /// <summary>What an approval would come to at this moment. Whoever asks stores nothing of the transaction.</summary>
    public async Task<DecisionEffect> Preview(long number)
    {
        var decision = await Waiting(number);
        var items = await _decisions.Items(decision.Undoes ?? number);
        var changed = decision.Undoes is null ? await Changed(decision, items) : [];
        if (changed.Count > 0 && changed.Count == items.Count) throw Changed(changed[0]);
        var unchanged = items.FindAll(item => !changed.Contains(item.CaseId));
        var effects = new EffectStore(tx);
        var warnings = await effects.OtherEmployers(unchanged, decision);
        var before = await effects.BankCases();
        return await Follow(decision, unchanged, isRehearsal: true) is { } done ? await effects.Of(done, before, changed, warnings) : new DecisionEffect([], [], [], changed, warnings);
    }

    /// <summary>Who proposed takes the proposal back before anybody decided.</summary>
    public async Task Withdraw(long number)
    {
        await Waiting(number);
        await DatabaseRules.Keep(() => _decisions.AddVerdict(caller.CooperativeId, number, new NewVerdict(IsApproved: false, IsWithdrawal: true, ""), caller.Actor, now));
        await Access.Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "case.withdraw", $"decision {number}", "withdrawn");
    }

    /// <summary>A decision that waits for its verdict. Whoever comes second finds what the first one said.</summary>
    private async Task<DecisionRow> Waiting(long number)
    {
        await Redecision.Hold(tx, caller.CooperativeId);
        if (await _decisions.Find(number) is not { } decision) throw Faults.NotFound("decision", $"{number}");
        if (decision.State == DecisionState.Withdrawn) throw SecondPerson.Withdrawn($"Decision {number}", decision.Checker);
        return decision.IsApproved is { } decided ? throw SecondPerson.Decided($"Decision {number}", decided, decision.Checker) : decision;
    }

    /// <summary>Decides anew what the decision is about; null where nothing follows from it.</summary>
    private async Task<Redecision?> Follow(DecisionRow decision, List<DecisionItem> items, bool isRehearsal)
    {
        var undone = decision.Undoes is { } number ? await _decisions.Find(number) : decision;
        var kind = (ResolutionKind)undone!.Kind;
        if (kind == ResolutionKind.Wait) return null;
        var about = items.ConvertAll(one => new Resolution(
            undone.DecisionNo, undone.Kind, one.CaseId, one.Period, one.Employer, one.Subject, one.Amount, one.Account, one.MemberNo, undone.ToEmployer, undone.ToPeriod, undone.BusinessDate));
        var redecision = isRehearsal
            ? new Redecision(tx, caller.CooperativeId, decision.BusinessDate, decision.Undoes is null ? about : [], decision.Undoes)
            : new Redecision(tx, caller.CooperativeId, decision.BusinessDate);
        var inForce = redecision.Run(decision.DecisionNo, about);
        if (decision.Undoes is null && about.Find(one => !inForce.Contains((one.DecisionNo, one.Subject))) is { } lapsed) throw Changed(lapsed.CaseId);
        return redecision;
    }

    /// <summary>Cases that became others since they were proposed: they are to be looked at again, not approved.</summary>
    private async Task<List<string>> Changed(DecisionRow decision, List<DecisionItem> items)
    {
        var now = (await _cases.Find([.. items.Select(static one => one.CaseId)], [.. items.Select(static one => one.Period).Distinct()], Today)).ToDictionary(static one => one.CaseId, StringComparer.Ordinal);
        var wish = new Wish((ResolutionKind)decision.Kind, "", "", decision.ToEmployer ?? "", decision.ToPeriod, null);
        return [.. items.Where(item => !IsStill(item, now.GetValueOrDefault(item.CaseId))).Select(static item => item.CaseId)];

        bool IsStill(DecisionItem item, CaseRow? one) =>
            one is not null && (CaseState)one.State != CaseState.Resolved && one.HeldIn == item.Account && AtStake(one) == item.Amount && SubjectOf(one, wish) == item.Subject;
    }

    private async Task CheckGoal(Wish wish)
    {
        if (wish.Kind == ResolutionKind.GiveToPeriod)
        {
            if (wish.ToPeriod is not { } period || wish.ToEmployer.Length == 0) throw Faults.Invalid("to_period", "to_employer and to_period say whose credit it is and which period it pays.");
            if (!await _cases.IsUnit(period, wish.ToEmployer)) throw Faults.NotNow("NO_SUCH_FILE", $"Nothing was run for {wish.ToEmployer} in {period / 100:0000}-{period % 100:00}.");
        }
        if (wish.Kind is ResolutionKind.Assign or ResolutionKind.Deposit && wish.MemberNo.Length == 0) throw Faults.Invalid("member_no", "member_no is missing: the number of the member whose it is.");
        if (wish.MemberNo.Length > 0 && wish.Kind is not (ResolutionKind.Assign or ResolutionKind.Deposit)) throw Faults.Invalid("member_no", "member_no is for assign and deposit only: by any other resolution the money is whose the case says. Is it nobody's, assign it or make it his deposit first.");
        if (wish.MemberNo.Length > 0 && (await _cases.Members([wish.MemberNo])).Count == 0) throw Faults.NotFound("member", wish.MemberNo);
    }

    private static DecisionItem ItemOf(CaseRow one, Wish wish)
    {
        if ((CaseState)one.State == CaseState.Resolved) throw Faults.NotNow("RESOLVED", $"{one.CaseId} is resolved by decision {one.DecisionNo}; take that back first.");
        if ((CaseState)one.State == CaseState.Proposed) throw Faults.NotNow("PROPOSED", $"Decision {one.DecisionNo} about {one.CaseId} waits for a verdict.");
        if (!IsPossible(one, wish)) throw Faults.NotNow("NOT_SO", $"{one.CaseId} cannot be resolved by {wish.Kind}: {Advice(wish.Kind)}");
        var memberNo = wish.Kind switch
        {
            ResolutionKind.Accept => one.Candidates,
            ResolutionKind.Assign or ResolutionKind.Deposit => wish.MemberNo,
            _ => null,
        };
        return new DecisionItem(one.CaseId, one.Period, one.Employer, one.Cause, SubjectOf(one, wish), AtStake(one), one.HeldIn, memberNo);
    }

    private static bool IsPossible(CaseRow one, Wish wish)
    {
        var account = one.HeldIn is { } number && one.Held > 0 ? new Account(number) : default(Account?);
        var isRow = one.Subject.Length > 0 || one.Identity.Length > 0;
        return wish.Kind switch
        {
            ResolutionKind.Accept => one.LineClass == (short)LineClass.Fuzzy && one.Proposal.Length > 0 && one.Candidates.Length > 0,
            ResolutionKind.Assign => one.Content.Length > 0 && wish.MemberNo.Length > 0,
            ResolutionKind.Deposit => isRow && account == ChartOfAccounts.Unidentified && wish.MemberNo.Length > 0,
            ResolutionKind.Suspense => isRow && (account == ChartOfAccounts.MemberDeposit || (account == ChartOfAccounts.EmployerDeposit && one.Identity.Length > 0)),
            ResolutionKind.Refund => isRow && (account == ChartOfAccounts.MemberDeposit || account == ChartOfAccounts.Unidentified),
            ResolutionKind.ReturnToEmployer => one.Employer.Length > 0 && isRow
                && (account == ChartOfAccounts.MemberDeposit || account == ChartOfAccounts.Unidentified || (account == ChartOfAccounts.EmployerDeposit && one.Identity.Length > 0)),
            ResolutionKind.WriteOff => isRow && (account == ChartOfAccounts.EmployerReceivable || account == ChartOfAccounts.UnexplainedDebit || account == ChartOfAccounts.Unidentified),
            ResolutionKind.GiveToPeriod => one.Cause is "unidentified_credit" or "held_for_employer",
            ResolutionKind.Subrogate => one.Cause == WorkQueue.RecourseDebit,
            ResolutionKind.Keep => isRow && account == ChartOfAccounts.MemberDeposit,
            ResolutionKind.Wait => true,
            _ => false,
        };
    }

    private static string Advice(ResolutionKind kind) => kind switch
    {
        ResolutionKind.Accept => "only a proposal can be accepted.",
        ResolutionKind.Assign => "only a row that names nobody can be assigned, and to a member.",
        ResolutionKind.Deposit => "only what lies in 2-1040 can become the deposit of a member, who has to be named.",
        ResolutionKind.Suspense => "only a member's deposit or an employer's credit can become nobody's.",
        ResolutionKind.Refund => "only what is held in 2-1030 or 2-1040 can be paid back.",
        ResolutionKind.ReturnToEmployer => "only what is held of an employer's money can go back to him.",
        ResolutionKind.WriteOff => "only a gap, a bank debit or what is nobody's can be written off.",
        ResolutionKind.GiveToPeriod => "only a bank credit can be given to an employer's period.",
        ResolutionKind.Subrogate => "only a debit that equals what members left open can become their debt.",
        ResolutionKind.Keep => "only what is held in a member's deposit can stay there.",
        _ => "that is no resolution.",
    };

    private static string SubjectOf(CaseRow one, Wish wish) => wish.Kind switch
    {
        ResolutionKind.Accept or ResolutionKind.Subrogate => one.Proposal,
        ResolutionKind.Assign => one.Content,
        _ => one.Subject,
    };

    /// <summary>What an approval is about: what is held, or where the money has not come yet, what was reported.</summary>
    private static long AtStake(CaseRow one) => one.Held > 0 ? one.Held : Math.Max(one.Amount, one.Reported);

    private static RpcException Changed(string caseId) => Faults.NotNow("CASE_CHANGED", $"{caseId} is no longer what was decided about; look at it again and propose anew.");
}

/// <summary>How a case stands; the numbers are those of the statements and of the wire.</summary>
internal enum CaseState : short
{
    Open = 1,
    Proposed = 2,
    Waiting = 3,
    Resolved = 4,
}
