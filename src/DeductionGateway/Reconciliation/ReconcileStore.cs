using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>What a run reads of the past and writes of itself. Row-level security bounds every statement to the transaction's cooperative.</summary>
internal sealed class ReconcileStore(Tx tx)
{
    /// <summary>Finds or makes the cooperative, locks its row for the run, and binds the transaction to it.</summary>
    public long ClaimCooperative(string code, string name)
    {
        tx.Execute(Sql.AddCooperative, new { Code = code, Name = name });
        var id = tx.Find<long>(Sql.LockCooperative, new { Code = code });
        tx.ActFor(id);
        PlanForSets();
        return id;
    }

    /// <summary>As <see cref="ClaimCooperative"/> does, of one that is known.</summary>
    public const string HoldCooperative = "select 1 from cooperative where cooperative_id = @Cooperative for update;";

    /// <summary>Fresh partitions have no statistics yet; a run reads sets in primary-key order, where a merge is right and a nested loop ruinous.</summary>
    public void PlanForSets() => tx.Execute("set local enable_nestloop = off;");

    public void PlanAsUsual() => tx.Execute("set local enable_nestloop = on;");

    /// <summary>What is posted of decisions about bank entries.</summary>
    public List<CasePosting> CasePostings() => tx.Query<CasePosting>(Sql.CasePostings);

    public void AddCasePosting(long cooperative, long decision, string caseId, PayPeriod period, int batch, bool isPosted) => tx.Execute(
        Sql.AddCasePosting, new { Cooperative = cooperative, Decision = decision, CaseId = caseId, Period = period.Number, Batch = batch, IsPosted = isPosted });

    /// <summary>Cases of these bank entries as they are now.</summary>
    public List<BankCase> BankCases(string[] identities) => tx.Query<BankCase>(Sql.BankCases, new { Identities = identities });

    /// <summary>Entries as they are read now, each with the decision that says so; null where rules do.</summary>
    public List<(StoredBankEntry Entry, long? DecisionNo)> EntriesNow(string[] identities)
    {
        var decisions = tx.Query<(string Identity, long? DecisionNo)>(Sql.ReadersNow, new { Identities = identities }).ToDictionary(static one => one.Identity, static one => one.DecisionNo, StringComparer.Ordinal);
        return tx.Query<StoredBankEntry>(Sql.EntriesNow, new { Identities = identities }).ConvertAll(entry => (entry, decisions[entry.Identity]));
    }

    /// <summary>What rules last read of an entry, whatever people said since.</summary>
    public EntryReading RuleReading(string identity) => tx.Find<EntryReading>(Sql.RuleReading, new { Identity = identity })!;

    public void AddReading(long cooperative, string identity, int revision, int period, EntryReading reading, long? decision) => tx.Execute(Sql.AddReading, new
    {
        Cooperative = cooperative, Identity = identity, Revision = revision, Period = period, reading.Kind, reading.Employer, reading.MemberNo, reading.Code, reading.ForPeriod, reading.MemberKey, reading.ByName,
        reading.Cancels, reading.HomePeriod, Decision = decision,
    });

    public HeldCredits HeldCredits() => new(tx.Query<StoredHeld>(Sql.HeldCredits));

    public Resolutions Resolutions() => Resolutions([], null);

    /// <summary>The decisions that hold, and some as if they did.</summary>
    /// <param name="without">A decision as if it did not.</param>
    public Resolutions Resolutions(IReadOnlyList<Resolution> asIf, long? without) =>
        new([.. tx.Query<Resolution>(Sql.Resolutions).Where(one => one.DecisionNo != without).Concat(asIf).OrderBy(static one => one.DecisionNo)]);

    /// <summary>The batches of an approved decision: up to this one.</summary>
    public void AddCaseBatch(long cooperative, long decision, int lastBatch) => tx.Execute(Sql.AddCaseBatch, new { Cooperative = cooperative, Decision = decision, LastBatch = lastBatch });

    public int LastBatch() => tx.Find<int>(Sql.LastBatch);
    public int LastRun(PayPeriod period) => tx.Find<int>(Sql.LastRun, new { Period = period.Number });
    public byte[]? BillingOf(PayPeriod period) => tx.Find<byte[]>(Sql.BillingOf, new { Period = period.Number });
    public bool IsKnownInput(PayPeriod period, byte[] hash) => tx.Find<int>(Sql.IsKnownInput, new { Period = period.Number, Hash = hash }) > 0;
    public byte[]? LatestInput(PayPeriod period) => tx.Find<byte[]>(Sql.LatestInput, new { Period = period.Number });
    public List<StoredUnit> LatestUnits() => tx.Query<StoredUnit>(Sql.LatestUnits);
    public List<(string MemberNo, long MemberId)> Members() => tx.Query<(string, long)>(Sql.Members);
    public List<string> Accounts() => tx.Query<string>(Sql.Accounts);
    public HashSet<string> KeptFiles() => [.. tx.Query<string>(Sql.KeptFiles)];
    public int LastStatement() => tx.Find<int>(Sql.LastStatement);
    public List<StoredReading> Readings(string[] identities) => tx.Query<StoredReading>(Sql.Readings, new { Identities = identities });
    public HashSet<(string, string)> Confirmations() => [.. tx.Query<(string, string)>(Sql.Confirmations)];
    public List<StoredTie> Ties() => tx.Query<StoredTie>(Sql.Ties);

    /// <summary>Credits of these units (autodebits: at home there), and those that name no period; what was cancelled is left out.</summary>
    public List<StoredBankEntry> OpenCredits(IReadOnlyCollection<UnitName> units) => tx.Query<StoredBankEntry>(
        Sql.OpenCredits, new { Periods = units.Select(static unit => unit.Period.Number).ToArray(), Employers = units.Select(static unit => unit.Employer).ToArray() });

    /// <summary>Earlier entries that a reversal of this folder may take back.</summary>
    public List<StoredBankEntry> Cancellable(long[] amounts, string[] reversals) => tx.Query<StoredBankEntry>(Sql.Cancellable, new { Amounts = amounts, Reversals = reversals });

    /// <summary>What earlier folders booked and these entries may be another form of: what banks told, and what equals something that they tell here.</summary>
    public List<BankEntry> Told(IReadOnlyList<BankEntry> entries) => entries.Count == 0 ? [] : tx.Query<StoredBankEntry>(Sql.Told, new
    {
        From = entries.Min(static entry => entry.ValueDate).AddDays(-ToldEntries.MostDays), To = entries.Max(static entry => entry.ValueDate).AddDays(ToldEntries.MostDays),
        Amounts = entries.Where(ToldEntries.IsTold).Select(static entry => entry.Amount).Distinct().ToArray(),
    }).ConvertAll(static one => one.Entry);

    /// <summary>Those of the identities that are booked.</summary>
    public HashSet<string> Booked(IReadOnlyList<string> identities) => [.. tx.Query<string>(Sql.Booked, new { Identities = identities.ToArray() })];

    /// <summary>Entries that folders booked as these payouts, or as their return.</summary>
    public List<StoredBankEntry> BookedPayouts(string[] references) => tx.Query<StoredBankEntry>(Sql.BookedPayouts, new { References = references });

    /// <summary>Reversals of these amounts that take nothing back that is known, or something that only their remark or amount says.</summary>
    public List<StoredBankEntry> WaitingReversals(long[] amounts) => tx.Query<StoredBankEntry>(Sql.WaitingReversals, new { Amounts = amounts });

    /// <summary>The folders that read any of these entries anew, and so moved their receipts.</summary>
    public List<int> ReadersOf(string[] identities) => tx.Query<int>(Sql.ReadersOf, new { Identities = identities });

    /// <summary>Those of the entries that a reversal took back which these are not.</summary>
    public HashSet<string> TakenBack(string[] identities, string[] reversals) => [.. tx.Query<string>(Sql.TakenBack, new { Identities = identities, Reversals = reversals })];

    /// <summary>The unit's rows as they were decided before this folder.</summary>
    public HashSet<StoredLine> LinesBefore(StoredUnit unit, PayPeriod folder) =>
        [.. tx.Query<StoredLine>(Sql.LinesBefore, new { unit.Period, unit.Employer, Folder = folder.Number })];

    /// <summary>Entries of all batches of the unit that are not reversals and that no reversal takes back.</summary>
    public List<StoredEntry> EntriesInForce(UnitName unit)
    {
        var inForce = new InForce();
        foreach (var (origin, batch) in tx.Query<(int, int)>(Sql.BatchesOf, new { Period = unit.Period.Number, unit.Employer }))
        {
            inForce.Add(origin, tx.Stream(Sql.EntriesOfBatch, ("period", origin), ("from", (long)batch << Books.PlaceBits), ("to", (long)(batch + 1) << Books.PlaceBits)));
        }
        return inForce.Entries();
    }

    /// <summary>Entries of one batch that are not reversals and that none of the batch takes back.</summary>
    public List<StoredEntry> EntriesOfBatch(int period, int batch)
    {
        var inForce = new InForce();
        inForce.Add(period, tx.Stream(Sql.EntriesOfBatch, ("period", period), ("from", (long)batch << Books.PlaceBits), ("to", (long)(batch + 1) << Books.PlaceBits)));
        return inForce.Entries();
    }

    /// <summary>Receipts and reversals of bank entries, by reference, that no reversal of ours takes back. Periods: the folders that may have posted them.</summary>
    public List<StoredEntry> ReceiptsInForce(string[] references, int[] periods)
    {
        var inForce = new InForce();
        foreach (var period in periods) inForce.Add(period, tx.Stream(Sql.EntriesByReference, ("period", period), ("references", references)));
        return inForce.Entries();
    }

    /// <summary>Entries put together from their postings; what a reversal takes back drops out with it.</summary>
    private sealed class InForce
    {
        private readonly Dictionary<long, StoredEntry> _entries = [];
        private readonly List<long> _takenBack = [];

        public void Add(int period, IEnumerable<System.Data.Common.DbDataReader> rows)
        {
            foreach (var row in rows)
            {
                if (!row.IsDBNull(4))
                {
                    _takenBack.Add(row.GetInt64(4));
                    continue;
                }
                var id = row.GetInt64(0);
                if (!_entries.TryGetValue(id, out var entry)) _entries[id] = entry = new StoredEntry(period, id, row.GetFieldValue<DateOnly>(1), row.GetInt16(2), row.GetString(3), []);
                entry.Postings.Add(new StoredPosting(row.GetInt32(5), row.IsDBNull(6) ? 0 : row.GetInt64(6), row.GetString(7), row.GetInt64(8), row.GetInt64(9)));
            }
        }

        public List<StoredEntry> Entries()
        {
            foreach (var id in _takenBack) _entries.Remove(id);
            return [.. _entries.Values];
        }
    }

    /// <summary>Every entry that stems from this folder, whichever run posted it, in order, posting by posting.</summary>
    public IEnumerable<(long EntryId, DateOnly Date, short Source, string Reference, StoredPosting Posting)> Journal(PayPeriod period)
    {
        foreach (var row in tx.Stream(Sql.Journal, ("period", period.Number)))
        {
            yield return (row.GetInt64(0), row.GetFieldValue<DateOnly>(1), row.GetInt16(2), row.GetString(3),
                new StoredPosting(row.GetInt32(4), row.IsDBNull(5) ? 0 : row.GetInt64(5), row.GetString(6), row.GetInt64(7), row.GetInt64(8)));
        }
    }

    /// <summary>A file kept with a period, whole; the latest run's where it changed.</summary>
    public (string Name, byte[] Bytes)? KeptFile(PayPeriod period, string name)
    {
        var sha256 = tx.Find<byte[]>(Sql.KeptFile, new { Period = period.Number, Name = name });
        return sha256 is null ? null : (name, KeptBytes(sha256));
    }

    public byte[] KeptBytes(byte[] sha256)
    {
        var chunks = tx.Query<KeptBytes>(Sql.Chunks, new { Sha256 = sha256 }).ConvertAll(kept => tx.Seal.Open(kept.KeyNo, kept.Bytes));
        var bytes = new byte[chunks.Sum(static chunk => chunk.Length)];
        var at = 0;
        foreach (var chunk in chunks)
        {
            chunk.CopyTo(bytes, at);
            at += chunk.Length;
        }
        return bytes;
    }

    public void EnsurePeriod(PayPeriod period) => tx.Execute(Sql.EnsurePeriod, new { Period = period.Number });

    public void AddRun(long cooperative, PayPeriod period, int runNo, byte[] inputHash, byte[] billingSha256, int lastBatch) => tx.Execute(
        Sql.AddRun, new { Cooperative = cooperative, Period = period.Number, RunNo = runNo, InputHash = inputHash, BillingSha256 = billingSha256, LastBatch = lastBatch });

    public void AddEmployer(long cooperative, string employer, string name, short bankMode) => tx.Execute(
        Sql.AddEmployer, new { Cooperative = cooperative, Employer = employer, Name = name, BankMode = bankMode });

    public void AddAccount(long cooperative, string account, string currency) => tx.Execute(
        Sql.AddAccount, new { Cooperative = cooperative, Account = account, Currency = currency });

    public void AddConfirmation(long cooperative, string proposal, string memberNo, PayPeriod period) => tx.Execute(
        Sql.AddConfirmation, new { Cooperative = cooperative, Proposal = proposal, MemberNo = memberNo, Period = period.Number });

    public void AddTie(long cooperative, string employer, NewTie tie) => tx.Execute(
        Sql.AddTie, new { Cooperative = cooperative, Employer = employer, tie.Identity, tie.Period, tie.Kind, tie.From, tie.Amount, tie.Revision });

    private static class Sql
    {
        public const string AddCooperative = "insert into cooperative (code, name) values (@Code, @Name) on conflict (code) do nothing;";
        public const string LockCooperative = "select cooperative_id from cooperative where code = @Code for update;";
        public const string LastBatch = "select greatest((select coalesce(max(last_batch), 0) from run), (select coalesce(max(last_batch), 0) from case_batch));";
        public const string LastRun = "select coalesce(max(run_no), 0) from run where period = @Period;";
        public const string BillingOf = "select billing_sha256 from run where period = @Period order by run_no desc limit 1;";
        public const string LatestInput = "select input_hash from run where period = @Period order by run_no desc limit 1;";
        public const string IsKnownInput = "select count(*)::int from run where period = @Period and input_hash = @Hash;";
        public const string Members = "select member_no, member_id from member;";
        public const string Accounts = "select account from bank_account;";
        public const string KeptFiles = "select encode(sha256, 'hex') from source_chunk where chunk_no = 0;";
        public const string LastStatement = "select coalesce(max(statement_no), 0) from bank_statement;";
        public const string Confirmations = "select proposal, member_no from confirmation;";
        public const string AddCaseBatch = "insert into case_batch (cooperative_id, decision_no, last_batch) values (@Cooperative, @Decision, @LastBatch);";
        public const string Chunks = "select key_no, bytes from source_chunk where sha256 = @Sha256 order by chunk_no;";

        public const string CasePostings = "select decision_no, case_id, period, batch_no from case_posting_now;";

        public const string AddCasePosting = """
            insert into case_posting (cooperative_id, decision_no, case_id, period, batch_no, is_posted)
            values (@Cooperative, @Decision, @CaseId, @Period, @Batch, @IsPosted);
            """;

        public const string BankCases = "select case_id, held, since from bank_case_now where identity = any(@Identities);";

        public const string ReadersNow = "select identity, decision_no from bank_entry_now where identity = any(@Identities);";

        public const string EntriesNow = $"select {EntryColumns} from bank_entry_now e where e.identity = any(@Identities) order by e.identity;";

        // What named two owners was once written as a word for the key of what nobody is named by.
        public const string RuleReading = """
            select
              case when kind = 0 and member_key = 'two' then 8::smallint else kind end as kind, employer, member_no, code, for_period,
              case when kind = 0 and member_key = 'two' then '' else member_key end as member_key, by_name, cancels, home_period
            from (
              select 0 as revision, kind, employer, member_no, code, for_period, member_key, by_name, cancels, home_period from bank_entry where identity = @Identity
              union all
              select revision, kind, employer, member_no, code, for_period, member_key, by_name, cancels, home_period from entry_reading where identity = @Identity and decision_no is null) r
            order by revision desc
            limit 1;
            """;

        public const string AddReading = """
            insert into entry_reading (cooperative_id, identity, revision, period, kind, employer, member_no, code, for_period, member_key, by_name, cancels, home_period, decision_no)
            values (@Cooperative, @Identity, @Revision, @Period, @Kind, @Employer, @MemberNo, @Code, @ForPeriod, @MemberKey, @ByName, @Cancels, @HomePeriod, @Decision);
            """;

        // Employers' credits that ever waited: some for each employer and year.
        public const string HeldCredits = """
            select distinct on (identity) identity, revision, employer, amount
            from held_credit
            order by identity, revision desc;
            """;

        // One row a case that was decided; waiting and taking back are read where they are shown.
        public const string Resolutions = """
            select i.decision_no, d.kind as kind_number, i.case_id, i.period, i.employer, i.subject, i.amount, i.account, i.member_no, d.to_employer, d.to_period, d.business_date
            from decision_in_force d
            join case_decided_item i on i.cooperative_id = d.cooperative_id and i.decision_no = d.decision_no
            where d.kind <> 8
            order by i.decision_no, i.case_id;
            """;

        public const string Readings = """
            select
              e.identity, e.period, e.revision, e.kind, e.employer, e.member_no, e.code, e.for_period, e.member_key, e.by_name, e.cancels, e.home_period,
              coalesce(r.period, e.period) as read_by, e.decision_no
            from bank_entry_now e
            left join entry_reading r on r.cooperative_id = e.cooperative_id and r.identity = e.identity and r.revision = e.revision
            where e.identity = any(@Identities);
            """;

        // Making a period's partitions needs each parent alone, in this order. Whoever takes all five in the same order, before it reads or
        // writes any, waits for that; taking one now and another later ended in a deadlock.
        public const string EnsurePeriod = """
            select ensure_period(@Period);
            lock table billing_line, line, journal_entry, posting, account_total in row exclusive mode;
            """;

        // One row a unit: periods × employers.
        public const string LatestUnits = """
            select distinct on (period, employer)
              period, employer, revision, batch_no, origin_period, payroll_file, payroll_sha256, profile, reported, duplicates, received, finding, is_open, has_cases
            from unit
            order by period, employer, revision desc;
            """;

        private const string EntryColumns = """
            e.identity, e.account, e.bank_ref, e.value_date, e.booking_date, e.amount, e.currency::text, e.occurrence, e.is_reversal,
            e.counterparty, e.narrative, e.kind, e.employer, e.member_no, e.code, e.for_period, e.member_key, e.by_name, e.period, e.home_period, e.revision as reading_revision
            """;

        public const string OpenCredits = $"""
            select {EntryColumns}
            from bank_entry_now e
            where e.amount > 0 and not e.is_reversal and e.employer is not null
              and not exists (select 1 from bank_entry_now r where r.cooperative_id = e.cooperative_id and r.cancels = e.identity)
              and (e.home_period is null and e.for_period is null or exists (
                select 1 from unnest(@Periods, @Employers) as u (period, employer)
                where u.period = coalesce(e.home_period, e.for_period) and u.employer = e.employer))
            order by e.identity;
            """;

        public const string Cancellable = $"""
            select {EntryColumns}
            from bank_entry_now e
            where e.amount = any(@Amounts) and not e.is_reversal
              and not exists (
                select 1 from bank_entry_now r where r.cooperative_id = e.cooperative_id and r.cancels = e.identity and r.identity <> all(@Reversals));
            """;

        // By the index on what was told, and by the days where something is told here.
        public const string Told = $"""
            select {EntryColumns}
            from bank_entry_now e
            where starts_with(e.bank_ref, '{ToldEntries.Prefix}') and e.value_date between @From and @To
            union
            select {EntryColumns}
            from bank_entry_now e
            where cardinality(@Amounts) > 0 and e.amount = any(@Amounts) and e.value_date between @From and @To
            order by identity;
            """;

        public const string Booked = "select identity from bank_entry where identity = any(@Identities);";

        // One or two for each payout of four months.
        public const string BookedPayouts = $"""
            select {EntryColumns}
            from payout_entry_now p
            join bank_entry_now e on e.cooperative_id = p.cooperative_id and e.identity = p.identity
            where p.reference = any(@References)
            order by e.identity;
            """;

        public const string WaitingReversals = $"""
            select {EntryColumns}
            from bank_entry_now e
            left join bank_entry taken on taken.cooperative_id = e.cooperative_id and taken.identity = e.cancels
            where e.amount = any(@Amounts) and e.is_reversal and (taken.identity is null or taken.bank_ref <> e.bank_ref)
            order by e.identity;
            """;

        public const string ReadersOf = "select distinct period from entry_reading where identity = any(@Identities);";

        public const string TakenBack = "select cancels from bank_entry_now where cancels = any(@Identities) and identity <> all(@Reversals);";

        public const string BatchesOf = "select origin_period, batch_no from unit where period = @Period and employer = @Employer order by revision;";

        // One batch: a range of both primary keys, said twice so that no plan reads more, whatever the statistics of a fresh partition.
        public const string EntriesOfBatch = """
            select e.entry_id, e.entry_date, e.source, e.reference, e.reverses, p.account, p.member_id, p.product, p.debit, p.credit
            from journal_entry e
            join posting p on p.cooperative_id = e.cooperative_id and p.period = e.period and p.entry_id = e.entry_id
            where e.period = @period and e.entry_id >= @from and e.entry_id < @to and p.period = @period and p.entry_id >= @from and p.entry_id < @to
            order by e.entry_id, p.posting_no;
            """;

        // Only where a reading changed: the period's partition is read once.
        public const string EntriesByReference = """
            select e.entry_id, e.entry_date, e.source, e.reference, e.reverses, p.account, p.member_id, p.product, p.debit, p.credit
            from journal_entry e
            join posting p on p.cooperative_id = e.cooperative_id and p.period = e.period and p.entry_id = e.entry_id
            where e.period = @period and p.period = @period and e.reference = any(@references)
            order by e.entry_id, p.posting_no;
            """;

        public const string Journal = """
            select e.entry_id, e.entry_date, e.source, e.reference, p.account, p.member_id, p.product, p.debit, p.credit
            from journal_entry e
            join posting p on p.cooperative_id = e.cooperative_id and p.period = e.period and p.entry_id = e.entry_id
            where e.period = @period
            order by e.entry_id, p.posting_no;
            """;

        // One row a tie by name or of a rest: some for each employer and year.
        public const string Ties = $"""
            select distinct on (t.identity, t.period, t.kind)
              t.employer as tied_to, t.period as tied_period, t.kind as tie_kind, t.from_period, t.amount as tied_amount, t.revision,
              exists (select 1 from bank_entry_now r where r.cooperative_id = e.cooperative_id and r.cancels = e.identity) as is_cancelled, {EntryColumns}
            from credit_tie t
            join bank_entry_now e on e.cooperative_id = t.cooperative_id and e.identity = t.identity
            order by t.identity, t.period, t.kind, t.revision desc;
            """;

        public const string LinesBefore = """
            select l.record, l.billing_no, l.candidate_billing_no, l.code, l.class, l.reported, l.received
            from line l
            where l.period = @Period and l.batch_no = (
              select u.batch_no from unit u
              where u.period = @Period and u.employer = @Employer and u.origin_period < @Folder
              order by u.revision desc limit 1);
            """;

        // Of the latest run that noted its files: one that it no longer had is none.
        public const string KeptFile = """
            select sha256 from folder_file
            where period = @Period and name = @Name and run_no = (select max(run_no) from folder_file where period = @Period);
            """;

        public const string AddRun = """
            insert into run (cooperative_id, period, run_no, input_hash, billing_sha256, last_batch)
            values (@Cooperative, @Period, @RunNo, @InputHash, @BillingSha256, @LastBatch);
            """;

        public const string AddEmployer = """
            insert into employer (cooperative_id, employer, name, bank_mode) values (@Cooperative, @Employer, @Name, @BankMode)
            on conflict do nothing;
            """;

        public const string AddAccount = """
            insert into bank_account (cooperative_id, account, currency) values (@Cooperative, @Account, @Currency) on conflict do nothing;
            """;

        public const string AddConfirmation = """
            insert into confirmation (cooperative_id, proposal, member_no, period) values (@Cooperative, @Proposal, @MemberNo, @Period)
            on conflict do nothing;
            """;

        public const string AddTie = """
            insert into credit_tie (cooperative_id, identity, period, kind, employer, from_period, amount, revision)
            values (@Cooperative, @Identity, @Period, @Kind, @Employer, @From, @Amount, @Revision);
            """;
    }
}
