using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Intake;

/// <summary>What a billing line refers to: members by number, codes, and whose lines are wanted (null = everybody's). Asked by several parts at once, changed by none.</summary>
internal sealed class BillingRegister(IReadOnlyList<Member> members, IReadOnlyList<DeductionCode> codes, IReadOnlySet<string>? onlyEmployers)
{
    private readonly Dictionary<Utf8Text, DeductionCode> _codes = codes.ToDictionary(static code => Utf8Text.From(code.Code));

    public IReadOnlyList<Member> Members { get; } = members;
    public TextIndex<Member> ByNumber { get; } = new TextIndex<Member>(members, static member => member.MemberNo).AddAll();
    public bool HasAll { get; } = onlyEmployers is null;

    public DeductionCode? Code(Utf8Text code) => _codes.GetValueOrDefault(code);
    public bool Wants(string employer) => onlyEmployers is null || onlyEmployers.Contains(employer);
}

/// <summary>The lines of expected.csv or of a part of it, as they are read.</summary>
internal sealed class BillingRows
{
    private readonly TableReader _table;
    private readonly BillingRegister _register;
    private readonly PackedTexts _texts = new();
    private Utf8Text _lastPeriod;
    private int _place;

    /// <summary>Reads all records of the table.</summary>
    /// <param name="table">The file, or a part of it.</param>
    /// <param name="register">What lines refer to.</param>
    /// <param name="before">Records before these.</param>
    /// <param name="lines">Records expected.</param>
    /// <param name="repeats">Somebody asks whether lines stand twice.</param>
    public BillingRows(TableReader table, BillingRegister register, int before, int lines, bool repeats)
    {
        _table = table;
        _register = register;
        Lines = new List<BillingLine>(lines);
        if (repeats) (Ids, Keys) = (new RepeatFinder(lines), new RepeatFinder(lines));
        while (table.Read()) ReadRecord(before + table.Records - 1);
    }

    public List<BillingLine> Lines { get; }

    /// <summary>The first period met; all lines are of it, or there is a fault.</summary>
    public PayPeriod Period { get; private set; }

    /// <summary>Null where nobody asks.</summary>
    public RepeatFinder? Ids { get; }

    /// <summary>Null where nobody asks.</summary>
    public RepeatFinder? Keys { get; }

    private void ReadRecord(int ordinal)
    {
        if (_table.Text(1) is var period && (period != _lastPeriod || period.IsEmpty)) CheckPeriod(period);
        Utf8Text codeText = _table.Text(7), number = _table.Text(4), employer = _table.Text(2);
        var code = _register.Code(codeText);
        if (code is null) _table.Fault(7, "CODE_UNKNOWN", $"The code '{codeText}' is neither standard nor in codes.csv.");
        var member = Find(number);
        if (member is null && !_register.HasAll) return;
        if (member is null) _table.Fault(4, "MEMBER_UNKNOWN", $"The member '{number}' is not in members.csv.");
        else if (!employer.Equals(member.Employer)) _table.Fault(2, "EMPLOYER_OTHER", $"Billed at '{employer}', but members.csv has '{member.MemberNo}' at '{member.Employer}'.");
        var id = _table.Required(0);
        Ids?.Add(id);
        // Who has no employee number is told apart by the member number.
        Keys?.Add(employer, _table.Text(3) is { IsEmpty: false } employeeNo ? employeeNo : number, codeText, _table.Text(11));
        if (code is null || member is null) return;
        if (_register.Wants(member.Employer)) Lines.Add(ReadLine(ordinal, _texts.Keep(id), member, code));
    }

    /// <summary>A billing mostly stands in the members' order: the last member or the next one is tried before the index is asked.</summary>
    private Member? Find(Utf8Text number)
    {
        var members = _register.Members;
        for (var near = _place; near < Math.Min(_place + 2, members.Count); near++)
        {
            if (members[near].MemberNo != number) continue;
            _place = near;
            return members[near];
        }
        var place = _register.ByNumber.Find(number);
        if (place < 0) return null;
        _place = place;
        return members[place];
    }

    private BillingLine ReadLine(int ordinal, Utf8Text id, Member member, DeductionCode code)
    {
        var before = _table.AmountFaults;
        var amount = _table.Amount(8);
        long interest = _table.AmountOrZero(9), principal = _table.AmountOrZero(10), penalty = _table.AmountOrZero(13);
        if (_table.AmountFaults == before && (code.Kind == CodeKind.Loan ? penalty + interest + principal != amount : penalty + interest + principal != 0))
        {
            _table.Fault(8, "COMPONENTS", code.Kind == CodeKind.Loan
                ? $"Amount {amount} is not penalty {penalty} + interest {interest} + principal {principal}."
                : $"Only loans have penalty, interest and principal; '{code.Code}' is none.");
        }
        return new BillingLine(ordinal, id, member, code, amount, penalty, interest, principal, _texts.Keep(_table.Text(11)), _table.Date(12));
    }

    private void CheckPeriod(Utf8Text text)
    {
        if (PayPeriod.Parse(text.Span) is not { } read)
        {
            _table.Fault(1, "PERIOD_STYLE", $"'{text}' is no period; it is written 2026-02.");
            return;
        }
        if (Period != default && read != Period) _table.Fault(1, "PERIODS_MIXED", $"The line is of {read}, the file of {Period}; one folder is one period.");
        else _lastPeriod = text;
        if (Period == default) Period = read;
    }
}
