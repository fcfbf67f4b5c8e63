using System.Globalization;
using DeductionGateway.Samples;

namespace DeductionGateway.Commands;

/// <summary><c>generate --lines N --seed S --out &lt;dir&gt;</c>: a period folder with its answers, the same bytes for the same words.</summary>
internal static class GenerateCommand
{
    /// <summary>What <c>generate --help</c> prints.</summary>
    public const string HelpText = """
        generate --lines N --seed S --out <dir>   makes a period folder of N billing lines, answers included

          --period yyyy-MM      the pay period (default 2026-02)
          --employers K         how many employers (default: at least 14, one per 4,000 lines)
          --cooperative <code>  the cooperative's code (default KOP-<seed>)
          --plain               CSV, a row per line, one credit per file
        """;

    public static int Run(string[] args, TextWriter output)
    {
        var line = new CommandLine(args, ["--lines", "--seed", "--out", "--period", "--employers", "--cooperative"], ["--plain"]);
        if (line.Words.Count > 0) throw new UsageException($"'{line.Words[0]}' is one word too many.");
        foreach (var name in (ReadOnlySpan<string>)["--lines", "--seed", "--out"])
        {
            if (line.Option(name) is null or "") throw new UsageException($"{name} is missing.");
        }
        var lines = (int)line.WholeNumber("--lines", 0, 200, 1_000_000);
        var seed = line.WholeNumber("--seed", 0, 0, long.MaxValue);
        var text = line.Option("--period") ?? "2026-02";
        if (!DateOnly.TryParseExact(text + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var period) || period.Year < 1990)
        {
            throw new UsageException($"--period must be a month such as 2026-02, not '{text}'.");
        }
        var folder = line.Option("--out")!;
        if (File.Exists(folder) || Directory.Exists(folder) && Directory.EnumerateFileSystemEntries(folder).Any()) throw new UsageException($"--out '{folder}' is not an empty folder.");
        var employers = (int)line.WholeNumber("--employers", EmployerPlans.StandardCount(lines, line.Has("--plain")), 1, Math.Min(999, lines / 8));
        var order = new SampleOrder(lines, seed, folder, period.Year, period.Month, employers, line.Option("--cooperative") ?? "KOP-" + seed, line.Has("--plain"));
        var classes = new SampleFolder(order).Write();
        output.WriteLine($"{lines} billing lines of {employers} employers in {folder}");
        foreach (var (name, count) in classes) output.WriteLine($"  {name,-16}{count,10}");
        return ExitCode.Done;
    }
}
