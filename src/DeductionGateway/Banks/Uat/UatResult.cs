using DeductionGateway.Banks.Calls;

namespace DeductionGateway.Banks.Uat;

/// <summary>A case as it ended.</summary>
/// <param name="Exchanges">In their order; the last is the one that was judged, where the case was run.</param>
internal sealed record UatResult(UatCase Case, UatVerdict Verdict, UatReason Reason, IReadOnlyList<UatExchange> Exchanges);

/// <summary>One request and what came of it.</summary>
/// <param name="At">When it was made.</param>
/// <param name="Response">Null where none came.</param>
/// <param name="Answer">As our client reads it.</param>
internal sealed record UatExchange(SnapMessage Request, DateTimeOffset At, long Milliseconds, SnapResponse? Response, BankAnswer Answer)
{
    /// <summary>Seven digits, as the answer has it; empty where it has none.</summary>
    public string Code => Text("responseCode");

    /// <summary>The bank's own words; empty where it has none.</summary>
    public string Message => Text("responseMessage");

    private string Text(string name)
    {
        const int longest = 1_000;
        try
        {
            using var fields = SnapFields.Of(Answer.Body);
            return fields.Text(longest, name);
        }
        catch (SnapFault)
        {
            return "";
        }
    }
}
