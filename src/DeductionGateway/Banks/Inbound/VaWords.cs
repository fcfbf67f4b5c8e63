using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Inbound;

/// <summary>What inquiries and payments by virtual account have in common (services 24, 25, 34): the number, flags, remarks.</summary>
internal static class VaWords
{
    public const string Done = "00", Refused = "01";
    private const int PrefixLength = 8, CustomerLength = 20, NumberLength = 28, IdLength = 128;

    /// <summary>A number as three fields say it: it is the prefix and the customer's number, however padded.</summary>
    /// <exception cref="SnapFault">One is missing, or they are not of each other.</exception>
    public static VaNumber Number(SnapFields fields)
    {
        var (prefix, customer, number) = (fields.Needed(PrefixLength, "partnerServiceId"), fields.Needed(CustomerLength, "customerNo"), fields.Needed(NumberLength, "virtualAccountNo"));
        // Some banks pad the whole with blanks in its midst too.
        return number.Replace(" ", "", StringComparison.Ordinal) == prefix + customer ? new VaNumber(prefix, customer) : throw SnapFault.Format("virtualAccountNo");
    }

    /// <summary>Whether money may come to a number now, and why where it may not.</summary>
    /// <param name="va">Null where the number is none of ours.</param>
    public static bool IsOpen([NotNullWhen(true)] VirtualAccountRow? va, DateTimeOffset at, [NotNullWhen(false)] out VaRefusal? why)
    {
        why = va is null ? new VaRefusal(SnapAnswer.InvalidBill, "[Not Found]", "Unknown number", "Nomor tidak dikenal")
            : va.IsOver(at) ? new VaRefusal(SnapAnswer.BillExpired, "[Expired]", "The number has expired", "Nomor sudah tidak berlaku")
            : va.Rest is <= 0 ? new VaRefusal(SnapAnswer.PaidBill, "", "The bill has been paid", "Tagihan sudah dibayar") : null;
        return why is null;
    }

    /// <summary>The answer of inquiries and payments: all of it is within one field.</summary>
    public static SnapReply Reply(SnapAnswer answer, string detail, JsonObject data) => new(answer, detail, new JsonObject { ["virtualAccountData"] = data });

    public static string Id(SnapFields fields, string name) => fields.Needed(IdLength, name);

    public static JsonObject Both(string english, string indonesia) => new() { ["english"] = english, ["indonesia"] = indonesia };

    /// <summary>What an answer that refuses a request as it stands says in the service's own words: banks read the flag, not the code.</summary>
    public static JsonObject FlagsOf(SnapService service) => service switch
    {
        SnapService.VaPayment => new JsonObject { ["virtualAccountData"] = new JsonObject { ["paymentFlagStatus"] = Refused, ["paymentFlagReason"] = Both("Refused", "Ditolak") } },
        SnapService.VaInquiry => new JsonObject { ["virtualAccountData"] = new JsonObject { ["inquiryStatus"] = Refused, ["inquiryReason"] = Both("Refused", "Ditolak") } },
        _ => [],
    };

    /// <summary>Of which period the money is.</summary>
    public static PayPeriod PeriodOf(VirtualAccountRow va, DateTimeOffset paid) => va.Period == 0 ? PayPeriod.FromNumber(MonthOf(paid))!.Value : PayPeriod.FromNumber(va.Period)!.Value;

    /// <summary>The remark of the entry that a payment becomes: what the bank rules read.</summary>
    public static string Remark(Partner partner, VirtualAccountRow va, DateTimeOffset paid)
    {
        var period = PeriodOf(va, paid).Number.ToString(CultureInfo.InvariantCulture);
        return (va.MemberNo is null ? partner.Profile.Remarks.Employer : partner.Profile.Remarks.Member)
            .Replace("{member_no}", va.MemberNo, StringComparison.Ordinal).Replace("{code}", va.Code, StringComparison.Ordinal)
            .Replace("{employer}", va.Employer, StringComparison.Ordinal).Replace("{period}", period, StringComparison.Ordinal);
    }

    private static int MonthOf(DateTimeOffset at)
    {
        var day = JakartaTime.DayOf(at);
        return day.Year * 100 + day.Month;
    }
}

/// <summary>What an inquiry or a payment is refused by, and the sentence in both languages.</summary>
internal sealed record VaRefusal(SnapAnswer Answer, string Detail, string English, string Indonesia);
