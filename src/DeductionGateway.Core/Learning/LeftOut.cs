using System.Globalization;
using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>Columns of amounts that a reading leaves out: none of them in silence.</summary>
internal static class LeftOut
{
    /// <summary>Numbers under these words are no money: days, years, counts, shares, numbers to call.</summary>
    private static readonly string[] NoMoney =
    [
        "TANGGAL", "DATE", "LAHIR", "TMT", "TELP", "HP", "NPWP", "TAHUN", "YEAR", "UMUR", "USIA", "TENOR", "KE", "LAMA", "JANGKA", "PERSEN", "%", "TERMIN", "GOL", "GOLONGAN", "RUANG", "ANAK", "JIWA", "GRADE",
        "KODE", "CODE", "POS",
    ];

    /// <summary>The column holds amounts of money as far as it can be seen.</summary>
    public static bool IsMoney(ColumnFacts column) =>
        column is { Filled: > 0, IsMostlyAmounts: true, IsCounting: false, Dates: 0 } && column.NationalIds + column.Nips == 0
        && column.Role is not (ColumnRole.RowNo or ColumnRole.EmployeeNo or ColumnRole.NationalId or ColumnRole.Account or ColumnRole.Name or ColumnRole.Code or ColumnRole.Period)
        && column.Values.Exists(static value => value.Count(char.IsAsciiDigit) >= 4) && !Words.Of(column.Header).Any(NoMoney.Contains);

    /// <summary>The column's amounts by row in its own style, whole rupiah; 0 where a cell is none.</summary>
    public static long[] Values(FoundTable table, ColumnFacts column)
    {
        var numbers = new NumberEvidence();
        foreach (var row in table.Rows) numbers.Add(row[column.Column], row.IsNumber(column.Column), isMoney: true);
        var reading = new AmountReading(numbers.Style, new PayrollLayout { AmountMarks = numbers.Marks, IsNegative = numbers.IsNegative });
        return [.. table.Rows.Select(row => reading.Parse(Encoding.UTF8.GetBytes(row[column.Column]), row.IsNumber(column.Column), out var rupiah) == AmountFault.Good ? rupiah : 0)];
    }

    /// <summary>One sentence that names them all, each with its sum.</summary>
    public static string Sentence(FoundTable table, IReadOnlyList<ColumnFacts> columns, PayrollShape shape) =>
        $"Amounts that are not read: {string.Join(", ", columns.Select(column => $"'{table.Reference(column.Column)}' ({Money(Values(table, column).Sum())})"))}.{(shape == PayrollShape.Columns ? " If one of them is the cooperative's, put it into \"amounts\" of the saved profile." : "")}";

    public static string Money(long rupiah) => rupiah.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');
}
