namespace DeductionGateway.Core.Snap;

/// <summary>Where an order to a bank stands. The numbers are stored.</summary>
public enum SnapOrderState
{
    /// <summary>To be sent.</summary>
    New = 0,

    /// <summary>Being sent; if its sender is gone, nobody knows whether it was.</summary>
    Sending = 1,

    /// <summary>Its status is asked for, then the statement is looked into. From here it is never sent again.</summary>
    Asking = 2,
    Done = 3,

    /// <summary>It was not and will not be done.</summary>
    Refused = 4,
}

/// <summary>
/// The life of an order to a bank. What moves money is sent again only after an answer that says that nothing was done; after any other it is asked for by its reference,
/// and at last looked for in the statement. What moves none is sent again under its reference until it is answered.
/// </summary>
public static class SnapOrder
{
    public static SnapOrderState AfterSending(SnapService service, SnapOutcome outcome) => outcome switch
    {
        SnapOutcome.Done => SnapOrderState.Done,
        SnapOutcome.Refused => SnapOrderState.Refused,
        SnapOutcome.Later => SnapOrderState.New,
        _ => service.MovesMoney() ? SnapOrderState.Asking : SnapOrderState.New,
    };

    /// <summary>Its sender is gone without a word.</summary>
    public static SnapOrderState AfterLoss(SnapService service) => AfterSending(service, SnapOutcome.Unknown);

    /// <param name="status">What the bank says became of it; unknown where it says nothing, or does not find it.</param>
    /// <param name="isOnStatement">A row of the statement names it.</param>
    /// <param name="isMissing">The bank does not find it, and the statement in which it would stand is in and has no such row.</param>
    public static SnapOrderState AfterAsking(SnapOutcome status, bool isOnStatement, bool isMissing) => status switch
    {
        SnapOutcome.Done => SnapOrderState.Done,
        SnapOutcome.Refused => SnapOrderState.Refused,
        _ when isOnStatement => SnapOrderState.Done,
        _ when isMissing => SnapOrderState.Refused,
        _ => SnapOrderState.Asking,
    };
}
