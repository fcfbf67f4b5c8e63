using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>A row of lines.csv as it was written. Whole rupiah.</summary>
internal sealed record AnswerRow
{
    public required string PayrollFile { get; init; }

    /// <summary>From 1; 0 without a payroll line.</summary>
    public required int Record { get; init; }

    /// <summary>Empty too where the row was read without its own texts.</summary>
    public required string ExpectedId { get; init; }
    public required LineClass Class { get; init; }

    /// <summary>The billing line that a proposal would pay.</summary>
    public required string CandidateId { get; init; }

    /// <summary>Who it might be: member numbers joined by a bar.</summary>
    public required string Candidates { get; init; }
    public required string Taxonomy { get; init; }
    public required string Employer { get; init; }
    public required string MemberNo { get; init; }

    /// <summary>The row is a member's, whether his or her number was read or not.</summary>
    public required bool HasMember { get; init; }
    public required string Code { get; init; }
    public required long Expected { get; init; }
    public required long Reported { get; init; }
    public required long Received { get; init; }
    public required long Interest { get; init; }
    public required long Principal { get; init; }
    public required long Savings { get; init; }
    public required long Shop { get; init; }
    public required long Other { get; init; }
    public required long Suspense { get; init; }
    public required string HeldIn { get; init; }
    public required IdentityFinding Identity { get; init; }
    public required AmountFinding Amount { get; init; }
    public required MoneyFinding Money { get; init; }
    public required PeriodFinding Period { get; init; }
    public required string Rule { get; init; }

    /// <summary>The billing line spoken for, or that a proposal would pay; several rows may have the same.</summary>
    public string BillId => ExpectedId.Length > 0 ? ExpectedId : CandidateId;

    public bool IsConfirmed => Rule.EndsWith("+confirmed", StringComparison.Ordinal);

    /// <summary>Received and laid on the bill.</summary>
    public long Applied => Received - Suspense;

    /// <summary>The file says it was withheld from this member's wages; a repeat that the employer took out again was not, and of other repeats nobody knows.</summary>
    public bool IsWithheld => HasMember && Class != LineClass.Duplicate;

    /// <summary>Withheld from a member's wages, and not with the cooperative.</summary>
    public bool IsUnremitted => IsWithheld && (Class is LineClass.Unremitted or LineClass.PartRemitted || Money is MoneyFinding.None or MoneyFinding.Part && Class is not LineClass.Missing && Reported > 0);

    /// <summary>What another channel paid of the bill.</summary>
    public long PaidElsewhere => Money != MoneyFinding.OtherChannel ? 0 : Math.Max(0, Applied - (Class is LineClass.Matched or LineClass.Short or LineClass.Over or LineClass.Fuzzy ? Reported : 0));
}

/// <summary>
/// Reads lines.csv again as <see cref="AnswerRow"/>s. Texts that are a row's own (numbers of bill and member) are made only where the row will be
/// shown: of a million rows nearly all are matched and only counted.
/// </summary>
internal sealed class AnswerRows : IDisposable
{
    private static readonly Dictionary<Utf8Text, LineClass> Classes = Named<LineClass>(LineNames.Classes);
    private static readonly Dictionary<Utf8Text, IdentityFinding> Identities = Named<IdentityFinding>(LineNames.Identities);
    private static readonly Dictionary<Utf8Text, AmountFinding> Amounts = Named<AmountFinding>(LineNames.AmountFindings);
    private static readonly Dictionary<Utf8Text, MoneyFinding> Moneys = Named<MoneyFinding>(LineNames.MoneyFindings);
    private static readonly Dictionary<Utf8Text, PeriodFinding> Periods = Named<PeriodFinding>(LineNames.Periods);

    private readonly ResultCsv _csv;
    private readonly Dictionary<Utf8Text, string> _words = [];
    private readonly int _file, _record, _expectedId, _class, _candidateId, _candidates, _taxonomy, _employer, _member, _code, _expected, _reported, _received;
    private readonly int _interest, _principal, _savings, _shop, _other, _suspense, _heldIn, _identity, _amount, _money, _period, _rule;

    private readonly bool _withTextsOfMatched;

    public AnswerRows(Stream lines, bool withTextsOfMatched)
    {
        _withTextsOfMatched = withTextsOfMatched;
        _csv = new ResultCsv(lines);
        (_file, _record, _expectedId, _class) = (_csv.PlaceOf("payroll_file"), _csv.PlaceOf("payroll_line"), _csv.PlaceOf("expected_id"), _csv.PlaceOf("class"));
        _candidateId = _csv.PlaceOf("candidate_expected_id");
        (_candidates, _taxonomy, _employer, _member, _code) = (_csv.PlaceOf("candidate_member_no"), _csv.PlaceOf("taxonomy"), _csv.PlaceOf("employer"), _csv.PlaceOf("member_no"), _csv.PlaceOf("code"));
        (_expected, _reported, _received) = (_csv.PlaceOf("expected_amount"), _csv.PlaceOf("reported_amount"), _csv.PlaceOf("received_amount"));
        (_interest, _principal, _savings, _shop, _other) = (_csv.PlaceOf("a_interest"), _csv.PlaceOf("a_principal"), _csv.PlaceOf("a_savings"), _csv.PlaceOf("a_shop"), _csv.PlaceOf("a_other"));
        (_suspense, _heldIn, _rule) = (_csv.PlaceOf("a_suspense"), _csv.PlaceOf("held_in"), _csv.PlaceOf("rule"));
        (_identity, _amount, _money, _period) = (_csv.PlaceOf("f_identity"), _csv.PlaceOf("f_amount"), _csv.PlaceOf("f_money"), _csv.PlaceOf("f_period"));
    }

    /// <summary>The member number of the row read last, as bytes: looked up a million times.</summary>
    public Utf8Text MemberNo => _csv[_member];

    /// <summary>The next row; null at the end.</summary>
    public AnswerRow? Next()
    {
        if (!_csv.Read()) return null;
        var kind = Classes[_csv[_class]];
        var row = Row(kind);
        return kind == LineClass.Matched && !_withTextsOfMatched ? row
            : row with { ExpectedId = _csv.Text(_expectedId), CandidateId = _csv.Text(_candidateId), Candidates = _csv.Text(_candidates), MemberNo = _csv.Text(_member) };
    }

    private AnswerRow Row(LineClass kind) => new()
    {
        PayrollFile = Word(_file),
        Record = (int)_csv.Number(_record),
        ExpectedId = "",
        Class = kind,
        CandidateId = "",
        Candidates = "",
        Taxonomy = Word(_taxonomy),
        Employer = Word(_employer),
        MemberNo = "",
        HasMember = !_csv[_member].IsEmpty,
        Code = Word(_code),
        Expected = _csv.Number(_expected),
        Reported = _csv.Number(_reported),
        Received = _csv.Number(_received),
        Interest = _csv.Number(_interest),
        Principal = _csv.Number(_principal),
        Savings = _csv.Number(_savings),
        Shop = _csv.Number(_shop),
        Other = _csv.Number(_other),
        Suspense = _csv.Number(_suspense),
        HeldIn = Word(_heldIn),
        Identity = Identities[_csv[_identity]],
        Amount = Amounts[_csv[_amount]],
        Money = Moneys[_csv[_money]],
        Period = Periods[_csv[_period]],
        Rule = Word(_rule),
    };

    public void Dispose() => _csv.Dispose();

    /// <summary>A text that few rows differ in: one string for all of them.</summary>
    private string Word(int place)
    {
        var text = _csv[place];
        if (_words.TryGetValue(text, out var word)) return word;
        word = text.ToString();
        return _words[Utf8Text.From(word)] = word;
    }

    private static Dictionary<Utf8Text, T> Named<T>(byte[][] names) where T : struct, Enum =>
        Enum.GetValues<T>().ToDictionary(value => new Utf8Text(names[Convert.ToInt32(value)], 0, names[Convert.ToInt32(value)].Length));
}
