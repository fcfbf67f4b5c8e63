using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>What the cells of a column look like, over the rows that are employees'.</summary>
internal sealed class ColumnFacts
{
    public ColumnFacts(FoundTable table, int column)
    {
        Column = column;
        Header = table.Name(column);
        Role = HeaderWords.Of(Header);
        foreach (var row in table.Rows)
        {
            var text = row[column];
            if (text.Length == 0) continue;
            Values.Add(text);
            Filled++;
            if (row.IsNumber(column)) Numbers++;
            if (row.IsDate(column)) Dates++;
            if (row.IsNumber(column) || NumberEvidence.IsAmount(text) || NumberEvidence.IsNothing(text)) Amounts++;
            var digits = KeyEvidence.Bare(text);
            if (KeyEvidence.IsNationalId(digits)) NationalIds++;
            if (digits.Length == 18 && KeyEvidence.IsNip(digits)) Nips++;
            if (KeyEvidence.IsKeyLike(text)) Keys++;
            if (KeyEvidence.IsNameWithNumber(text)) NamesWithNumbers++;
            if (KeyEvidence.IsRetyped(text, row.IsNumber(column))) Retyped++;
            if (text.Length > 2 && text.Count(char.IsLetter) >= text.Length * 2 / 3) Letters++;
            if (row.IsNumber(column) && KeyEvidence.WholeDigits(text) > KeyEvidence.SpreadsheetDigits) Lost++;
        }
        Rows = table.Rows.Count;
        Distinct = Values.Distinct(StringComparer.Ordinal).Count();
        IsCounting = Filled > 1 && Filled >= Rows * 9 / 10 && IsSequence();
        if (Role == ColumnRole.NationalId && NationalIds * 10 < Filled * 6 && KeyEvidence.IsOnlyNik(Header)) Role = ColumnRole.EmployeeNo;
        if (Role == ColumnRole.EmployeeNo && KeyEvidence.IsOnlyNik(Header) && NationalIds * 10 >= Filled * 6) Role = ColumnRole.NationalId;
        if (IsCounting && Role is ColumnRole.Unknown) Role = ColumnRole.RowNo;
    }

    public int Column { get; }
    public string Header { get; }
    public ColumnRole Role { get; set; }
    public List<string> Values { get; } = [];
    public int Rows { get; }
    public int Filled { get; }
    public int Numbers { get; }

    /// <summary>Numbers that the sheet shows as dates.</summary>
    public int Dates { get; }

    public int Amounts { get; }
    public int NationalIds { get; }
    public int Nips { get; }
    public int Keys { get; }
    public int NamesWithNumbers { get; }
    public int Retyped { get; }
    public int Lost { get; }
    public int Letters { get; }
    public int Distinct { get; }
    public bool IsCounting { get; }

    public bool IsNameWithNumber => Filled > 0 && NamesWithNumbers * 10 >= Filled * 8;
    public bool IsMostlyAmounts => Filled > 0 && Amounts * 10 >= Filled * 8;
    public bool IsMostlyLetters => Filled > 0 && Letters * 10 >= Filled * 7;

    private bool IsSequence()
    {
        var expected = 0;
        foreach (var value in Values)
        {
            if (!int.TryParse(value.TrimEnd('.'), out var number)) return false;
            // Numbered through, or anew in each unit.
            if (number != expected + 1 && number != 1) return false;
            expected = number;
        }
        return true;
    }
}
