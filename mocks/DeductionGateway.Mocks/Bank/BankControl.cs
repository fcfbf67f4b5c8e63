using System.Globalization;
using System.Text.Json;
using DeductionGateway.Mocks.Faults;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace DeductionGateway.Mocks.Bank;

/// <summary>The hand behind the bank, for tests and demos: what happens there, under <c>/control</c>. Amounts are whole rupiah. It is not signed and meets no fault.</summary>
internal sealed class BankControl(BankOptions options, BankLedger ledger, VirtualAccountDesk accounts, TransferDesk transfers, BankIds ids, Teller teller, SnapDesk desk, FaultPlan faults)
{
    public const string HelpText = """
          POST /control/credit         {"amount":870000,"counterparty":"…","remark":"…","account":"…"}   money comes in; the answer is the entry
          POST /control/open-account   {"account":"…","name":"…","opening":0}         another customer of the bank
          POST /control/pay            {"customer_no":"100","amount":150000,"payer":"…","times":1}       to a virtual account; no amount = what is due
          POST /control/debit          {"amount":50000,"remark":"AUTODEBET M1 SW 202602","partner_reference":"","is_done":true}
          POST /control/hold-transfers {"is_on":true}        transfers are taken as in progress (202, status 03), and done or failed when the day advances
          POST /control/advance-day    {"days":1}                                     and sends the notifies that were kept
          POST /control/stop           every connection is cut from now on;           POST /control/resume ends it
          GET  /control/ledger         ?account=…    balance and entries;             GET  /control/accounts   virtual accounts
          GET  /control/counts         calls by service and what went wrong with them
          GET  /control/statement      ?format=mt940|csv&from=2026-02-27&to=…&account=…   the file of these days
        """;

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public void Map(IEndpointRouteBuilder routes)
    {
        Post("credit", Credit);
        Post("open-account", OpenAccount);
        Post("pay", Pay);
        Post("debit", Debit);
        Post("advance-day", AdvanceDay);
        Post("hold-transfers", HoldTransfers);
        Post("stop", (_, _) => Answering(false));
        Post("resume", (_, _) => Answering(true));
        Get("ledger", http => Told(http, Shown(AccountOf(http))));
        Get("accounts", http => Told(http, accounts.Accounts));
        Get("counts", http => Told(http, faults.Counts));
        Get("statement", Statement);

        void Get(string name, Func<HttpContext, Task> answer) => routes.MapGet($"/control/{name}", http => Answered(http, () => answer(http)));

        void Post(string name, Func<Order, CancellationToken, Task<object>> act) => routes.MapPost($"/control/{name}", http => Answered(http, async () =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted);
            var order = body.Length == 0 ? new Order() : JsonSerializer.Deserialize<Order>(body.ToArray(), Json);
            await Told(http, await act(order ?? new Order(), http.RequestAborted));
        }));
    }

    /// <summary>What cannot be done is said in words, as 400.</summary>
    private static async Task Answered(HttpContext http, Func<Task> answer)
    {
        try
        {
            await answer();
        }
        catch (Exception wrong) when (wrong is ArgumentException or JsonException or FormatException or InvalidOperationException)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            await Told(http, new { error = wrong.Message });
        }
    }

    private static Task Told(HttpContext http, object value) => http.Response.WriteAsJsonAsync(value, value.GetType(), Json, http.RequestAborted);

    private Task<object> Credit(Order order, CancellationToken stop) => Task.FromResult(Row(ledger.Post(order.Account ?? options.Account, order.Reference ?? ids.Next('C'), order.Minor, order.Counterparty, order.Remark)!));

    private Task<object> OpenAccount(Order order, CancellationToken stop)
    {
        ledger.Open(order.Account ?? throw new ArgumentException("account is missing."), order.Name, checked(order.Opening * 100));
        return Task.FromResult(Shown(order.Account));
    }

    private async Task<object> Pay(Order order, CancellationToken stop)
    {
        var payment = new VaPayment(order.CustomerNo ?? throw new ArgumentException("customer_no is missing."), order.Amount is null ? null : order.Minor, order.Payer);
        var ends = await teller.PayAll([.. Enumerable.Repeat(payment, order.Times)], stop);
        return ends.GroupBy(static end => end).ToDictionary(static group => group.Key.ToString().ToLowerInvariant(), static group => group.Count());
    }

    private async Task<object> Debit(Order order, CancellationToken stop) => await teller.Debit(order.Minor, order.Remark, order.PartnerReference, order.IsDone, stop);

    private async Task<object> AdvanceDay(Order order, CancellationToken stop)
    {
        ledger.AdvanceDay(order.Days);
        transfers.DoHeld();
        return new { day = ledger.Day, late_notifies = await teller.SendLate(stop) };
    }

    private Task<object> HoldTransfers(Order order, CancellationToken stop)
    {
        transfers.IsHolding = order.IsOn;
        return Task.FromResult<object>(new { holding = order.IsOn });
    }

    private Task<object> Answering(bool answers)
    {
        desk.IsAnswering = answers;
        return Task.FromResult<object>(new { answers });
    }

    private Task Statement(HttpContext http)
    {
        var (account, from, to) = (AccountOf(http), DayOf(http, "from"), DayOf(http, "to"));
        var isCsv = http.Request.Query["format"] == "csv";
        http.Response.ContentType = isCsv ? "text/csv" : "text/plain";
        return http.Response.WriteAsync(isCsv ? StatementFiles.Csv(ledger, account, from, to) : StatementFiles.Mt940(ledger, account, from, to), http.RequestAborted);
    }

    private string AccountOf(HttpContext http)
    {
        var account = http.Request.Query["account"].ToString() is { Length: > 0 } named ? named : options.Account;
        return ledger.NameOf(account) is null ? throw new ArgumentException($"There is no account '{account}'; there are {string.Join(", ", ledger.Accounts)}.") : account;
    }

    private DateOnly DayOf(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture) : ledger.Day;

    private object Shown(string account) => new { account, name = ledger.NameOf(account), day = ledger.Day, balance_minor = ledger.BalanceBefore(account, DateTimeOffset.MaxValue), entries = ledger.Entries(account).Select(Row) };

    private static object Row(BankEntry entry) => new { entry.Id, at = Snap.SnapWords.Time(entry.At), entry.SignedMinor, entry.BalanceMinor, entry.Counterparty, entry.Remark };

    /// <summary>What is ordered; each act reads its own. Amounts in whole rupiah.</summary>
    private sealed record Order
    {
        public string? Account { get; init; }
        public string? Reference { get; init; }
        public string Name { get; init; } = "";
        public long Opening { get; init; }
        public long? Amount { get; init; }
        public string Counterparty { get; init; } = "";
        public string Remark { get; init; } = "";
        public string? CustomerNo { get; init; }
        public string Payer { get; init; } = "";
        public int Times { get; init; } = 1;
        public string PartnerReference { get; init; } = "";
        public bool IsDone { get; init; } = true;
        public int Days { get; init; } = 1;
        public bool IsOn { get; init; } = true;

        /// <summary>Sen.</summary>
        public long Minor => checked((Amount ?? throw new ArgumentException("amount is missing.")) * 100);
    }
}
