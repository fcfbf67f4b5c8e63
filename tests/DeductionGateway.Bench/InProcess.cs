using System.Diagnostics;
using DeductionGateway.Answers;
using DeductionGateway.Commands;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Bench;

/// <summary>Runs the product's reconciliation in this process on an open database, as a serving gateway does: no start-up, no cold code.</summary>
internal static class InProcess
{
    /// <summary>Seconds from opening the folder to the published results.</summary>
    public static double Reconcile(string folder, string results, Database database)
    {
        var watch = Stopwatch.StartNew();
        var options = new ReconcileOptions(folder, results, null, false, false, null);
        var faults = new FaultList();
        using var output = new OutFolder(results);
        using var error = new StringWriter();
        var totals = new RunTotals();
        var period = PeriodFolder.Open(folder, null, faults) ?? throw new InvalidOperationException($"The folder is refused: {faults.Sorted()[0]}");
        var exit = ReconcileCommand.Reconcile(period, options, database, output, totals, TextWriter.Null, error, CancellationToken.None);
        return exit == ExitCode.Done ? watch.Elapsed.TotalSeconds : throw new InvalidOperationException($"The run ended with {exit}: {error}");
    }
}
