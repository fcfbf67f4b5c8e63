using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Dapper;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;
using DeductionGateway.Hosting;

namespace DeductionGateway.Bench;

/// <summary>A bank that tells of payments by virtual account (service 25) at a fixed rate, each signed, each another payment.</summary>
internal static class SnapBenchmark
{
    private const int PaymentsPerSecond = 100, Numbers = 500, WarmUp = 500;
    private const string Cooperative = "KOP-1", Prefix = "88899", Path = "/snap/v1.0/transfer-va/payment";

    public static async Task Run(int seconds)
    {
        using var room = new Room();
        var folder = Gateway.Generate(room["folder"], 2_000, 1);
        using var key = RSA.Create(2048);
        var secret = await Bank(room, folder, key);
        using var serving = Serving.Start(room["data"]);
        using var http = new HttpClient { BaseAddress = serving.Http };
        var token = await Token(http, key);
        // The body is the floor: what the payment's own bytes cost to sign and send stays the client's.
        for (var no = 0; no < WarmUp; no++) await Pay(no);
        var before = Machine.Load;
        var (serveCpu, databaseCpu) = (serving.CpuSeconds(), serving.DatabaseCpuSeconds());
        var seen = await FixedRate.Run(PaymentsPerSecond, seconds, no => Pay(WarmUp + no));
        (serveCpu, databaseCpu) = (serving.CpuSeconds() - serveCpu, serving.DatabaseCpuSeconds() - databaseCpu);
        var count = seen.Took.Length;
        var table = new ResultTable([.. FixedRate.Columns, "CPU ms a payment: serve", "database", "peak MiB of serve", "load before", "load after"]);
        table.Add([.. seen.Cells, $"{serveCpu * 1000 / count:0.00}", $"{databaseCpu * 1000 / count:0.00}", $"{serving.PeakMemoryMiB():0}", before, Machine.Load]);
        var report = new Report("snap", $"{PaymentsPerSecond} payments by virtual account a second for {seconds} s, by SNAP");
        report.Add(table);
        report.Add($"{FixedRate.Words}. Each is signed, kept with its answer, and a posting when it is answered: one transaction. A bank waits a second.");
        if (seen.ErrorsInWords is { } errors) report.Add(errors);
        report.Write();

        async Task<string?> Pay(int no)
        {
            var now = TimeProvider.System.GetUtcNow();
            var (at, customer) = (SnapTime.Format(now), (no % Numbers).ToString("000", CultureInfo.InvariantCulture));
            var body = Encoding.UTF8.GetBytes($$$"""{"partnerServiceId":"   {{{Prefix}}}","customerNo":"{{{customer}}}","virtualAccountNo":"   {{{Prefix}}}{{{customer}}}","paymentRequestId":"p{{{no}}}","paidAmount":{"value":"10000.00","currency":"IDR"},"trxDateTime":"{{{at}}}"}""");
            using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            (string Name, string Value)[] headers =
            [
                ("Authorization", $"Bearer {token}"), ("X-TIMESTAMP", at), ("X-SIGNATURE", SnapSignature.Sign(secret, SnapSignature.OfCall("POST", Path, token, body, at), SignatureEncoding.Base64)),
                ("X-PARTNER-ID", "bench"), ("X-EXTERNAL-ID", $"{no}"), ("CHANNEL-ID", "95231"),
            ];
            foreach (var (name, value) in headers) request.Headers.TryAddWithoutValidation(name, value);
            using var response = await http.SendAsync(request);
            var code = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("responseCode").GetString();
            return code == "2002500" ? null : code;
        }
    }

    /// <summary>A bank of the cooperative, and open numbers of its members; the secret that the bank signs by.</summary>
    private static async Task<string> Bank(Room room, string folder, RSA key)
    {
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, room["data"]));
        InProcess.Reconcile(folder, room["out"], gateway.Database);
        await File.WriteAllTextAsync(room["bank.pem"], key.ExportSubjectPublicKeyInfoPem());
        var file = PartnerFile.Read("""
            { "profile": "generic-snap", "base_url": "https://bank.example", "account": "1370012345678", "partner_id": "bench", "va_prefix": "88899", "bank": { "client_id": "bench", "public_key_file": "bank.pem" } }
            """u8);
        var secret = await new Partners(gateway.Database, gateway.Master!, TimeProvider.System, "command:bench").Put(Cooperative, "bank", file, System.IO.Path.GetDirectoryName(room["bank.pem"])!, newSecret: false, CancellationToken.None);
        using var connection = gateway.Database.OpenAsOwner();
        await connection.ExecuteAsync("""
            insert into virtual_account (cooperative_id, partner, va_no, name, employer, member_no, code, period, kind, amount, expires, actor, at)
            select m.cooperative_id, 'bank', @Prefix || to_char(row_number() over (order by m.member_no) - 1, 'FM000'), m.name, m.employer, m.member_no, 'SW', 0, 'O', 0, now() + interval '1 day', 'bench', now()
            from (select distinct on (member_no) * from member order by member_no) m join cooperative c on c.cooperative_id = m.cooperative_id and c.code = @Cooperative
            order by m.member_no limit @Numbers;
            """, new { Prefix, Cooperative, Numbers });
        return secret!;
    }

    private static async Task<string> Token(HttpClient http, RSA key)
    {
        var at = SnapTime.Format(TimeProvider.System.GetUtcNow());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/snap/v1.0/access-token/b2b") { Content = new StringContent("{\"grantType\":\"client_credentials\"}", Encoding.UTF8, "application/json") };
        foreach (var (name, value) in (IEnumerable<(string, string)>)[("X-CLIENT-KEY", "bench"), ("X-TIMESTAMP", at), ("X-SIGNATURE", SnapSignature.Sign(key, SnapSignature.OfToken("bench", at), SignatureEncoding.Base64))]) request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("accessToken").GetString()!;
    }
}
