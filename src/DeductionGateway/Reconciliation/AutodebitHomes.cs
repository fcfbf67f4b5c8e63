using DeductionGateway.Core.Basics;
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
    /// <summary>The autodebit with its home; other entries as they are.</summary>
    public SortedEntry Settle(SortedEntry one)
    {
        if (one.Kind != BankEntryKind.Autodebit) return one;
        if (one.Period is { } named && named < input.Period && earlier(named)?.EmployerOf(one.Member!.MemberNo) is { } then
            && input.Employers.FirstOrDefault(employer => employer.Code == then) is { } employer)
        {
            return one with { Employer = employer, Home = named };
        }
        return one with { Home = input.Period };
    }
}
