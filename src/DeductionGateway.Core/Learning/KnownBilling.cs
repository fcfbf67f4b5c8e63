using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Learning;

/// <summary>
/// What the cooperative knows already: its members, codes and billing of the period. Empty where nothing is at hand. <paramref name="Employer"/>: whose
/// file it is, "" = not said.
/// </summary>
public sealed record KnownBilling(IReadOnlyList<Member> Members, IReadOnlyList<BillingLine> Billing, IReadOnlyList<DeductionCode> Codes, PayPeriod? Period, string Employer)
{
    public static KnownBilling Nothing { get; } = new([], [], DeductionCode.Standard, null, "");

    private Dictionary<(PayrollKey Kind, string Key), Member>? _byKey;
    private Dictionary<(string MemberNo, string Code), long>? _billed;

    public bool HasMembers => Members.Count > 0;

    /// <summary>The member of the employer that the key names; null where none.</summary>
    public Member? Find(PayrollKey kind, string key)
    {
        _byKey ??= Index();
        return key.Length > 0 ? _byKey.GetValueOrDefault((kind, key)) : null;
    }

    /// <summary>What the member is billed under the code, whole rupiah; code "" = all of it. 0 where nothing.</summary>
    public long Billed(Member member, string code)
    {
        _billed ??= Sum();
        return _billed.GetValueOrDefault((member.MemberNo.ToString(), code));
    }

    /// <summary>Of these keys, how many name a member.</summary>
    public int Hits(PayrollKey kind, IEnumerable<string> keys) => keys.Count(key => Find(kind, key) is not null);

    private Dictionary<(PayrollKey, string), Member> Index()
    {
        var index = new Dictionary<(PayrollKey, string), Member>();
        foreach (var member in Members)
        {
            if (Employer.Length > 0 && member.Employer != Employer) continue;
            index.TryAdd((PayrollKey.EmployeeNo, member.EmployeeNo.ToString()), member);
            if (!KeyTexts.IsRetyped(member.NationalId.Span)) index.TryAdd((PayrollKey.NationalId, member.NationalId.ToString()), member);
            index.TryAdd((PayrollKey.AccountNo, member.AccountNo.ToString()), member);
        }
        return index;
    }

    private Dictionary<(string, string), long> Sum()
    {
        var sums = new Dictionary<(string, string), long>();
        foreach (var line in Billing)
        {
            var member = line.Member.MemberNo.ToString();
            sums[(member, line.Code.Code)] = sums.GetValueOrDefault((member, line.Code.Code)) + line.Amount;
            sums[(member, "")] = sums.GetValueOrDefault((member, "")) + line.Amount;
        }
        return sums;
    }
}
