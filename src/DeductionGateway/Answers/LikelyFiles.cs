using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers;

/// <summary>
/// A credit that no rule and no name ties to a file, and an open file that it equals to the rupiah, or is short of by one fee that the employer's profile
/// lists. Shown to people and never tied on the amount alone (CONTRACT §1). <paramref name="Fee"/>: whole rupiah, 0 where it equals.
/// </summary>
internal sealed record LikelyFile(BankEntry Entry, UnitTotal File, long Fee)
{
    /// <summary>The file, or where the employer sends none its month's billing.</summary>
    public string Name => File.PayrollFile.Length > 0 ? $"{File.PayrollFile} of {File.Name.Employer}" : $"the billing of {File.Name.Employer}";
}

/// <summary>Finds them, by the credit's identity. One that names an employer is held against the files of that employer only.</summary>
internal static class LikelyFiles
{
    public static ILookup<string, LikelyFile> Of(RunTotals totals)
    {
        // What has a credit already that does not equal it waits for its explanation, not for another credit.
        var hasCredit = totals.HeldCredits.Where(static credit => credit.File is not null).Select(static credit => new UnitName(credit.File!.Value, credit.Employer)).ToHashSet();
        var byAmount = totals.Units.Where(unit => unit is { IsOpen: true, Received: 0 } && !hasCredit.Contains(unit.Name))
            .SelectMany(static unit => (unit.Fees ?? []).Where(fee => fee < unit.Reported).Distinct().Prepend(0).Select(fee => (unit, fee))).ToLookup(static one => one.unit.Reported - one.fee);
        var nobodys = totals.Bank.Where(static one => one is { Kind: BankEntryKind.Unidentified or BankEntryKind.OfTwo, IsCancelled: false, Entry.Amount: > 0 }).Select(static one => (one.Entry, Employer: ""));
        var employers = totals.HeldCredits.Where(static credit => credit.File is null && credit.Amount == credit.Entry.Amount).Select(static credit => (credit.Entry, credit.Employer));
        return nobodys.Concat(employers).SelectMany(credit => byAmount[credit.Entry.Amount].Where(one => credit.Employer.Length == 0 || credit.Employer == one.unit.Name.Employer)
            .OrderBy(static one => one.unit.Name.Period).ThenBy(static one => one.unit.Name.Employer, StringComparer.Ordinal).ThenBy(static one => one.fee)
            .Select(one => new LikelyFile(credit.Entry, one.unit, one.fee))).ToLookup(static likely => likely.Entry.Identity, StringComparer.Ordinal);
    }
}
