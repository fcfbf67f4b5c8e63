using System.Text;

namespace DeductionGateway.Bench;

/// <summary>One measurement: printed, and appended to <c>results/&lt;name&gt;.md</c> with the machine it was taken on.</summary>
internal sealed class Report(string name, string title)
{
    private readonly StringBuilder _text = new($"## {DateTime.UtcNow:yyyy-MM-dd HH:mm} UTC: {title}\n\n{Machine.Name}\n");

    public void Add(ResultTable table) => _text.AppendLine().Append(table);
    public void Add(string sentence) => _text.AppendLine().AppendLine(sentence);

    public void Write()
    {
        var folder = Path.Combine(Tree.Root, "tests", "DeductionGateway.Bench", "results");
        Directory.CreateDirectory(folder);
        File.AppendAllText(Path.Combine(folder, name + ".md"), _text.ToString() + "\n");
        Console.WriteLine(_text);
    }
}
