namespace DeductionGateway.Banks.Uat;

/// <summary>How a case ended.</summary>
internal enum UatVerdict
{
    Passed,
    Failed,
    NotRun,

    /// <summary>The bank's own call: it is shown, and judged by the bank.</summary>
    Seen,
}

/// <summary>Why a case did not pass, or did not run.</summary>
internal enum UatWhy
{
    /// <summary>Nothing is to be said.</summary>
    None,

    /// <summary>Another response code; the bank's message.</summary>
    OtherCode,

    /// <summary>No response code of this service can be read in the answer.</summary>
    NoCode,

    /// <summary>The response code is right and the status of HTTP is not its own.</summary>
    OtherStatus,

    /// <summary>The response code is right and what it stands for is not in the answer, or cannot be read.</summary>
    Unreadable,

    /// <summary>Within the bank's time.</summary>
    NoAnswer,
    NoConnection,

    /// <summary>The bank gave none.</summary>
    NoToken,

    /// <summary>The right call that goes first was refused; its response code.</summary>
    FirstRefused,

    MovesMoney,

    /// <summary>The form does not say what; the field.</summary>
    FormSilent,

    /// <summary>Virtual accounts are not made at this bank, by its profile, or it keeps none for the cooperative.</summary>
    NoNumbers,

    /// <summary>Calls to this bank are signed by the key alone.</summary>
    NoTokens,

    /// <summary>The case whose transfer is asked about moved nothing; its id.</summary>
    NothingMoved,
}

/// <param name="Detail">As the kind says; else empty.</param>
internal sealed record UatReason(UatWhy Why, string Detail = "")
{
    public static readonly UatReason None = new(UatWhy.None);
}
