using System.Text;
using DeductionGateway.Answers;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Data;
using DeductionGateway.Deductions;
using DeductionGateway.Members;
using DeductionGateway.Periods;
using DeductionGateway.Wire;
using Finding = DeductionGateway.Core.Settlement;

namespace DeductionGateway.Cases;

/// <summary>A case with what the database knows of it; candidates are members.</summary>
internal sealed record KnownCase(CaseRow Case, List<DecidedRow> Rows, List<EntryOfCase> Entries, List<CandidateRow> Candidates)
{
    public static async Task<KnownCase> Find(Tx tx, CaseRow one)
    {
        var store = new CaseStore(tx);
        var numbers = one.Candidates.Split('|').Append(one.MemberNo).Where(static number => number.Length > 0).ToArray();
        return new KnownCase(one, await store.Rows(one), await store.Entries(one), one.Identity.Length > 0 ? [] : await store.Members(numbers));
    }
}

/// <summary>
/// What there is to judge a case by: its rows with their sentences, what the employer wrote, whom it may mean and why, the bank's entries, and what to do. Long numbers are whole for whoever
/// resolves cases and masked for others; a candidate's own numbers are not shown, only what he has in common with the row.
/// </summary>
internal sealed class CaseEvidence(Database database, Caller caller)
{
    public async Task Add(CaseDetail answer, KnownCase known, CancellationToken stop)
    {
        var one = known.Case;
        if ((CaseState)one.State != CaseState.Resolved) answer.Advice = CaseAdvice.Of(one.Cause, one.Candidates);
        answer.Rows.Add(known.Rows.Select(row => RowOf(row, one)));
        answer.Entries.Add(known.Entries.Select(entry => new CaseEntry
        {
            BankRef = entry.BankRef, ValueDate = WireDay.Of(entry.ValueDate), Amount = WireMoney.Of(entry.Amount),
            Counterparty = Shown(entry.Counterparty, caller), Narrative = Shown(entry.Narrative, caller),
        }));
        answer.Candidates.Add(known.Candidates.Select(static member => new CaseCandidate { MemberNo = member.MemberNo, Name = member.Name, Employer = member.Employer }));
        if (one.Record > 0) await AddWritten(answer, known, stop);
    }

    /// <summary>What a bank or an employer wrote, for whoever resolves cases by it; others see its long numbers masked: they may be accounts or national ids.</summary>
    public static string Shown(string text, Caller caller) =>
        caller.Role is Access.Role.Manager or Access.Role.Officer ? text : PersonalNumbers.MaskedIn(text, PersonalNumbers.LeastAccountDigits);

    private async Task AddWritten(CaseDetail answer, KnownCase known, CancellationToken stop)
    {
        var (one, period) = (known.Case, PayPeriod.FromNumber(known.Case.Period)!.Value);
        var (written, members) = await Uploads.InTurn(() => database.Ask(caller, async tx =>
        {
            var read = await ReadRecord.Find(tx, period, one.Employer, one.Record);
            return (read, known.Candidates.ConvertAll(candidate => MemberOf(candidate, tx.Seal)));
        }, stop), stop);
        answer.FileLine = written?.Line ?? 0;
        if (written?.Row is not { } row) return;
        answer.ReportedKey = Shown(row.Key.ToString(), caller);
        answer.ReportedName = Shown(row.Name.ToString(), caller);
        foreach (var (candidate, member) in answer.Candidates.Zip(members)) candidate.Evidence = Evidence.InWords(row, member, written.Key);
    }

    private static Core.Members.Member MemberOf(CandidateRow row, CooperativeSeal seal)
    {
        var numbers = new KeptNumbers(0, row.NationalId, row.AccountNo, row.KeyNo, row.Personal).Open(seal);
        return new Core.Members.Member(0, Utf8Text.From(row.MemberNo), Utf8Text.From(row.Name), TextOf(numbers.NationalId), row.Employer, Utf8Text.From(row.EmployeeNo), TextOf(numbers.AccountNo), default);
    }

    private static Utf8Text TextOf(byte[] utf8) => new(utf8, 0, utf8.Length);

    private static Contract.V1.CaseRow RowOf(DecidedRow row, CaseRow one)
    {
        var (identity, amount, money, period) = (row.Findings % 8, row.Findings / 8 % 8, row.Findings / 64 % 16, row.Findings / 1024);
        var told = new ReturnRow(
            one.Record, null, row.Code, (Finding.LineClass)row.LineClass, (Finding.IdentityFinding)identity, (Finding.AmountFinding)amount, (Finding.MoneyFinding)money, (Finding.PeriodFinding)period, one.Taxonomy,
            row.Expected, row.Reported, row.Received, row.Held, row.Rule) { Candidates = one.Candidates };
        return new Contract.V1.CaseRow
        {
            LineClass = (LineClass)(row.LineClass + WireEnum.Offset), Identity = (IdentityFinding)(identity + WireEnum.Offset), Amount = (AmountFinding)(amount + WireEnum.Offset),
            Money = (MoneyFinding)(money + WireEnum.Offset), Period = (PeriodFinding)(period + WireEnum.Offset), Rule = row.Rule, MemberNo = row.MemberNo, Code = row.Code,
            ExpectedId = row.ExpectedId, Expected = WireMoney.Of(row.Expected), Reported = WireMoney.Of(row.Reported), Received = WireMoney.Of(row.Received), Held = WireMoney.Of(row.Held),
            HeldIn = CasesService.AccountText(row.HeldIn), Reason = told.English(),
        };
    }
}
