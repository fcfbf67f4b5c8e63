using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>A debit of a collector as it is stored, in its latest reading; who it is of is null where no rule reads it, and of one that was returned.</summary>
internal sealed record StoredCollectorDebit(
    string Reference, bool IsReturned, int Revision, int Period, DateOnly TakenOn, string Collector, long Amount, string Remark, string? Employer, string? MemberNo, string? Code, int? ForPeriod, int? HomePeriod)
{
    public CollectorReading Reading => new(Employer, MemberNo, Code, ForPeriod, HomePeriod);

    public bool IsOf(CollectorDebit debit) => (TakenOn, Collector, Amount, Remark) == (debit.Date, debit.Collector, debit.Amount, debit.Remark);
}

/// <summary>What the remark of a collector's debit is read to say: whose it is, for which period, and in which unit it is at home. Periods yyyymm.</summary>
internal sealed record CollectorReading(string? Employer, string? MemberNo, string? Code, int? ForPeriod, int? HomePeriod)
{
    public static readonly CollectorReading Nobody = new(null, null, null, null, null);

    public static CollectorReading Of(SortedEntry one) => one is { Kind: BankEntryKind.Autodebit, Member: not null, Employer: not null }
        ? new CollectorReading(one.Employer.Code, one.Member.MemberNo.ToString(), one.Code, one.Period?.Number, one.Home?.Number) : Nobody;

    /// <summary>The unit in which it is at home; null where it is nobody's.</summary>
    public UnitName? Home => Employer is null ? null : new UnitName(PayPeriod.FromNumber(HomePeriod!.Value)!.Value, Employer);
}

/// <summary>What collectors took, as folders showed it: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class CollectorStore(Tx tx)
{
    public List<StoredCollectorDebit> Find(IEnumerable<string> references) => tx.Query<StoredCollectorDebit>(Sql.Find, new { References = references.Distinct().ToArray() });

    public void Add(long cooperative, int period, CollectorDebit debit, int revision, CollectorReading reading) => tx.Execute(Sql.Add, new
    {
        Cooperative = cooperative, debit.Reference, debit.IsReturned, Revision = revision, Period = period, TakenOn = debit.Date, debit.Collector, debit.Amount, debit.Remark,
        reading.Employer, reading.MemberNo, reading.Code, reading.ForPeriod, reading.HomePeriod,
    });

    /// <summary>Those at home in these units that were not returned, in the form of entries.</summary>
    public List<StoredBankEntry> InForce(IReadOnlyCollection<UnitName> units) => tx.Query<StoredBankEntry>(
        Sql.InForce, new { Periods = units.Select(static unit => unit.Period.Number).ToArray(), Employers = units.Select(static unit => unit.Employer).ToArray() });

    private static class Sql
    {
        // By the primary key: those of one folder.
        public const string Find = """
            select distinct on (reference, is_returned)
              reference, is_returned, revision, period, taken_on, collector, amount, remark, employer, member_no, code, for_period, home_period
            from collector_debit
            where reference = any(@References)
            order by reference, is_returned, revision desc;
            """;

        public const string Add = """
            insert into collector_debit (cooperative_id, reference, is_returned, revision, period, taken_on, collector, amount, remark, employer, member_no, code, for_period, home_period)
            values (@Cooperative, @Reference, @IsReturned, @Revision, @Period, @TakenOn, @Collector, @Amount, @Remark, @Employer, @MemberNo, @Code, @ForPeriod, @HomePeriod);
            """;

        // Where no bank collects for itself the table is empty.
        public const string InForce = """
            select
              d.reference as identity, '' as account, d.reference as bank_ref, d.taken_on as value_date, d.taken_on as booking_date, d.amount, 'IDR' as currency, 1 as occurrence, false as is_reversal,
              d.collector as counterparty, d.remark as narrative, 3::smallint as kind, d.employer, d.member_no, d.code, d.for_period, '' as member_key, false as by_name, d.period, d.home_period, d.revision as reading_revision
            from collector_debit_now d
            join unnest(@Periods, @Employers) as u (period, employer) on u.period = d.home_period and u.employer = d.employer
            order by d.reference;
            """;
    }
}
