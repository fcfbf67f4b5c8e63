using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Core.Tests;

/// <summary>One employer in one period, under construction: who is billed, what was answered. Members are those of the billing unless named.</summary>
internal sealed class Unit
{
    private readonly List<Member> _members = [];
    private readonly List<BillingLine> _billing = [];
    private readonly List<PayrollRow> _rows = [];
    private readonly HashSet<string> _elsewhere = [];
    private PayrollShape? _shape;
    private PayrollKey _key = PayrollKey.EmployeeNo;
    private BankMode _bankMode = BankMode.Lump;
    private bool? _nationalIds;
    private bool _confirmed;

    public static Unit Of(params Member[] members) => new Unit().Members(members);

    public Unit Members(params Member[] members)
    {
        _members.AddRange(members);
        return this;
    }

    public Unit Billed(params BillingLine[] billing)
    {
        _billing.AddRange(billing);
        return this;
    }

    /// <summary>The employer's answer, in file order.</summary>
    public Unit Answered(params PayrollRow[] rows) => Answered(PayrollShape.Lines, rows);

    public Unit Answered(PayrollShape shape, params PayrollRow[] rows)
    {
        _shape = shape;
        _rows.AddRange(rows);
        return this;
    }

    public Unit Key(PayrollKey key)
    {
        _key = key;
        return this;
    }

    /// <summary>One credit for each member.</summary>
    public Unit ByMember()
    {
        _bankMode = BankMode.Member;
        return this;
    }

    /// <summary>The answer has no national ids at all.</summary>
    public Unit WithoutNationalIds()
    {
        _nationalIds = false;
        for (var i = 0; i < _rows.Count; i++) _rows[i] = _rows[i] with { NationalId = default };
        return this;
    }

    /// <summary>A person confirmed every proposal.</summary>
    public Unit Confirmed()
    {
        _confirmed = true;
        return this;
    }

    /// <summary>A national id of a member of the cooperative who works elsewhere.</summary>
    public Unit MemberElsewhere(string nationalId)
    {
        _elsewhere.Add(nationalId);
        return this;
    }

    public MatchedUnit Match()
    {
        var members = _members.Concat(_billing.Select(static bill => bill.Member)).DistinctBy(static member => member.Ordinal).OrderBy(static member => member.Ordinal).ToList();
        var billing = _billing.Select((bill, index) => new BillingLine(
            index, bill.ExpectedId, members.Single(member => member.Ordinal == bill.Member.Ordinal), bill.Code, bill.Amount,
            bill.PenaltyDue, bill.InterestDue, bill.PrincipalDue, bill.Obligation, bill.DueDate)).ToList();
        var answer = _shape is { } shape ? A.Payroll(shape, _key, _nationalIds, [.. _rows]) : null;
        bool IsMember(Utf8Text nationalId) => _elsewhere.Contains(nationalId.ToString()) || members.Exists(member => member.NationalId == nationalId);
        return UnitMatcher.Match(new UnitFacts(A.Employer(_bankMode), A.February, members, billing, answer, IsMember, (_, _) => _confirmed));
    }

    /// <summary>The rows as a table: record, class, billing line, reported.</summary>
    public void ShouldMatch(string table) => Table(Match().Rows, static row =>
        $"{Record(row)} {row.Class} {row.Billing?.ExpectedId.ToString() ?? "-"} {row.Reported}").ShouldBe(Lines(table));

    /// <summary>Settles with this much money tied to the whole file.</summary>
    public MatchedUnit Settle(long credited, long[]? fees = null, long gapLimit = 0, int credits = 1)
    {
        var unit = Match();
        var terms = new MoneyTerms(fees ?? [], gapLimit, _shape is PayrollShape.Exceptions or PayrollShape.None);
        var money = FileMoney.Decide(unit.Reported, credited, credits, unit.Duplicates, terms);
        UnitSettlement.Settle(unit, TiedMoney.Nothing(A.February) with { Lump = money, LumpDate = new DateOnly(2026, 2, 25) });
        return unit;
    }

    /// <summary>The settled rows as a table: record, class, billing line, received = applied + held in account.</summary>
    public static string[] Settled(MatchedUnit unit) => Table(unit.Rows, static row =>
        $"{Record(row)} {row.Class} {row.Billing?.ExpectedId.ToString() ?? "-"} {row.Received} = {row.Applied.Sum(static applied => applied.Total)} + {row.Suspense}{(row.HeldIn is { } account ? $" in {account}" : "")}");

    public static string[] Lines(string table) => [.. table.Split('\n').Select(static line => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(static line => line.Length > 0)];

    /// <summary>Rows in the order of lines.csv: file, line, code, expected id; billing lines without a payroll line last.</summary>
    private static string[] Table(IReadOnlyList<LineOutcome> rows, Func<LineOutcome, string> shown) => [.. rows
        .OrderBy(static row => row.Record == 0).ThenBy(static row => row.Record).ThenBy(static row => row.Code?.Code ?? "", StringComparer.Ordinal)
        .ThenBy(static row => row.Billing?.ExpectedId.ToString() ?? "", StringComparer.Ordinal).Select(shown)];

    private static string Record(LineOutcome row) => row.Record == 0 ? "-" : $"{row.Record}";
}
