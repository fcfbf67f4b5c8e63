using DeductionGateway.Access;
using DeductionGateway.Answers;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;
using DeductionGateway.Samples;

namespace DeductionGateway.Commands;

/// <summary>A generated period folder, and its run on an open database: what demo and seed have in common.</summary>
internal static class SampleRun
{
    /// <summary>About a thousand members at fourteen employers, every file dialect and every mismatch.</summary>
    public static readonly SampleOrder Standard = new(2_250, 1, "", 2026, 2, EmployerPlans.StandardCount(2_250, false), "KOP-DEMO", false);

    /// <summary>Makes the folder anew; the same order gives the same bytes.</summary>
    public static void Generate(string folder, SampleOrder order)
    {
        if (Directory.Exists(folder)) Directory.Delete(folder, true);
        new SampleFolder(order with { Out = folder }).Write();
    }

    public static int Reconcile(string folder, string results, Database database, TextWriter output, TextWriter error, CancellationToken stop, ActingPerson? person = null, bool keepsResults = true)
    {
        using var progress = Progress.OnTerminal(error);
        var totals = new RunTotals { Progress = progress };
        using var files = new OutFolder(results);
        var faults = new FaultList();
        var period = PeriodFolder.Open(folder, null, faults);
        Check.That(period is not null, $"a generated folder is accepted: {string.Join("; ", faults.Sorted().Take(3))}");
        totals.Phase("read the folder", period.Input.Billing.Count);
        return ReconcileCommand.Reconcile(period, new ReconcileOptions(folder, results, null, false, false, null) { KeepsResults = keepsResults }, database, files, totals, output, error, stop, person);
    }
}
