using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Mocks.Bank;

/// <summary>Services 27 to 31: numbers to pay to, as the gateway makes, changes and ends them at the bank.</summary>
internal sealed class VirtualAccountDesk(BankOptions options)
{
    private readonly ConcurrentDictionary<string, VirtualAccount> _accounts = new(StringComparer.Ordinal);

    public IEnumerable<BankService> Services =>
    [
        new("27", "POST", "transfer-va/create-va", Create),
        new("28", "PUT", "transfer-va/update-va", request => Change(request, one => Read(request, one.Number) with { IsPaid = one.IsPaid })),
        new("29", "PUT", "transfer-va/update-status", request => Change(request, one => one with { IsPaid = request.Needed("paidStatus") == "Y" })),
        new("30", "POST", "transfer-va/inquiry-va", request => Shown(Found(request))),
        new("31", "DELETE", "transfer-va/delete-va", Delete),
    ];

    /// <summary>All numbers, for the control.</summary>
    public IReadOnlyList<VirtualAccount> Accounts => [.. _accounts.Values.OrderBy(static one => one.Number, StringComparer.Ordinal)];

    private SnapReply Create(SnapRequest request)
    {
        var made = Read(request, NumberOf(request));
        return _accounts.TryAdd(made.Number, made) ? Shown(made) : throw new SnapRefusal(409, "00", "Conflict");
    }

    private SnapReply Change(SnapRequest request, Func<VirtualAccount, VirtualAccount> changed)
    {
        var now = changed(Found(request));
        _accounts[now.Number] = now;
        return Shown(now);
    }

    private SnapReply Delete(SnapRequest request)
    {
        var gone = Found(request);
        _accounts.TryRemove(gone.Number, out _);
        return Shown(gone);
    }

    private VirtualAccount Found(SnapRequest request) => _accounts.GetValueOrDefault(NumberOf(request)) ?? throw new SnapRefusal(404, "12", "Invalid Bill/Virtual Account [Not Found]");

    private static VirtualAccount Read(SnapRequest request, string number) =>
        new(number, request.Needed("virtualAccountName"), request.Needed("trxId"), request.Text("virtualAccountTrxType") ?? "C", request.Amount("totalAmount") ?? 0, request.Text("expiredDate") ?? "", IsPaid: false);

    /// <summary>Prefix and customer's number without padding; the three fields must say the same.</summary>
    private string NumberOf(SnapRequest request)
    {
        var (prefix, customer, number) = (request.Needed("partnerServiceId").Trim(), request.Needed("customerNo").Trim(), request.Needed("virtualAccountNo").Replace(" ", "", StringComparison.Ordinal));
        return prefix == options.VaPrefix && number == prefix + customer ? number : throw new SnapRefusal(400, "01", "Invalid Field Format virtualAccountNo");
    }

    private SnapReply Shown(VirtualAccount one)
    {
        var prefix = options.VaPrefix.PadLeft(8);
        return SnapReply.Done(new JsonObject
        {
            ["virtualAccountData"] = new JsonObject
            {
                ["partnerServiceId"] = prefix, ["customerNo"] = one.Number[options.VaPrefix.Length..], ["virtualAccountNo"] = prefix + one.Number[options.VaPrefix.Length..],
                ["virtualAccountName"] = one.Name, ["trxId"] = one.TrxId, ["virtualAccountTrxType"] = one.Kind, ["totalAmount"] = SnapWords.Money(one.AmountMinor),
                ["expiredDate"] = one.Expires, ["paidStatus"] = one.IsPaid ? "Y" : "N",
            },
        });
    }
}

/// <summary>A number to pay to.</summary>
/// <param name="Kind">virtualAccountTrxType: C closed, O open, I in parts.</param>
/// <param name="AmountMinor">Sen; 0 for an open one.</param>
internal sealed record VirtualAccount(string Number, string Name, string TrxId, string Kind, long AmountMinor, string Expires, bool IsPaid);
