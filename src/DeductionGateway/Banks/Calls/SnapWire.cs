using System.Net.Http.Headers;

namespace DeductionGateway.Banks.Calls;

/// <summary>What came back over the wire.</summary>
/// <param name="Http">Its status.</param>
internal sealed record SnapResponse(int Http, IReadOnlyList<KeyValuePair<string, string>> Headers, byte[] Body);

/// <summary>Sends requests to banks, each once: how often a call is tried, and how long it is waited for, its pipeline says.</summary>
internal sealed class SnapWire : IDisposable
{
    /// <summary>A statement of 10,000 rows has some six million bytes.</summary>
    private const int LongestAnswer = 64 << 20;

    // Time limits are the pipelines'. A redirect would send a signed call and its token elsewhere. Connections are renewed so that a bank may move.
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
    {
        Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LongestAnswer,
    };

    /// <exception cref="HttpRequestException">It could not be sent, or no whole answer came.</exception>
    public async Task<SnapResponse> Send(SnapMessage message, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(new HttpMethod(message.Method), message.Url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue(SnapMessage.ContentType);
        foreach (var (name, value) in message.Headers) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await _http.SendAsync(request, stop);
        var body = await response.Content.ReadAsByteArrayAsync(stop);
        return new SnapResponse((int)response.StatusCode, [.. response.Headers.Concat(response.Content.Headers).Select(static one => KeyValuePair.Create(one.Key, string.Join(", ", one.Value)))], body);
    }

    public void Dispose() => _http.Dispose();
}
