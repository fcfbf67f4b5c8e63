using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Runs;

/// <summary>What is stored together with a run that the gateway itself starts.</summary>
/// <param name="Began">With the word that the run begins: nobody else runs the period.</param>
/// <param name="Stored">With the period itself, on the run's thread: both, or neither.</param>
internal sealed record RunBeside(Func<Tx, Task> Began, Action<Tx, RunTotals> Stored);

/// <summary>How a run ended. FirstFault: of files that were refused; FaultCount: how many they have.</summary>
internal sealed record RunEnd(RunJobState State, string Reason, FileFault? FirstFault, int FaultCount)
{
    /// <summary>It failed by a race for the database: begun again it may do.</summary>
    public bool IsLostRace { get; init; }

    /// <summary>It was given up before it began.</summary>
    public static RunEnd Abandoned { get; } = new(RunJobState.Interrupted, "", null, 0);
}
