using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;
using DeductionGateway.Intake;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// An earlier period read again from the very bytes that came in then: members, billing and payroll files as they were. So a unit that
/// late money completes is decided by the same code on the same facts.
/// </summary>
internal sealed class EarlierFolder
{
    private readonly ReconcileStore _store;
    private readonly PayPeriod _period;
    private readonly IReadOnlyList<DeductionCode> _codes;
    private readonly IReadOnlyList<Employer> _employers;
    private readonly ILookup<string, Member> _members;
    private readonly ILookup<string, BillingLine> _billing;
    private readonly HashSet<Utf8Text> _nationalIds;
    private Dictionary<Utf8Text, Member>? _byNumber;

    public EarlierFolder(ReconcileStore store, PayPeriod period, IReadOnlySet<string> employers)
    {
        _store = store;
        _period = period;
        var faults = new FaultList();
        _employers = FolderTables.ReadEmployers("employers.csv", Kept("employers.csv"), faults);
        _codes = FolderTables.ReadCodes("codes.csv", store.KeptFile(period, "codes.csv")?.Bytes, faults);
        var members = MembersFile.Read("members.csv", Kept("members.csv"), _employers, faults, SideBySide.Reading);
        var billing = BillingFile.Read("expected.csv", Kept("expected.csv"), members, _codes, faults, employers, SideBySide.Reading, out _);
        Check.That(!faults.Any, $"the kept files of {period} read as they did when they were accepted");
        _members = members.ToLookup(static member => member.Employer);
        _billing = billing.ToLookup(static line => line.Member.Employer);
        _nationalIds = [.. members.Select(static member => member.NationalId)];
    }

    /// <summary>A member as he was then.</summary>
    public Member? Find(string employer, Utf8Text memberNo) => Find(memberNo) is { } member && member.Employer == employer ? member : null;

    /// <summary>The employer through whom he was billed then; null where he was no member yet.</summary>
    public string? EmployerOf(Utf8Text memberNo) => Find(memberNo)?.Employer;

    /// <summary>A member as he was then, whoever employed him.</summary>
    public Member? Find(Utf8Text memberNo)
    {
        _byNumber ??= _members.SelectMany(static members => members).ToDictionary(static member => member.MemberNo);
        return _byNumber.GetValueOrDefault(memberNo);
    }

    public UnitFacts Facts(StoredUnit unit, Func<string, Utf8Text, bool> isConfirmed, Func<string, Utf8Text>? assignedTo)
    {
        var employer = EmployerOf(unit.Employer);
        PayrollReturn? answer = null;
        if (unit.Profile.Length > 0)
        {
            var profile = ProfilesJson.ReadOne(unit.Employer, unit.Profile);
            var faults = new FaultList();
            if (unit.PayrollSha256 is { } sha256) answer = PayrollBytes.Read(profile, employer, _period, _codes, unit.PayrollFile!, _store.KeptBytes(sha256), faults);
            else if (profile.Shape == PayrollShape.None) answer = new PayrollReturn(unit.Employer, _period, null, profile, true, []);
            Check.That(!faults.Any, $"the kept payroll file of {unit.Employer} {_period} reads as it did when it was accepted");
        }
        return new UnitFacts(employer, _period, [.. _members[unit.Employer]], [.. _billing[unit.Employer]], answer, _nationalIds.Contains, isConfirmed, assignedTo);
    }

    /// <summary>An employer as he was then; one whom a corrected register took out has neither members nor a mode.</summary>
    private Employer EmployerOf(string code) => _employers.FirstOrDefault(one => one.Code == code) ?? new Employer(code, code, BankMode.Lump, null, null);

    private byte[] Kept(string name)
    {
        var file = _store.KeptFile(_period, name);
        Check.That(file is not null, $"{name} of {_period} was kept");
        return file.Value.Bytes;
    }
}
