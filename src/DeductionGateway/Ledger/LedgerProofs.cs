using DeductionGateway.Data;

namespace DeductionGateway.Ledger;

/// <summary>What one proof found: nothing wrong, or up to five places where it does not hold, each in one sentence.</summary>
internal sealed record ProofResult(string Name, IReadOnlyList<string> Violations, double Seconds)
{
    public bool Holds => Violations.Count == 0;
}

/// <summary>
/// All proofs over a cooperative's ledger. Each compares things that were stored by different ways: entries with postings, postings with
/// totals, rows of the answer with postings, bank entries with both, statements with bank entries. Amounts in whole rupiah.
/// </summary>
internal sealed class LedgerProofs(Tx tx)
{
    private static readonly (string Name, string Sql)[] Proofs =
    [
        ("every entry balances", Sql.Balance),
        ("every posting has its entry, every entry its postings", Sql.Whole),
        ("totals = sum of postings", Sql.Totals),
        ("loan, savings and shop sub-ledgers = journal", Sql.SubLedgers),
        ("every rupiah received is in exactly one place", Sql.OnePlace),
        ("every bank entry is posted once, with its amount", Sql.BankPosted),
        ("no source is posted twice", Sql.OnceEach),
        ("a reversal mirrors what it takes back, once", Sql.Reversals),
        ("no billing line is paid beyond what is billed", Sql.NotBeyondBilled),
        ("sums by class = rows", Sql.Classes),
    ];

    public IEnumerable<ProofResult> Run()
    {
        tx.Execute(Sql.Begin);
        foreach (var (name, sql) in Proofs) yield return Timed(name, () => tx.Query<string>(sql));
        yield return Timed("1-1020 = statements", () => StatementProof.Violations(tx));
    }

    private static ProofResult Timed(string name, Func<IReadOnlyList<string>> prove)
    {
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var violations = prove();
        return new ProofResult(name, violations, watch.Elapsed.TotalSeconds);
    }

    /// <summary>Each returns sentences, at most five. Row-level security bounds them to one cooperative. Rows read: all of the tables named.</summary>
    private static class Sql
    {
        // Whoever makes a period's partitions needs each of these alone, in this order (ensure_period). Taken as they are read, by proofs one after the other, two of them end in a deadlock.
        public const string Begin = "lock table only billing_line, only line, only journal_entry, only posting, only account_total in access share mode;";

        public const string Balance = """
            select format('entry %s of %s: debit %s, credit %s', entry_id, period, sum(debit), sum(credit))
            from posting
            group by period, entry_id
            having sum(debit) <> sum(credit) or count(*) < 2
            order by period, entry_id
            limit 5;
            """;

        public const string Whole = """
            select format('entry %s of %s has no %s', coalesce(e.entry_id, p.entry_id), coalesce(e.period, p.period), case when e.entry_id is null then 'entry row' else 'postings' end)
            from journal_entry e
            full join (select distinct period, entry_id from posting) p on p.period = e.period and p.entry_id = e.entry_id
            where e.entry_id is null or p.entry_id is null
            limit 5;
            """;

        public const string Totals = """
            select format('member %s account %s %s: totals %s/%s, postings %s/%s', member_id, account, product, t.debit, t.credit, p.debit, p.credit)
            from (select member_id, account, product, sum(debit) as debit, sum(credit) as credit from account_total group by 1, 2, 3) t
            full join (select member_id, account, product, sum(debit) as debit, sum(credit) as credit from posting where member_id is not null group by 1, 2, 3) p
              using (member_id, account, product)
            where t.debit is distinct from p.debit or t.credit is distinct from p.credit
            limit 5;
            """;

        // The latest revision of each unit is what counts of the rows.
        private const string Latest = """
            with latest as (
              select distinct on (period, employer) period, employer, batch_no from unit order by period, employer, revision desc
            ), rows as (
              select l.* from latest u join line l on l.period = u.period and l.batch_no = u.batch_no
            )
            """;

        public const string SubLedgers = $"""
            {Latest},
            applied (account, amount) as (
              select a.account, sum(a.amount)
              from rows, lateral (values (11100, a_principal), (31020, a_savings), (11130, a_shop), (21060, a_passthrough), (41010, a_interest), (41020, a_penalty)) as a (account, amount)
              group by 1
            ), posted (account, amount) as (
              select case p.account when 21010 then 31020 else p.account end, sum(p.credit - p.debit)
              from posting p join journal_entry e on e.period = p.period and e.entry_id = p.entry_id
              where p.account in (11100, 21010, 31020, 11130, 21060, 41010, 41020) and e.source <> 0
              group by 1
            )
            select format('account %s (savings together): rows applied %s, journal %s', account, coalesce(a.amount, 0), coalesce(p.amount, 0))
            from applied a full join posted p using (account)
            where coalesce(a.amount, 0) <> coalesce(p.amount, 0);
            """;

        public const string OnePlace = $"""
            {Latest},
            received as (select coalesce(sum(amount), 0) as amount from bank_entry),
            applied as (select coalesce(sum(received - a_suspense), 0) as amount from rows),
            held as (select coalesce(sum(credit - debit), 0) as amount from posting where account in (21030, 21040, 21045, 21050)),
            spent as (select coalesce(sum(debit - credit), 0) as amount from posting where account in (51010, 11030, 11050, 11140, 51090))
            select format('the bank moved %s; applied %s + deposits, unidentified, held and to be paid back %s - fees, gaps, roundings, unexplained debits and subrogations %s', received.amount, applied.amount, held.amount, spent.amount)
            from received, applied, held, spent
            where received.amount <> applied.amount + held.amount - spent.amount
            union all
            select format('account %s member %s is %s below zero', account, member_id, sum(debit - credit))
            from posting where account in (21030, 21040, 21045, 21050)
            group by account, member_id having sum(credit - debit) < 0
            limit 5;
            """;

        public const string BankPosted = """
            select format('bank entry %s: bank %s, journal %s', coalesce(b.identity, substr(j.reference, 6)), b.amount, j.amount)
            from bank_entry b
            full join (
              select e.reference, sum(p.debit - p.credit) as amount
              from posting p join journal_entry e on e.period = p.period and e.entry_id = p.entry_id
              where p.account = 11020
              group by e.reference) j on j.reference = 'bank/' || b.identity
            where b.amount is distinct from j.amount
            limit 5;
            """;

        // A reversal bears the reference of what it takes back. One pass: an anti-join over tables without statistics was quadratic (12 s at 6,000 lines).
        public const string OnceEach = """
            select format('%s is posted %s times', reference, count(*) - 2 * count(reverses))
            from journal_entry
            group by reference
            having count(*) - 2 * count(reverses) not between 0 and 1
            limit 5;
            """;

        public const string Reversals = """
            select format('entry %s is reversed %s times', reverses, count(*)) from journal_entry where reverses is not null group by reverses having count(*) > 1
            union all
            select format('reversal %s leaves %s on account %s', r.entry_id, sum(p.debit - p.credit), p.account)
            from journal_entry r
            join posting p on p.entry_id in (r.entry_id, r.reverses)
            where r.reverses is not null
            group by r.entry_id, p.account, p.member_id, p.product
            having sum(p.debit - p.credit) <> 0
            limit 5;
            """;

        public const string Classes = """
            select format('class %s of batch %s, %s: sums %s rows %s/%s, rows %s rows %s/%s', class, batch_no, period, c.rows, c.reported, c.received, l.rows, l.reported, l.received)
            from unit_class c
            full join (select period, batch_no, class, count(*) as rows, sum(reported) as reported, sum(received) as received from line group by 1, 2, 3) l
              using (period, batch_no, class)
            where (c.rows, c.reported, c.received) is distinct from (l.rows, l.reported, l.received)
            limit 5;
            """;

        public const string NotBeyondBilled = $"""
            {Latest}
            select format('billing line %s of %s: billed %s, applied %s', b.expected_id, b.period, b.amount, a.applied)
            from billing_line b
            join (select period, billing_no, sum(received - a_suspense) as applied from rows where billing_no is not null group by 1, 2) a
              on a.period = b.period and a.billing_no = b.billing_no
            where a.applied > b.amount
            limit 5;
            """;
    }
}
