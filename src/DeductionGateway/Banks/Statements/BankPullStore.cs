using DeductionGateway.Banks.Register;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Statements;

/// <summary>Statements that were taken: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class BankPullStore(Tx tx)
{
    /// <summary>Two that take the same account's statement wait for each other.</summary>
    public Task Lock(Partner partner) => tx.ExecuteAsync(Sql.Lock, new { Name = $"{partner.CooperativeId} {partner.Account}" });

    /// <param name="at">When it was asked for.</param>
    public Task Add(Partner partner, DateTimeOffset at, DateOnly first, DateOnly last, int rows, SideTotal credits, SideTotal debits) => tx.ExecuteAsync(Sql.Add, new
    {
        Cooperative = partner.CooperativeId, Partner = partner.Name, partner.Account, At = at, First = first, Last = last, Rows = rows, Credit = credits.Amount, Debit = debits.Amount,
    });

    /// <summary>
    /// The days of the statements that were taken and reach a day or a later one: those that were over when it was asked for. Of a statement of one day that was not, none is;
    /// its last is then the one before its first.
    /// </summary>
    public Task<List<(DateOnly First, DateOnly Last)>> Days(Partner partner, DateOnly since) => tx.QueryAsync<(DateOnly, DateOnly)>(Sql.Days, new { Partner = partner.Name, partner.Account, Since = since });

    /// <summary>Of each of these days a statement was taken after a moment.</summary>
    public Task<bool> IsIn(Partner partner, DateOnly first, DateOnly last, DateTimeOffset takenAfter) =>
        tx.FindAsync<bool>(Sql.IsIn, new { Partner = partner.Name, partner.Account, First = first, Last = last, After = takenAfter });

    private static class Sql
    {
        public const string Lock = "select pg_advisory_xact_lock(hashtextextended('bank_pull ' || @Name, 0));";

        public const string Add = """
            insert into bank_pull (cooperative_id, partner, account, at, first_day, last_day, row_count, credit, debit)
            values (@Cooperative, @Partner, @Account, @At, @First, @Last, @Rows, @Credit, @Debit)
            on conflict do nothing;
            """;

        // Some of each day, a year long: by the primary key.
        public const string Days = """
            select distinct first_day, least(last_day, (at at time zone 'Asia/Jakarta')::date - 1)
            from bank_pull
            where partner = @Partner and account = @Account and last_day >= @Since;
            """;

        public const string IsIn = """
            select not exists (
              select 1 from generate_series(@First::date, @Last::date, interval '1 day') d (day)
              where not exists (select 1 from bank_pull p where p.partner = @Partner and p.account = @Account and d.day between p.first_day and p.last_day and p.at >= @After));
            """;
    }
}
