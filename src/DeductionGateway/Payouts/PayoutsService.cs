using System.Text;
using DeductionGateway.Access;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Payouts;

/// <summary>Payouts to members, by the wire. Who may, and how much, the database itself holds.</summary>
internal sealed class PayoutsService(Database database, TimeProvider time) : Contract.V1.Payouts.PayoutsBase
{
    private const int MostDigits = 20, BankDigits = 3, LongestText = 2_000, LongestName = 100;
    private const long MinorPerRupiah = 100;

    private readonly Writes _writes = new(database, time);

    public override Task<Contract.V1.Payout> ProposePayout(ProposePayoutRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        Check(request);
        var reason = Text(request.Reason, least: 1);
        return _writes.Once(context, request, async tx =>
        {
            var (store, now) = (new PayoutStore(tx), time.GetUtcNow());
            var member = await store.Member(request.MemberNo) ?? throw Faults.NotFound("member", request.MemberNo);
            await PayingBank(tx, request.Bank);
            // Money goes to the member's own account only.
            if (!NameLikeness.IsOneName(Utf8Text.From(request.BeneficiaryName), Utf8Text.From(member.Name)))
            {
                throw Faults.NotNow("NAME_OTHER", $"The account is {request.BeneficiaryName}'s, and {request.MemberNo} is {member.Name}: a payout goes to the member's own account. Name one of his; is his name wrong here, correct it in members.csv and run the period.");
            }
            var service = request.BeneficiaryBank.Length == 0 ? SnapService.TransferIntrabank : SnapService.TransferInterbank;
            var payout = new NewPayout(
                member.MemberId, request.Amount.AmountMinor / MinorPerRupiah, request.Bank, (short)service, SnapReference.New(now), request.BeneficiaryBank, request.BeneficiaryName,
                tx.Seal.KeyNo, tx.Seal.Seal(Encoding.UTF8.GetBytes(request.BeneficiaryAccount)), reason);
            var number = await DatabaseRules.Keep(() => store.Add(caller.CooperativeId, payout, caller.Actor, now));
            await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "payout.propose", $"payout {number}", $"{request.MemberNo} {payout.Amount}");
            return await Now(store, number, tx.Seal);
        });
    }

    public override Task<Contract.V1.Payout> DecidePayout(DecidePayoutRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var (approve, reason) = (SecondPerson.Said(request.HasApprove, request.Approve), Text(request.Reason, least: 0));
        return _writes.Once(context, request, async tx =>
        {
            var (store, now) = (new PayoutStore(tx), time.GetUtcNow());
            var payout = await Waiting(store, caller, request.PayoutNo);
            await DatabaseRules.Keep(() => store.AddVerdict(caller.CooperativeId, payout.PayoutNo, new PayoutVerdict(approve, IsWithdrawal: false, reason), caller.Actor, now));
            if (approve) await Order(tx, caller, payout, now);
            await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "payout.decide", $"payout {payout.PayoutNo}", approve ? "approved" : $"rejected: {reason}");
            return await Now(store, payout.PayoutNo, tx.Seal);
        });
    }

    public override Task<Contract.V1.Payout> WithdrawPayout(WithdrawPayoutRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return _writes.Once(context, request, async tx =>
        {
            var (store, now) = (new PayoutStore(tx), time.GetUtcNow());
            var payout = await Waiting(store, caller, request.PayoutNo);
            await DatabaseRules.Keep(() => store.AddVerdict(caller.CooperativeId, payout.PayoutNo, new PayoutVerdict(IsApproved: false, IsWithdrawal: true, ""), caller.Actor, now));
            await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "payout.withdraw", $"payout {payout.PayoutNo}", "withdrawn");
            return await Now(store, payout.PayoutNo, tx.Seal);
        });
    }

    public override Task<Contract.V1.Payout> EndPayout(EndPayoutRequest request, ServerCallContext context)
    {
        var (caller, reason) = (Caller.Of(context), Text(request.Reason, least: 1));
        return _writes.Once(context, request, async tx =>
        {
            var (store, now) = (new PayoutStore(tx), time.GetUtcNow());
            var payout = await Held(store, caller, request.PayoutNo);
            await DatabaseRules.Keep(() => store.AddEnding(caller.CooperativeId, payout.PayoutNo, caller.Actor, reason, now));
            var end = await BankOrders.End(tx, caller.CooperativeId, payout.OrderNo!.Value, await store.IsAgreedToEnd(caller.CooperativeId, payout.PayoutNo), now);
            if (end == OrderEnd.BeingCalled) throw Faults.NotNow("BEING_CALLED", $"The bank is being called about payout {payout.PayoutNo}; try again in some minutes.");
            if (end == OrderEnd.OnStatement) throw Faults.NotNow("ON_STATEMENT", $"The bank's statement has a debit that names payout {payout.PayoutNo}: it was done. A run books it, or makes it a case where its amount is another.");
            await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "payout.end", $"payout {payout.PayoutNo}", $"{(end == OrderEnd.Ended ? "ended" : "first of two")}: {reason}");
            return await Now(store, payout.PayoutNo, tx.Seal);
        });
    }

    public override async Task<ListPayoutsResponse> ListPayouts(ListPayoutsRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var (list, size) = ($"payouts {request.MemberNo} {(int)request.State}", PageToken.Size(request.Page));
        var before = PageToken.Key(request.Page, list, 1)?[0] ?? long.MaxValue;
        return await database.Ask(caller, async tx =>
        {
            var store = new PayoutStore(tx);
            var rows = await store.List(request.MemberNo, (int)request.State, before, size + 1);
            var endings = await store.Endings([.. rows.Select(static row => row.PayoutNo)]);
            var answer = new ListPayoutsResponse { Page = rows.Count > size ? PageToken.Next(list, rows[size - 1].PayoutNo) : new Page() };
            answer.Payouts.Add(rows.Take(size).Select(row => ToWire(row, endings, row.State == PayoutState.Proposed && (caller.Role is Access.Role.Manager or Access.Role.Officer), tx.Seal)));
            return answer;
        }, context.CancellationToken);
    }

    /// <summary>A payout that waits for its verdict. Whoever comes second finds what the first one said.</summary>
    private static async Task<PayoutRow> Waiting(PayoutStore store, Caller caller, long number)
    {
        var payout = await Held(store, caller, number);
        if (payout.State == PayoutState.Withdrawn) throw SecondPerson.Withdrawn($"Payout {number}", payout.Checker);
        return payout.State == PayoutState.Proposed ? payout : throw SecondPerson.Decided($"Payout {number}", payout.State != PayoutState.Rejected, payout.Checker);
    }

    /// <summary>A payout about which nobody else decides meanwhile.</summary>
    private static async Task<PayoutRow> Held(PayoutStore store, Caller caller, long number)
    {
        _ = await store.Find(number) ?? throw Faults.NotFound("payout", $"{number}");
        await store.Hold(caller.CooperativeId);
        return (await store.Find(number))!;
    }

    /// <summary>Writes the transfer down under the payout's reference; it is sent when the verdict has committed.</summary>
    private static async Task Order(Tx tx, Caller caller, PayoutRow payout, DateTimeOffset now)
    {
        var (bank, account) = (await PayingBank(tx, payout.Partner), Encoding.UTF8.GetString(tx.Seal.Open(payout.KeyNo, payout.BeneficiaryAccount)));
        var service = (SnapService)payout.Service;
        // By its remark the statement of a bank that shows nothing else names it.
        var body = service == SnapService.TransferIntrabank
            ? SnapBodies.Transfer(bank.Account, payout.Reference, account, payout.Amount, payout.Reference, now)
            : SnapBodies.TransferInterbank(bank.Account, payout.Reference, payout.BeneficiaryBank, account, payout.BeneficiaryName, payout.Amount, now);
        await DatabaseRules.Keep(() => BankOrders.Add(tx, caller.CooperativeId, payout.Partner, service, payout.Reference, body, payout.Amount, caller.Actor, now));
    }

    private static async Task<OrderedBank> PayingBank(Tx tx, string name)
    {
        var bank = await BankOrders.Bank(tx, name) ?? throw Faults.NotFound("bank", name);
        return bank.IsCalled ? bank : throw Faults.NotNow("BANK_NOT_CALLED", $"The gateway does not call {name}: its file has no part own. Add it by banks put, or name another bank.");
    }

    private static void Check(ProposePayoutRequest request)
    {
        if (request.MemberNo.Length == 0) throw Faults.Invalid("member_no", "member_no is missing: whose money is it?");
        if (request.Amount is { CurrencyCode: not ("IDR" or "") }) throw Faults.Invalid("amount.currency_code", "amount is in IDR.");
        if (request.Amount is not { AmountMinor: > 0 and var minor } || minor % MinorPerRupiah != 0) throw Faults.Invalid("amount", "amount is whole rupiah, 1 or more.");
        if (request.Bank.Length == 0) throw Faults.Invalid("bank", "bank is missing: the bank that it goes out from.");
        if (request.BeneficiaryAccount.Length is < PersonalNumbers.LeastAccountDigits or > MostDigits || !request.BeneficiaryAccount.All(char.IsAsciiDigit)) throw Faults.Invalid("beneficiary_account", $"beneficiary_account has {PersonalNumbers.LeastAccountDigits} to {MostDigits} digits; to an incomplete one nothing is paid.");
        if (request.BeneficiaryBank.Length is not (0 or BankDigits) || !request.BeneficiaryBank.All(char.IsAsciiDigit)) throw Faults.Invalid("beneficiary_bank", $"beneficiary_bank has {BankDigits} digits, or is empty where the account is at the bank that pays.");
        if (request.BeneficiaryName.Trim().Length is 0 or > LongestName) throw Faults.Invalid("beneficiary_name", $"beneficiary_name has 1 to {LongestName} characters: whose account it is by the bank's word.");
    }

    private static string Text(string text, int least)
    {
        var trimmed = text.Trim();
        return trimmed.Length >= least && trimmed.Length <= LongestText ? trimmed : throw Faults.Invalid("reason", $"reason has {least} to {LongestText} characters.");
    }

    /// <summary>As it stands after a write.</summary>
    private static async Task<Contract.V1.Payout> Now(PayoutStore store, long payout, CooperativeSeal seal) => ToWire((await store.Find(payout))!, await store.Endings(payout), isWhole: false, seal);

    /// <param name="endings">Of this and of others.</param>
    /// <param name="isWhole">The account's number is given whole: to whoever compares it with what the member wrote, as long as it is to be decided, and in no answer that is kept for its key.</param>
    private static Contract.V1.Payout ToWire(PayoutRow row, List<PayoutEndingRow> endings, bool isWhole, CooperativeSeal seal)
    {
        var account = Encoding.UTF8.GetString(seal.Open(row.KeyNo, row.BeneficiaryAccount));
        var payout = new Contract.V1.Payout
        {
            PayoutNo = row.PayoutNo, State = (Contract.V1.PayoutState)row.StateNumber, MemberNo = row.MemberNo, Amount = WireMoney.Of(row.Amount), Bank = row.Partner,
            BeneficiaryAccount = isWhole ? account : PersonalNumbers.MaskedAccountNo(account), BeneficiaryBank = row.BeneficiaryBank, BeneficiaryName = row.BeneficiaryName,
            Reference = row.Reference, Reason = row.Reason, Proposer = row.Proposer, ProposedAt = WireDay.Of(row.At), Checker = row.Checker, DecidedAt = row.DecidedAt is { } decided ? WireDay.Of(decided) : "",
            VerdictReason = row.VerdictReason, BookedOn = row.BookedOn is { } booked ? WireDay.Of(booked) : "", ReturnedOn = row.ReturnedOn is { } returned ? WireDay.Of(returned) : "", BankCode = row.BankCode,
        };
        payout.EndedBy.Add(endings.Where(one => one.PayoutNo == row.PayoutNo).Select(static one => new PayoutEnding { Person = one.Person, Reason = one.Reason, At = WireDay.Of(one.At) }));
        return payout;
    }
}
