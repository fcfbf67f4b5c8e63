using System.Text.Json.Nodes;
using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Mocks.Bank;

/// <summary>
/// Services 17 and 18, money that goes out, and 36 and 55, what became of a transfer or of a direct debit. A transfer is one by its partnerReferenceNo: asked for again
/// it is refused as a duplicate, or as inconsistent where it says otherwise than the first, and moves nothing.
/// </summary>
internal sealed class TransferDesk(BankOptions options, BankLedger ledger, BankIds ids)
{
    private const string Intrabank = "17", Interbank = "18";
    public const string Success = "00", Pending = "03", Failed = "06";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Transfer> _transfers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DirectDebit> _debits = new(StringComparer.Ordinal);

    public IEnumerable<BankService> Services =>
    [
        new(Intrabank, "POST", "transfer-intrabank", request => Transferred(request, Intrabank)),
        new(Interbank, "POST", "transfer-interbank", request => Transferred(request, Interbank)),
        new("36", "POST", "transfer/status", TransferStatus),
        new("55", "POST", "debit/status", DebitStatus),
    ];

    /// <summary>A direct debit that the bank did, so that its status can be asked.</summary>
    public void Keep(DirectDebit debit)
    {
        lock (_gate) _debits.Add(debit.ReferenceNo, debit);
    }

    /// <summary>While true transfers are taken and not done.</summary>
    public bool IsHolding { get; set; }

    /// <summary>Does what was taken and not done yet, or fails it where the account has not so much.</summary>
    public void DoHeld()
    {
        lock (_gate)
        {
            foreach (var held in _transfers.Values.Where(static one => one.Status == Pending).ToList()) _transfers[held.PartnerReferenceNo] = held with { Status = IsMoved(held) ? Success : Failed };
        }
    }

    private SnapReply Transferred(SnapRequest request, string service)
    {
        var wanted = new Transfer(request.Needed("partnerReferenceNo"), service, request.Needed("sourceAccountNo"), request.Needed("beneficiaryAccountNo"), service == Interbank ? request.Needed("beneficiaryBankCode") : "",
            request.Text("beneficiaryAccountName") ?? "", request.NeededAmount("amount"), request.Text("remark") ?? "");
        if (wanted.From != options.Account) throw new SnapRefusal(404, "11", "Invalid Account");
        if (wanted.AmountMinor == 0) throw new SnapRefusal(404, "13", "Invalid Amount");
        lock (_gate)
        {
            if (_transfers.TryGetValue(wanted.PartnerReferenceNo, out var first))
            {
                throw first with { ReferenceNo = "", Status = "" } == wanted ? new SnapRefusal(409, "01", "Duplicate partnerReferenceNo") : new SnapRefusal(404, "18", "Inconsistent Request");
            }
            if (service == Intrabank && (wanted.To == wanted.From || ledger.NameOf(wanted.To) is null)) throw new SnapRefusal(404, "11", "Invalid Account");
            var taken = wanted with { ReferenceNo = ids.Next('T'), Status = IsHolding ? Pending : Success };
            if (!IsHolding && !IsMoved(taken)) throw new SnapRefusal(403, "14", "Insufficient Funds");
            _transfers.Add(taken.PartnerReferenceNo, taken);
            var body = new JsonObject
            {
                ["referenceNo"] = taken.ReferenceNo, ["partnerReferenceNo"] = taken.PartnerReferenceNo, ["amount"] = SnapWords.Money(taken.AmountMinor),
                ["sourceAccountNo"] = taken.From, ["beneficiaryAccountNo"] = taken.To, ["transactionDate"] = SnapWords.Time(ledger.Now),
            };
            return IsHolding ? new SnapReply(202, "00", "Request In Progress", body) : SnapReply.Done(body);
        }
    }

    /// <summary>Books it; false where the account has not so much.</summary>
    private bool IsMoved(Transfer transfer)
    {
        if (ledger.Post(transfer.From, transfer.ReferenceNo, -transfer.AmountMinor, transfer.Name, transfer.Shown) is null) return false;
        if (transfer.Service == Intrabank) ledger.Post(transfer.To, ids.Next('T'), transfer.AmountMinor, options.AccountName, transfer.Shown);
        return true;
    }

    private SnapReply TransferStatus(SnapRequest request)
    {
        var service = request.Needed("serviceCode");
        var (partnerReference, reference) = (request.Text("originalPartnerReferenceNo"), request.Text("originalReferenceNo"));
        Transfer? found;
        lock (_gate) found = _transfers.Values.FirstOrDefault(one => one.Service == service && (one.PartnerReferenceNo == partnerReference || one.ReferenceNo == reference));
        return found is null ? throw new SnapRefusal(404, "01", "Transaction Not Found") : Status(service, found.ReferenceNo, found.PartnerReferenceNo, found.AmountMinor, found.Status);
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
        ["latestTransactionStatus"] = status, ["transactionStatusDesc"] = status switch { Success => "Success", Pending => "Pending", _ => "Failed" },
    });

    /// <param name="Bank">Of the beneficiary; empty for this one.</param>
    private sealed record Transfer(string PartnerReferenceNo, string Service, string From, string To, string Bank, string Name, long AmountMinor, string Remark)
    {
        /// <summary>The bank's own.</summary>
        public string ReferenceNo { get; init; } = "";

        /// <summary>What statements show: whoever ordered it knows it again by his own reference.</summary>
        public string Shown => Remark.Contains(PartnerReferenceNo, StringComparison.Ordinal) ? Remark : $"{PartnerReferenceNo} {Remark}".TrimEnd();

        /// <summary>latestTransactionStatus.</summary>
        public string Status { get; init; } = "";
    }
}

/// <summary>The bank took money from a member's account for the cooperative.</summary>
/// <param name="PartnerReferenceNo">The cooperative's own; empty where the bank took it by its own order.</param>
/// <param name="Status">00 done, 06 failed.</param>
internal sealed record DirectDebit(string ReferenceNo, string PartnerReferenceNo, long AmountMinor, string Status, string Remark);
