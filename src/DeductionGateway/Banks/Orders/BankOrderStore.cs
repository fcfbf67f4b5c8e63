using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Orders;

/// <summary>An order as it stands. Amount in whole rupiah.</summary>
/// <param name="StepNo">Of the last step; 0 where it has none.</param>
/// <param name="NextTry">When its next step is due; of one at which somebody is, when he is taken for gone.</param>
/// <param name="Code">Of the bank's answer to the last step; empty where none is here yet.</param>
/// <param name="LastSent">Only the last sending can have moved money: after those before, the bank said that nothing was done.</param>
internal sealed record BankOrderRow(
    long OrderNo, string Partner, short Service, string Reference, long Amount, int KeyNo, byte[] Body, short State, int StepNo, DateTime NextTry, string Code, DateTime? LastSent)
{
    public SnapService Asked => (SnapService)Service;

    /// <summary>Its bank is being called.</summary>
    public bool IsBeingCalled(DateTimeOffset now) => StepNo > 0 && Code.Length == 0 && NextTry.ToUniversalTime() > now.UtcDateTime;
}

/// <summary>An order as its cooperative's people see it.</summary>
internal sealed record BankOrderListed(long OrderNo, string Partner, short Service, string Reference, long Amount, string Actor, DateTime At, short State, DateTime Since, string Code, int Tries);

/// <summary>What orders go out from: the cooperative's account at a bank, and whether the bank is called at all.</summary>
internal sealed record OrderedBank(string Account, bool IsCalled);

/// <summary>Orders to banks and what became of them: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class BankOrderStore(Tx tx)
{
    /// <summary>Steps after which an order that the bank does not answer, and what waits behind it for its own number, hold up no other: five sendings.</summary>
    private const int Patience = 10;

    public Task<long> Add(long cooperative, string partner, SnapService service, string reference, long amount, byte[] body, string actor, DateTimeOffset at) => tx.FindAsync<long>(Sql.Add, new
    {
        Cooperative = cooperative, Partner = partner, Service = (short)service, Reference = reference, Amount = amount, tx.Seal.KeyNo, Body = tx.Seal.Seal(body), Actor = actor, At = at,
    });

    public Task<BankOrderRow?> Find(long order) => tx.FindAsync<BankOrderRow>(Sql.Find, new { Order = order });

    /// <summary>By which a bank knows the other orders of the amount.</summary>
    public Task<List<string>> OtherReferences(BankOrderRow order) => tx.QueryAsync<string>(Sql.OtherReferences, new { order.Partner, order.Amount, order.OrderNo });

    /// <summary>Of the cooperative at a bank, be it disabled.</summary>
    public Task<string?> Account(string partner) => tx.FindAsync<string>(Sql.Account, new { Partner = partner });

    public Task<OrderedBank?> Bank(string partner) => tx.FindAsync<OrderedBank>(Sql.Bank, new { Partner = partner });

    /// <summary>The first order of a bank that is due: one that waits to be sent is behind all before it, one that is asked for is behind none. Null where none is.</summary>
    public Task<BankOrderRow?> Due(string partner, DateTimeOffset now) => tx.FindAsync<BankOrderRow>(Sql.Due, new { Partners = new[] { partner }, Now = now, Patience });

    /// <summary>Whether an order is due of any of these banks.</summary>
    public Task<bool> IsDue(IReadOnlyCollection<string> partners, DateTimeOffset now) => tx.FindAsync<bool>(Sql.IsDue, new { Partners = partners.ToArray(), Now = now, Patience });

    public byte[] BodyOf(BankOrderRow order) => tx.Seal.Open(order.KeyNo, order.Body);

    /// <summary>The next step; false where somebody else took it.</summary>
    /// <param name="order">As it was before.</param>
    /// <param name="nextTry">When it is due again; of one that is being sent, when its sender is taken for gone.</param>
    public async Task<bool> Step(long cooperative, BankOrderRow order, SnapOrderState state, DateTimeOffset at, DateTimeOffset nextTry, string code, byte[] answer) => await tx.FindAsync<int>(Sql.Step, new
    {
        Cooperative = cooperative, order.OrderNo, StepNo = order.StepNo + 1, State = (short)state, At = at, NextTry = nextTry, Code = code, tx.Seal.KeyNo, Answer = tx.Seal.Seal(answer),
    }) > 0;

    /// <summary>The newest first, before a number; all banks' where none is named.</summary>
    public Task<List<BankOrderListed>> List(string partner, bool onlyOpen, long before, int rows) => tx.QueryAsync<BankOrderListed>(Sql.List, new { Partner = partner, OnlyOpen = onlyOpen, Before = before, Rows = rows });

    private static class Sql
    {
        public const string Add = """
            insert into bank_order (cooperative_id, partner, service, reference, amount, key_no, body, actor, at)
            values (@Cooperative, @Partner, @Service, @Reference, @Amount, @KeyNo, @Body, @Actor, @At)
            returning order_no;
            """;

        public const string Account = "select account from bank_partner where partner = @Partner;";

        public const string Bank = "select account, own_client_id <> '' as is_called from bank_partner where partner = @Partner and not is_disabled;";

        private const string Row = """
            select u.order_no, u.partner, u.service, u.reference, u.amount, u.key_no, u.body, u.state, u.step_no, u.next_try, u.code,
              (select max(s.at) from bank_order_step s where s.cooperative_id = u.cooperative_id and s.order_no = u.order_no and s.state = 1) as last_sent
            """;

        public const string Find = $"""
            {Row}
            from (
              select o.*, coalesce(s.state, 0::smallint) as state, coalesce(s.step_no, 0) as step_no, coalesce(s.next_try, o.at) as next_try, coalesce(s.code, '') as code
              from bank_order o
              left join lateral (
                select state, step_no, next_try, code from bank_order_step s where s.cooperative_id = o.cooperative_id and s.order_no = o.order_no order by s.step_no desc limit 1) s on true
              where o.order_no = @Order) u;
            """;

        // Asked of an order that the bank does not find, some a year: by the index of the bank's orders.
        public const string OtherReferences = "select reference from bank_order where partner = @Partner and amount = @Amount and order_no <> @OrderNo;";

        // Few orders have not ended; those that have are left out by their own index. Due is one that waits to be sent behind none, and one that is asked for.
        private const string OfDue = """
            with unended as (
              select o.*, coalesce(s.state, 0::smallint) as state, coalesce(s.step_no, 0) as step_no, coalesce(s.next_try, o.at) as next_try, coalesce(s.code, '') as code
              from bank_order o
              left join lateral (
                select state, step_no, next_try, code from bank_order_step s
                where s.cooperative_id = o.cooperative_id and s.order_no = o.order_no
                order by s.step_no desc limit 1) s on true
              where o.partner = any(@Partners)
                and not exists (select 1 from bank_order_step e where e.cooperative_id = o.cooperative_id and e.order_no = o.order_no and e.state >= 3)),
            due as (
              select * from unended u
              where u.next_try <= @Now and (u.state > 0 or not exists (select 1 from unended b where b.partner = u.partner and b.order_no < u.order_no and b.state < 2
                and (b.reference = u.reference or not exists (
                  select 1 from unended p where p.partner = b.partner and p.reference = b.reference and p.order_no <= b.order_no and p.step_no >= @Patience)))))
            """;

        public const string Due = $"""
            {OfDue}
            {Row}
            from due u
            order by u.order_no
            limit 1;
            """;

        public const string IsDue = $"{OfDue} select exists (select 1 from due);";

        public const string Step = """
            insert into bank_order_step (cooperative_id, order_no, step_no, state, at, next_try, code, key_no, answer)
            values (@Cooperative, @OrderNo, @StepNo, @State, @At, @NextTry, @Code, @KeyNo, @Answer)
            on conflict do nothing
            returning step_no;
            """;

        public const string List = """
            select o.order_no, o.partner, o.service, o.reference, o.amount, o.actor, o.at, coalesce(s.state, 0::smallint) as state, coalesce(s.at, o.at) as since,
              coalesce((select a.code from bank_order_step a where a.cooperative_id = o.cooperative_id and a.order_no = o.order_no and a.code <> '' order by a.step_no desc limit 1), '') as code,
              (select count(*) from bank_order_step t where t.cooperative_id = o.cooperative_id and t.order_no = o.order_no and t.state = 1)::int as tries
            from bank_order o
            left join lateral (
              select state, at from bank_order_step s where s.cooperative_id = o.cooperative_id and s.order_no = o.order_no order by s.step_no desc limit 1) s on true
            where (@Partner = '' or o.partner = @Partner) and o.order_no < @Before and (not @OnlyOpen or coalesce(s.state, 0) < 3)
            order by o.order_no desc
            limit @Rows;
            """;
    }
}
