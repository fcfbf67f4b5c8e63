using DeductionGateway.Data;

namespace DeductionGateway.Banks;

/// <summary>Statements that were taken: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class BankPullStore(Tx tx)
{
    /// <summary>Two that take the same account's statement wait for each other.</summary>
    public Task Lock(Partner partner) => tx.ExecuteAsync(Sql.Lock, new { Name = $"{partner.CooperativeId} {partner.Account}" });

    /// <param name="at">When it was asked for.</param>
    public Task Add(Partner partner, DateTimeOffset at, DateOnly first, DateOnly last, int rows, SideTotal credits, SideTotal debits) => tx.ExecuteAsync(Sql.Add, new
    {
        Cooperative = partner.CooperativeId, Partner = partner.Name, At = at, First = first, Last = last, Rows = rows, Credit = credits.Amount, Debit = debits.Amount,
    });

    /// <summary>The last day of the statements that were taken; null where none was.</summary>
    public Task<DateOnly?> LastDay(string partner) => tx.FindAsync<DateOnly?>(Sql.LastDay, new { Partner = partner });

    /// <summary>A statement of a day was taken when the day was over for this long.</summary>
    public async Task<bool> IsIn(string partner, DateOnly day, DateTimeOffset takenAfter) => await tx.FindAsync<int>(Sql.IsIn, new { Partner = partner, Day = day, After = takenAfter }) == 1;

    private static class Sql
    {
        public const string Lock = "select pg_advisory_xact_lock(hashtextextended('bank_pull ' || @Name, 0));";

        public const string Add = """
            insert into bank_pull (cooperative_id, partner, at, first_day, last_day, row_count, credit, debit)
            values (@Cooperative, @Partner, @At, @First, @Last, @Rows, @Credit, @Debit)
            on conflict do nothing;
            """;

        public const string LastDay = "select max(last_day) from bank_pull where partner = @Partner;";
        public const string IsIn = "select 1 from bank_pull where partner = @Partner and first_day <= @Day and last_day >= @Day and at >= @After limit 1;";
    }
}
