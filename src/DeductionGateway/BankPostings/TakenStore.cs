using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;

namespace DeductionGateway.BankPostings;

/// <summary>What banks told of debits that collectors took: each once, and once that it was returned. Only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class TakenStore(Tx tx)
{
    public Task Add(long cooperative, CollectorDebit debit, string actor, DateTimeOffset at) => tx.ExecuteAsync(Sql.Add, new
    {
        Cooperative = cooperative, debit.Reference, debit.IsReturned, TakenOn = debit.Date, debit.Collector, debit.Amount, debit.Remark, Actor = actor, At = at,
    });

    /// <summary>Whole rupiah; null where nothing of it was told.</summary>
    public Task<long?> AmountOf(string reference, bool isReturned) => tx.FindAsync<long?>(Sql.AmountOf, new { Reference = reference, IsReturned = isReturned });

    public async Task<List<CollectorDebit>> OfMonth(PayPeriod month) => (await tx.QueryAsync<Row>(Sql.OfMonth, Days(month))).ConvertAll(static row => row.Debit);

    /// <summary>The same for a run, which has a thread of its own.</summary>
    public List<CollectorDebit> OfMonthForRun(PayPeriod month) => tx.Query<Row>(Sql.OfMonth, Days(month)).ConvertAll(static row => row.Debit);

    public async Task<Dictionary<int, long>> Counts(DateOnly from) => (await tx.QueryAsync<(int Month, long Rows)>(Sql.Counts, new { From = from })).ToDictionary(static one => one.Month, static one => one.Rows);

    private static object Days(PayPeriod month) => new { From = month.FirstDay, To = month.FirstDay.AddMonths(1) };

    private sealed record Row(string Reference, DateOnly TakenOn, string Collector, long Amount, bool IsReturned, string Remark)
    {
        public CollectorDebit Debit => new(Reference, TakenOn, Collector, Amount, IsReturned, Remark);
    }

    private static class Sql
    {
        public const string Add = """
            insert into collector_notice (cooperative_id, reference, is_returned, taken_on, collector, amount, remark, actor, at)
            values (@Cooperative, @Reference, @IsReturned, @TakenOn, @Collector, @Amount, @Remark, @Actor, @At);
            """;

        public const string AmountOf = "select amount from collector_notice where reference = @Reference and is_returned = @IsReturned;";

        // A year's, by the index on the day.
        public const string Counts = "select (extract(year from taken_on) * 100 + extract(month from taken_on))::int, count(*) from collector_notice where taken_on >= @From group by 1;";

        // By the index on the day.
        public const string OfMonth = """
            select reference, taken_on, collector, amount, is_returned, remark
            from collector_notice
            where taken_on >= @From and taken_on < @To
            order by taken_on, reference collate "C", is_returned;
            """;
    }
}
