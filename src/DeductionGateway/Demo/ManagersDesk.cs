using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Wire;
using Google.Protobuf;

namespace DeductionGateway.Demo;

/// <summary>
/// The cooperative's manager at the gateway's REST, signed in: sends files and orders, fetches what became of them. A call that the gateway refuses is a
/// <see cref="WireTroubleException"/> with the gateway's words.
/// </summary>
internal sealed class ManagersDesk : IDisposable
{
    private static readonly JsonParser Json = new(JsonParser.Settings.Default.WithIgnoreUnknownFields(true));

    private readonly HttpClient _http;

    private ManagersDesk(Uri gateway) => _http = new HttpClient { BaseAddress = gateway };

    public static async Task<ManagersDesk> SignIn(Uri gateway, string user, UserSecrets secrets, TimeProvider time, CancellationToken stop)
    {
        var desk = new ManagersDesk(gateway);
        using var form = new FormUrlEncodedContent(new Dictionary<string, string> { ["user"] = user, ["password"] = secrets.Password, ["totp"] = Authenticator.CodeOf(secrets.OtpAuthUri, time.GetUtcNow()) });
        using var tokens = JsonDocument.Parse(await desk.Send(HttpMethod.Post, SignInRoutes.SignInPath, form, stop));
        desk._http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", tokens.RootElement.GetProperty("access_token").GetString());
        return desk;
    }

    public async Task PutFile(string period, string name, byte[] bytes, CancellationToken stop)
    {
        using var content = new ByteArrayContent(bytes);
        await Send(HttpMethod.Put, $"/v1/periods/{period}/files/{name}", content, stop);
    }

    /// <summary>A file of the draft, as it came in.</summary>
    public Task<byte[]> File(string period, string name, CancellationToken stop) => Send(HttpMethod.Get, $"/v1/periods/{period}/files/{name}", null, stop);

    /// <summary>A file that the last run made.</summary>
    public Task<byte[]> Result(string period, string name, CancellationToken stop) => Send(HttpMethod.Get, $"/v1/periods/{period}/results/{name}", null, stop);

    public async Task<T> Post<T>(string path, IMessage order, CancellationToken stop) where T : IMessage<T>, new()
    {
        using var content = new StringContent(RestJson.Of(order), Encoding.UTF8, "application/json");
        return Json.Parse<T>(Encoding.UTF8.GetString(await Send(HttpMethod.Post, path, content, stop)));
    }

    /// <summary>Starts a run over the draft, and watches it to its end.</summary>
    public async Task<RunResult> Run(string period, CancellationToken stop)
    {
        var job = await Post<RunJob>($"/v1/periods/{period}/runs", new StartRunRequest { Period = period }, stop);
        var said = Encoding.UTF8.GetString(await Send(HttpMethod.Get, $"/v1/periods/{period}/runs/{job.JobNo}:progress", null, stop));
        using var last = JsonDocument.Parse(said.TrimEnd('\n').Split('\n')[^1]);
        var end = last.RootElement.TryGetProperty("result", out var progress) ? Json.Parse<RunProgress>(progress.GetRawText()) : throw new WireTroubleException($"The run of {period} was lost: {said}");
        return end.State == RunState.Done ? end.Result : throw new WireTroubleException($"The run of {period} is not done: {end.Reason} {string.Join("; ", end.Faults)}");
    }

    public void Dispose() => _http.Dispose();

    private async Task<byte[]> Send(HttpMethod verb, string path, HttpContent? content, CancellationToken stop)
    {
        using var request = new HttpRequestMessage(verb, new Uri(path, UriKind.Relative)) { Content = content };
        if (verb != HttpMethod.Get) request.Headers.Add(Writes.Header, Guid.NewGuid().ToString());
        using var response = await _http.SendAsync(request, stop);
        var bytes = await response.Content.ReadAsByteArrayAsync(stop);
        return response.IsSuccessStatusCode ? bytes : throw new WireTroubleException($"The gateway refused {verb} {path}: {Encoding.UTF8.GetString(bytes)}");
    }
}
