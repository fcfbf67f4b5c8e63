using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;

namespace DeductionGateway.Runs;

/// <summary>How a run that was asked for stands; the numbers are stored and are those of the wire.</summary>
internal enum RunJobState : short { Waiting = 1, Running = 2, Done = 3, Refused = 4, Failed = 5, Interrupted = 6 }

/// <summary>What happened to a run. Result: from when its period is stored, as the wire gives it.</summary>
internal sealed record RunEvent(int EventNo, short State, string Phase, int EmployersDone, int EmployerCount, long RowCount, byte[]? Result, string Reason);

/// <summary>A file that a run made. Length in bytes.</summary>
internal sealed record ResultFileRow(int JobNo, string Name, byte[] Sha256, long Length);

/// <summary>Runs that were asked for by the wire: only added to. A run is under way while its gateway holds the period's lock; whoever ends it does so once.</summary>
internal sealed class RunJobStore(Tx tx)
{
    /// <summary>Of a run that ended between its two transactions.</summary>
    public const string StoredOnly = "The period is stored; the run ended before summary.json and the files for people were made. Start the run again for them.";

    public const string CopyResults = "copy result_chunk (cooperative_id, period, job_no, name, chunk_no, bytes, key_no) from stdin (format binary)";

    /// <summary>Held to the end of the transaction. False: another gateway, or another run of this one, has it.</summary>
    public bool TryLock(long cooperative, PayPeriod period) => tx.Find<bool>(Sql.TryLock, new { Cooperative = cooperative, Period = period.Number });

    public Task<bool> TryLockAsync(long cooperative, PayPeriod period) => tx.FindAsync<bool>(Sql.TryLock, new { Cooperative = cooperative, Period = period.Number });

    /// <summary>Its number within the period, from 1.</summary>
    public Task<int> AddJob(long cooperative, PayPeriod period, string actor, DateTimeOffset at) =>
        tx.FindAsync<int>(Sql.AddJob, new { Cooperative = cooperative, Period = period.Number, Actor = actor, At = at });

    /// <summary>Whoever holds the lock knows that no run of the period is under way: those without an end were interrupted.</summary>
    public Task CloseOpen(PayPeriod period, DateTimeOffset at) => tx.ExecuteAsync(Sql.CloseOpen, new { Period = period.Number, At = at });

    public Task<List<int>> PeriodsWithOpen() => tx.QueryAsync<int>(Sql.PeriodsWithOpen);

    public void AddEvent(long cooperative, PayPeriod period, int job, RunEvent now, DateTimeOffset at) => tx.Execute(Sql.AddEvent, new
    {
        Cooperative = cooperative, Period = period.Number, Job = job, now.EventNo, At = at, now.State, now.Phase, now.EmployersDone, now.EmployerCount, now.RowCount, now.Result, now.Reason,
    });

    public void AddFaults(long cooperative, PayPeriod period, int job, IReadOnlyList<FileFault> faults) => tx.Execute(Sql.AddFaults, new
    {
        Cooperative = cooperative, Period = period.Number, Job = job, Files = faults.Select(static one => one.File).ToArray(), Lines = faults.Select(static one => one.Line).ToArray(),
        Columns = faults.Select(static one => one.Column).ToArray(), Codes = faults.Select(static one => one.Code).ToArray(), Texts = faults.Select(static one => Wire.Faults.Shown(one.Text)).ToArray(),
    });

    public void AddResult(long cooperative, PayPeriod period, ResultFileRow file) =>
        tx.Execute(Sql.AddResult, new { Cooperative = cooperative, Period = period.Number, file.JobNo, file.Name, file.Sha256, file.Length });

    /// <summary>Only the last run's results are kept: what it reads is kept, and gives them again.</summary>
    public void ForgetResultsBefore(PayPeriod period, int job) => tx.Execute(Sql.ForgetResults, new { Period = period.Number, Job = job });

    public Task<int?> LastJob(PayPeriod period) => tx.FindAsync<int?>(Sql.LastJob, new { Period = period.Number });

    public Task<bool> HasJob(PayPeriod period, int job) => tx.FindAsync<bool>(Sql.HasJob, new { Period = period.Number, Job = job });

    public Task<List<RunEvent>> EventsAfter(PayPeriod period, int job, int after) => tx.QueryAsync<RunEvent>(Sql.EventsAfter, new { Period = period.Number, Job = job, After = after });

    public Task<List<FileFault>> Faults(PayPeriod period, int job) => tx.QueryAsync<FileFault>(Sql.Faults, new { Period = period.Number, Job = job });

    public Task<List<ResultFileRow>> Results(PayPeriod period) => tx.QueryAsync<ResultFileRow>(Sql.Results, new { Period = period.Number });

    public async Task<byte[]?> ResultPiece(PayPeriod period, ResultFileRow file, int number) =>
        await tx.FindAsync<KeptBytes>(Sql.ResultPiece, new { Period = period.Number, file.JobNo, file.Name, Number = number }) is { } piece ? tx.Seal.Open(piece.KeyNo, piece.Bytes) : null;

    private static class Sql
    {
        public const string TryLock = "select pg_try_advisory_xact_lock(hashtextextended('run_job ' || @Cooperative || ' ' || @Period, 0));";

        // Whoever adds holds the period's lock, so nobody takes the same number.
        public const string AddJob = """
            insert into run_job (cooperative_id, period, job_no, actor, started)
            select @Cooperative, @Period, (select coalesce(max(job_no), 0) + 1 from run_job where period = @Period), @Actor, @At
            returning job_no;
            """;

        private const string IsOpen = "not exists (select 1 from run_job_event e where e.cooperative_id = j.cooperative_id and e.period = j.period and e.job_no = j.job_no and e.state >= 3)";

        // A run that had said that its period is stored is done, whatever became of its gateway.
        public const string CloseOpen = $"""
            insert into run_job_event (cooperative_id, period, job_no, event_no, at, state, phase, employers_done, employer_count, row_count, result, reason)
            select j.cooperative_id, j.period, j.job_no,
              (select coalesce(max(e.event_no), 0) + 1 from run_job_event e where e.cooperative_id = j.cooperative_id and e.period = j.period and e.job_no = j.job_no),
              @At, case when s.result is null then 6 else 3 end, '', coalesce(s.employers_done, 0), coalesce(s.employer_count, 0), coalesce(s.row_count, 0), s.result,
              case when s.result is null then 'The gateway ended before the run did; nothing of it was stored. Start it again.' else '{StoredOnly}' end
            from run_job j
            left join run_job_event s on s.cooperative_id = j.cooperative_id and s.period = j.period and s.job_no = j.job_no and s.result is not null
            where j.period = @Period and {IsOpen};
            """;

        public const string PeriodsWithOpen = $"select distinct j.period from run_job j where {IsOpen};";

        public const string AddEvent = """
            insert into run_job_event (cooperative_id, period, job_no, event_no, at, state, phase, employers_done, employer_count, row_count, result, reason)
            values (@Cooperative, @Period, @Job, @EventNo, @At, @State, @Phase, @EmployersDone, @EmployerCount, @RowCount, @Result, @Reason);
            """;

        public const string AddFaults = """
            insert into run_fault (cooperative_id, period, job_no, fault_no, file, line, place, code, text)
            select @Cooperative, @Period, @Job, f.no, f.file, f.line, f.place, f.code, f.text
            from unnest(@Files, @Lines, @Columns, @Codes, @Texts) with ordinality as f (file, line, place, code, text, no);
            """;

        public const string AddResult = """
            insert into result_file (cooperative_id, period, job_no, name, sha256, length)
            values (@Cooperative, @Period, @JobNo, @Name, @Sha256, @Length);
            """;

        public const string ForgetResults = "select forget_results(@Period, @Job);";
        public const string LastJob = "select max(job_no) from run_job where period = @Period;";
        public const string HasJob = "select exists (select 1 from run_job where period = @Period and job_no = @Job);";

        // At most one a second while the run goes on.
        public const string EventsAfter = """
            select event_no, state, phase, employers_done, employer_count, row_count, result, reason
            from run_job_event
            where period = @Period and job_no = @Job and event_no > @After
            order by event_no;
            """;

        public const string Faults = """
            select file, line, place as "column", code, text
            from run_fault
            where period = @Period and job_no = @Job
            order by fault_no;
            """;

        public const string Results = """
            select job_no, name, sha256, length
            from result_file
            where period = @Period and job_no = (select max(job_no) from result_file where period = @Period)
            order by name collate "C";
            """;

        public const string ResultPiece = "select key_no, bytes from result_chunk where period = @Period and job_no = @JobNo and name = @Name and chunk_no = @Number;";
    }
}
