using DeductionGateway.Data;

namespace DeductionGateway.Runs;

/// <summary>A run in one row. Amounts in whole rupiah.</summary>
internal sealed record RunRow(int Period, int RunNo, string InputSha256, int UnitCount, int OpenUnitCount, long Reported, long Received);

/// <summary>One employer's period as a run decided it. Amounts in whole rupiah; finding: number of the money finding.</summary>
internal sealed record RunUnitRow(
    int Period, string Employer, int Revision, string PayrollFile, long Reported, long Received, short Finding, bool IsOpen, bool IsSuperseded);

/// <summary>Rows of one class. Amounts in whole rupiah.</summary>
internal sealed record ClassRow(short Class, long Rows, long Reported, long Received);

/// <summary>Reads runs; row-level security bounds every statement to one cooperative.</summary>
internal sealed class RunsStore(Tx tx)
{
    public Task<List<RunRow>> List(int period, long beforePeriod, long beforeRun, int rows) =>
        tx.QueryAsync<RunRow>(Sql.List, new { Period = period, BeforePeriod = beforePeriod, BeforeRun = beforeRun, Rows = rows });

    public async Task<(RunRow Run, List<RunUnitRow> Units, List<ClassRow> Classes)?> Find(int period, int runNo)
    {
        var key = new { Period = period, RunNo = runNo };
        if (await tx.FindAsync<RunRow>(Sql.Find, key) is not { } run) return null;
        return (run, await tx.QueryAsync<RunUnitRow>(Sql.Units, key), await tx.QueryAsync<ClassRow>(Sql.Classes, key));
    }

    /// <summary>Number of the period's latest run; 0 where there is none. For a run, which has a thread of its own.</summary>
    public int LastRun(int period) => tx.Find<int>(Sql.LastRun, new { Period = period });

    public Task<int> LastBatch() => tx.FindAsync<int>(Sql.LastBatch);

    private static class Sql
    {
        // Every run that brought something new, a few each month, and every decision of a person.
        public const string LastBatch = "select greatest((select coalesce(max(last_batch), 0) from run), (select coalesce(max(last_batch), 0) from case_batch));";

        public const string LastRun = "select coalesce(max(run_no), 0) from run where period = @Period;";

        private const string Columns = """
            r.period, r.run_no, encode(r.input_hash, 'hex') as input_sha256, count(u.employer)::int as unit_count, (count(*) filter (where u.is_open))::int as open_unit_count,
            coalesce(sum(u.reported), 0)::bigint as reported, coalesce(sum(u.received), 0)::bigint as received
            from run r
            left join unit u on u.cooperative_id = r.cooperative_id and u.origin_period = r.period and u.run_no = r.run_no
            """;

        // Units: periods × employers × revisions, read whole.
        public const string List = $"""
            select {Columns}
            where (@Period = 0 or r.period = @Period) and (r.period, r.run_no) < (@BeforePeriod, @BeforeRun)
            group by r.cooperative_id, r.period, r.run_no
            order by r.period desc, r.run_no desc
            limit @Rows;
            """;

        public const string Find = $"""
            select {Columns}
            where r.period = @Period and r.run_no = @RunNo
            group by r.cooperative_id, r.period, r.run_no;
            """;

        public const string Units = """
            select
              u.period, u.employer, u.revision, coalesce(u.payroll_file, '') as payroll_file, u.reported, u.received, u.finding, u.is_open,
              exists (
                select 1 from unit l
                where l.cooperative_id = u.cooperative_id and l.period = u.period and l.employer = u.employer and l.revision > u.revision) as is_superseded
            from unit u
            where u.origin_period = @Period and u.run_no = @RunNo
            order by u.period, u.employer;
            """;

        // A batch is one unit.
        public const string Classes = """
            select c.class, sum(c.rows)::bigint as rows, sum(c.reported)::bigint as reported, sum(c.received)::bigint as received
            from unit u
            join unit_class c on c.cooperative_id = u.cooperative_id and c.period = u.period and c.batch_no = u.batch_no
            where u.origin_period = @Period and u.run_no = @RunNo
            group by c.class
            order by c.class;
            """;
    }
}
