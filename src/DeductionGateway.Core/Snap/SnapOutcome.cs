namespace DeductionGateway.Core.Snap;

/// <summary>What an answer means for the one who asked.</summary>
public enum SnapOutcome
{
    /// <summary>It was done, now or by an earlier try.</summary>
    Done,

    /// <summary>It was not and will not be done.</summary>
    Refused,

    /// <summary>The bank is at it: its status is asked for.</summary>
    Pending,

    /// <summary>Nobody knows: status, then the statement say it. A movement of money is never sent again under a new reference.</summary>
    Unknown,

    /// <summary>Nothing was done, and a later try may go better: too many at once, or a token that ran out.</summary>
    Later,
}

/// <summary>Answers and transaction states read as outcomes (DOMAIN §3.4).</summary>
public static class SnapOutcomes
{
    public static SnapOutcome Of(SnapService service, SnapAnswer answer) => answer switch
    {
        { Http: 200 } => SnapOutcome.Done,
        { Http: 202 } => SnapOutcome.Pending,
        // The same reference with other content: of credits and VA payments the standard takes it as done, of direct debits as refused.
        { Http: 404, Case: 18 } => service is SnapService.TransferIntrabank or SnapService.TransferInterbank or SnapService.VaPayment ? SnapOutcome.Done : SnapOutcome.Refused,
        // Done under this very reference before.
        { Http: 409, Case: 1 } => SnapOutcome.Done,
        // The same external id on one day: what became of the first is not said.
        { Http: 409 } => SnapOutcome.Unknown,
        { Http: 401 or 429 } => SnapOutcome.Later,
        { Http: >= 500 } => SnapOutcome.Unknown,
        _ => SnapOutcome.Refused,
    };

    /// <summary>Of <c>latestTransactionStatus</c>. 07, not found, proves nothing until the statement of that day is in.</summary>
    public static SnapOutcome OfStatus(string status) => status switch
    {
        "00" => SnapOutcome.Done,
        "01" or "02" or "03" => SnapOutcome.Pending,
        "04" or "05" or "06" => SnapOutcome.Refused,
        _ => SnapOutcome.Unknown,
    };
}
