using DeductionGateway.Commands;
using DeductionGateway.Hosting;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>One data folder, one gateway: a second says so and stops; what a killed one left behind stands in nobody's way.</summary>
public sealed class DataFolderTests : IDisposable
{
    private const int Stop = 19;
    private const int Continue = 18;
    private readonly Scratch _scratch = DataFolder.Room();

    [Fact]
    public void A_second_gateway_says_that_the_folder_is_in_use_and_the_first_ends_undisturbed()
    {
        var (run, data, output) = Running();
        using (run)
        {
            run.Signal(Stop);
            var second = GatewayProcess.Run(_scratch["second"], "reconcile", _scratch["folder"], "--out", _scratch["second"], "--data", data);
            run.Signal(Continue);
            second.ExitCode.ShouldBe(ExitCode.DatabaseTrouble, second.Error);
            second.Error.ShouldContain("is in use by another gateway");
            second.ErrorLines.Length.ShouldBe(1, second.Error);
            Directory.EnumerateFileSystemEntries(second.Out).ShouldBeEmpty();
            var first = run.End(output);
            first.ExitCode.ShouldBe(ExitCode.Done, first.Error);
        }
        LedgerPicture.Proved(data).ShouldContain("rows of posting");
    }

    [Fact]
    public void After_a_kill_the_next_gateway_starts_at_once_and_stops_the_server_left_behind()
    {
        var (run, data, output) = Running();
        using (run)
        {
            run.Signal(GatewayProcess.Killed);
            run.End(output).ExitCode.ShouldBe(128 + GatewayProcess.Killed);
        }
        var left = DataFolder.ServerOf(data).ShouldNotBeNull("the server outlives its gateway, so there is something to stop");
        var next = GatewayProcess.Run(output, "reconcile", _scratch["folder"], "--out", output, "--data", data);
        next.ExitCode.ShouldBe(ExitCode.Done, next.Error);
        ServerProcess.IsAlive(left).ShouldBeFalse();
        DataFolder.ProcessesOf(data).ShouldBeEmpty();
        LedgerPicture.Proved(data).ShouldContain("rows of posting");
    }

    /// <summary>Its initdb goes on for a while and writes; the next gateway makes a database of its own beside it.</summary>
    [Theory]
    [InlineData(50)]
    [InlineData(200)]
    [InlineData(400)]
    [InlineData(600)]
    public void After_a_kill_while_the_first_database_is_made_the_next_gateway_starts_at_once(int milliseconds)
    {
        var data = _scratch["data"];
        using (var killed = GatewayProcess.Start("migrate", "--data", data))
        {
            killed.RunUntil(() => DataFolder.IsBeingMade(data)).ShouldBeTrue();
            killed.HasEndedWithin(TimeSpan.FromMilliseconds(milliseconds));
            killed.Signal(GatewayProcess.Killed);
            killed.End();
        }
        for (var start = 1; start <= 2; start++)
        {
            var next = GatewayProcess.Run("", "migrate", "--data", data);
            next.ExitCode.ShouldBe(ExitCode.Done, $"start {start}: {next.Error}");
        }
        DataFolder.ProcessesOf(data).ShouldBeEmpty();
    }

    /// <summary>A process id comes again after a restart of the machine, and may then be another PostgreSQL's.</summary>
    [Fact]
    public void A_server_of_another_folder_is_never_stopped()
    {
        using var other = EmbeddedPostgres.Start(_scratch["other"]);
        var server = other.ServerProcessId;
        var data = _scratch["data"];
        GatewayProcess.Run("", "migrate", "--data", data).ExitCode.ShouldBe(ExitCode.Done);
        File.WriteAllText(Path.Combine(data, "postgres", "postmaster.pid"), $"{server}\n{data}/postgres\n");
        Programs.Run("chmod", "644", Path.Combine(data, "postgres", "postmaster.pid"));
        GatewayProcess.Run("", "migrate", "--data", data);
        ServerProcess.IsAlive(server).ShouldBeTrue();
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>A run in its middle.</summary>
    private (GatewayProcess Run, string Data, string Out) Running()
    {
        var folder = DataFolder.Generate(_scratch["folder"], 10_000, 5, "2026-02", "KOP-ONE");
        var (data, output) = (_scratch["data"], _scratch["out"]);
        var run = GatewayProcess.Reconcile(folder, output, data);
        run.RunUntil(() => File.Exists(Path.Combine(output, "lines.csv.part"))).ShouldBeTrue();
        return (run, data, output);
    }
}
