using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using DeductionGateway.Core.Snap;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace DeductionGateway.Tests.Banks;

/// <summary>A row of an account as its bank has it. Amounts in whole rupiah, credit positive.</summary>
internal sealed record BankRow(DateTimeOffset At, long Amount, string Remark, string Id = "", bool IsCorrection = false)
{
    public long Balance { get; init; }
}

/// <summary>A request that arrived.</summary>
internal sealed record BankCall(string Method, string Path, string Body, string ExternalId)
{
    public string Field(string name) => (string?)JsonNode.Parse(Body)![name] ?? "";
}

/// <summary>A bank on this machine: checks every signature, keeps an account, and has whatever troubles a test gives it.</summary>
/// <param name="key">By which we sign.</param>
/// <param name="secret">Under which we sign.</param>
internal sealed class TestBank(RSA key, string secret) : IAsyncDisposable
{
    private readonly ConcurrentQueue<BankCall> _calls = new();
    private readonly ConcurrentQueue<BankCall> _answered = new();
    private readonly TaskCompletionSource _ending = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private WebApplication _app = null!;
    private int _tokens;

    public Uri Url { get; private set; } = null!;

    public IReadOnlyList<BankCall> Calls => [.. _calls];

    /// <summary>Those that no trouble befell.</summary>
    public IReadOnlyList<BankCall> Answered => [.. _answered];

    /// <summary>What befalls a request; true where it needs no other answer. Path, and how often it was asked for by then.</summary>
    public Func<string, int, HttpContext, Task<bool>> Trouble { get; set; } = static (_, _, _) => Task.FromResult(false);

    /// <summary>Its account, the oldest first.</summary>
    public List<BankRow> Rows { get; private set; } = [];
    public int PageRows { get; set; } = 1_000;

    /// <summary>Its statements begin with the oldest row; the standard has the newest first.</summary>
    public bool IsOldestFirst { get; set; }

    /// <summary>Changes an answer with rows of a statement before it goes out.</summary>
    public Action<JsonObject> Falsify { get; set; } = static _ => { };

    /// <summary>Transfers by reference, with their latestTransactionStatus.</summary>
    public ConcurrentDictionary<string, string> Transfers { get; } = new();

    public int Tokens => _tokens;

    public async Task<TestBank> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(static kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(Answer);
        await _app.StartAsync();
        Url = new Uri(_app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.First());
        return this;
    }

    /// <summary>Books rows, with the balance after each.</summary>
    public void Book(params IEnumerable<BankRow> rows)
    {
        lock (_lock)
        {
            var all = Rows.Concat(rows).OrderBy(static row => row.At).ToList();
            var balance = 1_000_000_000L;
            Rows = all.ConvertAll(row => row with { Balance = balance += row.Amount });
        }
    }

    /// <summary>The token is good no more.</summary>
    public void ForgetToken() => Interlocked.Increment(ref _tokens);

    /// <summary>Until the bank is closed: it answers nothing.</summary>
    public async Task<bool> Silence(HttpContext http)
    {
        await _ending.Task.WaitAsync(http.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        _ending.TrySetResult();
        await _app.DisposeAsync();
    }

    private async Task Answer(HttpContext http)
    {
        using var bytes = new MemoryStream();
        await http.Request.Body.CopyToAsync(bytes);
        // Whatever a profile has before it.
        var path = http.Request.Path.Value!.Split("/v1.0/")[1];
        var call = new BankCall(http.Request.Method, path, Encoding.UTF8.GetString(bytes.ToArray()), http.Request.Headers["X-EXTERNAL-ID"].ToString());
        _calls.Enqueue(call);
        if (await Trouble(path, _calls.Count(one => one.Path == path), http)) return;
        _answered.Enqueue(call);
        var service = Enum.GetValues<SnapService>().First(one => one.Path() == path);
        var answer = IsSigned(http, bytes.ToArray(), service) ? Of(service, call) : Said(new SnapAnswer(401, 1), service);
        http.Response.StatusCode = int.Parse(((string)answer["responseCode"]!)[..3], CultureInfo.InvariantCulture);
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync(answer.ToJsonString());
    }

    private bool IsSigned(HttpContext http, byte[] body, SnapService service)
    {
        var (at, signature) = (http.Request.Headers["X-TIMESTAMP"].ToString(), http.Request.Headers["X-SIGNATURE"].ToString());
        if (service == SnapService.Token) return SnapSignature.IsRight(key, SnapSignature.OfToken(http.Request.Headers["X-CLIENT-KEY"].ToString(), at), signature);
        var target = http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var token = http.Request.Headers.Authorization.ToString();
        return token.Length == 0
            ? SnapSignature.IsRight(key, SnapSignature.OfCall(http.Request.Method, target, body, at), signature)
            : token == $"Bearer token-{_tokens}" && SnapSignature.IsRight(secret, SnapSignature.OfCall(http.Request.Method, target, token["Bearer ".Length..], body, at), signature);
    }

    private JsonObject Of(SnapService service, BankCall call)
    {
        var answer = Said(SnapAnswer.Successful, service);
        switch (service)
        {
            case SnapService.Token:
                answer["accessToken"] = $"token-{Interlocked.Increment(ref _tokens)}";
                answer["expiresIn"] = "900";
                break;
            case SnapService.BalanceInquiry:
                answer["accountInfos"] = new JsonArray(new JsonObject { ["availableBalance"] = Money(5_000) });
                break;
            case SnapService.TransferIntrabank or SnapService.TransferInterbank:
                return Transfers.TryAdd(call.Field("partnerReferenceNo"), "00") ? answer : Said(SnapAnswer.DuplicateReference, service);
            case SnapService.TransferStatus:
                answer["latestTransactionStatus"] = Transfers.GetValueOrDefault(call.Field("originalPartnerReferenceNo"), "07");
                break;
            case SnapService.BankStatement:
                Statement(answer, DateTimeOffset.Parse(call.Field("fromDateTime"), CultureInfo.InvariantCulture), DateTimeOffset.Parse(call.Field("toDateTime"), CultureInfo.InvariantCulture));
                if (answer.ContainsKey("detailData")) Falsify(answer);
                break;
        }
        return answer;
    }

    private void Statement(JsonObject answer, DateTimeOffset from, DateTimeOffset to)
    {
        List<BankRow> all;
        lock (_lock) all = [.. Rows.Where(row => row.At >= from && row.At <= to)];
        if (!IsOldestFirst) all.Reverse();
        var page = all.Take(PageRows).ToList();
        answer["hasMore"] = all.Count > page.Count ? "Y" : "N";
        if (page.Count == 0) return;
        answer["lastRecordDateTime"] = SnapTime.Format(page[^1].At);
        var (oldest, newest) = IsOldestFirst ? (page[0], page[^1]) : (page[^1], page[0]);
        answer["balance"] = new JsonArray(new JsonObject { ["startingBalance"] = Money(oldest.Balance - oldest.Amount), ["endingBalance"] = Money(newest.Balance) });
        answer["totalCreditEntries"] = Total(page.Where(static row => row.Amount > 0));
        answer["totalDebitEntries"] = Total(page.Where(static row => row.Amount < 0));
        answer["detailData"] = new JsonArray([.. page.Select(Detail)]);
    }

    private static JsonObject Detail(BankRow row)
    {
        var detail = new JsonObject
        {
            ["amount"] = Money(Math.Abs(row.Amount)), ["transactionDate"] = SnapTime.Format(row.At), ["remark"] = row.Remark, ["type"] = row.Amount > 0 ? "CREDIT" : "DEBIT",
            ["transactionDetailStatus"] = row.IsCorrection ? "ERROR CORECTION" : "SUCCESS", ["detailBalance"] = new JsonObject { ["endAmount"] = new JsonArray(new JsonObject { ["amount"] = Money(row.Balance) }) },
        };
        if (row.Id.Length > 0) detail["transactionId"] = row.Id;
        return detail;
    }

    private static JsonObject Total(IEnumerable<BankRow> rows) =>
        new() { ["numberOfEntries"] = rows.Count().ToString(CultureInfo.InvariantCulture), ["amount"] = Money(rows.Sum(static row => Math.Abs(row.Amount))) };

    private static JsonObject Money(long rupiah) => new() { ["value"] = SnapMoney.Format(rupiah * 100), ["currency"] = "IDR" };

    private static JsonObject Said(SnapAnswer answer, SnapService service) => new() { ["responseCode"] = answer.CodeOf(service), ["responseMessage"] = answer.Message };
}
