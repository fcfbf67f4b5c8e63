using System.Text;


namespace DeductionGateway.Samples;

/// <summary>Writes one employer's file in its dialect, as CSV or XLSX.</summary>
internal sealed class SampleTable(EmployerPlan plan, int year, int month, SeededRandom random)
{
    private enum Meaning { Key, Name, NationalId, Code, Amount, Cell, Period, Extra }

    private readonly List<(Meaning Meaning, string Header, string Code)> _columns = Columns(plan, random);
    private readonly string[] _nothing = ["", "-", "0"];

    public void Write(string folder, List<SampleRow> rows)
    {
        var path = Path.Combine(folder, plan.File!);
        using ISampleSheet sheet = plan.IsXlsx ? new SampleXlsx(path) : new SampleCsv(path, plan.Style);
        var period = plan.Style.PeriodText(year, month);
        var other = month == 1 ? plan.Style.PeriodText(year - 1, 12) : plan.Style.PeriodText(year, month - 1);
        for (var i = 0; i < plan.SkipRows; i++)
        {
            sheet.Text(i == 0 ? "DAFTAR POTONGAN KOPERASI" : plan.Name);
            sheet.EndRow();
        }
        foreach (var column in _columns) sheet.Text(column.Header);
        sheet.EndRow();
        foreach (var row in rows)
        {
            foreach (var column in _columns) WriteField(sheet, row, column, row.IsOtherPeriod ? other : period);
            sheet.EndRow();
        }
        if (plan.HasEndRows) WriteEnd(sheet, rows);
    }

    private void WriteField(ISampleSheet sheet, SampleRow row, (Meaning Meaning, string Header, string Code) column, string period)
    {
        switch (column.Meaning)
        {
            case Meaning.Key: sheet.Text(row.Key); break;
            case Meaning.Name: sheet.Text(plan.Style.IsUpper ? row.Name.ToUpperInvariant() : row.Name); break;
            case Meaning.NationalId: sheet.Text(row.NationalId); break;
            case Meaning.Code: sheet.Text(plan.Style.Their(row.Cells[0].Code)); break;
            case Meaning.Amount: sheet.Amount(row.Cells[0].Amount, plan.Style); break;
            case Meaning.Period: sheet.Text(period); break;
            case Meaning.Extra: sheet.Text("Gol. " + (row.Line % 4 + 1)); break;
            default:
                var at = row.Cells.FindIndex(cell => cell.Code == column.Code);
                if (at >= 0) sheet.Amount(row.Cells[at].Amount, plan.Style);
                else sheet.Text(_nothing[(row.Line + column.Code[0] + column.Code[1]) % 3]);
                break;
        }
    }

    /// <summary>A subtotal and a signature: rows whose key is empty end the table.</summary>
    private void WriteEnd(ISampleSheet sheet, List<SampleRow> rows)
    {
        foreach (var column in _columns)
        {
            if (column.Meaning == Meaning.Name) sheet.Text("TOTAL");
            else if (column.Meaning == Meaning.Amount) sheet.Amount(rows.Sum(row => row.Sum()), plan.Style);
            else sheet.Text("");
        }
        sheet.EndRow();
        foreach (var column in _columns) sheet.Text(column.Meaning == Meaning.Name ? "Bendahara" : "");
        sheet.EndRow();
    }

    private static List<(Meaning, string, string)> Columns(EmployerPlan plan, SeededRandom random)
    {
        var style = plan.Style;
        var columns = new List<(Meaning, string, string)>();
        if (plan.Key != "national_id") columns.Add((Meaning.Key, plan.Key == "account_no" ? style.AccountHeader : style.Header[0], ""));
        columns.Add((Meaning.Name, style.Header[1], ""));
        if (plan.Key == "national_id") columns.Add((Meaning.Key, style.Header[2], ""));
        else columns.Add((Meaning.NationalId, style.Header[2], ""));
        if (plan.Shape is "lines" or "exceptions") columns.Add((Meaning.Code, style.Header[3], ""));
        if (plan.Shape == "columns")
        {
            foreach (var code in DialectStyle.OurCodes) columns.Add((Meaning.Cell, style.AmountPrefix + style.Their(code), code));
        }
        else columns.Add((Meaning.Amount, style.Header[4], ""));
        if (plan.HasPeriod) columns.Add((Meaning.Period, style.Header[5], ""));
        if (plan.HasExtraColumn) columns.Add((Meaning.Extra, "Golongan", ""));
        if (plan.IsShuffledColumns) random.Shuffle(columns);
        return columns;
    }
}

/// <summary>A table being written, field by field.</summary>
internal interface ISampleSheet : IDisposable
{
    void Text(string text);
    void Amount(long rupiah, DialectStyle style);
    void EndRow();
}

/// <summary>CSV with the dialect's delimiter, newline and byte order mark; amounts that hold the delimiter are quoted.</summary>
internal sealed class SampleCsv(string path, DialectStyle style) : ISampleSheet
{
    private readonly StreamWriter _file = new(path, false, new UTF8Encoding(style.HasBom), 1 << 16);
    private bool _isFirst = true;

    public void Text(string text)
    {
        if (!_isFirst) _file.Write(style.Delimiter);
        _isFirst = false;
        if (text.Contains(style.Delimiter, StringComparison.Ordinal))
        {
            _file.Write('"');
            _file.Write(text);
            _file.Write('"');
        }
        else _file.Write(text);
    }

    public void Amount(long rupiah, DialectStyle style) => Text(style.Amount(rupiah));

    public void EndRow()
    {
        _file.Write(style.Newline);
        _isFirst = true;
    }

    public void Dispose() => _file.Dispose();
}
