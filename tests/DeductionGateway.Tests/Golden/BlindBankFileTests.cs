using System.Text.Json.Nodes;
using DeductionGateway.Commands;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// Exports of eight banks that were made by somebody who had never seen the readers. Beside each stands what it was made of: account, balances, entries, or that
/// it is to be refused.
/// </summary>
public sealed class BlindBankFileTests
{
    private const string Blind = "blind-bank";

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(Blind)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_export_is_read_as_what_it_was_made_of(string name)
    {
        var truth = JsonNode.Parse(File.ReadAllText(GoldenFolder.PathOf(Blind, name, "statement.json")))!;
        var path = Directory.GetFiles(GoldenFolder.PathOf(Blind, name)).Single(static path => Path.GetFileName(path) is not ("statement.json" or "why.txt"));
        using var output = new StringWriter();
        var exit = InspectCommand.Run([path, "--json"], output);
        var said = JsonNode.Parse(output.ToString())!;
        var faults = said["faults"]!.AsArray().Select(static fault => fault!["code"]!.ToString()).Distinct();
        if (truth["refuse"] is not null)
        {
            exit.ShouldBe(ExitCode.FileRefused);
            faults.ShouldBe(["BALANCE_ROW"]);
            return;
        }
        faults.ShouldBeEmpty();
        var statement = said["statements"]!.AsArray().ShouldHaveSingleItem()!;
        foreach (var one in (string[])["account", "currency"]) statement[one]!.ToString().ShouldBe(truth[one]!.ToString());
        foreach (var balance in (string[])["opening", "closing"]) $"{statement[balance]}".ShouldBe($"{truth[balance]}", balance);
        Entries(statement).ShouldBe(Entries(truth));
        References(statement, truth).ShouldBeEmpty();
    }

    /// <summary>Oldest first, whatever order the bank has.</summary>
    private static string[] Entries(JsonNode statement) => [.. statement["entries"]!.AsArray()
        .Select(static entry => $"{entry!["valueDate"]} {entry["bookingDate"]} {entry["amount"]} {string.Join(' ', entry["text"]!.ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))}").Order(StringComparer.Ordinal)];

    /// <summary>References of the bank's own column that were lost. One that begins anew each day has the day before it; one within a remark is found in addition.</summary>
    private static IEnumerable<string> References(JsonNode statement, JsonNode truth)
    {
        var read = statement["entries"]!.AsArray().Select(static entry => entry!["bankReference"]!.ToString()).ToList();
        return truth["entries"]!.AsArray().Select(static entry => entry!["bankReference"]!.ToString()).Where(reference => reference.Length > 0 && !read.Exists(one => one == reference || one.EndsWith("-" + reference, StringComparison.Ordinal)));
    }
}
