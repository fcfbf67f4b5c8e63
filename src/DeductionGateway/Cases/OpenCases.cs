using DeductionGateway.Data;

namespace DeductionGateway.Cases;

/// <summary>What waits for people, for other capabilities.</summary>
internal static class OpenCases
{
    /// <summary>Cases that are open or proposed, by cause: those that the list of causes gives unasked.</summary>
    public static Task<List<CauseRow>> ByCause(Tx tx, DateOnly today) => new CaseStore(tx).Causes(0, "", 0, today, long.MaxValue, "", int.MaxValue);
}
