using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers;

/// <summary>
/// Writes lines.csv (CONTRACT §5): rows by file, record, code, expected id; rows without a payroll line last, by code and expected id.
/// Employers come in the order of their files, so their rows are written through; the others are kept encoded until the end.
/// </summary>
internal sealed class LinesCsv : IDisposable
{
    public const string Columns =
        "payroll_file,payroll_line,expected_id,class,candidate_expected_id,candidate_member_no,taxonomy,employer,member_no,code,expected_amount,"
        + "reported_amount,received_amount,a_interest,a_principal,a_savings,a_shop,a_other,a_suspense,held_in,derived,f_identity,f_amount,f_money,"
        + "f_period,rule,reason";

    private readonly Utf8CsvWriter _writer;
    private readonly MemoryStream _keptBytes = new();
    private readonly Utf8CsvWriter _keptWriter;
    private readonly List<(string Code, Utf8Text ExpectedId, long From)> _kept = [];

    public LinesCsv(OutFolder folder)
    {
        _writer = folder.Csv("lines.csv", Columns);
        _keptWriter = new Utf8CsvWriter(_keptBytes);
    }

    /// <summary>An employer's rows, in any order; employers in the order of their file names.</summary>
    public void Write(IReadOnlyList<LineOutcome> rows)
    {
        var ordered = new List<LineOutcome>(rows.Count);
        foreach (var row in rows)
        {
            if (row.Record > 0)
            {
                ordered.Add(row);
                continue;
            }
            _keptWriter.Flush();
            _kept.Add((row.Code?.Code ?? "", row.Billing?.ExpectedId ?? default, _keptBytes.Length));
            WriteRow(_keptWriter, row);
        }
        ordered.Sort(InFileOrder);
        foreach (var row in ordered) WriteRow(_writer, row);
    }

    public static int InFileOrder(LineOutcome a, LineOutcome b)
    {
        var order = a.Record.CompareTo(b.Record);
        if (order == 0) order = string.CompareOrdinal(a.Code?.Code, b.Code?.Code);
        if (order == 0) order = (a.Billing?.ExpectedId ?? default).CompareTo(b.Billing?.ExpectedId ?? default);
        return order != 0 ? order : (a.CandidateBilling?.ExpectedId ?? default).CompareTo(b.CandidateBilling?.ExpectedId ?? default);
    }

    public void Dispose()
    {
        _keptWriter.Flush();
        var bytes = _keptBytes.GetBuffer().AsSpan(0, (int)_keptBytes.Length);
        var ends = new long[_kept.Count];
        for (var i = 0; i < ends.Length; i++) ends[i] = i + 1 < ends.Length ? _kept[i + 1].From : bytes.Length;
        var order = Enumerable.Range(0, _kept.Count).ToArray();
        Array.Sort(order, (a, b) =>
        {
            var byCode = string.CompareOrdinal(_kept[a].Code, _kept[b].Code);
            return byCode != 0 ? byCode : _kept[a].ExpectedId.CompareTo(_kept[b].ExpectedId);
        });
        foreach (var i in order) _writer.EncodedRow(bytes[(int)_kept[i].From..(int)ends[i]]);
        _writer.Dispose();
        _keptWriter.Dispose();
    }

    public static void WriteRow(Utf8CsvWriter writer, LineOutcome row)
    {
        writer.Field(row.PayrollFile is null || row.Record == 0 ? "" : row.PayrollFile);
        if (row.Record > 0) writer.Field(row.Record);
        else writer.EmptyField();
        writer.Field(row.Billing?.ExpectedId ?? default);
        writer.Word(LineNames.Classes[(int)row.Class]);
        writer.Field(row.CandidateBilling?.ExpectedId ?? default);
        if (row.Candidates.Count == 0) writer.EmptyField();
        else writer.Field(string.Join('|', row.Candidates.Select(static member => member.MemberNo.ToString())));
        writer.Field(row.Taxonomy);
        writer.Field(row.Employer);
        writer.Field(row.Member?.MemberNo ?? default);
        writer.Field(row.Class is LineClass.Missing || row.Code is not null ? row.Code?.Code ?? "" : "");
        writer.Field(row.Expected);
        writer.Field(row.Reported);
        writer.Field(row.Received);
        WriteMoney(writer, row);
        writer.Field(row.Derived ? 1 : 0);
        writer.Word(LineNames.Identities[(int)row.Identity]);
        writer.Word(LineNames.AmountFindings[(int)row.Amount]);
        writer.Word(LineNames.MoneyFindings[(int)row.Money]);
        writer.Word(LineNames.Periods[(int)row.Period]);
        writer.Field(row.Rule);
        Span<byte> reason = stackalloc byte[Reasons.MostBytes];
        writer.Field(reason[..Reasons.Write(row, reason)]);
        writer.EndRow();
    }

    private static void WriteMoney(Utf8CsvWriter writer, LineOutcome row)
    {
        long interest = 0, principal = 0, savings = 0, shop = 0, other = 0;
        foreach (var applied in row.Applied)
        {
            interest += applied.Interest;
            principal += applied.Principal;
            savings += applied.Savings;
            shop += applied.Shop;
            other += applied.Penalty + applied.Passthrough;
        }
        writer.Field(interest);
        writer.Field(principal);
        writer.Field(savings);
        writer.Field(shop);
        writer.Field(other);
        writer.Field(row.Suspense);
        if (row.HeldIn is { } account) writer.Field(account);
        else writer.EmptyField();
    }
}
