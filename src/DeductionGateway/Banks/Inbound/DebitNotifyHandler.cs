using System.Text.Json.Nodes;
using DeductionGateway.BankPostings;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Inbound;

/// <summary>
/// Service 56: how a direct debit of a member went. One that was done, for the cooperative, becomes a posting that a bank pushed; its remark, which the bank rules read,
/// is <c>additionalInfo.remark</c> or else our own reference; one that was refunded or cancelled later is taken back. One that the bank took for itself (the profile's collectors)
/// posts nothing: it is kept as taken elsewhere, and as returned when it is refunded.
/// </summary>
internal sealed class DebitNotifyHandler : ISnapHandler
{
    private const int ReferenceLength = 64, StatusLength = 2, RemarkLength = 256;

    /// <summary>States of a debit that was taken back, cancelled, or failed.</summary>
    private static readonly string[] NotDone = ["04", "05", "06"];

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
        var (partner, minor, told) = (call.Partner, fields.NeededAmount("amount"), fields.Needed(ReferenceLength, "originalReferenceNo"));
        var (rupiah, reference) = (minor / 100, ToldPosting.Reference(partner.Name, "debit", told));
        await new VirtualAccountStore(tx).Lock(partner.CooperativeId, partner.Name, $"debit {told}");
        var (posted, taken) = (await Posted(isBack: false), await Taken(isBack: false));
        // What it was told as first it stays, whatever the profile has become since: one debit is one fact.
        var isOfCollector = posted is null && (taken is not null || partner.Profile.Collectors.Contains(fields.Text(ReferenceLength, "merchantId"), StringComparer.Ordinal));
        // Sen of a collector's instalment are no matter of ours.
        if (rupiah == 0 || (minor % 100 != 0 && !isOfCollector)) return new SnapReply(SnapAnswer.InvalidAmount);
        var (done, back) = (posted ?? taken, isOfCollector ? await Taken(isBack: true) : await Posted(isBack: true));
        switch (SnapOutcomes.OfStatus(fields.Needed(StatusLength, "latestTransactionStatus")))
        {
            case SnapOutcome.Done when done is { } before:
                return before == rupiah && back is null ? Received() : new SnapReply(SnapAnswer.Inconsistent);
            case SnapOutcome.Done:
                // A bank's messages overtake each other: what went back is not booked when that it was done comes after.
                if (!await new SnapStore(tx).WasTold(partner.Name, Service, [.. NotDone.Select(state => $"{told} {state}")])) await Keep(isBack: false);
                return Received();
            // Refunded, cancelled or failed after it was done: the money went back.
            case SnapOutcome.Refused when done is { } before && back is null:
                if (before != rupiah) return new SnapReply(SnapAnswer.Inconsistent);
                await Keep(isBack: true);
                return Received();
            default:
                return Received();
        }

        // Whole rupiah, without a sign; null where it is not kept so.
        async Task<long?> Posted(bool isBack) => await PostingIntake.AmountOf(tx, partner.Account, reference, isBack) is { } kept ? Math.Abs(kept) : null;

        Task<long?> Taken(bool isBack) => TakenFile.AmountOf(tx, reference, isBack);

        async Task Keep(bool isBack)
        {
            var said = fields.Moment("finishedTime");
            // What a collector took no statement of the cooperative's shows.
            var at = isBack ? ToldTime.OfReturn(said, call.Arrived) : ToldTime.Of(said, call.Arrived) ?? (isOfCollector ? call.Arrived : null);
            if (at is { } then) await (isOfCollector ? Take(isBack, then) : Post(isBack ? -1 : 1, then));
            await ToldTime.Note(tx, call, $"debit {told}", said, at);
        }

        Task Take(bool isBack, DateTimeOffset at) => TakenFile.Add(
            tx, partner.CooperativeId,
            new CollectorDebit(reference, JakartaTime.DayOf(at), fields.Text(ReferenceLength, "merchantId"), rupiah, isBack, Remark(fields)),
            partner.Actor, call.Arrived);

        async Task Post(int sign, DateTimeOffset at)
        {
            var posting = ToldPosting.Of(partner, reference, sign * rupiah * 100, at, "", Remark(fields), (ToldEntries.ReferenceWord, told));
            posting.IsReversal = sign < 0;
            var ack = (await ToldPosting.Push(tx, partner, [posting], call.Arrived))[0];
            // Nothing of the request is kept then: the bank tells it again, and whoever reads the log finds why.
            Check.That(ack.State == PostingState.Stored, $"a debit of {partner.Name} is a posting that can be taken: {ack.Code} {ack.Text}");
        }
    }

    public SnapReply Repeat(SnapCall call, SnapFields fields, bool isSame, JsonObject first) => isSame ? SnapReply.Again(first) : new SnapReply(SnapAnswer.Conflict);

    private static SnapReply Received() => new(SnapAnswer.Successful);

    private static string Remark(SnapFields fields) =>
        fields.Inner("additionalInfo")?.Text(RemarkLength, "remark") is { Length: > 0 } remark ? remark : fields.Text(ReferenceLength, "originalPartnerReferenceNo");
}
