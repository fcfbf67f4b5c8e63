using System.Diagnostics;
using DeductionGateway.Commands;
using DeductionGateway.Samples;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// SIGKILL at random moments of a run: of the gateway, of its database server, of both. The next run must end well and leave the ledger and
/// the files of a run that nobody disturbed.
/// </summary>
public sealed class KillTests : IDisposable
{
    private const string Cooperative = "KOP-KILL";
    private static readonly string[] Answers = ["lines.csv", "late.csv", "journal.csv", "mismatches.csv", "bank_entries.csv"];
    private readonly Scratch _scratch = DataFolder.Room();

    /// <summary>What the killed run finds: a migrated database, one with an earlier period committed, or nothing, so that it makes one.</summary>
    private enum Start { Migrated, EarlierPeriod, Nothing }

    private enum Victim { Gateway, Server, Both }

    [Fact]
    public void Whatever_is_killed_whenever_the_next_run_completes_the_ledger()
    {
        var lines = ProofSize.Of(3_000, 100_000);
        var rounds = ProofSize.Of(5, 50);
        var seed = Random.Shared.Next();
        var random = new SeededRandom((ulong)seed);
        var folder = DataFolder.Generate(_scratch["folder"], lines, 11, "2026-02", Cooperative);
        Prepare(lines / 2);
        var undisturbed = new Dictionary<Start, Undisturbed> { [Start.Migrated] = Baseline(folder, Start.Migrated), [Start.EarlierPeriod] = Baseline(folder, Start.EarlierPeriod) };
        undisturbed[Start.Nothing] = undisturbed[Start.Migrated];
        var committed = 0;
        for (var round = 0; round < rounds; round++)
        {
            var start = round % 10 == 9 ? Start.Nothing : (round + round / 4) % 2 == 0 ? Start.Migrated : Start.EarlierPeriod;
            var victim = (round % 4) switch { 1 => Victim.Server, 2 => Victim.Both, _ => Victim.Gateway };
            // Every third round waits for the late phases, which are short: the small files, the commit, the naming of the results.
            var isLate = round % 3 == 2;
            var share = (round + random.Below(1000) / 1000.0) / rounds;
            var what = $"round {round + 1} of {rounds}, seed {seed}: {start}, {victim} killed {(isLate ? "late" : $"at {share:P0}")}";
            if (Round(folder, start, victim, isLate, share, undisturbed[start], random, what)) committed++;
        }
        ProofSize.Say($"{rounds} kills of a run of {lines} lines, seed {seed}: {committed} after the commit, every ledger as undisturbed");
    }

    public void Dispose() => _scratch.Dispose();

    private void Prepare(int earlierLines)
    {
        GatewayProcess.Run("", "migrate", "--data", Prepared(Start.Migrated)).ExitCode.ShouldBe(ExitCode.Done);
        var earlier = DataFolder.Generate(_scratch["earlier"], earlierLines, 11, "2026-01", Cooperative);
        Reconcile(earlier, _scratch["earlier-out"], Prepared(Start.EarlierPeriod)).ExitCode.ShouldBe(ExitCode.Done);
    }

    private string Prepared(Start start) => _scratch[$"prepared-{start}"];

    private Undisturbed Baseline(string folder, Start start)
    {
        var (data, output) = (_scratch["baseline"], _scratch[$"baseline-out-{start}"]);
        DataFolder.Copy(Prepared(start), data);
        var watch = Stopwatch.StartNew();
        var run = Reconcile(folder, output, data);
        var duration = watch.Elapsed;
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        var picture = LedgerPicture.Proved(data);
        Directory.Delete(data, recursive: true);
        ProofSize.Say($"undisturbed, {start}: {duration.TotalSeconds:0.0} s");
        return new Undisturbed(duration, picture, run);
    }

    /// <summary>True where the killed run had committed.</summary>
    private bool Round(string folder, Start start, Victim victim, bool isLate, double share, Undisturbed undisturbed, SeededRandom random, string what)
    {
        var (data, output) = (_scratch["data"], _scratch["out"]);
        if (start != Start.Nothing) DataFolder.Copy(Prepared(start), data);
        using var killed = GatewayProcess.Reconcile(folder, output, data);
        var reached = isLate
            ? killed.RunUntil(() => File.Exists(Path.Combine(output, "mismatches.csv.part"))) && !killed.HasEndedWithin(TimeSpan.FromMilliseconds(random.Below(ProofSize.Of(60, 120))))
            : !killed.HasEndedWithin(undisturbed.Duration * share);
        var phase = !reached ? "at its end" : Has(output, "lines.csv") ? "naming the results" : Has(output, "mismatches.csv.part") ? "small files, commit" : Has(output, "lines.csv.part") ? "deciding, storing" : "opening";
        var end = Kill(killed, victim, data, output);
        end.Error.ShouldNotContain("   at ", customMessage: $"{what}: a stack trace");
        end.ExitCode.ShouldBeOneOf(128 + GatewayProcess.Killed, ExitCode.DatabaseTrouble, ExitCode.Done);
        if (end.ExitCode == ExitCode.DatabaseTrouble) end.Error.ShouldNotBeEmpty(what);
        var again = Reconcile(folder, output, data);
        again.ExitCode.ShouldBe(ExitCode.Done, $"{what} ({phase}): {again.Error}");
        foreach (var name in Answers) (again.Read(name) == undisturbed.Run.Read(name)).ShouldBeTrue($"{what} ({phase}): {name} differs");
        Directory.EnumerateFiles(output, "*.part").ShouldBeEmpty(what);
        LedgerPicture.Proved(data).ShouldBe(undisturbed.Picture, $"{what} ({phase})");
        DataFolder.ProcessesOf(data).ShouldBeEmpty($"{what}: no server stays");
        // Only a period that was stored before is read back for its journal.
        var wasCommitted = again.Output.Contains("journal.csv", StringComparison.Ordinal);
        ProofSize.Say($"{what}: {phase}{(wasCommitted ? ", committed" : "")}, exit {end.ExitCode}");
        Directory.Delete(data, recursive: true);
        Directory.Delete(output, recursive: true);
        return wasCommitted;
    }

    private static Reconciling Kill(GatewayProcess gateway, Victim victim, string data, string output)
    {
        var server = victim == Victim.Gateway ? null : DataFolder.ServerOf(data);
        // A server that is not up yet cannot be killed: then it is the gateway after all.
        if (victim != Victim.Server || server is null) gateway.Signal(GatewayProcess.Killed);
        if (server is { } id) Hosting.ServerProcess.Signal(id, GatewayProcess.Killed);
        return gateway.End(output);
    }

    private static bool Has(string output, string name) => File.Exists(Path.Combine(output, name));

    private static Reconciling Reconcile(string folder, string output, string data) => GatewayProcess.Run(output, "reconcile", folder, "--out", output, "--data", data);

    private sealed record Undisturbed(TimeSpan Duration, string Picture, Reconciling Run);
}
