using DeductionGateway.Data;

namespace DeductionGateway.Banks;

/// <summary>Who told of a posting.</summary>
internal enum FactSource
{
    Statement = 1,
    Call = 2,
}

/// <summary>What is kept of a row that told of a posting.</summary>
/// <param name="Reference">The row's own identity.</param>
internal sealed record RowEvidence(string BankRef, bool IsReversal, string Reference, byte[] Sha256);

/// <param name="Words">Line by line.</param>
internal sealed record ToldRow(string BankRef, DateOnly ValueDate, long Amount, string Text, string Words, string VaNo)
{
    public Told Told => new(BankRef, ValueDate, Amount, Text, Words.Split('\n', StringSplitOptions.RemoveEmptyEntries), VaNo);
}

/// <summary>Who told of postings, and which statements were taken: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class EvidenceStore(Tx tx)
{
    /// <summary>Who would tell of one account's postings waits for who does: what both tell of is found by the second.</summary>
    public Task Lock(Partner partner) => tx.ExecuteAsync(Sql.Lock, new { Name = $"{partner.CooperativeId} {partner.Account}" });

    /// <summary>Postings of these days that the one source told of and the other did not, in the order of their days.</summary>
    public async Task<List<Told>> Lonely(Partner partner, FactSource told, FactSource untold, DateOnly first, DateOnly last) => (await tx.QueryAsync<ToldRow>(Sql.Lonely, new
    {
        partner.Account, partner.Actor, Told = (short)told, Untold = (short)untold, First = first, Last = last,
    })).ConvertAll(static row => row.Told);

    /// <summary>Of these identities of rows those that told of a posting before, with its reference.</summary>
    public async Task<Dictionary<(string Reference, bool IsReversal), string>> Known(string partner, IReadOnlyCollection<string> references) =>
        (await tx.QueryAsync<(string Reference, bool IsReversal, string BankRef)>(Sql.Known, new { Partner = partner, References = references.ToArray() })).ToDictionary(static one => (one.Reference, one.IsReversal), static one => one.BankRef);

    /// <summary>The posting that a call with this id told of; null where none did.</summary>
    public Task<string?> OfCall(string partner, string reference) => tx.FindAsync<string>(Sql.OfCall, new { Partner = partner, Reference = reference });

    public Task AddRows(Partner partner, IReadOnlyCollection<RowEvidence> rows, DateTimeOffset at) => tx.ExecuteAsync(Sql.AddRows, new
    {
        Cooperative = partner.CooperativeId, partner.Account, Partner = partner.Name, At = at, Refs = rows.Select(static row => row.BankRef).ToArray(), Reversals = rows.Select(static row => row.IsReversal).ToArray(),
        References = rows.Select(static row => row.Reference).ToArray(), Hashes = rows.Select(static row => row.Sha256).ToArray(),
    });

    public Task AddCall(Partner partner, string bankRef, string reference, IReadOnlyCollection<string> words, string vaNo, byte[] sha256, DateTimeOffset at) => tx.ExecuteAsync(Sql.AddCall, new
    {
        Cooperative = partner.CooperativeId, partner.Account, BankRef = bankRef, Partner = partner.Name, Reference = reference, Words = words.ToArray(), VaNo = vaNo, At = at, Sha256 = sha256,
    });

    public Task AddPull(Partner partner, DateTimeOffset at, DateOnly first, DateOnly last, int rows, SideTotal credits, SideTotal debits) => tx.ExecuteAsync(Sql.AddPull, new
    {
        Cooperative = partner.CooperativeId, Partner = partner.Name, At = at, First = first, Last = last, Rows = rows, Credit = credits.Amount, Debit = debits.Amount,
    });

    /// <summary>The last day of the statements that were taken; null where none was.</summary>
    public Task<DateOnly?> LastDay(string partner) => tx.FindAsync<DateOnly?>(Sql.LastDay, new { Partner = partner });

    private static class Sql
    {
        public const string Lock = "select pg_advisory_xact_lock(hashtextextended('bank_evidence ' || @Name, 0));";

        // Postings of a window's days, by the index on the value date; evidence by its key.
        public const string Lonely = """
            select p.bank_ref, p.value_date, p.amount, case when e.source = 1 then p.narrative || ' ' || p.bank_ref else '' end as text, array_to_string(e.words, chr(10)) as words, e.va_no
            from pushed_posting p
            join bank_evidence e on e.cooperative_id = p.cooperative_id and e.account = p.account and e.bank_ref = p.bank_ref and e.is_reversal = p.is_reversal and e.source = @Told
            where p.account = @Account and p.actor = @Actor and not p.is_reversal and p.value_date between @First and @Last
              and not exists (
                select 1 from bank_evidence o
                where o.cooperative_id = p.cooperative_id and o.account = p.account and o.bank_ref = p.bank_ref and o.is_reversal = p.is_reversal and o.source = @Untold)
            order by p.value_date, p.at, p.bank_ref collate "C";
            """;

        public const string Known = "select reference, is_reversal, bank_ref from bank_evidence where partner = @Partner and source = 1 and reference = any(@References);";
        public const string OfCall = "select bank_ref from bank_evidence where partner = @Partner and source = 2 and reference = @Reference;";

        public const string AddRows = """
            insert into bank_evidence (cooperative_id, account, bank_ref, is_reversal, source, partner, reference, words, va_no, at, sha256)
            select @Cooperative, @Account, r.bank_ref, r.is_reversal, 1, @Partner, r.reference, '{}', '', @At, r.sha256
            from unnest(@Refs, @Reversals, @References, @Hashes) as r (bank_ref, is_reversal, reference, sha256);
            """;

        public const string AddCall = """
            insert into bank_evidence (cooperative_id, account, bank_ref, is_reversal, source, partner, reference, words, va_no, at, sha256)
            values (@Cooperative, @Account, @BankRef, false, 2, @Partner, @Reference, @Words, @VaNo, @At, @Sha256)
            on conflict do nothing;
            """;

        public const string AddPull = """
            insert into bank_pull (cooperative_id, partner, at, first_day, last_day, row_count, credit, debit)
            values (@Cooperative, @Partner, @At, @First, @Last, @Rows, @Credit, @Debit)
            on conflict do nothing;
            """;

        public const string LastDay = "select max(last_day) from bank_pull where partner = @Partner;";
    }
}
