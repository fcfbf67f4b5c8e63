using System.Text.Json.Nodes;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Inbound;

/// <summary>Service 24: whose is this number, and what is to be paid? Nothing is changed.</summary>
internal sealed class VaInquiryHandler : ISnapHandler
{
    public SnapService Service => SnapService.VaInquiry;

    public string Subject(SnapFields fields)
    {
        VaWords.Number(fields);
        return VaWords.Id(fields, "inquiryRequestId");
    }

    public async Task<SnapReply> Answer(Data.Tx tx, SnapCall call, SnapFields fields)
    {
        var number = VaWords.Number(fields);
        var va = await new VirtualAccountStore(tx).Find(call.Partner.Name, number.Plain);
        if (!VaWords.IsOpen(va, call.Arrived, out var why)) return VaWords.Reply(why.Answer, why.Detail, Data(number, fields, VaWords.Refused, why.English, why.Indonesia));
        var longest = call.Partner.Profile.VirtualAccounts.LongestName;
        var data = Data(number, fields, VaWords.Done, "Success", "Sukses");
        data["virtualAccountName"] = SnapJson.Cut(va.Name, longest);
        data["totalAmount"] = SnapJson.Money(va.Wanted);
        data["virtualAccountTrxType"] = va.TrxType;
        if (va.Rest is { } rest)
        {
            const int longestBill = 18;
            data["billDetails"] = new JsonArray(new JsonObject
            {
                ["billCode"] = "01", ["billNo"] = VaWords.PeriodOf(va, call.Arrived).ToString(), ["billName"] = SnapJson.Cut(va.Code ?? va.Employer, 20),
                ["billDescription"] = VaWords.Both(SnapJson.Cut("Deduction", longestBill), SnapJson.Cut("Potongan", longestBill)), ["billAmount"] = SnapJson.Money(rest),
            });
        }
        return VaWords.Reply(SnapAnswer.Successful, "", data);
    }

    /// <summary>What is asked again under the same id is answered as the first time.</summary>
    public SnapReply Repeat(SnapCall call, SnapFields fields, bool isSame, JsonObject first) => isSame ? SnapReply.Again(first) : new SnapReply(SnapAnswer.Conflict);

    private static JsonObject Data(VaNumber number, SnapFields fields, string status, string english, string indonesia)
    {
        var data = number.Fields();
        data["inquiryRequestId"] = VaWords.Id(fields, "inquiryRequestId");
        data["inquiryStatus"] = status;
        data["inquiryReason"] = VaWords.Both(english, indonesia);
        return data;
    }
}
