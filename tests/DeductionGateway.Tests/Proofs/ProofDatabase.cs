using System.Globalization;
using DeductionGateway.Answers;
using DeductionGateway.Commands;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Hosting;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>A fresh database and the results of every run on it; both go at the end.</summary>
internal sealed class ProofDatabase(TestCluster cluster) : IDisposable
{
    private readonly string _connectionString = cluster.ConnectionString(cluster.NewDatabase());
    private readonly Scratch _scratch = new();
    private int _runs;

    /// <summary>Runs <c>reconcile</c> as a user would; it must end well.</summary>
    public Reconciling Run(string folder, params string[] more)
    {
        var run = Reconciling.Folder(folder, NextOut(), _connectionString, more);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        return run;
    }

    /// <summary>
    /// Runs it confirming every proposal. The command line does that on an embedded database alone, whose start would cost more than the run,
    /// so this begins where the command has opened its database.
    /// </summary>
    public Reconciling Confirm(string folder)
    {
        var options = new ReconcileOptions(folder, NextOut(), null, false, true, null);
        var faults = new FaultList();
        var period = PeriodFolder.Open(folder, null, faults);
        period.ShouldNotBeNull(string.Join('\n', faults.Sorted()));
        using var database = new Database(_connectionString, EmbeddedPostgres.Worker);
        using var results = new OutFolder(options.Out);
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var error = new StringWriter(CultureInfo.InvariantCulture);
        var exit = ReconcileCommand.Reconcile(period, options, database, results, new RunTotals(), output, error, TestContext.Current.CancellationToken);
        exit.ShouldBe(ExitCode.Done, error.ToString());
        return new Reconciling(exit, output.ToString(), error.ToString(), options.Out);
    }

    /// <summary>Runs <c>verify-ledger</c> as a user would: every proof must hold.</summary>
    public void ShouldBeProved()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        VerifyLedgerCommand.Run(["--database", _connectionString], output, TestContext.Current.CancellationToken).ShouldBe(ExitCode.Done, output.ToString());
        output.ToString().ShouldContain("holds");
    }

    public void Dispose() => _scratch.Dispose();

    private string NextOut() => _scratch[$"out-{++_runs}"];
}
