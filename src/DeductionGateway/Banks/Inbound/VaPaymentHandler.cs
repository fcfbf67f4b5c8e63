using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Inbound;

/// <summary>
/// Service 25: somebody paid. The payment becomes a posting that a bank pushed, once by the bank's id of it, and is matched later as all of them are. Told again under
/// another external id it is answered as the first time; one that cannot become a posting is kept as paid, and its money comes by the statement.
/// </summary>
internal sealed class VaPaymentHandler : ISnapHandler
{
    private const int ReferenceLength = 64, FlagLength = 1, NameLength = 255;

    public SnapService Service => SnapService.VaPayment;

    public string Subject(SnapFields fields)
    {
        fields.Moment("trxDateTime");
        fields.Text(ReferenceLength, "referenceNo");
        fields.Text(NameLength, "virtualAccountName");
        return $"{VaWords.Id(fields, "paymentRequestId")} {VaWords.Number(fields).Plain} {fields.NeededAmount("paidAmount")}";
    }

    public async Task<SnapReply> Answer(Tx tx, SnapCall call, SnapFields fields)
    {
        var (number, id, minor) = (VaWords.Number(fields), VaWords.Id(fields, "paymentRequestId"), fields.NeededAmount("paidAmount"));
        var store = new VirtualAccountStore(tx);
        await store.Lock(call.Partner.CooperativeId, call.Partner.Name, $"payment {id}");
        await store.Lock(call.Partner.CooperativeId, call.Partner.Name, number.Plain);
        if (await store.Payment(call.Partner.Name, id) is { } first)
        {
            return first.VaNo == number.Plain && first.Amount * 100 == minor ? Paid(number, fields, SnapAnswer.Successful) : Paid(number, fields, SnapAnswer.Inconsistent, first);
        }
        var va = await store.Find(call.Partner.Name, number.Plain);
        // A number may have run out while the notice lay there: it was paid in time.
        if (!VaWords.IsOpen(va, ToldTime.Of(fields.Moment("trxDateTime"), call.Arrived) ?? call.Arrived, out var why)) return Refused(number, fields, why);
        var rupiah = minor / 100;
        if (minor % 100 != 0 || rupiah <= 0 || !va.Takes(rupiah)) return Refused(number, fields, new VaRefusal(SnapAnswer.InvalidAmount, "", "Another amount is wanted", "Jumlah tidak sesuai"));
        await Store(tx, call, fields, va, id, rupiah);
        return Paid(number, fields, SnapAnswer.Successful);
    }

    /// <summary>An advice asks what became of the first, and is told. Otherwise an id stands once a day; what a payment that is told again is answered with, its bank says.</summary>
    public SnapReply Repeat(SnapCall call, SnapFields fields, bool isSame, JsonObject first)
    {
        if (!isSame) return new SnapReply(SnapAnswer.Conflict);
        if (fields.Text(FlagLength, "flagAdvise") == "Y") return SnapReply.Again(first);
        return call.Partner.Profile.VirtualAccounts.Repeat == RepeatRule.FirstFlags ? new SnapReply(SnapAnswer.Inconsistent, "", SnapReply.Beside(first)) : new SnapReply(SnapAnswer.Conflict);
    }

    /// <summary>The bank has the money: that is kept whatever becomes of the posting.</summary>
    private static async Task Store(Tx tx, SnapCall call, SnapFields fields, VirtualAccountRow va, string id, long rupiah)
    {
        var (partner, said) = (call.Partner, fields.Moment("trxDateTime"));
        var paidAt = ToldTime.Of(said, call.Arrived);
        var (reference, refusal) = paidAt is { } at ? await Push(tx, call, fields, va, id, rupiah, at) : ("", "");
        await new VirtualAccountStore(tx).AddPayment(partner.CooperativeId, partner.Name, new VaPaymentRow(id, va.VaNo, rupiah, (paidAt ?? said!.Value).UtcDateTime, partner.Account, reference));
        await ToldTime.Note(tx, call, $"{va.VaNo} {id}", said, paidAt);
        if (refusal.Length > 0) await Access.Audit.Write(tx, call.Arrived, partner.CooperativeId, partner.Actor, "bank.payment", $"{partner.Name}/{va.VaNo} {id}", $"no posting: {refusal}");
    }

    /// <summary>The reference of the posting that it became, or why it became none.</summary>
    private static async Task<(string Reference, string Refusal)> Push(Tx tx, SnapCall call, SnapFields fields, VirtualAccountRow va, string id, long rupiah, DateTimeOffset paidAt)
    {
        var partner = call.Partner;
        var payer = fields.Text(NameLength, "virtualAccountName");
        var posting = ToldPosting.Of(
            partner, ToldPosting.Reference(partner.Name, "va", id), rupiah * 100, paidAt, payer.Length > 0 ? payer : va.Name, VaWords.Remark(partner, va, paidAt),
            (ToldEntries.NumberWord, va.VaNo), (ToldEntries.ReferenceWord, fields.Text(ReferenceLength, "referenceNo")));
        var ack = (await ToldPosting.Push(tx, partner, [posting], call.Arrived))[0];
        return ack.State is PostingState.Stored or PostingState.Known ? (posting.BankRef, "") : ("", $"{ack.Code} {ack.Text}");
    }

    private static SnapReply Paid(VaNumber number, SnapFields fields, SnapAnswer answer, VaPaymentRow? first = null)
    {
        var data = Data(number, fields, VaWords.Done, "Success", "Sukses");
        if (first is not null) data["paidAmount"] = SnapJson.Money(first.Amount);
        return VaWords.Reply(answer, "", data);
    }

    private static SnapReply Refused(VaNumber number, SnapFields fields, VaRefusal why) => VaWords.Reply(why.Answer, why.Detail, Data(number, fields, VaWords.Refused, why.English, why.Indonesia));

    private static JsonObject Data(VaNumber number, SnapFields fields, string status, string english, string indonesia)
    {
        var data = number.Fields();
        data["paymentRequestId"] = VaWords.Id(fields, "paymentRequestId");
        data["paidAmount"] = new JsonObject { ["value"] = SnapMoney.Format(fields.NeededAmount("paidAmount")), ["currency"] = "IDR" };
        if (fields.Text(ReferenceLength, "referenceNo") is { Length: > 0 } reference) data["referenceNo"] = reference;
        if (fields.Moment("trxDateTime") is { } at) data["trxDateTime"] = SnapTime.Format(at);
        data["paymentFlagStatus"] = status;
        data["paymentFlagReason"] = VaWords.Both(english, indonesia);
        return data;
    }
}
