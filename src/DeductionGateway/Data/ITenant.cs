namespace DeductionGateway.Data;

/// <summary>Whose rows a transaction may see: those of a cooperative, or within it those of one employer.</summary>
internal interface ITenant
{
    long CooperativeId { get; }

    /// <summary>Null: the whole cooperative.</summary>
    string? Employer { get; }
}
