namespace DeductionGateway.Mocks.Faults;

/// <summary>What goes wrong with one call.</summary>
internal enum FaultKind
{
    None,

    /// <summary>It takes longer.</summary>
    Slow,

    /// <summary>Answers: 500, and nothing was done.</summary>
    ErrorBefore,

    /// <summary>Answers: it was done, and 504 is said.</summary>
    ErrorAfter,

    /// <summary>Answers: it was done, and the connection is cut without an answer. Calls: the connection is cut as soon as the request is sent.</summary>
    Reset,

    /// <summary>Answers and calls: half of the body is sent, then the connection is cut.</summary>
    Truncated,

    /// <summary>Calls: the request arrives and is answered, the answer gets lost.</summary>
    AnswerLost,

    /// <summary>Calls: signed wrongly.</summary>
    WrongSignature,

    /// <summary>Calls: the same bytes twice at once. Answers: the last row of a list stands twice.</summary>
    Duplicate,

    /// <summary>Calls: after the one that should follow it. Answers: the rows of a list in reverse order.</summary>
    Reordered,

    /// <summary>Answers: nobody looks at the signature.</summary>
    AnySignature,

    /// <summary>Answers: nobody looks whether the X-EXTERNAL-ID came before.</summary>
    AnyExternalId,

    /// <summary>Notifies: kept until the next day begins.</summary>
    Late,

    /// <summary>Notifies: never sent.</summary>
    Missing,
}

/// <summary>Where a fault can happen.</summary>
internal enum FaultPlace
{
    /// <summary>What a simulator answers.</summary>
    Answers,

    /// <summary>What it calls at the gateway.</summary>
    Calls,

    /// <summary>What it only tells the gateway of.</summary>
    Notifies,
}
