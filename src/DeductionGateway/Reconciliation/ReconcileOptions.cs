namespace DeductionGateway.Reconciliation;

/// <summary>What the user asked of a run (CONTRACT §2).</summary>
internal sealed record ReconcileOptions(string Folder, string Out, string? Cooperative, bool DryRun, bool ConfirmProposals, string? Explain)
{
    /// <summary>False where the results are gone when the command ends: nobody is sent there.</summary>
    public bool KeepsResults { get; init; } = true;

    /// <summary>Employers of whom there is no answer yet are left as they are: their bills are not called unanswered, and what they owe of earlier months is settled all the same.</summary>
    public bool OnlyAnswered { get; init; }
}
