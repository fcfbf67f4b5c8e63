using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Banks;

/// <summary>An order as it is kept. Amount in whole rupiah.</summary>
internal sealed record BankOrderRow(long OrderNo, short Service, string Reference, long Amount, int KeyNo, byte[] Body, short State, int Tries, DateTime? FirstSent)
{
    public SnapService Asked => (SnapService)Service;
}

/// <summary>Orders to banks; row-level security bounds every statement to one cooperative.</summary>
internal sealed class BankOrderStore(Tx tx)
{
    public Task<long> Add(long cooperative, string partner, SnapService service, string reference, long amount, byte[] body, string actor, DateTimeOffset at) => tx.FindAsync<long>(Sql.Add, new
    {
        Cooperative = cooperative, Partner = partner, Service = (short)service, Reference = reference, Amount = amount, tx.Seal.KeyNo, Body = tx.Seal.Seal(body), Actor = actor, At = at,
    });

    /// <summary>The first order of a bank that is due, for whoever asks alone: one that waits to be sent is behind all before it, one that is asked for is behind none. Null where none is.</summary>
    public Task<BankOrderRow?> Due(string partner, DateTimeOffset now) => tx.FindAsync<BankOrderRow>(Sql.Due, new { Partner = partner, Now = now });

    public byte[] BodyOf(BankOrderRow order) => tx.Seal.Open(order.KeyNo, order.Body);

    /// <summary>Before it is sent: from here on nobody may say that it was not.</summary>
    public Task Sending(long orderNo, DateTimeOffset now, DateTimeOffset until) => tx.ExecuteAsync(Sql.Sending, new { OrderNo = orderNo, Now = now, Until = until });

    /// <summary>Whoever asks for its status does so until then.</summary>
    public Task Lease(long orderNo, SnapOrderState state, DateTimeOffset until) => tx.ExecuteAsync(Sql.Lease, new { OrderNo = orderNo, State = (short)state, Until = until });

    public Task Put(long orderNo, SnapOrderState state, DateTimeOffset nextTry, string code, byte[] answer) =>
        tx.ExecuteAsync(Sql.Put, new { OrderNo = orderNo, State = (short)state, NextTry = nextTry, Code = code, Answer = tx.Seal.Seal(answer) });

    /// <summary>Remarks and references of what went out with this amount since a day, as statements have them.</summary>
    public Task<List<string>> Outgoing(string account, string actor, long amount, DateOnly since) => tx.QueryAsync<string>(Sql.Outgoing, new { Account = account, Actor = actor, Amount = -amount, Since = since });

    /// <summary>A statement of a day was taken when the day was over for this long.</summary>
    public async Task<bool> IsIn(string partner, DateOnly day, DateTimeOffset takenAfter) => await tx.FindAsync<int>(Sql.IsIn, new { Partner = partner, Day = day, After = takenAfter }) == 1;

    private static class Sql
    {
        public const string Add = """
            insert into bank_order (cooperative_id, partner, service, reference, amount, key_no, body, actor, at, next_try)
            values (@Cooperative, @Partner, @Service, @Reference, @Amount, @KeyNo, @Body, @Actor, @At, @At)
            returning order_no;
            """;

        // Few orders have not ended: a partial index.
        public const string Due = """
            select o.order_no, o.service, o.reference, o.amount, o.key_no, o.body, o.state, o.tries, o.first_sent
            from bank_order o
            where o.partner = @Partner and o.state < 3 and o.next_try <= @Now
              and (o.state > 0 or not exists (
                select 1 from bank_order b where b.cooperative_id = o.cooperative_id and b.partner = o.partner and b.order_no < o.order_no and b.state < 2))
            order by o.order_no
            limit 1
            for update of o skip locked;
            """;

        public const string Sending = "update bank_order set state = 1, tries = tries + 1, first_sent = coalesce(first_sent, @Now), next_try = @Until where order_no = @OrderNo;";
        public const string Lease = "update bank_order set state = @State, tries = tries + 1, next_try = @Until where order_no = @OrderNo;";
        public const string Put = "update bank_order set state = @State, next_try = @NextTry, last_code = @Code, answer = @Answer where order_no = @OrderNo;";

        // A day's postings of an account, by the index on the value date.
        public const string Outgoing = """
            select narrative || ' ' || bank_ref from pushed_posting
            where account = @Account and actor = @Actor and amount = @Amount and value_date >= @Since and not is_reversal;
            """;

        public const string IsIn = "select 1 from bank_pull where partner = @Partner and first_day <= @Day and last_day >= @Day and at >= @After limit 1;";
    }
}
