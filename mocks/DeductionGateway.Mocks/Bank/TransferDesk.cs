using System.Text.Json.Nodes;
using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Mocks.Bank;

/// <summary>
/// Services 17 and 18, money that goes out, and 36 and 55, what became of a transfer or of a direct debit. A transfer is one by its partnerReferenceNo: asked for again
/// it is refused as a duplicate, or as inconsistent where it says otherwise than the first, and moves nothing.
/// </summary>
internal sealed class TransferDesk(BankOptions options, BankLedger ledger, BankIds ids)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Transfer> _transfers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DirectDebit> _debits = new(StringComparer.Ordinal);

    public IEnumerable<BankService> Services =>
    [
        new("17", "POST", "transfer-intrabank", request => Transferred(request, "17")),
        new("18", "POST", "transfer-interbank", request => Transferred(request, "18")),
        new("36", "POST", "transfer/status", TransferStatus),
        new("55", "POST", "debit/status", DebitStatus),
    ];

    /// <summary>A direct debit that the bank did, so that its status can be asked.</summary>
    public void Keep(DirectDebit debit)
    {
        lock (_gate) _debits.Add(debit.ReferenceNo, debit);
    }

    private SnapReply Transferred(SnapRequest request, string service)
    {
        var wanted = new Transfer(request.Needed("partnerReferenceNo"), service, request.Needed("sourceAccountNo"), request.Needed("beneficiaryAccountNo"), service == "18" ? request.Needed("beneficiaryBankCode") : "", request.NeededAmount("amount"), "");
        if (wanted.From != options.Account) throw new SnapRefusal(404, "11", "Invalid Account");
        if (wanted.AmountMinor == 0) throw new SnapRefusal(404, "13", "Invalid Amount");
        lock (_gate)
        {
            if (_transfers.TryGetValue(wanted.PartnerReferenceNo, out var first))
            {
                throw first with { ReferenceNo = "" } == wanted ? new SnapRefusal(409, "01", "Duplicate partnerReferenceNo") : new SnapRefusal(404, "18", "Inconsistent Request");
            }
            if (service == "17" && (wanted.To == wanted.From || ledger.NameOf(wanted.To) is null)) throw new SnapRefusal(404, "11", "Invalid Account");
            var done = wanted with { ReferenceNo = ids.Next('T') };
            var (name, remark) = (request.Text("beneficiaryAccountName") ?? "", request.Text("remark") ?? "");
            if (ledger.Post(done.From, done.ReferenceNo, -done.AmountMinor, name, remark) is null) throw new SnapRefusal(403, "14", "Insufficient Funds");
            if (service == "17") ledger.Post(done.To, ids.Next('T'), done.AmountMinor, options.AccountName, remark);
            _transfers.Add(done.PartnerReferenceNo, done);
            return SnapReply.Done(new JsonObject
            {
                ["referenceNo"] = done.ReferenceNo, ["partnerReferenceNo"] = done.PartnerReferenceNo, ["amount"] = SnapWords.Money(done.AmountMinor),
                ["sourceAccountNo"] = done.From, ["beneficiaryAccountNo"] = done.To, ["transactionDate"] = SnapWords.Time(ledger.Now),
            });
        }
    }

    private SnapReply TransferStatus(SnapRequest request)
    {
        var service = request.Needed("serviceCode");
        var (partnerReference, reference) = (request.Text("originalPartnerReferenceNo"), request.Text("originalReferenceNo"));
        Transfer? found;
        lock (_gate) found = _transfers.Values.FirstOrDefault(one => one.Service == service && (one.PartnerReferenceNo == partnerReference || one.ReferenceNo == reference));
        return found is null ? throw new SnapRefusal(404, "01", "Transaction Not Found") : Status(service, found.ReferenceNo, found.PartnerReferenceNo, found.AmountMinor, "00");
    }

    private SnapReply DebitStatus(SnapRequest request)
    {
        var service = request.Needed("serviceCode");
        var (partnerReference, reference) = (request.Text("originalPartnerReferenceNo"), request.Text("originalReferenceNo"));
        DirectDebit? found;
        lock (_gate) found = _debits.Values.FirstOrDefault(one => one.ReferenceNo == reference || (one.PartnerReferenceNo.Length > 0 && one.PartnerReferenceNo == partnerReference));
        return found is null ? throw new SnapRefusal(404, "01", "Transaction Not Found") : Status(service, found.ReferenceNo, found.PartnerReferenceNo, found.AmountMinor, found.Status);
    }

    private static SnapReply Status(string service, string reference, string partnerReference, long amountMinor, string status) => SnapReply.Done(new JsonObject
    {
        ["originalReferenceNo"] = reference, ["originalPartnerReferenceNo"] = partnerReference, ["serviceCode"] = service, ["amount"] = SnapWords.Money(amountMinor),
        ["latestTransactionStatus"] = status, ["transactionStatusDesc"] = status == "00" ? "Success" : "Failed",
    });

    private sealed record Transfer(string PartnerReferenceNo, string Service, string From, string To, string Bank, long AmountMinor, string ReferenceNo);
}

/// <summary>The bank took money from a member's account for the cooperative.</summary>
/// <param name="PartnerReferenceNo">The cooperative's own; empty where the bank took it by its own order.</param>
/// <param name="Status">00 done, 06 failed.</param>
internal sealed record DirectDebit(string ReferenceNo, string PartnerReferenceNo, long AmountMinor, string Status, string Remark);
