namespace DeductionGateway.Data;

/// <summary>Whose rows a transaction may see: those of a cooperative, or within it those of one employer.</summary>
internal interface ITenant
{
    long CooperativeId { get; }

    /// <summary>Null: the whole cooperative.</summary>
    string? Employer { get; }
}

/// <summary>All of a cooperative: for work that is done on behalf of a caller who may not see all that it needs.</summary>
internal sealed record WholeCooperative(long CooperativeId) : ITenant
{
    public string? Employer => null;
}
