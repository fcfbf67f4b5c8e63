using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace DeductionGateway.Tests.Harness;

/// <summary>A real Chromium without a window, spoken to by its own DevTools protocol; one page at a time.</summary>
internal sealed class Chromium : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private readonly Scratch _scratch;
    private readonly Process _process;
    private readonly HttpClient _client = new();
    private readonly string _port;

    private Chromium(Process process, Scratch scratch, string port) => (_process, _scratch, _port) = (process, scratch, port);

    public static async Task<Chromium> Start()
    {
        var scratch = new Scratch();
        var info = new ProcessStartInfo("chromium") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[]
        {
            // The tests run as root, whom Chromium's sandbox refuses; it sees nothing but our own pages.
            "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--lang=en",
            "--remote-debugging-port=0", $"--user-data-dir={scratch["profile"]}", "about:blank",
        }) info.ArgumentList.Add(argument);
        Process process;
        try
        {
            process = Process.Start(info)!;
        }
        catch (System.ComponentModel.Win32Exception missing)
        {
            throw new InvalidOperationException("chromium is not installed; tests/run installs it", missing);
        }
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var file = scratch["profile/DevToolsActivePort"];
        var since = Stopwatch.GetTimestamp();
        while (!File.Exists(file) || (await File.ReadAllLinesAsync(file)).Length < 2)
        {
            if (process.HasExited || Stopwatch.GetElapsedTime(since) > Patience) throw new InvalidOperationException("chromium does not start");
            await Task.Delay(50);
        }
        return new Chromium(process, scratch, (await File.ReadAllLinesAsync(file))[0]);
    }

    /// <summary>A page of this size in CSS pixels, empty yet.</summary>
    public async Task<ChromiumPage> Open(int width, int height, bool isPhone)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"http://127.0.0.1:{_port}/json/new?about:blank");
        using var response = await _client.SendAsync(request);
        var target = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri((string)target["webSocketDebuggerUrl"]!), CancellationToken.None);
        var page = new ChromiumPage(socket, Patience);
        await page.Prepare(width, height, isPhone);
        return page;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _scratch.Dispose();
    }
}

/// <summary>One page, and all that it complained of: violations of its policy, errors and warnings of the console, exceptions, requests that failed.</summary>
internal sealed class ChromiumPage(ClientWebSocket socket, TimeSpan patience) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<int, TaskCompletionSource<JsonNode>> _waiting = [];
    private readonly List<string> _complaints = [];
    private int _last;

    public IReadOnlyList<string> Complaints
    {
        get
        {
            lock (_gate) return [.. _complaints];
        }
    }

    public async Task Prepare(int width, int height, bool isPhone)
    {
        _ = Listen();
        foreach (var domain in (string[])["Page", "Runtime", "Log", "Network"]) await Send($"{domain}.enable");
        await Send("Emulation.setDeviceMetricsOverride", new JsonObject { ["width"] = width, ["height"] = height, ["deviceScaleFactor"] = 1, ["mobile"] = isPhone });
        await Send("Page.addScriptToEvaluateOnNewDocument", new JsonObject { ["source"] = "addEventListener('securitypolicyviolation', v => console.error('policy: ' + v.violatedDirective + ' ' + v.blockedURI));" });
    }

    public Task Go(Uri to) => Send("Page.navigate", new JsonObject { ["url"] = to.ToString() });

    /// <summary>The value of an expression of the page's.</summary>
    public async Task<string> Value(string expression)
    {
        var answer = await Send("Runtime.evaluate", new JsonObject { ["expression"] = $"String({expression})", ["returnByValue"] = true, ["awaitPromise"] = true });
        return answer["exceptionDetails"] is { } wrong ? throw new InvalidOperationException($"{expression}: {wrong.ToJsonString()}") : (string)answer["result"]!["value"]!;
    }

    /// <summary>Waits until an expression is true.</summary>
    public async Task Until(string expression)
    {
        var since = Stopwatch.GetTimestamp();
        while (!await Holds(expression))
        {
            if (Stopwatch.GetElapsedTime(since) > patience) throw new TimeoutException($"never true: {expression}; the page complained of: {string.Join("; ", Complaints)}");
            await Task.Delay(100);
        }
    }

    /// <summary>Between two documents nothing can be asked, and nothing is true.</summary>
    private async Task<bool> Holds(string expression)
    {
        try
        {
            return await Value($"Boolean({expression})") == "true";
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    /// <summary>Clicks the first element of a selector as a person does: it must be visible.</summary>
    public async Task Click(string selector)
    {
        await Until($"document.querySelector({Quoted(selector)})?.getClientRects().length");
        var place = JsonNode.Parse(await Value($"(() => {{ const e = document.querySelector({Quoted(selector)}); e.scrollIntoView({{block: 'center', behavior: 'instant'}}); const r = e.getBoundingClientRect(); return JSON.stringify([r.left + r.width / 2, r.top + r.height / 2]); }})()"))!;
        foreach (var kind in (string[])["mousePressed", "mouseReleased"])
        {
            await Send("Input.dispatchMouseEvent", new JsonObject { ["type"] = kind, ["x"] = (double)place[0]!, ["y"] = (double)place[1]!, ["button"] = "left", ["clickCount"] = 1 });
        }
    }

    /// <summary>Types into the element that has the focus after a click.</summary>
    public async Task Type(string selector, string text)
    {
        await Click(selector);
        await Send("Input.insertText", new JsonObject { ["text"] = text });
    }

    /// <summary>Chooses a file of this machine in a form.</summary>
    public async Task Choose(string selector, string file)
    {
        await Send("DOM.enable");
        var root = (int)(await Send("DOM.getDocument"))["root"]!["nodeId"]!;
        var input = (int)(await Send("DOM.querySelector", new JsonObject { ["nodeId"] = root, ["selector"] = selector }))["nodeId"]!;
        await Send("DOM.setFileInputFiles", new JsonObject { ["nodeId"] = input, ["files"] = new JsonArray(file) });
    }

    /// <summary>Leaves what is seen in the folder that <c>GATEWAY_TEST_PICTURES</c> names; nothing where it names none.</summary>
    public async Task Keep(string name)
    {
        if (Environment.GetEnvironmentVariable("GATEWAY_TEST_PICTURES") is { Length: > 0 } folder) await File.WriteAllBytesAsync(Path.Combine(folder, $"{name}.png"), await Picture());
    }

    private async Task<byte[]> Picture() => Convert.FromBase64String((string)(await Send("Page.captureScreenshot", new JsonObject { ["format"] = "png" }))["data"]!);

    public void Dispose() => socket.Dispose();

    private static string Quoted(string text) => JsonSerializer.Serialize(text);

    private async Task<JsonNode> Send(string method, JsonObject? parameters = null)
    {
        var done = new TaskCompletionSource<JsonNode>(TaskCreationOptions.RunContinuationsAsynchronously);
        int id;
        lock (_gate) _waiting[id = ++_last] = done;
        var message = new JsonObject { ["id"] = id, ["method"] = method, ["params"] = parameters ?? [] };
        await socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(message), WebSocketMessageType.Text, true, CancellationToken.None);
        return await done.Task.WaitAsync(patience);
    }

    private async Task Listen()
    {
        var buffer = new byte[1 << 16];
        using var whole = new MemoryStream();
        try
        {
            while (true)
            {
                var piece = await socket.ReceiveAsync(buffer, CancellationToken.None);
                if (piece.MessageType == WebSocketMessageType.Close) return;
                whole.Write(buffer, 0, piece.Count);
                if (!piece.EndOfMessage) continue;
                Take(JsonNode.Parse(whole.ToArray())!);
                whole.SetLength(0);
            }
        }
        catch (Exception closed) when (closed is WebSocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The page is closed.
        }
    }

    private void Take(JsonNode message)
    {
        lock (_gate)
        {
            if (message["id"] is { } id)
            {
                if (!_waiting.Remove((int)id, out var waiting)) return;
                if (message["error"] is { } error) waiting.SetException(new InvalidOperationException(error.ToJsonString()));
                else waiting.SetResult(message["result"]!);
                return;
            }
            var parameters = message["params"];
            var complaint = (string?)message["method"] switch
            {
                "Runtime.exceptionThrown" => parameters!["exceptionDetails"]!.ToJsonString(),
                "Runtime.consoleAPICalled" when (string?)parameters!["type"] is "error" or "warning" or "assert" => parameters["args"]!.ToJsonString(),
                "Log.entryAdded" when (string?)parameters!["entry"]!["level"] is "error" or "warning" => parameters["entry"]!.ToJsonString(),
                "Network.loadingFailed" when (bool?)parameters!["canceled"] != true => parameters!.ToJsonString(),
                "Network.requestWillBeSent" when !((string)parameters!["request"]!["url"]!).StartsWith("http://127.0.0.1:", StringComparison.Ordinal) && !((string)parameters["request"]!["url"]!).StartsWith("data:", StringComparison.Ordinal)
                    && (string)parameters["request"]!["url"]! != "about:blank" => $"asks elsewhere: {parameters["request"]!["url"]}",
                _ => null,
            };
            if (complaint is not null) _complaints.Add(complaint);
        }
    }
}
