using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using DeductionGateway.Mocks.Faults;
using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Mocks.Bank;

/// <summary>Somebody pays to a virtual account.</summary>
/// <param name="CustomerNo">The number behind the bank's prefix.</param>
/// <param name="AmountMinor">Sen; null = what the gateway says is due.</param>
internal sealed record VaPayment(string CustomerNo, long? AmountMinor, string Payer);

/// <summary>How a payment ended.</summary>
internal enum PaymentEnd
{
    /// <summary>The gateway took it; it is booked.</summary>
    Paid,

    /// <summary>The gateway refused it; nobody was debited.</summary>
    Refused,

    /// <summary>No answer came, however often it was told: the money was taken and is booked, the statement will say so.</summary>
    Untold,
}

/// <summary>What the bank tells the gateway of money: asks and tells until it knows the answer, and books what was paid.</summary>
internal sealed class Teller(BankOptions options, BankLedger ledger, TransferDesk transfers, BankIds ids, GatewayLine line, FaultPlan faults)
{
    private const int MostTries = 12;
    private const int PauseMilliseconds = 25;
    private const string Inquiry = "24", Payment = "25", VaNotify = "34", DebitNotify = "56";

    private readonly ConcurrentQueue<Message> _late = new();
    private long _acts;

    /// <summary>Pays one after another; one that is reordered comes after its neighbour.</summary>
    public async Task<List<PaymentEnd>> PayAll(IReadOnlyList<VaPayment> payments, CancellationToken stop)
    {
        var order = Enumerable.Range(0, payments.Count).ToArray();
        for (var at = 0; at + 1 < order.Length; at++)
        {
            if (faults.Next(FaultPlace.Calls, "order") == FaultKind.Reordered) (order[at], order[at + 1]) = (order[at + 1], order[at]);
        }
        var ends = new PaymentEnd[payments.Count];
        foreach (var at in order) ends[at] = await Pay(payments[at], stop);
        return [.. ends];
    }

    /// <summary>Asks whose number it is, tells the payment until an answer comes, and books it.</summary>
    public async Task<PaymentEnd> Pay(VaPayment payment, CancellationToken stop)
    {
        var (id, at) = (ids.Next('V'), ledger.Now);
        if (payment.AmountMinor is not { } amount)
        {
            var asked = Number(payment.CustomerNo);
            asked["inquiryRequestId"] = id;
            asked["txnDateInit"] = SnapWords.Time(at);
            var bill = (await Told(Inquiry, "transfer-va/inquiry", asked, stop))?.Body["virtualAccountData"]?["totalAmount"]?["value"]?.ToString();
            if (SnapWords.AmountOf(bill ?? "") is not { } due) return PaymentEnd.Refused;
            amount = due;
        }
        var body = Number(payment.CustomerNo);
        (body["virtualAccountName"], body["paymentRequestId"], body["referenceNo"]) = (payment.Payer, id, $"R{id}");
        (body["paidAmount"], body["trxDateTime"]) = (SnapWords.Money(amount), SnapWords.Time(at));
        var answer = await Told(Payment, "transfer-va/payment", body, stop);
        var end = answer is null ? PaymentEnd.Untold : answer.Body["virtualAccountData"]?["paymentFlagStatus"]?.ToString() == "00" ? PaymentEnd.Paid : PaymentEnd.Refused;
        if (end == PaymentEnd.Refused) return end;
        ledger.Post(options.Account, id, amount, payment.Payer, $"VA {options.VaPrefix}{payment.CustomerNo}");
        var notice = Number(payment.CustomerNo);
        (notice["paymentRequestId"], notice["paymentStatus"]) = (id, "Success");
        await Notify(new Message(VaNotify, "transfer-va/notify-payment-intrabank", notice), stop);
        return end;
    }

    /// <summary>Takes money from a member's account for the cooperative, books it and notifies the gateway.</summary>
    /// <param name="partnerReference">The cooperative's own; empty where it did not order it.</param>
    public async Task<DirectDebit> Debit(long amountMinor, string remark, string partnerReference, bool isDone, CancellationToken stop)
    {
        var debit = new DirectDebit(ids.Next('D'), partnerReference, amountMinor, isDone ? TransferDesk.Success : TransferDesk.Failed, remark);
        var at = ledger.Now;
        if (isDone) ledger.Post(options.Account, debit.ReferenceNo, amountMinor, "", remark);
        transfers.Keep(debit);
        var body = new JsonObject
        {
            ["originalReferenceNo"] = debit.ReferenceNo, ["amount"] = SnapWords.Money(amountMinor), ["latestTransactionStatus"] = debit.Status, ["finishedTime"] = SnapWords.Time(at),
            ["additionalInfo"] = new JsonObject { ["remark"] = remark },
        };
        if (partnerReference.Length > 0) body["originalPartnerReferenceNo"] = partnerReference;
        await Notify(new Message(DebitNotify, "debit/notify", body), stop);
        return debit;
    }

    /// <summary>Sends the notifies that were kept.</summary>
    /// <returns>How many.</returns>
    public async Task<int> SendLate(CancellationToken stop)
    {
        var sent = 0;
        while (_late.TryDequeue(out var message))
        {
            await Told(message.Service, message.Path, message.Body, stop);
            sent++;
        }
        return sent;
    }

    private async Task Notify(Message message, CancellationToken stop)
    {
        switch (faults.Next(FaultPlace.Notifies, $"{message.Service} notify"))
        {
            case FaultKind.Missing: return;
            case FaultKind.Late: _late.Enqueue(message); return;
            default: await Told(message.Service, message.Path, message.Body, stop); return;
        }
    }

    /// <summary>
    /// Tells until it is answered; null where no answer came of all tries, or there is no gateway. A try of which nothing is known is followed by an advice, under the same X-EXTERNAL-ID or a new
    /// one in turn, as banks differ in it.
    /// </summary>
    private async Task<GatewayAnswer?> Told(string service, string path, JsonObject body, CancellationToken stop)
    {
        var externalId = ids.NextExternal();
        var isSameId = faults.Number("advice", Interlocked.Increment(ref _acts), 2) == 0;
        for (var tries = 0; line.IsThere && tries < MostTries; tries++)
        {
            var answer = await line.Send(path, body, externalId, faults.Next(FaultPlace.Calls, service), stop);
            if (answer is { IsTechnical: false, IsConflict: false }) return answer;
            if (service == Payment) body["flagAdvise"] = "Y";
            if (!isSameId || answer is { IsConflict: true }) externalId = ids.NextExternal();
            isSameId = !isSameId;
            await Task.Delay(PauseMilliseconds * tries, stop);
        }
        return null;
    }

    private JsonObject Number(string customer)
    {
        var prefix = options.VaPrefix.PadLeft(8);
        return new JsonObject { ["partnerServiceId"] = prefix, ["customerNo"] = customer, ["virtualAccountNo"] = prefix + customer };
    }

    private sealed record Message(string Service, string Path, JsonObject Body);
}
