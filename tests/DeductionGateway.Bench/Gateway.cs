using System.Globalization;
using System.Text.Json;
using DeductionGateway.Commands;

namespace DeductionGateway.Bench;

/// <summary>The product as a user has it: the published program in a process of its own, and its <c>generate</c>.</summary>
internal static class Gateway
{
    private static readonly Lazy<string> Published = new(Publish);

    /// <summary>The published program, for <c>dotnet</c>.</summary>
    public static string Program => Path.Combine(Published.Value, "DeductionGateway.dll");

    /// <summary>A period folder of the product's own making; the same words give the same bytes.</summary>
    public static string Generate(string folder, int lines, int seed, params string[] more)
    {
        string[] words = ["generate", "--lines", lines.ToString(CultureInfo.InvariantCulture), "--seed", seed.ToString(CultureInfo.InvariantCulture), "--out", folder, .. more];
        using var error = new StringWriter();
        if (Command.Run(words, TextWriter.Null, error, CancellationToken.None) != ExitCode.Done) throw new InvalidOperationException($"generate failed: {error}");
        return folder;
    }

    /// <summary>Reconciles with the published build; what it says of itself.</summary>
    public static RunFigures Reconcile(string folder, string results, string data)
    {
        Shell.Run("dotnet", [Program, "reconcile", folder, "--out", results, "--data", data], folder);
        using var json = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(results, "summary.json")));
        var root = json.RootElement;
        return new RunFigures(
            root.GetProperty("seconds").GetDouble(), root.GetProperty("peakMemoryBytes").GetInt64(),
            [.. root.GetProperty("phases").EnumerateArray().Select(static phase => (phase.GetProperty("name").GetString()!, phase.GetProperty("seconds").GetDouble()))]);
    }

    private static string Publish()
    {
        var place = Path.Combine(Tree.Root, "artifacts", "bench");
        Console.Error.WriteLine("publishing the gateway");
        Shell.Run("dotnet", ["publish", Path.Combine("src", "DeductionGateway"), "-c", "Release", "-o", place, "--nologo", "-v", "quiet"], Tree.Root);
        return place;
    }
}

/// <param name="Seconds">From the first byte read to the commit and the CSV and JSON files.</param>
/// <param name="PeakMemoryBytes">Of the gateway's process.</param>
/// <param name="Phases">Names and seconds.</param>
internal sealed record RunFigures(double Seconds, long PeakMemoryBytes, IReadOnlyList<(string Name, double Seconds)> Phases);
