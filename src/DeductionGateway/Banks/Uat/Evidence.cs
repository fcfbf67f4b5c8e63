using DeductionGateway.Banks.Calls;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Uat;

/// <summary>What a bank's integration team is shown: which cases were run, and what was sent and answered. Everything in it is masked (<see cref="EvidenceMask"/>).</summary>
/// <param name="Address">Of who was called.</param>
/// <param name="Form">Its name; empty for what the bank called.</param>
/// <param name="Began">In Jakarta, as every moment here.</param>
internal sealed record Evidence(string Cooperative, string Bank, string Address, string Form, DateTimeOffset Began, DateTimeOffset Ended, IReadOnlyList<EvidenceCase> Cases)
{
    public int Count(UatVerdict verdict) => Cases.Count(one => one.Verdict == verdict);
}

/// <param name="Expected">Response codes of which one is right; none where the bank judges.</param>
/// <param name="Got">Response code; empty where there is none.</param>
/// <param name="Milliseconds">Of the request that was judged.</param>
internal sealed record EvidenceCase(string Id, SnapService Service, UatTitle Title, IReadOnlyList<string> Expected, string Got, UatVerdict Verdict, UatReason Reason, long Milliseconds, IReadOnlyList<EvidenceExchange> Exchanges)
{
    public static EvidenceCase Of(UatResult result, EvidenceMask mask)
    {
        var judged = result.Verdict == UatVerdict.NotRun || result.Exchanges.Count == 0 ? null : result.Exchanges[^1];
        return new EvidenceCase(result.Case.Id, (SnapService)result.Case.Service, result.Case.Title, result.Case.Expect, judged?.Code ?? "", result.Verdict,
            result.Reason with { Detail = mask.Text("", result.Reason.Detail) }, judged?.Milliseconds ?? 0, [.. result.Exchanges.Select(one => EvidenceExchange.Of(one, mask))]);
    }
}

/// <summary>One request and its answer.</summary>
/// <param name="Status">Of HTTP; 0 where no answer came.</param>
internal sealed record EvidenceExchange(
    DateTimeOffset At, string Method, string Url, IReadOnlyList<KeyValuePair<string, string>> RequestHeaders, string RequestBody, int Status, IReadOnlyList<KeyValuePair<string, string>> AnswerHeaders, string AnswerBody, long Milliseconds)
{
    public static EvidenceExchange Of(UatExchange one, EvidenceMask mask) => new(
        one.At.ToOffset(Core.Basics.JakartaTime.Offset), one.Request.Method, one.Request.Url, mask.Headers([new("Content-Type", SnapMessage.ContentType), .. one.Request.Headers]), mask.Body(one.Request.Body),
        one.Response?.Http ?? 0, one.Response is null ? [] : mask.Headers(one.Response.Headers), one.Response is null ? "" : mask.Body(one.Response.Body), one.Milliseconds);
}
