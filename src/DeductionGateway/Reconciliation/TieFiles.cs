using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Intake;

namespace DeductionGateway.Reconciliation;

/// <summary>What tying credits needs to know of a payroll file: sums, duplicates and the terms of its profile.</summary>
internal static class TieFiles
{
    /// <summary>A file matched in this run, with what each member was reported, where members are credited one by one.</summary>
    public static TieFile Of(MatchedUnit matched)
    {
        var profile = matched.Facts.Return?.Profile;
        var byMember = matched.Facts.Employer.BankMode == BankMode.Member;
        var members = new Dictionary<string, (long Reported, long Duplicates)>();
        if (byMember)
        {
            foreach (var row in matched.Rows)
            {
                if (row.Class == LineClass.Missing) continue;
                var key = CreditTying.KeyName(row.ReportedKey.ToString());
                var (reported, duplicates) = members.GetValueOrDefault(key);
                members[key] = (reported + row.Reported, duplicates + (row.Class == LineClass.Duplicate ? row.Reported : 0));
            }
        }
        return new TieFile(matched.Facts.Period, matched.Reported, matched.Duplicates, Terms(profile), byMember, members);
    }

    /// <summary>An earlier file as it was stored; members' own sums are known only where it is matched again.</summary>
    public static TieFile Of(StoredUnit unit, Employer employer) => new(
        PayPeriod.FromNumber(unit.Period)!.Value, unit.Reported, unit.Duplicates, Terms(unit.Profile.Length == 0 ? null : ProfilesJson.ReadOne(unit.Employer, unit.Profile)),
        employer.BankMode == BankMode.Member, new Dictionary<string, (long, long)>());

    private static MoneyTerms Terms(PayrollProfile? profile) => profile is null
        ? MoneyTerms.None : new MoneyTerms(profile.FeesRupiah, profile.GapLimitRupiah, profile.Shape is PayrollShape.Exceptions or PayrollShape.None);
}
