using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;

namespace DeductionGateway.Deductions;

/// <summary>An employer's period as it was decided. Profile: its text then, empty where there was none; payroll file and SHA-256 null where no answer had come.</summary>
internal sealed record DecidedUnit(int Revision, int BatchNo, int OriginPeriod, int RunNo, string? PayrollFile, byte[]? PayrollSha256, string Profile);

/// <summary>A row of a unit. Whole rupiah; findings: identity + 8 × amount + 64 × money + 1024 × period; bill: the billing line it speaks for, or would; taxonomy null: decided before it was kept.</summary>
internal sealed record DecidedLine(
    int Record, int RowNo, int? BillNo, string Code, short LineClass, long Expected, long Reported, long Received, long Held, short Findings, string Rule, string? Taxonomy);

/// <summary>A case of a unit's row; candidates: member numbers joined by a bar.</summary>
internal sealed record CaseOfLine(string CaseId, int Record, short LineClass, string Taxonomy, string Code, string Candidates, bool IsResolved);

internal sealed record ClassOfLines(short LineClass, long Rows, long Reported, long Received);

/// <summary>What all short rows of a bill report together, whole rupiah.</summary>
internal sealed record ShortBill(int BillNo, long Reported);

/// <summary>Reads what was decided of an employer's lines, as the service or as gateway_employer: only columns that employers may read.</summary>
internal sealed class ReturnLinesStore(Tx tx)
{
    /// <param name="revision">0 = the latest.</param>
    public Task<DecidedUnit?> Unit(PayPeriod period, string employer, int revision) => tx.FindAsync<DecidedUnit>(Sql.Unit, new { Period = period.Number, Employer = employer, Revision = revision });

    /// <summary>The unit as one batch decided it, whatever was decided since.</summary>
    public Task<DecidedUnit?> UnitOfBatch(PayPeriod period, string employer, int batchNo) => tx.FindAsync<DecidedUnit>(Sql.UnitOfBatch, new { Period = period.Number, Employer = employer, BatchNo = batchNo });

    public async Task<bool> IsEmployer(string employer) => await tx.FindAsync<int>(Sql.CountEmployers, new { Employer = employer }) > 0;

    /// <summary>The next records of the file that have a row which is asked for.</summary>
    /// <param name="lineClass">Number of the class; -1 = any.</param>
    public Task<List<int>> Records(PayPeriod period, string employer, DecidedUnit unit, int after, int lineClass, bool onlyOpen, int most) => tx.QueryAsync<int>(
        Sql.Records, new { Period = period.Number, Employer = employer, unit.BatchNo, unit.Revision, After = after, LineClass = lineClass, OnlyOpen = onlyOpen, Most = most });

    /// <summary>All rows of these records, in their order.</summary>
    public Task<List<DecidedLine>> Lines(PayPeriod period, DecidedUnit unit, int[] records) => tx.QueryAsync<DecidedLine>(Sql.OfRecords, new { Period = period.Number, unit.BatchNo, Records = records });

    public Task<List<CaseOfLine>> Cases(PayPeriod period, string employer, DecidedUnit unit, int[] records) =>
        tx.QueryAsync<CaseOfLine>(Sql.Cases, new { Period = period.Number, Employer = employer, unit.Revision, Records = records });

    /// <summary>Bills that several short rows speak for.</summary>
    public Task<List<ShortBill>> ShortBills(PayPeriod period, DecidedUnit unit) => tx.QueryAsync<ShortBill>(Sql.ShortBills, new { Period = period.Number, unit.BatchNo });

    /// <summary>From here on <see cref="NextLines"/> gives all rows of the file by record, sorted once; one unit in a transaction.</summary>
    public Task OpenLines(PayPeriod period, DecidedUnit unit) => tx.ExecuteAsync(Sql.OpenLines, new { Period = period.Number, unit.BatchNo });

    /// <summary>The next rows, 10,000 at most; none at the end.</summary>
    public Task<List<DecidedLine>> NextLines() => tx.QueryAsync<DecidedLine>(Sql.NextLines);

    public Task<List<ClassOfLines>> Classes(PayPeriod period, DecidedUnit unit) => tx.QueryAsync<ClassOfLines>(Sql.Classes, new { Period = period.Number, unit.BatchNo });

    private static class Sql
    {
        // One to a few revisions.
        private const string Units = """
            select revision, batch_no, origin_period, run_no, payroll_file, payroll_sha256, profile
            from unit
            """;

        public const string Unit = $"""
            {Units}
            where period = @Period and employer = @Employer and (@Revision = 0 or revision = @Revision)
            order by revision desc
            limit 1;
            """;

        public const string UnitOfBatch = $"{Units} where period = @Period and employer = @Employer and batch_no = @BatchNo;";

        public const string CountEmployers = "select count(*)::int from employer where employer = @Employer;";

        // The batch's range of the index by record, from where the page before ended and no further than this one goes.
        public const string Records = """
            select l.record
            from line l
            where l.period = @Period and l.batch_no = @BatchNo and l.record > 0 and l.record > @After and (@LineClass < 0 or l.class = @LineClass)
              and (not @OnlyOpen or (l.class <> 0 and l.rule not like '%+confirmed' and not exists (
                select 1 from open_case c
                where c.period = @Period and c.employer = @Employer and c.revision = @Revision and c.record = l.record and c.class = l.class and c.code = coalesce(l.code, '') and c.decision_no is not null)))
            group by l.record
            order by l.record
            limit @Most;
            """;

        private const string Columns = """
            select
              l.record, l.row_no, coalesce(l.billing_no, l.candidate_billing_no) as bill_no, coalesce(l.code, '') as code, l.class as line_class, l.expected, l.reported, l.received,
              l.a_suspense as held, l.findings, l.rule, l.taxonomy
            from line l
            """;

        public const string OfRecords = $"""
            {Columns}
            where l.period = @Period and l.batch_no = @BatchNo and l.record > 0 and l.record = any(@Records)
            order by l.record, l.row_no;
            """;

        // Cases of one revision: a range of the primary key.
        public const string Cases = """
            select c.case_id, c.record, c.class as line_class, c.taxonomy, c.code, c.candidates, c.decision_no is not null as is_resolved
            from open_case c
            join unnest(@Records) as wanted (record) on wanted.record = c.record
            where c.period = @Period and c.employer = @Employer and c.revision = @Revision and c.class is not null
            order by c.case_id;
            """;

        // As the answers for people add them up: rows of the period that do not fill their bill.
        public const string ShortBills = """
            select coalesce(l.billing_no, l.candidate_billing_no) as bill_no, sum(l.reported)::bigint as reported
            from line l
            where l.period = @Period and l.batch_no = @BatchNo and coalesce(l.billing_no, l.candidate_billing_no) is not null
              and l.findings / 8 % 8 = 1 and l.findings / 1024 = 0 and l.class not in (5, 7, 11) and (l.class <> 6 or l.rule like '%+confirmed')
            group by 1
            having count(*) > 1
            order by 1;
            """;

        public const string OpenLines = $"""
            declare lines no scroll cursor for
            {Columns}
            where l.period = @Period and l.batch_no = @BatchNo and l.record > 0
            order by l.record, l.row_no;
            """;

        public const string NextLines = "fetch 10000 from lines;";

        public const string Classes = "select class as line_class, rows::bigint, reported, received from unit_class where period = @Period and batch_no = @BatchNo order by class;";
    }
}
