using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Tests.Golden;

/// <summary>Reads a CSV text as our own reader does; the tests' files are small.</summary>
internal static class CsvText
{
    public static List<string[]> Rows(string text) => Rows(Encoding.UTF8.GetBytes(text), ',');

    public static List<string[]> Rows(byte[] utf8, char delimiter)
    {
        var faults = new FaultList();
        var records = new CsvRecords("text", utf8, delimiter, faults);
        var rows = new List<string[]>();
        while (records.Read())
        {
            var row = new string[records.Fields.Length];
            for (var i = 0; i < row.Length; i++) row[i] = records.Fields[i].ToString();
            rows.Add(row);
        }
        faults.Any.ShouldBeFalse();
        return rows;
    }
}
