using System.Globalization;
using System.Text.Json.Nodes;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Uat;

/// <summary>Right bodies of the services that a form tests, those of our own calls (<see cref="SnapBodies"/>), and what a case has otherwise in them.</summary>
/// <param name="began">When the run did.</param>
internal sealed class UatBodies(Partner partner, UatForm form, DateTimeOffset began)
{
    /// <summary>Of a transfer that is asked about and that there is not.</summary>
    private const long AskedAmount = 10_000;

    /// <summary>The service by whose code service 55 asks about a direct debit.</summary>
    private const int DirectDebit = 54;

    /// <summary>How long the virtual account lives that a run forgets to end.</summary>
    private const int DaysOfNumber = 1;

    private const string Remark = "UJI COBA SNAP", PrefixMark = "{prefix}";

    /// <summary>Services that we call.</summary>
    public static IReadOnlyList<SnapService> Services { get; } =
    [
        SnapService.Token, SnapService.BalanceInquiry, SnapService.BankStatement, SnapService.TransferIntrabank, SnapService.TransferInterbank, SnapService.VaCreate, SnapService.VaUpdate,
        SnapService.VaUpdateStatus, SnapService.VaInquiryOwn, SnapService.VaDelete, SnapService.TransferStatus, SnapService.DebitStatus,
    ];

    /// <summary>Of the virtual account that the run makes; where the form has none, of each run its own, so that a number that was made is not made again.</summary>
    public string CustomerNo { get; } = form.VirtualAccount.CustomerNo.Length > 0 ? form.VirtualAccount.CustomerNo : began.UtcDateTime.ToString("yyMMddHHmmss", CultureInfo.InvariantCulture);

    private string VaNo => partner.VaPrefix + CustomerNo;

    /// <param name="reference">partnerReferenceNo of this call.</param>
    /// <param name="asked">The transfer that is asked about; null: about none that there is.</param>
    public JsonObject Right(SnapService service, string reference, DateTimeOffset now, SentTransfer? asked) => service switch
    {
        SnapService.Token => SnapBodies.Token(),
        SnapService.BalanceInquiry => SnapBodies.Balance(partner, reference),
        SnapService.BankStatement => SnapBodies.Statement(partner, reference, Midnight(now, -1), Midnight(now, 0)),
        SnapService.TransferIntrabank => SnapBodies.Transfer(partner.Account, reference, form.Transfer!.Account, form.Transfer.Amount, Remark, now),
        SnapService.TransferInterbank => SnapBodies.TransferInterbank(partner.Account, reference, form.Transfer!.OtherBank, form.Transfer.OtherAccount, form.Transfer.OtherName, form.Transfer.Amount, now),
        SnapService.VaCreate or SnapService.VaUpdate => SnapBodies.Va(partner.VaPrefix, partner.Profile.VirtualAccounts, Number(now)),
        SnapService.VaUpdateStatus => SnapBodies.VaPaid(partner.VaPrefix, VaNo, isPaid: true),
        SnapService.VaInquiryOwn or SnapService.VaDelete => SnapBodies.VaNumber(partner.VaPrefix, VaNo),
        SnapService.TransferStatus => asked is { } sent ? SnapBodies.Status(sent.Reference, (int)sent.Service, sent.At, form.Transfer!.Amount) : SnapBodies.Status(reference, (int)SnapService.TransferIntrabank, now, AskedAmount),
        SnapService.DebitStatus => SnapBodies.Status(form.DebitReference.Length > 0 ? form.DebitReference : reference, DirectDebit, now, AskedAmount),
        _ => throw new ArgumentOutOfRangeException(nameof(service), service, "is tested by no form"),
    };

    /// <summary>The same with what the case has otherwise.</summary>
    public byte[] Altered(JsonObject right, UatCase one)
    {
        foreach (var path in one.Remove)
        {
            var (fields, name) = Inner(right, path);
            fields.Remove(name);
        }
        foreach (var (path, value) in one.Set)
        {
            var (fields, name) = Inner(right, path);
            fields[name] = Filled(value);
        }
        return SnapJson.Bytes(right);
    }

    private VirtualAccountRow Number(DateTimeOffset now) =>
        new(partner.Name, VaNo, form.VirtualAccount.Name, "", null, null, 0, "C", form.VirtualAccount.Amount, now.UtcDateTime + new TimeSpan(DaysOfNumber, 0, 0, 0), "", now.UtcDateTime, false, 0);

    /// <summary>The object in which a path ends, made where it is not there.</summary>
    private static (JsonObject Fields, string Name) Inner(JsonObject body, string path)
    {
        var names = path.Split('.');
        foreach (var name in names[..^1])
        {
            if (body[name] is not JsonObject) body[name] = new JsonObject();
            body = body[name]!.AsObject();
        }
        return (body, names[^1]);
    }

    /// <summary>A text may begin with the bank's prefix, padded.</summary>
    private JsonNode? Filled(JsonNode? value) => value is JsonValue text && text.TryGetValue(out string? said) ? said.Replace(PrefixMark, partner.VaPrefix.PadLeft(8), StringComparison.Ordinal) : value?.DeepClone();

    private static DateTimeOffset Midnight(DateTimeOffset now, int days) => new(JakartaTime.DayOf(now).AddDays(days), default, JakartaTime.Offset);
}

/// <summary>A transfer that a case sent, as it is asked about later.</summary>
internal readonly record struct SentTransfer(SnapService Service, string Reference, DateTimeOffset At);
