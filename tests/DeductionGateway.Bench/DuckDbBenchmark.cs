using System.Diagnostics;
using System.Text.Json;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Bench;

/// <summary>
/// Parse and match alone, ours beside DuckDB's on the same files: both warm, in turn, in one run, each with both cores. DuckDB's process
/// waits on its input while ours works.
/// </summary>
internal static class DuckDbBenchmark
{
    private const int Rounds = 5;

    public static void Run(string folder)
    {
        using var duck = Start(Path.GetFullPath(folder));
        ParseAndMatch.Run(folder, 2);
        Ask(duck);
        var ours = new List<Timed>();
        var oursAlone = new List<Timed>();
        var theirs = new List<Timed>();
        var theirClasses = new Dictionary<string, long>();
        ParseAndMatchResult one = null!;
        for (var round = 0; round < Rounds; round++)
        {
            ours.Add(Measured(() => one = ParseAndMatch.Run(folder, 2)));
            (var timed, theirClasses) = Ask(duck);
            theirs.Add(timed);
            oursAlone.Add(Measured(() => ParseAndMatch.Run(folder, 1)));
        }
        duck.StandardInput.Close();
        duck.WaitForExit();
        var lines = one.Billed + one.Reported;
        var duckDb = Timed.Median(theirs);
        var times = new ResultTable("what", "seconds", "lines/s", "x DuckDB", "processor s", "x DuckDB");
        void Row(string what, Timed time) => times.Add(
            what, $"{time.Seconds:0.000}", $"{lines / time.Seconds:N0}", $"{time.Seconds / duckDb.Seconds:0.00}", $"{time.ProcessorSeconds:0.000}", $"{time.ProcessorSeconds / duckDb.ProcessorSeconds:0.00}");
        Row("DuckDB, two threads", duckDb);
        Row("ours, two workers", Timed.Median(ours));
        Row("ours, one worker", Timed.Median(oursAlone));
        var report = new Report("duckdb", $"parse and match alone, {one.Billed:N0} billed and {one.Reported:N0} reported lines, medians of {Rounds} alternating runs");
        report.Add(times);
        report.Add($"Processor seconds are those of all threads of the process, the collector's and the compiler's too: on a machine that others load they say more than the clock. Ours with two workers took {Spread(ours)} s by the clock, DuckDB {Spread(theirs)} s.");
        report.Add(Classes(one, theirClasses));
        report.Add("DuckDB knows the key alone. Where the folder has more than equal keys the counts part: a line with a near key or a strange national id is fuzzy or unknown for us and unknown or matched for it (its billing line missing); repeats are duplicates for us and one larger sum (over) for it; rows of another period are wrong_period for us and absent (missing) for it; two obligations under one key are laid out one by one for us and compared each with the whole sum by it.");
        report.Write();
        Check(one, theirClasses);
    }

    /// <summary>A folder without people to recognise must come out alike; a mixed one must agree within what only we recognise.</summary>
    private static void Check(ParseAndMatchResult ours, Dictionary<string, long> theirs)
    {
        long Ours(LineClass kind) => ours.Classes.GetValueOrDefault(kind);
        var recognised = Ours(LineClass.Fuzzy) + Ours(LineClass.Duplicate) + Ours(LineClass.WrongPeriod) + Ours(LineClass.Unknown) + Ours(LineClass.Unbilled) + 1;
        foreach (var (kind, name) in Compared)
        {
            var difference = Math.Abs(Ours(kind) - theirs.GetValueOrDefault(name));
            var allowed = recognised == 1 ? 0 : recognised * 2 + ours.Billed / 100;
            if (difference > allowed) throw new InvalidOperationException($"{name}: {Ours(kind)} and DuckDB's {theirs.GetValueOrDefault(name)} differ by more than {allowed}: not the same work.");
        }
    }

    private static readonly (LineClass Kind, string Name)[] Compared =
        [(LineClass.Matched, "matched"), (LineClass.Short, "short"), (LineClass.Over, "over"), (LineClass.Missing, "missing"), (LineClass.Unbilled, "unbilled"), (LineClass.Unknown, "unknown")];

    private static ResultTable Classes(ParseAndMatchResult ours, Dictionary<string, long> theirs)
    {
        var table = new ResultTable("class", "ours", "DuckDB");
        foreach (var kind in Enum.GetValues<LineClass>())
        {
            var name = Compared.FirstOrDefault(pair => pair.Kind == kind).Name;
            if (!ours.Classes.TryGetValue(kind, out var own) && name is null) continue;
            table.Add(Answers.LineNames.Of(kind), $"{own:N0}", name is null ? "-" : $"{theirs.GetValueOrDefault(name):N0}");
        }
        return table;
    }

    private static string Spread(List<Timed> times) => $"{times.Min(static time => time.Seconds):0.00} to {times.Max(static time => time.Seconds):0.00}";

    private static Timed Measured(Func<ParseAndMatchResult> run)
    {
        GC.Collect();
        using var self = Process.GetCurrentProcess();
        var processor = self.TotalProcessorTime;
        var whole = run().Whole;
        self.Refresh();
        return new Timed(whole.TotalSeconds, (self.TotalProcessorTime - processor).TotalSeconds);
    }

    private static Process Start(string folder)
    {
        var place = Path.Combine(Tree.Root, "tests", "DeductionGateway.Bench", "duckdb");
        if (!Directory.Exists(Path.Combine(place, "node_modules"))) Shell.Run("npm", ["ci", "--no-audit", "--no-fund"], place);
        var info = new ProcessStartInfo("node") { WorkingDirectory = place, RedirectStandardInput = true, RedirectStandardOutput = true };
        info.ArgumentList.Add("parse-and-match.mjs");
        info.ArgumentList.Add(folder);
        return Process.Start(info)!;
    }

    private static (Timed Time, Dictionary<string, long> Classes) Ask(Process duck)
    {
        duck.StandardInput.WriteLine("run");
        duck.StandardInput.Flush();
        var line = duck.StandardOutput.ReadLine() ?? throw new InvalidOperationException("DuckDB's process ended; its message stands above.");
        using var json = JsonDocument.Parse(line);
        var classes = json.RootElement.GetProperty("classes").EnumerateObject().ToDictionary(static one => one.Name, static one => one.Value.GetInt64());
        return (new Timed(json.RootElement.GetProperty("seconds").GetDouble(), json.RootElement.GetProperty("cpuSeconds").GetDouble()), classes);
    }

    /// <summary>One run: by the clock, and on all processors together.</summary>
    private readonly record struct Timed(double Seconds, double ProcessorSeconds)
    {
        public static Timed Median(List<Timed> runs) =>
            new(runs.Select(static run => run.Seconds).Order().ElementAt(runs.Count / 2), runs.Select(static run => run.ProcessorSeconds).Order().ElementAt(runs.Count / 2));
    }
}
