using System.Globalization;
using System.Text.Json.Nodes;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Banks;

/// <summary>
/// Service 56: how a direct debit of a member went. One that was done, for the cooperative, becomes a posting that a bank pushed; its remark, which the bank rules read,
/// is <c>additionalInfo.remark</c> or else our own reference. One that the bank took for itself (the profile's collectors) posts nothing: it is kept.
/// </summary>
internal sealed class DebitNotifyHandler : ISnapHandler
{
    private const int ReferenceLength = 64, StatusLength = 2, RemarkLength = 256;

    public SnapService Service => SnapService.DebitNotify;

    public string Subject(SnapFields fields)
    {
        fields.NeededAmount("amount");
        fields.Moment("finishedTime");
        fields.Text(ReferenceLength, "merchantId");
        _ = Remark(fields);
        return $"{fields.Needed(ReferenceLength, "originalReferenceNo")} {fields.Needed(StatusLength, "latestTransactionStatus")}";
    }

    public async Task<SnapReply> Answer(Tx tx, SnapCall call, SnapFields fields)
    {
        var isDone = SnapOutcomes.OfStatus(fields.Needed(StatusLength, "latestTransactionStatus")) == SnapOutcome.Done;
        var isOurs = !call.Partner.Profile.Collectors.Contains(fields.Text(ReferenceLength, "merchantId"), StringComparer.Ordinal);
        if (!isDone || !isOurs) return Received();
        var minor = fields.NeededAmount("amount");
        if (minor % 100 != 0 || minor == 0) return new SnapReply(SnapAnswer.InvalidAmount);
        var posting = new BankPosting
        {
            Account = call.Partner.Account, BankRef = fields.Needed(ReferenceLength, "originalReferenceNo"),
            ValueDate = JakartaTime.DayOf(fields.Moment("finishedTime") ?? call.Arrived).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            Amount = new Money { AmountMinor = minor, CurrencyCode = "IDR" }, Narrative = Remark(fields),
        };
        var ack = await CallFacts.Take(tx, call, posting, [fields.Text(ReferenceLength, "originalPartnerReferenceNo")], "");
        return ack.State == PostingState.Refused ? new SnapReply(SnapAnswer.Inconsistent, $"[{ack.Code}]", []) : Received();
    }

    public SnapReply Repeat(SnapCall call, SnapFields fields, bool isSame, JsonObject first) =>
        isSame && SnapAnswer.Parse((string)first["responseCode"]!) is { } code ? new SnapReply(code.Answer, "", VaInquiryHandler.Beside(first)) : new SnapReply(SnapAnswer.Conflict);

    private static SnapReply Received() => new(SnapAnswer.Successful);

    private static string Remark(SnapFields fields) =>
        fields.Inner("additionalInfo")?.Text(RemarkLength, "remark") is { Length: > 0 } remark ? remark : fields.Text(ReferenceLength, "originalPartnerReferenceNo");
}
