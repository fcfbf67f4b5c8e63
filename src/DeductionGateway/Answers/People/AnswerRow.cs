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

    /// <summary>What a collector took of the bill's open amount.</summary>
    public long Taken { get; init; }

    /// <summary>Where a collector took of it: what is open of the bill besides.</summary>
    public long LeftOpen { get; init; }

    /// <summary>A collector took all that was open: the member is not in arrears.</summary>
    public bool IsTakenWhole => Taken > 0 && LeftOpen == 0;

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
    private readonly WordColumn<LineClass> _classes = new(LineNames.Classes);
    private readonly WordColumn<IdentityFinding> _identities = new(LineNames.Identities);
    private readonly WordColumn<AmountFinding> _amounts = new(LineNames.AmountFindings);
    private readonly WordColumn<MoneyFinding> _moneys = new(LineNames.MoneyFindings);
    private readonly WordColumn<PeriodFinding> _periods = new(LineNames.Periods);
    private readonly WordColumn<string>[] _texts = [new(), new(), new(), new(), new(), new()];
    private readonly ResultCsv _csv;
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
        var kind = _classes.Of(_csv[_class]);
        var row = Row(kind);
        return kind == LineClass.Matched && !_withTextsOfMatched ? row
            : row with { ExpectedId = _csv.Text(_expectedId), CandidateId = _csv.Text(_candidateId), Candidates = _csv.Text(_candidates), MemberNo = _csv.Text(_member) };
    }

    private AnswerRow Row(LineClass kind) => new()
    {
        PayrollFile = _texts[0].Of(_csv[_file]),
        Record = (int)_csv.Number(_record),
        ExpectedId = "",
        Class = kind,
        CandidateId = "",
        Candidates = "",
        Taxonomy = _texts[1].Of(_csv[_taxonomy]),
        Employer = _texts[2].Of(_csv[_employer]),
        MemberNo = "",
        HasMember = !_csv[_member].IsEmpty,
        Code = _texts[3].Of(_csv[_code]),
        Expected = _csv.Number(_expected),
        Reported = _csv.Number(_reported),
        Received = _csv.Number(_received),
        Interest = _csv.Number(_interest),
        Principal = _csv.Number(_principal),
        Savings = _csv.Number(_savings),
        Shop = _csv.Number(_shop),
        Other = _csv.Number(_other),
        Suspense = _csv.Number(_suspense),
        HeldIn = _texts[4].Of(_csv[_heldIn]),
        Identity = _identities.Of(_csv[_identity]),
        Amount = _amounts.Of(_csv[_amount]),
        Money = _moneys.Of(_csv[_money]),
        Period = _periods.Of(_csv[_period]),
        Rule = _texts[5].Of(_csv[_rule]),
    };

    public void Dispose() => _csv.Dispose();
}

/// <summary>A column of few different texts, each made into its value once; the next row nearly always has the same as the one before.</summary>
internal sealed class WordColumn<T> where T : notnull
{
    /// <summary>Values by text; with each the text's own bytes, for those that were read go with their record.</summary>
    private readonly Dictionary<Utf8Text, (Utf8Text Text, T Value)> _values = [];
    private (Utf8Text Text, T Value)? _last;

    /// <summary>A column of plain text, where <typeparamref name="T"/> is a string.</summary>
    public WordColumn()
    {
    }

    /// <summary>A column of an enum's names, in the order of its values.</summary>
    public WordColumn(byte[][] names)
    {
        for (var value = 0; value < names.Length; value++) Add(new Utf8Text(names[value], 0, names[value].Length), (T)Enum.ToObject(typeof(T), value));
    }

    public T Of(Utf8Text text)
    {
        if (_last is { } last && text == last.Text) return last.Value;
        if (!_values.ContainsKey(text))
        {
            Check.That(typeof(T) == typeof(string), $"'{text}' is a word of ours");
            var own = text.ToString();
            Add(Utf8Text.From(own), (T)(object)own);
        }
        _last = _values[text];
        return _last.Value.Value;
    }

    private void Add(Utf8Text text, T value) => _values[text] = (text, value);
}
