using System.Diagnostics;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Bench;

/// <summary>
/// Files to decisions, by the product's own readers and matcher and nothing else: no bank, no digest of the files, no money, no database.
/// Employers are independent of each other, so with two workers each takes the next one; what comes out does not depend on who took it.
/// </summary>
internal sealed class ParseAndMatch
{
    private readonly string _folder;
    private readonly int _workers;
    private IReadOnlyList<Employer> _employers = [];
    private IReadOnlyDictionary<string, PayrollProfile> _profiles = new Dictionary<string, PayrollProfile>();
    private IReadOnlyList<DeductionCode> _codes = [];
    private IReadOnlyList<Member> _members = [];
    private IReadOnlyList<BillingLine> _billing = [];
    private PayPeriod _period;

    private ParseAndMatch(string folder, int workers)
    {
        _folder = folder;
        _workers = workers;
    }

    public static ParseAndMatchResult Run(string folder, int workers)
    {
        var run = new ParseAndMatch(folder, workers);
        var watch = Stopwatch.StartNew();
        run.ReadTables();
        var tables = watch.Elapsed;
        var units = run.MatchAll();
        var whole = watch.Elapsed;
        var classes = new SortedDictionary<LineClass, long>();
        foreach (var kind in Enum.GetValues<LineClass>())
        {
            if (units.Sum(unit => unit.Classes[(int)kind]) is var count and > 0) classes[kind] = count;
        }
        return new ParseAndMatchResult(
            run._billing.Count, units.Sum(static unit => (long)unit.Rows), whole, tables, Sum(units, static unit => unit.Parse), Sum(units, static unit => unit.Match), classes);
    }

    private void ReadTables()
    {
        var faults = new FaultList();
        _employers = FolderTables.ReadEmployers("employers.csv", Bytes("employers.csv"), faults);
        _codes = FolderTables.ReadCodes("codes.csv", File.Exists(Path.Combine(_folder, "codes.csv")) ? Bytes("codes.csv") : null, faults);
        _profiles = ProfilesJson.Read(Bytes("profiles.json"), "profiles.json", faults);
        var reading = SideBySide.With(_workers);
        string[] names = ["members.csv", "expected.csv"];
        var bytes = new byte[names.Length][];
        SideBySide.Run(names.Length, place => bytes[place] = Bytes(names[place]), _workers);
        _members = MembersFile.Read(names[0], bytes[0], _employers, faults, reading);
        _billing = BillingFile.Read(names[1], bytes[1], _members, _codes, faults, null, reading, out _period);
        Accepted(faults);
    }

    private UnitCount[] MatchAll()
    {
        var members = new ByEmployer<Member>(_members, _employers, static member => member.Employer);
        var billing = new ByEmployer<BillingLine>(_billing, _employers, static line => line.Member.Employer);
        var nationalIds = new Lazy<TextIndex<Member>>(() => new TextIndex<Member>(_members, static member => member.NationalId).AddAll());
        var units = new UnitCount[_employers.Count];
        SideBySide.Run(units.Length, place =>
        {
            var employer = _employers[place];
            var watch = Stopwatch.StartNew();
            var answer = ReadAnswer(employer);
            var parse = watch.Elapsed;
            var matched = UnitMatcher.Match(new UnitFacts(
                employer, _period, members.Of(employer.Code), billing.Of(employer.Code), answer, id => nationalIds.Value.Find(id) >= 0, static (_, _) => false));
            units[place] = new UnitCount(answer?.Rows.Count ?? 0, parse, watch.Elapsed - parse, CountClasses(matched.Rows));
        }, _workers);
        return units;
    }

    private static long[] CountClasses(IReadOnlyList<LineOutcome> rows)
    {
        var counts = new long[Enum.GetValues<LineClass>().Length];
        foreach (var row in rows) counts[(int)row.Class]++;
        return counts;
    }

    private PayrollReturn? ReadAnswer(Employer employer)
    {
        if (!_profiles.TryGetValue(employer.Code, out var profile)) return null;
        if (profile.Shape == PayrollShape.None) return new PayrollReturn(employer.Code, _period, null, profile, true, []);
        if (!File.Exists(Path.Combine(_folder, profile.File!))) return null;
        var faults = new FaultList();
        var answer = PayrollBytes.Read(profile, employer, _period, _codes, profile.File!, Bytes(profile.File!), faults);
        Accepted(faults);
        return answer;
    }

    private byte[] Bytes(string name) => File.ReadAllBytes(Path.Combine(_folder, name));

    private static void Accepted(FaultList faults)
    {
        if (faults.Any) throw new InvalidOperationException($"The folder is refused: {faults.Sorted()[0]}");
    }

    private static TimeSpan Sum(UnitCount[] units, Func<UnitCount, TimeSpan> part) => new(units.Sum(unit => part(unit).Ticks));

    private readonly record struct UnitCount(int Rows, TimeSpan Parse, TimeSpan Match, long[] Classes);
}

/// <param name="Billed">Billing lines read.</param>
/// <param name="Reported">Payroll rows read.</param>
/// <param name="Whole">From the first byte to the last decision, by the wall.</param>
/// <param name="Tables">Of it members, billing and the small tables.</param>
/// <param name="Payroll">Reading payroll files, added up over the workers.</param>
/// <param name="Match">Matching, added up over the workers.</param>
/// <param name="Classes">Rows per class, before money.</param>
internal sealed record ParseAndMatchResult(
    long Billed, long Reported, TimeSpan Whole, TimeSpan Tables, TimeSpan Payroll, TimeSpan Match, SortedDictionary<LineClass, long> Classes);
