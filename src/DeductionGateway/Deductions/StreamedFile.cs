using System.Globalization;
using DeductionGateway.Answers;
using DeductionGateway.Contract.V1;
using DeductionGateway.Intake;

namespace DeductionGateway.Deductions;

/// <summary>Writes the lines of a stream as the payroll file that they become (<see cref="StreamedReturn"/>), one line of it for each.</summary>
internal sealed class StreamedFile : IDisposable
{
    private readonly MemoryStream _bytes = new();
    private readonly Utf8CsvWriter _csv;
    private readonly string _period;
    private long _taken;

    public StreamedFile(string period)
    {
        _period = period;
        _csv = new Utf8CsvWriter(_bytes);
        _csv.Header(StreamedReturn.Header);
    }

    /// <summary>What is missing, no whole rupiah, or below zero, is written as it is.</summary>
    public void Add(ReturnLine line)
    {
        Text(line.EmployeeNo);
        Text(line.Name);
        Text(line.NationalId);
        Text(line.AccountNo);
        Text(line.Code);
        Text(line.Obligation);
        _csv.Field(line.Amount is { } amount ? Rupiah(amount.AmountMinor) : "");
        _csv.Field(_period);
        Text(line.ReasonCode);
        _csv.EndRow();
    }

    /// <summary>The bytes written since the last time, or null while they are fewer.</summary>
    public byte[]? Take(int atLeast)
    {
        if (_csv.Position - _taken < atLeast) return null;
        _csv.Flush();
        _taken = _csv.Position;
        var piece = _bytes.ToArray();
        _bytes.SetLength(0);
        return piece;
    }

    public void Dispose()
    {
        _csv.Dispose();
        _bytes.Dispose();
    }

    /// <summary>Without line ends: a line of the file is one of the stream.</summary>
    private void Text(string text) => _csv.Field(text.AsSpan().IndexOfAny('\n', '\r') < 0 ? text : text.Replace('\n', ' ').Replace('\r', ' '));

    private static string Rupiah(long minor)
    {
        var cents = Math.Abs(minor % 100);
        return string.Create(CultureInfo.InvariantCulture, $"{(minor < 0 ? "-" : "")}{Math.Abs(minor / 100)}{(cents == 0 ? "" : $".{cents:00}")}");
    }
}
