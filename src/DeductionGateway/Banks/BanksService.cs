using DeductionGateway.Access;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Orders;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;
using DeductionGateway.Periods;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Banks;

/// <summary>The cooperative's banks and virtual accounts, by the wire.</summary>
/// <param name="pipelines">Of the calls that this gateway makes; null where it makes none.</param>
internal sealed class BanksService(Database database, PartnerPipelines? pipelines, TimeProvider time) : Contract.V1.Banks.BanksBase
{
    private const int StandardDays = 30, MostDays = 3_650, MostDigits = 20, MostCode = 16;
    private const long MostRupiah = 1_000_000_000_000;

    private readonly Writes _writes = new(database, time);

    public override async Task<ListBanksResponse> ListBanks(ListBanksRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        var rows = await database.Ask(caller, static tx => new VirtualAccountStore(tx).Banks(), context.CancellationToken);
        var answer = new ListBanksResponse();
        answer.Banks.Add(rows.Select(row => ToWire(row, pipelines?.StateOf(caller.CooperativeId, row.Partner) ?? (CallState.Closed, null))));
        return answer;
    }

    public override Task<VirtualAccount> CreateVirtualAccount(CreateVirtualAccountRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        Check(request);
        var period = request.Period.Length == 0 ? 0 : WirePeriod.Read(request.Period).Number;
        return _writes.Once(context, request, async tx =>
        {
            var (store, now) = (new VirtualAccountStore(tx), time.GetUtcNow());
            var bank = (await store.Banks()).Find(one => one.Partner == request.Bank && !one.IsDisabled) ?? throw Faults.NotFound("bank", request.Bank);
            if (bank.VaPrefix.Length == 0) throw Faults.NotNow("NO_VIRTUAL_ACCOUNTS", $"{bank.Partner} keeps no virtual accounts for the cooperative: its file has no va_prefix.");
            var owner = await Owner(store, request);
            await CheckCode(tx, request.Code);
            var row = new VirtualAccountRow(
                bank.Partner, bank.VaPrefix + request.CustomerNo, owner.Name, owner.Employer, request.MemberNo.Length == 0 ? null : request.MemberNo, request.Code.Length == 0 ? null : request.Code, period,
                KindOf(request.Kind), (request.Amount?.AmountMinor ?? 0) / 100, now.UtcDateTime + new TimeSpan(request.ValidDays == 0 ? StandardDays : request.ValidDays, 0, 0, 0), caller.Actor, now.UtcDateTime, false, 0);
            if (!await store.Add(caller.CooperativeId, row)) throw Faults.Of(StatusCode.AlreadyExists, $"The number {row.VaNo} was made before; end it and make another, for a number keeps its meaning.", Faults.Info("NUMBER_TAKEN"));
            if (bank.VirtualAccounts is { AtBank: true } rules) await BankOrders.Add(tx, caller.CooperativeId, row.Partner, SnapService.VaCreate, row.VaNo, SnapBodies.Va(bank.VaPrefix, rules, row), 0, caller.Actor, now);
            await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "virtual-account.create", $"{row.Partner}/{row.VaNo}", $"{owner.Employer} {request.MemberNo} {request.Code} {request.Period}".Trim());
            return ToWire(row, now);
        });
    }

    public override async Task<ListVirtualAccountsResponse> ListVirtualAccounts(ListVirtualAccountsRequest request, ServerCallContext context)
    {
        var (list, size) = ($"virtual-accounts {request.Bank} {request.MemberNo} {request.Employer}", PageToken.Size(request.Page));
        var after = PageToken.KeyAndText(request.Page, list, 1)?.Text.Split('/', 2) is [var bank, var number] ? (bank, number) : ("", "");
        var rows = await database.Ask(Caller.Of(context), tx => new VirtualAccountStore(tx).List(request.Bank, request.MemberNo, request.Employer, after.Item1, after.Item2, size + 1), context.CancellationToken);
        var answer = new ListVirtualAccountsResponse { Page = rows.Count > size ? PageToken.NextAfter(list, $"{rows[size - 1].Partner}/{rows[size - 1].VaNo}", 0) : new Page() };
        answer.Accounts.Add(rows.Take(size).Select(row => ToWire(row, time.GetUtcNow())));
        return answer;
    }

    public override Task<VirtualAccount> EndVirtualAccount(EndVirtualAccountRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        return _writes.Once(context, request, async tx =>
        {
            var (store, now) = (new VirtualAccountStore(tx), time.GetUtcNow());
            // A payment under way is counted, or finds it ended.
            await store.Lock(caller.CooperativeId, request.Bank, request.Number);
            var row = await store.Find(request.Bank, request.Number) ?? throw Faults.NotFound("virtual account", $"{request.Bank}/{request.Number}");
            if (!await store.End(caller.CooperativeId, row.Partner, row.VaNo, caller.Actor, now)) throw Faults.NotNow("NUMBER_ENDED", "The number was ended already.");
            if ((await store.Banks()).Find(one => one.Partner == row.Partner) is { VirtualAccounts.AtBank: true } bank) await BankOrders.Add(tx, caller.CooperativeId, row.Partner, SnapService.VaDelete, row.VaNo, SnapBodies.VaNumber(bank.VaPrefix, row.VaNo), 0, caller.Actor, now);
            await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "virtual-account.end", $"{row.Partner}/{row.VaNo}", "done");
            return ToWire(row with { IsEnded = true }, now);
        });
    }

    public override async Task<ListBankOrdersResponse> ListBankOrders(ListBankOrdersRequest request, ServerCallContext context)
    {
        var (list, size) = ($"bank-orders {request.Bank} {request.OnlyOpen}", PageToken.Size(request.Page));
        var before = PageToken.Key(request.Page, list, 1)?[0] ?? long.MaxValue;
        var rows = await database.Ask(Caller.Of(context), tx => new BankOrderStore(tx).List(request.Bank, request.OnlyOpen, before, size + 1), context.CancellationToken);
        var answer = new ListBankOrdersResponse { Page = rows.Count > size ? PageToken.Next(list, rows[size - 1].OrderNo) : new Page() };
        answer.Orders.Add(rows.Take(size).Select(static row => new BankOrder
        {
            OrderNo = row.OrderNo, Bank = row.Partner, Service = row.Service, Reference = row.Reference, Amount = WireMoney.Of(row.Amount), Actor = row.Actor, CreatedAt = WireDay.Of(row.At),
            State = (BankOrderState)(row.State + WireEnum.Offset), StateSince = WireDay.Of(row.Since), ResponseCode = row.Code, SentCount = row.Tries,
        }));
        return answer;
    }

    private static async Task<OwnerRow> Owner(VirtualAccountStore store, CreateVirtualAccountRequest request)
    {
        if (request.MemberNo.Length == 0) return await store.Employer(request.Employer) ?? throw Faults.NotFound("employer", request.Employer);
        var member = await store.Member(request.MemberNo) ?? throw Faults.NotFound("member", request.MemberNo);
        return request.Employer.Length == 0 || request.Employer == member.Employer ? member : throw Faults.Invalid("employer", $"{request.MemberNo} is of {member.Employer}.");
    }

    private static async Task CheckCode(Tx tx, string code)
    {
        if (code.Length == 0) return;
        var codes = FolderTables.ReadCodes(FileNames.Codes, await Drafts.Newest(tx, FileNames.Codes), new FaultList());
        if (!codes.Any(one => one.Code == code)) throw Faults.Invalid("code", $"There is no deduction code {code}; these are: {string.Join(", ", codes.Select(static one => one.Code))}.");
    }

    private static void Check(CreateVirtualAccountRequest request)
    {
        if (request.CustomerNo.Length is 0 or > MostDigits || !request.CustomerNo.All(char.IsAsciiDigit)) throw Faults.Invalid("customer_no", $"customer_no has 1 to {MostDigits} digits.");
        if (request.MemberNo.Length == 0 && request.Employer.Length == 0) throw Faults.Invalid("member_no", "member_no or employer is wanted: whose money is it?");
        if (request.Code.Length > MostCode || !request.Code.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')) throw Faults.Invalid("code", $"code has up to {MostCode} letters, digits, - and _.");
        if ((request.MemberNo.Length == 0) != (request.Code.Length == 0)) throw Faults.Invalid("code", "A member's number says which deduction is paid by it; an employer's does not.");
        if (request.Kind is not (VirtualAccountKind.Closed or VirtualAccountKind.Open or VirtualAccountKind.Partial)) throw Faults.Invalid("kind", "kind is closed, open or partial.");
        var minor = request.Amount?.AmountMinor ?? 0;
        if (request.Amount is { CurrencyCode: not ("IDR" or "") }) throw Faults.Invalid("amount.currency_code", "amount is in IDR.");
        var takesAny = request.Kind == VirtualAccountKind.Open && minor == 0;
        if (!takesAny && (minor is <= 0 or > MostRupiah * 100 || minor % 100 != 0)) throw Faults.Invalid("amount", $"amount is whole rupiah, 1 to {MostRupiah}; only an open number may have none, and then takes any.");
        if (request.ValidDays is < 0 or > MostDays) throw Faults.Invalid("valid_days", $"valid_days is 1 to {MostDays}, or 0 for {StandardDays}.");
    }

    private static BankListed ToWire(BankRow row, (CallState State, DateTimeOffset? ResumesAt) calls) => new()
    {
        Name = row.Partner, Account = row.Account, VaPrefix = row.VaPrefix, IsDisabled = row.IsDisabled, CallsResumeAt = calls.ResumesAt is { } at ? WireDay.Of(at.UtcDateTime) : "",
        CallState = calls.State switch { CallState.Closed => BankCallState.Closed, CallState.Open => BankCallState.Open, _ => BankCallState.HalfOpen },
    };

    private static VirtualAccount ToWire(VirtualAccountRow row, DateTimeOffset now) => new()
    {
        Bank = row.Partner, Number = row.VaNo, Name = row.Name, Employer = row.Employer, MemberNo = row.MemberNo ?? "", Code = row.Code ?? "", Period = row.Period == 0 ? "" : WirePeriod.Of(row.Period),
        Kind = row.Kind switch { "C" => VirtualAccountKind.Closed, "O" => VirtualAccountKind.Open, _ => VirtualAccountKind.Partial }, Amount = WireMoney.Of(row.Amount), Paid = WireMoney.Of(row.Paid),
        ExpiresAt = WireDay.Of(row.Expires), IsOver = row.IsOver(now),
    };

    private static string KindOf(VirtualAccountKind kind) => kind switch { VirtualAccountKind.Closed => "C", VirtualAccountKind.Open => "O", _ => "I" };
}
