using System.Text.Json.Nodes;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Inbound;

/// <summary>
/// Service 34: the bank says how a payment to a number of ours went. It names no amount, so it books nothing: what was paid is told by the payment itself or by the
/// statement. It is kept as evidence.
/// </summary>
internal sealed class VaNotifyHandler : ISnapHandler
{
    private const int StatusLength = 20;

    public SnapService Service => SnapService.VaNotify;

    public string Subject(SnapFields fields)
    {
        VaWords.Number(fields);
        fields.Needed(StatusLength, "paymentStatus");
        return VaWords.Id(fields, "paymentRequestId");
    }

    public async Task<SnapReply> Answer(Data.Tx tx, SnapCall call, SnapFields fields)
    {
        var number = VaWords.Number(fields);
        var data = number.Fields();
        data["paymentRequestId"] = VaWords.Id(fields, "paymentRequestId");
        data["paymentStatus"] = fields.Needed(StatusLength, "paymentStatus");
        if (await new VirtualAccountStore(tx).Find(call.Partner.Name, number.Plain) is null) return new SnapReply(SnapAnswer.InvalidBill, "[Not Found]", new JsonObject { ["virtualAccountData"] = data });
        data["paymentFlagReason"] = VaWords.Both("Success", "Sukses");
        return new SnapReply(SnapAnswer.Successful, "", new JsonObject { ["virtualAccountData"] = data });
    }

    public SnapReply Repeat(SnapCall call, SnapFields fields, bool isSame, JsonObject first) => isSame ? SnapReply.Again(first) : new SnapReply(SnapAnswer.Conflict);
}
