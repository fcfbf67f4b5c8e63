using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// Where an autodebit is at home: the one unit on whose rows its money is laid, whichever folder shows it again. The folder that shows it
/// first decides. A period that it names and that was billed before is its home, at the employer through whom the member was billed
/// then; any other lies with the folder: on its rows where no period is named, else as the member's deposit.
/// </summary>
internal sealed class AutodebitHomes(PeriodInput input, Func<PayPeriod, EarlierFolder?> earlier)
{
    private readonly Dictionary<string, (string? Employer, int? Period)> _known = new(StringComparer.Ordinal);

    /// <summary>An entry stored before keeps the home it got then.</summary>
    public void Know(string identity, string? employer, int? homePeriod) => _known[identity] = (employer, homePeriod);

    /// <summary>The autodebit with its home; other entries as they are. No employer where the home's employer is not in this folder.</summary>
    public SortedEntry Settle(SortedEntry one)
    {
        if (one.Kind != BankEntryKind.Autodebit) return one;
        if (_known.TryGetValue(one.Entry.Identity, out var known)) return one with { Employer = Find(known.Employer), Home = PayPeriod.FromNumber(known.Period ?? input.Period.Number) };
        if (one.Period is { } named && named < input.Period && earlier(named)?.EmployerOf(one.Member!.MemberNo) is { } then && Find(then) is { } employer)
        {
            return one with { Employer = employer, Home = named };
        }
        return one with { Home = input.Period };
    }

    private Employer? Find(string? code) => code is null ? null : input.Employers.FirstOrDefault(employer => employer.Code == code);
}
