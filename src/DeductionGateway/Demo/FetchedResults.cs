using System.Text.Json;
using DeductionGateway.Answers;
using DeductionGateway.Answers.People;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Wire;
using Account = DeductionGateway.Core.Ledger.Account;
using LineClass = DeductionGateway.Core.Settlement.LineClass;
using RunSummary = DeductionGateway.Answers.RunSummary;

namespace DeductionGateway.Demo;

/// <summary>The result files of a run as they came over the wire, in a folder, and what they say.</summary>
internal sealed class FetchedResults(string folder)
{
    private const int Columns = 80, Indent = 6;

    public void Keep(string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(PathOf(name))!);
        File.WriteAllBytes(PathOf(name), bytes);
    }

    /// <summary>Rows by class are the run's own answer; where the money is, its summary says.</summary>
    public RunFigures Figures(RunResult result)
    {
        using var summary = JsonDocument.Parse(File.ReadAllBytes(PathOf("summary.json")));
        var totals = summary.RootElement.GetProperty("totals");
        return new RunFigures(
            [.. result.Classes.Select(static one => new ClassFigures((LineClass)((int)one.LineClass - WireEnum.Offset), one.RowCount, Rupiah(one.Reported), Rupiah(one.Received)))],
            new ClassFigures(default, result.Classes.Sum(static one => one.RowCount), Rupiah(result.Reported), Rupiah(result.Received)),
            [.. totals.GetProperty("applied").EnumerateObject().Select(static one => (one.Name.Replace("passthrough", "pass-through", StringComparison.Ordinal), one.Value.GetInt64()))],
            Held(totals.GetProperty("held")), Held(totals.GetProperty("heldOnNoRow")));
    }

    /// <summary>What the run says of a line whose rest was paid by a virtual account, and of one that was taken twice: in its own figures, words and advice.</summary>
    /// <param name="number">The virtual account.</param>
    public void WriteFindings(TextWriter output, BilledLine topUp, string number, BilledLine twice)
    {
        output.WriteLine("\n  What the run found");
        using var lines = new ResultCsv(File.OpenRead(PathOf("lines.csv")));
        var (member, code, billed, withheld, received) = (lines.PlaceOf("member_no"), lines.PlaceOf("code"), lines.PlaceOf("expected_amount"), lines.PlaceOf("reported_amount"), lines.PlaceOf("received_amount"));
        var (kind, reason) = (lines.PlaceOf("class"), lines.PlaceOf("reason"));
        while (lines.Read())
        {
            var isTopUp = Speaks(topUp);
            if (!isTopUp && !Speaks(twice)) continue;
            output.WriteLine($"    {lines.Text(member)} {lines.Text(code)}: billed {Number(billed)}, withheld {Number(withheld)}, received {Number(received)}");
            if (isTopUp) Write(output, lines.Number(received) == lines.Number(billed) ? $"The rest came by virtual account {number}: the bill is paid." : $"What came by virtual account {number} did not pay the bill.");
            Write(output, $"{lines.Text(kind)}: {lines.Text(reason)}");
        }
        WriteCases(output, twice);

        bool Speaks(BilledLine of) => lines.Text(member) == of.MemberNo && lines.Text(code) == of.Code;

        string Number(int place) => RunSummary.Number(lines.Number(place));
    }

    /// <summary>Cases of the line, with their advice.</summary>
    private void WriteCases(TextWriter output, BilledLine line)
    {
        using var cases = new ResultCsv(File.OpenRead(PathOf("mismatches.csv")));
        var (member, code, id, advice) = (cases.PlaceOf("member_no"), cases.PlaceOf("code"), cases.PlaceOf("case_id"), cases.PlaceOf("advice"));
        while (cases.Read())
        {
            if (cases.Text(member) != line.MemberNo || cases.Text(code) != line.Code) continue;
            Write(output, $"Case {cases.Text(id)}");
            Write(output, cases.Text(advice));
        }
    }

    /// <summary>A sentence, broken between words where it is too long.</summary>
    private static void Write(TextWriter output, string sentence)
    {
        var line = new string(' ', Indent);
        foreach (var word in sentence.Split(' '))
        {
            if (line.Length + word.Length > Columns && line.Length > Indent)
            {
                output.WriteLine(line.TrimEnd());
                line = new string(' ', Indent);
            }
            line += word + " ";
        }
        output.WriteLine(line.TrimEnd());
    }

    private static List<(Account, long)> Held(JsonElement accounts) =>
        [.. accounts.EnumerateObject().Select(static one => (ChartOfAccounts.Names.Keys.Single(account => account.ToString() == one.Name), one.Value.GetInt64()))];

    private static long Rupiah(Money money) => money.AmountMinor / 100;

    private string PathOf(string name) => Path.Combine(folder, name);
}
