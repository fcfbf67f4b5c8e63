using DeductionGateway.Answers;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Data;
using DeductionGateway.Deductions;
using DeductionGateway.Members;
using DeductionGateway.Wire;
using Finding = DeductionGateway.Core.Settlement;
using Member = DeductionGateway.Core.Members.Member;
using ReturnLines = DeductionGateway.Deductions.ReturnLines;

namespace DeductionGateway.Cases;

/// <summary>A case with what the database knows of it, all of one moment; candidates are members.</summary>
/// <param name="Unit">As the case's batch decided it, whatever a run decided since; null where no record of a file is meant.</param>
internal sealed record KnownCase(CaseRow Case, List<DecidedRow> Rows, List<EntryOfCase> Entries, List<Member> Candidates, DecidedUnit? Unit)
{
    public static async Task<KnownCase> Find(Tx tx, CaseRow one)
    {
        var store = new CaseStore(tx);
        var numbers = one.Candidates.Split('|').Append(one.MemberNo).Where(static number => number.Length > 0).ToArray();
        var members = one.Identity.Length > 0 ? [] : await store.Members(numbers);
        var unit = one.Record > 0 ? await ReturnLines.UnitOfBatch(tx, PayPeriod.FromNumber(one.Period)!.Value, one.Employer, one.BatchNo) : null;
        return new KnownCase(one, await store.Rows(one), await store.Entries(one), members.ConvertAll(row => MemberOf(row, tx.Seal)), unit);
    }

    private static Member MemberOf(CandidateRow row, CooperativeSeal seal)
    {
        var numbers = new KeptNumbers(0, row.NationalId, row.AccountNo, row.KeyNo, row.Personal).Open(seal);
        return new Member(0, Utf8Text.From(row.MemberNo), Utf8Text.From(row.Name), TextOf(numbers.NationalId), row.Employer, Utf8Text.From(row.EmployeeNo), TextOf(numbers.AccountNo), default);
    }

    private static Utf8Text TextOf(byte[] utf8) => new(utf8, 0, utf8.Length);
}

/// <summary>
/// What there is to judge a case by: its rows with their sentences, what the employer wrote, whom it may mean and why, the bank's entries, and what to do. What a bank wrote is whole for whoever
/// resolves cases, and its long numbers are masked for others; the numbers that an employer wrote are masked for all, and a candidate's own are not shown, only what he has in common with the row.
/// </summary>
internal sealed class CaseEvidence(ListedUnits listed, Caller caller)
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
        answer.Candidates.Add(known.Candidates.Select(static member => new CaseCandidate { MemberNo = member.MemberNo.ToString(), Name = member.Name.ToString(), Employer = member.Employer }));
        if (known.Unit?.PayrollSha256 is not null) await AddWritten(answer, known, known.Unit, stop);
    }

    /// <summary>What a bank wrote, for whoever resolves cases by it; others see its long numbers masked: they may be accounts or national ids.</summary>
    public static string Shown(string text, Caller caller) =>
        caller.Role is Access.Role.Manager or Access.Role.Officer ? text : PersonalNumbers.MaskedIn(text, PersonalNumbers.LeastAccountDigits);

    private async Task AddWritten(CaseDetail answer, KnownCase known, DecidedUnit unit, CancellationToken stop)
    {
        var one = known.Case;
        var page = await listed.Page(caller.CooperativeId, PayPeriod.FromNumber(one.Period)!.Value, one.Employer, unit, [one.Record], stop);
        answer.FileLine = page.Lines[one.Record];
        if (!page.Records.TryGetValue(one.Record, out var written)) return;
        var key = ReturnLines.ProfileOf(one.Employer, unit)!.Key;
        answer.ReportedKey = Masked(written, key);
        answer.ReportedName = PersonalNumbers.MaskedIn(written.Name, PersonalNumbers.LeastAccountDigits);
        var row = new PayrollRow(one.Record, Utf8Text.From(written.Key), Utf8Text.From(written.Name), Utf8Text.From(written.NationalId), null, 0, default);
        foreach (var (candidate, member) in answer.Candidates.Zip(known.Candidates)) candidate.Evidence = Evidence.InWords(row, member, key);
    }

    /// <summary>The number as the register shows such numbers: who needs it whole asks for the member's (decision 0025).</summary>
    private static string Masked(WrittenRecord written, PayrollKey key) => key switch
    {
        PayrollKey.NationalId => PersonalNumbers.MaskedNationalId(written.Key),
        PayrollKey.AccountNo => PersonalNumbers.MaskedAccountNo(written.Key),
        _ => PersonalNumbers.MaskedEmployeeNo(written.Key, written.NationalId),
    };

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
