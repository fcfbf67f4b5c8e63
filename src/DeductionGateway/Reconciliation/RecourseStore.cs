using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>A shortfall that a debit was found to be for, of a revision of what was found; of one that found nothing any more a row without a member. Whole rupiah.</summary>
internal sealed record StoredRecourse(string Identity, int Revision, int Period, string Employer, string MemberNo, long Amount)
{
    public Shortfall Shortfall => new(PayPeriod.FromNumber(Period)!.Value, Employer, MemberNo, Amount);
}

/// <summary>Debits on the cooperative's own account, what members left open, and what was found to belong together. Only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class RecourseStore(Tx tx)
{
    /// <summary>The latest revision of each debit.</summary>
    public List<StoredRecourse> Now() => tx.Query<StoredRecourse>(Sql.Now);

    /// <summary>What was found, as an approval saw it.</summary>
    /// <param name="subject">As <see cref="Recourses.Named"/> has it.</param>
    public List<StoredRecourse> Of(string subject)
    {
        var (identity, revision) = Recourses.Named(subject);
        return tx.Query<StoredRecourse>(Sql.Of, new { Identity = identity, Revision = revision });
    }

    /// <param name="cooperative">Whose debit it is.</param>
    /// <param name="identity">Of the debit.</param>
    /// <param name="revision">From 1.</param>
    /// <param name="shortfalls">None where nothing is found any more.</param>
    public void Add(long cooperative, string identity, int revision, IReadOnlyList<Shortfall> shortfalls)
    {
        var rows = shortfalls.Count > 0 ? [.. shortfalls.Select(static one => (one.Period.Number, one.Employer, one.MemberNo, one.Amount))] : new[] { (Number: 0, Employer: "", MemberNo: "", Amount: 0L) };
        tx.Execute(Sql.Add, new
        {
            Cooperative = cooperative, Identity = identity, Revision = revision, Periods = rows.Select(static row => row.Number).ToArray(), Employers = rows.Select(static row => row.Employer).ToArray(),
            Members = rows.Select(static row => row.MemberNo).ToArray(), Amounts = rows.Select(static row => row.Amount).ToArray(),
        });
    }

    /// <summary>Debits that no rule reads and no reversal takes back.</summary>
    public List<Core.Intake.BankEntry> Debits() => tx.Query<StoredDebit>(Sql.Debits).ConvertAll(static one => one.Entry);

    /// <summary>Of the latest revision of every unit.</summary>
    public List<Shortfall> Shortfalls() => tx.Query<StoredRecourse>(Sql.Shortfalls).ConvertAll(static one => one.Shortfall);

    public List<Employer> Employers() => tx.Query<(string Code, string Name)>(Sql.Employers).ConvertAll(static one => new Employer(one.Code, one.Name, BankMode.Lump, null, null));

    private sealed record StoredDebit(string Account, string BankRef, DateOnly ValueDate, DateOnly BookingDate, long Amount, string Currency, int Occurrence, string Counterparty, string Narrative)
    {
        public Core.Intake.BankEntry Entry => new(Account, BankRef, ValueDate, BookingDate, Amount, Currency, Occurrence, false, Counterparty, Narrative);
    }

    private static class Sql
    {
        private const string Columns = "identity, revision, period, employer, member_no, amount";

        // Some debits a year.
        public const string Now = $"""
            select {Columns}
            from recourse_find f
            where revision = (select max(revision) from recourse_find l where l.cooperative_id = f.cooperative_id and l.identity = f.identity)
            order by identity, member_no;
            """;

        public const string Of = $"select {Columns} from recourse_find where identity = @Identity and revision = @Revision and amount > 0 order by member_no;";

        public const string Add = """
            insert into recourse_find (cooperative_id, identity, revision, period, employer, member_no, amount)
            select @Cooperative, @Identity, @Revision, period, employer, member_no, amount
            from unnest(@Periods, @Employers, @Members, @Amounts) as f (period, employer, member_no, amount);
            """;

        // By the index on debits; a rule that is corrected makes one a fee, or takes it from the fees. One that names a payout was taken for no shortfall.
        public const string Debits = """
            select n.account, n.bank_ref, n.value_date, n.booking_date, n.amount, n.currency::text, n.occurrence, n.counterparty, n.narrative
            from bank_entry b
            join bank_entry_now n on n.cooperative_id = b.cooperative_id and n.identity = b.identity
            where b.amount < 0 and not b.is_reversal and n.kind = 6 and n.member_key = ''
              and not exists (select 1 from bank_entry_now r where r.cooperative_id = b.cooperative_id and r.is_reversal and r.cancels = b.identity)
            order by n.identity;
            """;

        // Short (1) and missing (3) lines are cases; one batch of them for each unit. Only asked where a debit is open.
        public const string Shortfalls = """
            select '' as identity, 0 as revision, c.period, c.employer, c.member_no, sum(c.amount)::bigint as amount
            from open_case c
            join (select distinct on (cooperative_id, period, employer) cooperative_id, period, employer, revision from unit order by cooperative_id, period, employer, revision desc) u
              on u.cooperative_id = c.cooperative_id and u.period = c.period and u.employer = c.employer and u.revision = c.revision
            where c.class in (1, 3) and c.member_no <> '' and c.amount > 0
            group by c.period, c.employer, c.member_no
            order by c.period, c.employer, c.member_no;
            """;

        public const string Employers = "select employer, name from employer order by employer;";
    }
}
