using DeductionGateway.Data;

namespace DeductionGateway.Ledger;

/// <summary>Which entries: of a period, after an id; account 0 and member "" are all.</summary>
internal readonly record struct EntryFilter(int Period, int Account, string MemberNo, long After, int Rows);

internal sealed record EntryRow(int Period, long EntryId, DateOnly EntryDate, short Source, string Reference, long? Reverses);

/// <summary>Whole rupiah; member "" where the account is shared.</summary>
internal sealed record PostingRow(long EntryId, int Account, string MemberNo, string Product, long Debit, long Credit);

/// <summary>Whole rupiah.</summary>
internal sealed record AccountRow(int Account, long Debit, long Credit);

internal sealed record StatementMember(long MemberId, string MemberNo, string Name, string Employer);

/// <summary>Debit less credit before the first day, whole rupiah.</summary>
internal sealed record OpeningRow(int Account, string Product, long Balance);

/// <summary>Whole rupiah.</summary>
internal sealed record MemberPostingRow(
    int Period, long EntryId, DateOnly EntryDate, short Source, string Reference, int Account, string Product, long Debit, long Credit);

/// <summary>Reads the ledger of one cooperative; row-level security bounds every statement to it.</summary>
internal sealed class LedgerStore(Tx tx)
{
    public async Task<(List<EntryRow> Entries, List<PostingRow> Postings)> List(EntryFilter filter)
    {
        var entries = await tx.QueryAsync<EntryRow>(filter.Account == 0 && filter.MemberNo.Length == 0 ? Sql.Entries : Sql.EntriesOf, filter);
        var postings = await tx.QueryAsync<PostingRow>(Sql.Postings, new { filter.Period, Ids = entries.Select(static entry => entry.EntryId).ToArray() });
        return (entries, postings);
    }

    public async Task<List<AccountRow>> TrialBalance(DateOnly? upTo)
    {
        return upTo is { } day ? await tx.QueryAsync<AccountRow>(Sql.TrialBalanceUpTo, new { UpTo = day }) : await tx.QueryAsync<AccountRow>(Sql.TrialBalance);
    }

    public async Task<(StatementMember Member, List<OpeningRow> Openings, List<MemberPostingRow> Postings)?> Statement(string memberNo, DateOnly? from, DateOnly? to, int rows)
    {
        if (await tx.FindAsync<StatementMember>(Sql.Member, new { MemberNo = memberNo }) is not { } member) return null;
        var openings = from is { } first ? await tx.QueryAsync<OpeningRow>(Sql.Openings, new { member.MemberId, From = first }) : [];
        var days = new { member.MemberId, From = from ?? DateOnly.MinValue, To = to ?? DateOnly.MaxValue, Rows = rows };
        return (member, openings, await tx.QueryAsync<MemberPostingRow>(Sql.MemberPostings, days));
    }

    private static class Sql
    {
        // A range of the primary key.
        public const string Entries = """
            select period, entry_id, entry_date, source, reference, reverses
            from journal_entry
            where period = @Period and entry_id > @After
            order by entry_id
            limit @Rows;
            """;

        // Postings of the period's partition are looked at by entry until the page is full.
        public const string EntriesOf = """
            select e.period, e.entry_id, e.entry_date, e.source, e.reference, e.reverses
            from journal_entry e
            where e.period = @Period and e.entry_id > @After
              and exists (
                select 1 from posting p
                left join member m on m.cooperative_id = p.cooperative_id and m.member_id = p.member_id
                where p.cooperative_id = e.cooperative_id and p.period = e.period and p.entry_id = e.entry_id
                  and (@Account = 0 or p.account = @Account) and (@MemberNo = '' or m.member_no = @MemberNo))
            order by e.entry_id
            limit @Rows;
            """;

        // Each entry's range of the primary key, and each member by his. As joins they were planned, in the first minute after a period was loaded and
        // before the server had counted it, as one pass over the period's postings and one over the members for each.
        public const string Postings = """
            select
              p.entry_id, p.account, coalesce((select m.member_no from member m where m.cooperative_id = p.cooperative_id and m.member_id = p.member_id), '') as member_no,
              p.product, p.debit, p.credit
            from unnest(@Ids) as one (entry_id)
            cross join lateral (
              select entry_id, posting_no, cooperative_id, account, member_id, product, debit, credit
              from posting
              where period = @Period and entry_id = one.entry_id
              offset 0) p
            order by p.entry_id, p.posting_no;
            """;

        // All postings of the cooperative: shared accounts keep no total.
        public const string TrialBalance = """
            select account, sum(debit)::bigint as debit, sum(credit)::bigint as credit
            from posting
            group by account
            order by account;
            """;

        public const string TrialBalanceUpTo = """
            select p.account, sum(p.debit)::bigint as debit, sum(p.credit)::bigint as credit
            from posting p
            join journal_entry e on e.cooperative_id = p.cooperative_id and e.period = p.period and e.entry_id = p.entry_id
            where e.entry_date <= @UpTo
            group by p.account
            order by p.account;
            """;

        // Members of the cooperative are read once: no index leads from the number.
        public const string Member = "select member_id, member_no, name, employer from member where member_no = @MemberNo;";

        // Postings have no index by member: all of the cooperative are read.
        public const string Openings = """
            select p.account, p.product, sum(p.debit - p.credit)::bigint as balance
            from posting p
            join journal_entry e on e.cooperative_id = p.cooperative_id and e.period = p.period and e.entry_id = p.entry_id
            where p.member_id = @MemberId and e.entry_date < @From
            group by p.account, p.product;
            """;

        public const string MemberPostings = """
            select p.period, p.entry_id, e.entry_date, e.source, e.reference, p.account, p.product, p.debit, p.credit
            from posting p
            join journal_entry e on e.cooperative_id = p.cooperative_id and e.period = p.period and e.entry_id = p.entry_id
            where p.member_id = @MemberId and e.entry_date between @From and @To
            order by e.entry_date, p.period, p.entry_id, p.posting_no
            limit @Rows;
            """;
    }
}
