using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Runs;

/// <summary>Runs as the wire shows them: what each reconciliation decided.</summary>
internal sealed class RunsService(Database database, RunJobs jobs, TimeProvider time, CancellationToken stopping) : Contract.V1.Runs.RunsBase
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromMilliseconds(250L);

    /// <summary>Looks without news after which a watcher asks whether the run is alive.</summary>
    private const int PatientLooks = 8;

    /// <summary>How soon a watcher sees a later run: one small query by each.</summary>
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var period = request.Period.Length == 0 ? 0 : WirePeriod.Read(request.Period).Number;
        var (list, size) = ($"runs {period}", PageToken.Size(request.Page));
        var after = PageToken.Key(request.Page, list, 2) ?? [int.MaxValue, int.MaxValue];
        var caller = Caller.Of(context);
        var rows = await database.Ask(caller, tx => new RunsStore(tx).List(period, after[0], after[1], size + 1), context.CancellationToken);
        var answer = new ListRunsResponse { Page = new Page() };
        answer.Runs.Add(rows.Take(size).Select(Summary));
        if (rows.Count > size) answer.Page = PageToken.Next(list, rows[size - 1].Period, rows[size - 1].RunNo);
        return answer;
    }

    public override async Task<Run> GetRun(GetRunRequest request, ServerCallContext context) =>
        await Find(Caller.Of(context), WirePeriod.Read(request.Period), request.RunNo, context.CancellationToken) ?? throw Faults.NotFound("run", $"{request.Period}/{request.RunNo}");

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<Run> responseStream, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        int? seen = null;
        Run? last = null;
        while (true)
        {
            var batch = await database.Ask(caller, tx => new RunsStore(tx).LastBatch(), end.Token);
            if (batch != seen)
            {
                var run = await Find(caller, period, request.RunNo, end.Token) ?? throw Faults.NotFound("run", $"{request.Period}/{request.RunNo}");
                if (!run.Equals(last)) await responseStream.WriteAsync(last = run, end.Token);
                seen = batch;
            }
            await Task.Delay(WatchInterval, time, end.Token);
        }
    }

    public override Task<RunJob> StartRun(StartRunRequest request, ServerCallContext context) => jobs.Start(request, WirePeriod.Read(request.Period), context);

    public override async Task WatchRunProgress(WatchRunProgressRequest request, IServerStreamWriter<RunProgress> responseStream, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        var job = await database.Ask(caller, async tx =>
        {
            var store = new RunJobStore(tx);
            var no = request.JobNo == 0 ? await store.LastJob(period) : request.JobNo;
            return no is { } known && await store.HasJob(period, known) ? known : 0;
        }, end.Token);
        if (job == 0) throw Faults.NotFound("started run", $"{request.Period}/{request.JobNo}");
        for (var (seen, looks) = (0, 1); ; looks++)
        {
            var events = await database.Ask(caller, tx => new RunJobStore(tx).EventsAfter(period, job, seen), end.Token);
            foreach (var one in events)
            {
                await responseStream.WriteAsync(await Progress(caller, period, job, one, end.Token), end.Token);
                if (one.State >= (short)RunJobState.Done) return;
                (seen, looks) = (one.EventNo, 0);
            }
            if (looks % PatientLooks == 0) await jobs.CloseDead(caller.CooperativeId, period, end.Token);
            await Task.Delay(ProgressInterval, time, end.Token);
        }
    }

    public override async Task GetRunResultFile(GetRunResultFileRequest request, IServerStreamWriter<Google.Api.HttpBody> responseStream, ServerCallContext context)
    {
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        var (file, view) = await database.Write(caller.CooperativeId, async tx =>
        {
            var found = (await new RunJobStore(tx).Results(period)).Find(one => one.Name == request.Name) ?? throw Faults.NotFound("result", $"{period}/{request.Name}");
            var shown = ResultView.Of(found.Name, caller.Role);
            // Before the first byte, as for the files that came in.
            await Access.Audit.Write(tx, time.GetUtcNow(), caller.CooperativeId, caller.Actor, "file.get", $"{period}/results/{found.Name}", shown is null ? "given" : "given masked");
            return (found, shown);
        }, context.CancellationToken);
        // Each piece is a question of its own: a slow receiver holds no connection.
        var sent = 0L;
        for (var number = 0; sent < file.Length || number == 0; number++)
        {
            var piece = await database.Ask(caller, tx => new RunJobStore(tx).ResultPiece(period, file, number), context.CancellationToken);
            if (piece is null && file.Length > 0) throw Faults.Of(StatusCode.Aborted, $"A later run took the place of this {request.Name}; ask again.", Faults.Info("RESULT_REPLACED"));
            sent += piece?.Length ?? 0;
            var data = view is null ? piece ?? [] : view.Masked(piece, isLast: sent >= file.Length);
            await responseStream.WriteAsync(new Google.Api.HttpBody { ContentType = MediaType(file.Name), Data = Google.Protobuf.UnsafeByteOperations.UnsafeWrap(data) }, context.CancellationToken);
        }
    }

    private async Task<RunProgress> Progress(Caller caller, PayPeriod period, int job, RunEvent now, CancellationToken stop)
    {
        var progress = new RunProgress
        {
            JobNo = job, State = (RunState)now.State, Phase = now.Phase, EmployersDone = now.EmployersDone, EmployerCount = now.EmployerCount, RowCount = now.RowCount, Reason = now.Reason,
        };
        if (now is { State: (short)RunJobState.Done, Result: { } result })
        {
            progress.Result = RunResult.Parser.ParseFrom(result);
            var files = await database.Ask(caller, tx => new RunJobStore(tx).Results(period), stop);
            progress.Result.Files.Add(files.Where(file => file.JobNo == job).Select(static file => new ResultFile { Name = file.Name, Length = file.Length, Sha256 = Convert.ToHexStringLower(file.Sha256) }));
        }
        if (now.State != (short)RunJobState.Refused) return progress;
        var faults = await database.Ask(caller, tx => new RunJobStore(tx).Faults(period, job), stop);
        progress.Faults.Add(faults.Select(static one => new FileFault { File = one.File, Line = one.Line, Column = one.Column, Code = one.Code, Text = one.Text }));
        return progress;
    }

    private static string MediaType(string name) => Path.GetExtension(name) switch
    {
        ".csv" => "text/csv; charset=utf-8",
        ".json" => "application/json",
        ".xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/octet-stream",
    };

    private async Task<Run?> Find(Caller caller, PayPeriod period, int runNo, CancellationToken stop)
    {
        var found = await database.Ask(caller, tx => new RunsStore(tx).Find(period.Number, runNo), stop);
        if (found is not { } known) return null;
        var run = new Run { Summary = Summary(known.Run) };
        run.Units.Add(known.Units.Select(Unit));
        run.Classes.Add(known.Classes.Select(Count));
        return run;
    }

    private static RunSummary Summary(RunRow row) => new()
    {
        Period = WirePeriod.Of(row.Period), RunNo = row.RunNo, InputSha256 = row.InputSha256, UnitCount = row.UnitCount, OpenUnitCount = row.OpenUnitCount,
        Reported = WireMoney.Of(row.Reported), Received = WireMoney.Of(row.Received),
    };

    private static RunUnit Unit(RunUnitRow row) => new()
    {
        Period = WirePeriod.Of(row.Period), Employer = row.Employer, Revision = row.Revision, PayrollFile = row.PayrollFile, Reported = WireMoney.Of(row.Reported),
        Received = WireMoney.Of(row.Received), Money = (MoneyFinding)(row.Finding + WireEnum.Offset), IsOpen = row.IsOpen, IsSuperseded = row.IsSuperseded,
    };

    private static ClassCount Count(ClassRow row) => new()
    {
        LineClass = (LineClass)(row.Class + WireEnum.Offset), RowCount = row.Rows, Reported = WireMoney.Of(row.Reported), Received = WireMoney.Of(row.Received),
    };
}
