using System.Net.Http.Json;
using System.Text.Json;

namespace DeductionGateway.Demo;

/// <summary>What people do at the simulated bank, by its control. Whole rupiah.</summary>
internal sealed class BankCounter(Uri bank) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = bank };

    public Uri Address => bank;

    /// <summary>Pays what is due by a virtual account; the bank asks the gateway how much that is, and tells it when it is paid.</summary>
    /// <param name="customer">The number behind the bank's prefix.</param>
    public async Task Pay(string customer, string payer, CancellationToken stop)
    {
        var ends = await Do("pay", new { customer_no = customer, payer }, stop);
        if (!ends.TryGetProperty("paid", out _)) throw new WireTroubleException($"The payment by virtual account did not end well: {ends}.");
    }

    /// <summary>Takes an instalment from a member's account at the bank, for the cooperative, and tells the gateway.</summary>
    public Task Debit(long amount, string remark, CancellationToken stop) => Do("debit", new { amount, remark }, stop);

    /// <summary>What was booked on the cooperative's account.</summary>
    public async Task<(int Entries, long Sum)> Booked(CancellationToken stop)
    {
        using var ledger = JsonDocument.Parse(await _http.GetByteArrayAsync(new Uri("/control/ledger", UriKind.Relative), stop));
        var entries = ledger.RootElement.GetProperty("entries").EnumerateArray().Select(static entry => entry.GetProperty("signed_minor").GetInt64() / 100).ToList();
        return (entries.Count, entries.Sum());
    }

    public void Dispose() => _http.Dispose();

    private async Task<JsonElement> Do(string act, object order, CancellationToken stop)
    {
        using var response = await _http.PostAsJsonAsync(new Uri($"/control/{act}", UriKind.Relative), order, stop);
        var answer = await response.Content.ReadFromJsonAsync<JsonElement>(stop);
        return response.IsSuccessStatusCode ? answer : throw new WireTroubleException($"The bank refused {act}: {answer}.");
    }
}
