using System.Text.Json.Nodes;
using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Mocks.Bank;

/// <summary>Services 11 and 14: what is on an account, and what moved on it.</summary>
internal sealed class StatementDesk(BankOptions options, BankLedger ledger, BankIds ids)
{
    private const int MostDays = 31;

    public IEnumerable<BankService> Services => [new("11", "POST", "balance-inquiry", Balance), new("14", "POST", "bank-statement", Statement)];

    private SnapReply Balance(SnapRequest request)
    {
        var account = AccountOf(request);
        var balance = ledger.BalanceBefore(account, DateTimeOffset.MaxValue);
        return SnapReply.Done(new JsonObject
        {
            ["partnerReferenceNo"] = request.Text("partnerReferenceNo"), ["accountNo"] = account, ["name"] = ledger.NameOf(account),
            ["accountInfos"] = new JsonArray(new JsonObject
            {
                ["balanceType"] = "Cash", ["amount"] = SnapWords.Money(balance), ["floatAmount"] = SnapWords.Money(0), ["holdAmount"] = SnapWords.Money(0),
                ["availableBalance"] = SnapWords.Money(balance), ["ledgerBalance"] = SnapWords.Money(balance), ["status"] = "0001",
            }),
        });
    }

    /// <summary>
    /// Newest first. Totals and balances are of the window that was asked for, the rows its newest page; the next page is asked for with the last row's second as the
    /// window's end, and shows that second's entries again.
    /// </summary>
    private SnapReply Statement(SnapRequest request)
    {
        var account = AccountOf(request);
        var from = request.Moment("fromDateTime", BankLedger.Start(ledger.Day));
        var to = request.Moment("toDateTime", BankLedger.Start(ledger.Day.AddDays(1)).AddSeconds(-1));
        if (from > to || to - from > TimeSpan.FromDays(MostDays)) throw new SnapRefusal(400, "01", "Invalid Field Format toDateTime");
        var entries = ledger.Entries(account, from, to);
        var opening = ledger.BalanceBefore(account, from);
        var page = Enumerable.Reverse(entries).Take(options.PageRows).ToList();
        var answer = new JsonObject
        {
            ["referenceNo"] = ids.Next('S'), ["partnerReferenceNo"] = request.Text("partnerReferenceNo"),
            ["balance"] = new JsonArray(new JsonObject
            {
                ["amount"] = SnapWords.Money(entries.Sum(static one => one.SignedMinor), to), ["startingBalance"] = SnapWords.Money(opening, from), ["endingBalance"] = SnapWords.Money(opening + entries.Sum(static one => one.SignedMinor), to),
            }),
            ["totalCreditEntries"] = Total(entries.Where(static one => one.IsCredit)), ["totalDebitEntries"] = Total(entries.Where(static one => !one.IsCredit)),
            ["hasMore"] = page.Count < entries.Count ? "Y" : "N",
            ["detailData"] = new JsonArray([.. page.Select(Row)]),
        };
        if (page.Count > 0) answer["lastRecordDateTime"] = SnapWords.Time(page[^1].At);
        return SnapReply.Done(answer);
    }

    private string AccountOf(SnapRequest request)
    {
        var account = request.Needed("accountNo");
        return ledger.NameOf(account) is null ? throw new SnapRefusal(404, "11", "Invalid Account") : account;
    }

    private static JsonObject Total(IEnumerable<BankEntry> entries)
    {
        var all = entries.ToList();
        return new JsonObject { ["numberOfEntries"] = $"{all.Count}", ["amount"] = SnapWords.Money(all.Sum(static one => one.AmountMinor)) };
    }

    private static JsonObject Row(BankEntry entry) => new()
    {
        ["detailBalance"] = new JsonObject { ["startAmount"] = Amount(entry.BalanceMinor - entry.SignedMinor), ["endAmount"] = Amount(entry.BalanceMinor) },
        ["amount"] = SnapWords.Money(entry.AmountMinor), ["originAmount"] = SnapWords.Money(entry.AmountMinor), ["transactionDate"] = SnapWords.Time(entry.At),
        ["remark"] = entry.Counterparty.Length > 0 ? $"{entry.Remark} /{entry.Counterparty}" : entry.Remark, ["transactionId"] = entry.Id,
        ["type"] = entry.IsCredit ? "CREDIT" : "DEBIT", ["transactionDetailStatus"] = "SUCCESS",
    };

    private static JsonArray Amount(long minor) => [new JsonObject { ["amount"] = SnapWords.Money(minor) }];
}
