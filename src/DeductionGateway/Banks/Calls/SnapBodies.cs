using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Calls;

/// <summary>partnerReferenceNo: digits only, because some banks take no others; unique for ever, by the millisecond and by chance.</summary>
internal static class SnapReference
{
    public static string New(DateTimeOffset now) =>
        string.Create(CultureInfo.InvariantCulture, $"{now.UtcDateTime:yyyyMMddHHmmssfff}{RandomNumberGenerator.GetInt32(1_000_000_000):000000000}{RandomNumberGenerator.GetInt32(1_000_000):000000}");
}

/// <summary>Bodies of our calls, as the standard has them (DOMAIN §3.5). Amounts in whole rupiah.</summary>
internal static class SnapBodies
{
    /// <summary>Service 73.</summary>
    public static JsonObject Token() => new() { ["grantType"] = "client_credentials" };

    /// <summary>Service 14.</summary>
    public static JsonObject Statement(Partner partner, string reference, DateTimeOffset from, DateTimeOffset to) =>
        new() { ["partnerReferenceNo"] = reference, ["accountNo"] = partner.Account, ["fromDateTime"] = SnapTime.Format(from), ["toDateTime"] = SnapTime.Format(to) };

    /// <summary>Service 11.</summary>
    public static JsonObject Balance(Partner partner, string reference) => new() { ["partnerReferenceNo"] = reference, ["accountNo"] = partner.Account };

    /// <summary>Services 36 and 55: what became of something.</summary>
    /// <param name="service">Of what is asked about; 54, a direct debit, is asked about by 55.</param>
    /// <param name="sent">When it was sent first.</param>
    public static JsonObject Status(string reference, int service, DateTimeOffset sent, long amount) => new()
    {
        ["originalPartnerReferenceNo"] = reference, ["serviceCode"] = service.ToString("00", CultureInfo.InvariantCulture), ["transactionDate"] = SnapTime.Format(sent), ["amount"] = SnapJson.Money(amount),
    };

    /// <summary>Services 27 and 28: a number as our register has it, made or changed at the bank.</summary>
    /// <param name="prefix">Of the bank's numbers for the cooperative.</param>
    public static JsonObject Va(string prefix, VirtualAccountRules rules, VirtualAccountRow va)
    {
        var body = VaNumber(prefix, va.VaNo);
        body["virtualAccountName"] = SnapJson.Cut(va.Name, rules.LongestName);
        body["virtualAccountTrxType"] = va.TrxType;
        if (va.Wanted > 0) body["totalAmount"] = SnapJson.Money(va.Wanted);
        body["expiredDate"] = SnapTime.Format(new DateTimeOffset(va.Expires.ToUniversalTime()));
        return body;
    }

    /// <summary>Services 30 and 31. A number keeps its meaning for ever: it is its own trxId.</summary>
    public static JsonObject VaNumber(string prefix, string vaNo)
    {
        var body = new VaNumber(prefix, vaNo[prefix.Length..]).Fields();
        body["trxId"] = vaNo;
        return body;
    }

    /// <summary>Service 29: whether what a number was made for is paid.</summary>
    public static JsonObject VaPaid(string prefix, string vaNo, bool isPaid)
    {
        var body = VaNumber(prefix, vaNo);
        body["paidStatus"] = isPaid ? "Y" : "N";
        return body;
    }

    /// <summary>Service 17, within the bank.</summary>
    /// <param name="source">The account that it goes out from.</param>
    public static JsonObject Transfer(string source, string reference, string account, long amount, string remark, DateTimeOffset at) => new()
    {
        ["partnerReferenceNo"] = reference, ["amount"] = SnapJson.Money(amount), ["beneficiaryAccountNo"] = account, ["sourceAccountNo"] = source, ["transactionDate"] = SnapTime.Format(at), ["remark"] = remark,
    };

    /// <summary>Service 18, to another bank.</summary>
    /// <param name="source">The account that it goes out from.</param>
    /// <param name="bankCode">Three digits.</param>
    public static JsonObject TransferInterbank(string source, string reference, string bankCode, string account, string name, long amount, DateTimeOffset at) => new()
    {
        ["partnerReferenceNo"] = reference, ["amount"] = SnapJson.Money(amount), ["beneficiaryAccountNo"] = account, ["beneficiaryAccountName"] = name, ["beneficiaryBankCode"] = bankCode,
        ["sourceAccountNo"] = source, ["transactionDate"] = SnapTime.Format(at),
    };
}
