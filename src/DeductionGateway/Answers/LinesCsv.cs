using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers;

/// <summary>
/// Writes lines.csv (CONTRACT §5): rows by file, record, code, expected id; rows without a payroll line last, by code and expected id.
/// Employers come in the order of their files, so their rows are written through; the others wait, encoded, in a file of their own:
/// where employers report by exception they are most of the answer.
/// </summary>
internal sealed class LinesCsv : IDisposable
{
    public const string Columns =
        "payroll_file,payroll_line,expected_id,class,candidate_expected_id,candidate_member_no,taxonomy,employer,member_no,code,expected_amount,"
        + "reported_amount,received_amount,a_interest,a_principal,a_savings,a_shop,a_other,a_suspense,held_in,derived,f_identity,f_amount,f_money,"
        + "f_period,rule,reason";

    private readonly Utf8CsvWriter _writer;
    private readonly FileStream _waitingFile;
    private readonly Utf8CsvWriter _waitingWriter;
    private readonly List<(string Code, Utf8Text ExpectedId, long From)> _waiting = [];

    public LinesCsv(OutFolder folder)
    {
        _writer = folder.Csv("lines.csv", Columns);
        _waitingFile = folder.Temporary("lines.waiting");
        _waitingWriter = new Utf8CsvWriter(_waitingFile);
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
            _waiting.Add((row.Code?.Code ?? "", row.Billing?.ExpectedId ?? default, _waitingWriter.Position));
            WriteRow(_waitingWriter, row);
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

    /// <summary>The waiting rows follow in their order, and the file is complete.</summary>
    public void Dispose()
    {
        var end = _waitingWriter.Position;
        _waitingWriter.Flush();
        var order = new int[_waiting.Count];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        Array.Sort(order, (a, b) =>
        {
            var byCode = string.CompareOrdinal(_waiting[a].Code, _waiting[b].Code);
            return byCode != 0 ? byCode : _waiting[a].ExpectedId.CompareTo(_waiting[b].ExpectedId);
        });
        Span<byte> row = new byte[Utf8CsvWriter.LongestRow];
        foreach (var i in order)
        {
            var from = _waiting[i].From;
            var bytes = row[..(int)((i + 1 < _waiting.Count ? _waiting[i + 1].From : end) - from)];
            RandomAccess.Read(_waitingFile.SafeFileHandle, bytes, from);
            _writer.EncodedRow(bytes);
        }
        _writer.Dispose();
        _waitingWriter.Dispose();
    }

    public static void WriteRow(Utf8CsvWriter writer, LineOutcome row)
    {
        var (rule, taxonomy) = TakenElsewhere.Shown(row);
        writer.Field(row.PayrollFile is null || row.Record == 0 ? "" : row.PayrollFile);
        if (row.Record > 0) writer.Field(row.Record);
        else writer.EmptyField();
        writer.Field(row.Billing?.ExpectedId ?? default);
        writer.Word(LineNames.Classes[(int)row.Class]);
        writer.Field(row.CandidateBilling?.ExpectedId ?? default);
        if (row.Candidates.Count == 0) writer.EmptyField();
        else writer.Field(string.Join('|', row.Candidates.Select(static member => member.MemberNo.ToString())));
        writer.Field(taxonomy);
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
        writer.Field(rule);
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
