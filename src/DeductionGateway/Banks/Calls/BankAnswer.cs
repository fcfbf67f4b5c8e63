using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Calls;

/// <summary>How a call to a bank ended; what the world does to a call is told as the standard tells it.</summary>
/// <param name="Body">JSON as it came; empty where none came.</param>
internal sealed record BankAnswer(SnapService Service, SnapAnswer Answer, byte[] Body)
{
    /// <summary>Something left this house.</summary>
    public bool IsSent { get; private init; } = true;

    public SnapOutcome Outcome => SnapOutcomes.Of(Service, Answer);

    /// <summary>The bank cannot have done it.</summary>
    public static BankAnswer NotSent(SnapService service) => new(service, SnapAnswer.TooManyRequests, []) { IsSent = false };

    /// <summary>It was sent, and what became of it nobody said.</summary>
    public static BankAnswer Silence(SnapService service) => new(service, SnapAnswer.Timeout, []);

    /// <summary>
    /// Reads an answer: the response code says what happened. One that cannot be read, or is another service's, says nothing, whatever the status of HTTP; but for the
    /// two by which proxies too say that nothing was done.
    /// </summary>
    public static BankAnswer Read(SnapService service, int http, byte[] body)
    {
        var said = CodeOf(body) is { } code && SnapAnswer.Parse(code) is { } parsed && parsed.Service == (int)service ? parsed.Answer : (SnapAnswer?)null;
        var answer = http is 401 or 429 ? said ?? new SnapAnswer(http, 0) : http >= 500 && said is not { Http: >= 500 } ? SnapAnswer.GeneralError : said ?? SnapAnswer.GeneralError;
        return new BankAnswer(service, answer, body);
    }

    private static string? CodeOf(byte[] body)
    {
        try
        {
            using var fields = SnapFields.Of(body);
            return fields.Text(16, "responseCode");
        }
        catch (SnapFault)
        {
            return null;
        }
    }
}
