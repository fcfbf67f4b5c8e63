using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Matching;
using DeductionGateway.Data;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Cases;

/// <summary>What the approval of a decision comes to. Changed: cases that it leaves open.</summary>
internal sealed record DecisionEffect(List<AccountChange> Accounts, List<FileChange> Files, List<CaseChange> Cases, List<string> Changed, List<string> Warnings);

/// <summary>Credits less debits on an account, and of how many members; whole rupiah.</summary>
internal sealed record AccountChange(int Account, long Change, long MemberCount);

/// <summary>An employer's file that is decided anew: what it reports and what of it is received, whole rupiah.</summary>
internal sealed record FileChange(int Period, string Employer, long Reported, long ReceivedBefore, long ReceivedAfter);

/// <summary>A case before and after; amounts are 0 and accounts null where it is none. Whole rupiah.</summary>
internal sealed record CaseChange(string CaseId, string Cause, long AmountBefore, long AmountAfter, long HeldBefore, long HeldAfter, int? HeldInBefore, int? HeldInAfter);

/// <summary>A case of a bank entry that nobody resolved. Whole rupiah.</summary>
internal sealed record BankCaseRow(string CaseId, string Cause, long Amount, long Held, int? HeldIn);

/// <summary>Reads what a redecision changed, in its own transaction.</summary>
internal sealed class EffectStore(Tx tx)
{
    public async Task<List<BankCaseRow>> BankCases() => await tx.QueryAsync<BankCaseRow>(Sql.BankCases);

    /// <param name="before">Cases of bank entries before it.</param>
    public async Task<DecisionEffect> Of(Redecision done, List<BankCaseRow> before, List<string> changed, List<string> warnings)
    {
        var about = new { done.FirstBatch, FirstEntry = (long)done.FirstBatch << Books.PlaceBits, Periods = done.Periods.ToArray() };
        var cases = await tx.QueryAsync<CaseChange>(Sql.Cases, about);
        cases.AddRange(Between(before, await BankCases()));
        cases.Sort(static (a, b) =>
        {
            var order = Math.Max(b.AmountBefore, b.AmountAfter).CompareTo(Math.Max(a.AmountBefore, a.AmountAfter));
            return order != 0 ? order : string.CompareOrdinal(a.CaseId, b.CaseId);
        });
        return new DecisionEffect(await tx.QueryAsync<AccountChange>(Sql.Accounts, about), await tx.QueryAsync<FileChange>(Sql.Files, about), cases, changed, warnings);
    }

    /// <summary>A sentence for each credit that is to be an employer's and whose remark names another one.</summary>
    public async Task<List<string>> OtherEmployers(List<DecisionItem> items, DecisionRow decision)
    {
        if (decision.ToEmployer is not { } goal) return [];
        var employers = (await tx.QueryAsync<(string Code, string Name)>(Sql.Employers)).ConvertAll(static one => new Employer(one.Code, one.Name, BankMode.Lump, null, null));
        var (all, others) = (new EmployerNames(employers), new EmployerNames(employers.Where(one => one.Code != goal)));
        var warnings = new List<string>();
        foreach (var (identity, counterparty, narrative) in await tx.QueryAsync<(string, string, string)>(Sql.Remarks, new { Identities = items.Select(static one => one.Subject).ToArray() }))
        {
            // A shorter name inside the employer's own names nobody else.
            if (all.Find(counterparty, narrative)?.Code == goal || others.Find(counterparty, narrative) is not { } other) continue;
            warnings.Add($"What the bank wrote of {identity} names {other.Code}, and the credit would be given to {goal}.");
        }
        return warnings;
    }

    private static IEnumerable<CaseChange> Between(List<BankCaseRow> before, List<BankCaseRow> after)
    {
        var (was, became) = (before.ToDictionary(static one => one.CaseId), after.ToDictionary(static one => one.CaseId));
        foreach (var id in was.Keys.Union(became.Keys))
        {
            var (old, now) = (was.GetValueOrDefault(id), became.GetValueOrDefault(id));
            if (old == now) continue;
            yield return new CaseChange(id, (now ?? old)!.Cause, old?.Amount ?? 0, now?.Amount ?? 0, old?.Held ?? 0, now?.Held ?? 0, old?.HeldIn, now?.HeldIn);
        }
    }

    private static class Sql
    {
        // Cases of bank entries: some for each month.
        public const string BankCases = "select case_id, cause, amount, held, held_in from bank_case_now where decision_no is null;";

        public const string Employers = "select employer, name from employer;";

        public const string Remarks = "select identity, counterparty, narrative from bank_entry where identity = any(@Identities) order by identity;";

        // A range of the primary key in each period.
        public const string Accounts = """
            select p.account, sum(p.credit - p.debit)::bigint as change, count(distinct p.member_id) as member_count
            from unnest(@Periods) as written (period)
            join posting p on p.period = written.period and p.entry_id >= @FirstEntry
            group by p.account
            having sum(p.credit - p.debit) <> 0
            order by p.account;
            """;

        public const string Files = """
            select u.period, u.employer, u.reported, coalesce(before.received, 0) as received_before, u.received as received_after
            from unit u
            left join unit before on before.cooperative_id = u.cooperative_id and before.period = u.period and before.employer = u.employer and before.revision = u.revision - 1
            where u.batch_no >= @FirstBatch
            order by u.period, u.employer, u.revision;
            """;

        // Two revisions of the units that were decided anew: ranges of the primary key.
        public const string Cases = """
            with revised as (
              select cooperative_id, period, employer, revision
              from unit
              where batch_no >= @FirstBatch
            ), before as (
              select c.*
              from revised r
              join open_case c on c.cooperative_id = r.cooperative_id and c.period = r.period and c.employer = r.employer and c.revision = r.revision - 1
              where c.decision_no is null
            ), after as (
              select c.*
              from revised r
              join open_case c on c.cooperative_id = r.cooperative_id and c.period = r.period and c.employer = r.employer and c.revision = r.revision
              where c.decision_no is null
            )
            select
              case_id, coalesce(a.cause, b.cause) as cause, coalesce(b.amount, 0) as amount_before, coalesce(a.amount, 0) as amount_after,
              coalesce(b.held, 0) as held_before, coalesce(a.held, 0) as held_after, b.held_in as held_in_before, a.held_in as held_in_after
            from before b
            full join after a using (cooperative_id, period, employer, case_id)
            where (b.cause, b.amount, b.held, b.held_in) is distinct from (a.cause, a.amount, a.held, a.held_in);
            """;
    }
}
