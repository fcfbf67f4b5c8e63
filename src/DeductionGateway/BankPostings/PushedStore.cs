using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Wire;

namespace DeductionGateway.BankPostings;

/// <summary>A posting as it is stored. Amount in whole rupiah, credit positive.</summary>
internal sealed record PushedRow(
    string Account, string BankRef, bool IsReversal, DateOnly ValueDate, DateOnly BookingDate, long Amount, string Currency, string Counterparty, string Narrative)
{
    public static PushedRow Of(BankEntry entry) => new(
        entry.Account, entry.BankRef, entry.IsReversal, entry.ValueDate, entry.BookingDate, entry.Amount, entry.Currency, entry.Counterparty, entry.Narrative);

    /// <summary>By what it is taken once.</summary>
    public PushedKey Key => new(Account, BankRef, IsReversal);
}

/// <summary>By what a posting is taken once; an entry and what takes it back may have one reference.</summary>
internal readonly record struct PushedKey(string Account, string BankRef, bool IsReversal) : IComparable<PushedKey>
{
    /// <summary>The order of locks.</summary>
    public int CompareTo(PushedKey other)
    {
        var order = string.CompareOrdinal(Account, other.Account);
        if (order == 0) order = string.CompareOrdinal(BankRef, other.BankRef);
        return order == 0 ? IsReversal.CompareTo(other.IsReversal) : order;
    }
}

/// <summary>Postings that banks pushed: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class PushedStore(Tx tx)
{
    /// <summary>Adds those that are not there yet; the keys of the added. Rows come in the order of their keys, so that two streams with the same postings wait for each other and do not lock each other out.</summary>
    public Task<List<PushedKey>> Add(long cooperative, IReadOnlyCollection<PushedRow> rows, string actor, DateTimeOffset at) => tx.QueryAsync<PushedKey>(Sql.Add, new
    {
        Cooperative = cooperative, Actor = actor, At = at, Accounts = rows.Select(static row => row.Account).ToArray(), Refs = rows.Select(static row => row.BankRef).ToArray(),
        Reversals = rows.Select(static row => row.IsReversal).ToArray(), ValueDates = rows.Select(static row => WireDay.Of(row.ValueDate)).ToArray(), BookingDates = rows.Select(static row => WireDay.Of(row.BookingDate)).ToArray(),
        Amounts = rows.Select(static row => row.Amount).ToArray(), Currencies = rows.Select(static row => row.Currency).ToArray(),
        Counterparties = rows.Select(static row => row.Counterparty).ToArray(), Narratives = rows.Select(static row => row.Narrative).ToArray(),
    });

    public Task<List<PushedRow>> Find(IReadOnlyCollection<PushedKey> keys) => tx.QueryAsync<PushedRow>(Sql.Find, new
    {
        Accounts = keys.Select(static key => key.Account).ToArray(), Refs = keys.Select(static key => key.BankRef).ToArray(), Reversals = keys.Select(static key => key.IsReversal).ToArray(),
    });

    public Task<List<PushedRow>> Begun(string account, string prefix, DateOnly first, DateOnly last) => tx.QueryAsync<PushedRow>(Sql.Begun, new { Account = account, Prefix = prefix, First = first, Last = last });

    /// <summary>Those of a month, in the order of their file.</summary>
    public Task<List<PushedRow>> OfMonth(PayPeriod month) => tx.QueryAsync<PushedRow>(Sql.OfMonth, new { From = month.FirstDay, To = month.FirstDay.AddMonths(1) });

    /// <summary>The same for a run, which has a thread of its own.</summary>
    public List<PushedRow> OfMonthForRun(PayPeriod month) => tx.Query<PushedRow>(Sql.OfMonth, new { From = month.FirstDay, To = month.FirstDay.AddMonths(1) });

    /// <summary>How many there are in each month from the first day on.</summary>
    public async Task<Dictionary<int, long>> Counts(DateOnly from) => (await tx.QueryAsync<(int Month, long Rows)>(Sql.Counts, new { From = from })).ToDictionary(static one => one.Month, static one => one.Rows);

    /// <summary>Accounts of which a run has read entries.</summary>
    public Task<List<string>> BookedAccounts() => tx.QueryAsync<string>(Sql.BookedAccounts);

    /// <summary>The account that was pushed for first; null where none was.</summary>
    public Task<string?> FirstAccount() => tx.FindAsync<string>(Sql.FirstAccount);

    private static class Sql
    {
        private const string Columns = "account, bank_ref, is_reversal, value_date, booking_date, amount, currency, counterparty, narrative";

        public const string Add = $"""
            insert into pushed_posting (cooperative_id, {Columns}, actor, at)
            select @Cooperative, p.account, p.bank_ref, p.is_reversal, p.value_date::date, p.booking_date::date, p.amount, p.currency, p.counterparty, p.narrative, @Actor, @At
            from unnest(@Accounts, @Refs, @Reversals, @ValueDates, @BookingDates, @Amounts, @Currencies, @Counterparties, @Narratives)
              with ordinality as p (account, bank_ref, is_reversal, value_date, booking_date, amount, currency, counterparty, narrative, no)
            order by p.no
            on conflict do nothing
            returning account, bank_ref, is_reversal;
            """;

        // By the primary key, a batch at a time.
        public const string Find = $"""
            select {Columns}
            from pushed_posting
            where (account, bank_ref, is_reversal) in (select * from unnest(@Accounts, @Refs, @Reversals));
            """;

        // A month of an account: thousands, by the index on the value date.
        public const string OfMonth = $"""
            select {Columns}
            from pushed_posting
            where value_date >= @From and value_date < @To
            order by value_date, account collate "C", bank_ref collate "C", is_reversal;
            """;

        // Some days of an account, by the index on the value date.
        public const string Begun = $"""
            select {Columns}
            from pushed_posting
            where value_date between @First and @Last and account = @Account and starts_with(bank_ref, @Prefix);
            """;

        // A year's postings, by the index on the value date alone.
        public const string Counts = "select (extract(year from value_date) * 100 + extract(month from value_date))::int, count(*) from pushed_posting where value_date >= @From group by 1;";

        public const string BookedAccounts = "select account from bank_account order by account collate \"C\";";
        public const string FirstAccount = "select account from pushed_posting order by at, account collate \"C\" limit 1;";
    }
}
