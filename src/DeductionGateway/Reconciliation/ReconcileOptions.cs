namespace DeductionGateway.Reconciliation;

/// <summary>What the user asked of a run (CONTRACT §2).</summary>
internal sealed record ReconcileOptions(string Folder, string Out, string? Cooperative, bool DryRun, bool ConfirmProposals, string? Explain);
