using System.Text;
using DeductionGateway.Tests.Golden;

namespace DeductionGateway.Tests.Proofs;

/// <summary>A CSV file of any dialect as records that can be put in another order and written back; records may differ in length.</summary>
internal sealed class LooseTable(List<string[]> records, char delimiter)
{
    public List<string[]> Records { get; } = records;

    public static LooseTable Read(string path, char delimiter = ',') => new(CsvText.Rows(File.ReadAllBytes(path), delimiter), delimiter);

    /// <summary>The records from one place on, so many of them, in a drawn order.</summary>
    public void ShuffleRows(int from, int count, Random random)
    {
        var part = Records.GetRange(from, count).ToArray();
        random.Shuffle(part);
        for (var at = 0; at < part.Length; at++) Records[from + at] = part[at];
    }

    /// <summary>The columns in a drawn order; records before the header, which are titles, stay as they are.</summary>
    public void ShuffleColumns(int header, Random random)
    {
        var places = Enumerable.Range(0, Records[header].Length).ToArray();
        random.Shuffle(places);
        for (var at = header; at < Records.Count; at++)
        {
            var fields = Records[at];
            Records[at] = [.. places.Select(place => fields[place])];
        }
    }

    public void Write(string path)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(false)) { NewLine = "\n" };
        foreach (var fields in Records) file.WriteLine(string.Join(delimiter, fields.Select(Quoted)));
    }

    private string Quoted(string field) => field.Contains(delimiter) || field.Contains('"') ? $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : field;
}
