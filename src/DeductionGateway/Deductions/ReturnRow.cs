using DeductionGateway.Answers.People;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Deductions;

/// <summary>What became of a line of an employer's file, as it is told. Whole rupiah.</summary>
internal sealed record ReturnRow(
    int Record, int? BillNo, string Code, LineClass Class, IdentityFinding Identity, AmountFinding Amount, MoneyFinding Money, PeriodFinding Period, string Taxonomy,
    long Expected, long Reported, long Received, long Held, string Rule)
{
    /// <summary>Who a proposal names: a member number.</summary>
    public string Candidates { get; init; } = "";

    public string CaseId { get; init; } = "";

    public bool IsResolved { get; init; }

    private bool IsConfirmed => Rule.EndsWith("+confirmed", StringComparison.Ordinal);

    /// <summary>It is not matched, and nobody has resolved it.</summary>
    public bool IsOpen => Class != LineClass.Matched && !IsConfirmed && !IsResolved;

    public static ReturnRow Of(DecidedLine line, CaseOfLine? left) => new(
        line.Record, line.BillNo, line.Code, (LineClass)line.LineClass, (IdentityFinding)(line.Findings % 8), (AmountFinding)(line.Findings / 8 % 8), (MoneyFinding)(line.Findings / 64 % 16),
        (PeriodFinding)(line.Findings / 1024), line.Taxonomy ?? left?.Taxonomy ?? "", line.Expected, line.Reported, line.Received, line.Held, line.Rule)
    {
        Candidates = left?.Candidates ?? "", CaseId = left?.CaseId ?? "", IsResolved = left?.IsResolved ?? false,
    };

    /// <summary>
    /// The rows of one record as one: an employer that writes one amount for an employee is not told what it is made of. It is what the row is that is
    /// not simply matched, where one is.
    /// </summary>
    public static ReturnRow Whole(IReadOnlyList<ReturnRow> rows)
    {
        if (rows.Count == 1) return rows[0] with { Code = "" };
        var said = rows.FirstOrDefault(static row => row.IsOpen) ?? rows.FirstOrDefault(static row => row.Class != LineClass.Matched) ?? rows[0];
        return said with
        {
            BillNo = null, Code = "", Taxonomy = string.Join('|', rows.SelectMany(static row => row.Taxonomy.Split('|', StringSplitOptions.RemoveEmptyEntries)).Distinct()),
            Expected = rows.Sum(static row => row.Expected), Reported = rows.Sum(static row => row.Reported), Received = rows.Sum(static row => row.Received), Held = rows.Sum(static row => row.Held),
        };
    }

    /// <summary>The sentence of lines.csv.</summary>
    public string English() => Reasons.For(new LineOutcome
    {
        Employer = "", Record = Record, Class = Class, Identity = Identity, Expected = Expected, Reported = Reported, Received = Received, Suspense = Held, Taxonomy = Taxonomy, Confirmed = IsConfirmed,
        Candidates = [new Member(0, Utf8Text.From(Candidates), default, default, "", default, default, default)],
    });

    /// <summary>The sentence of hasil.xlsx.</summary>
    /// <param name="reportedOfBill">What all short rows of its bill report together; null where it is the only one.</param>
    /// <param name="writtenName">As the employer wrote it.</param>
    public string Indonesian(long? reportedOfBill, string writtenName) => RowSentences.Of(
        new AnswerRow
        {
            PayrollFile = "", Record = Record, ExpectedId = "", Class = Class, CandidateId = "", Candidates = Candidates, Taxonomy = Taxonomy, Employer = "", MemberNo = "", HasMember = false, Code = Code,
            Expected = Expected, Reported = Reported, Received = Received, Interest = 0, Principal = 0, Savings = 0, Shop = 0, Other = 0, Suspense = Held, HeldIn = "",
            Identity = Identity, Amount = Amount, Money = Money, Period = Period, Rule = Rule,
        }, reportedOfBill ?? Reported, writtenName, isLikelyPaid: false);
}
