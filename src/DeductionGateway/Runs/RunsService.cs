using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Runs;

/// <summary>Runs as the wire shows them: what each reconciliation decided.</summary>
internal sealed class RunsService(Database database, TimeProvider time, CancellationToken stopping) : Contract.V1.Runs.RunsBase
{
    /// <summary>How soon a watcher sees a later run: one small query by each.</summary>
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(1);

    public override async Task<ListRunsResponse> ListRuns(ListRunsRequest request, ServerCallContext context)
    {
        var period = request.Period.Length == 0 ? 0 : Period(request.Period).Number;
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
        await Find(Caller.Of(context), Period(request.Period), request.RunNo, context.CancellationToken) ?? throw Faults.NotFound("run", $"{request.Period}/{request.RunNo}");

    public override async Task WatchRun(WatchRunRequest request, IServerStreamWriter<Run> responseStream, ServerCallContext context)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, stopping);
        var (caller, period) = (Caller.Of(context), Period(request.Period));
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

    private async Task<Run?> Find(Caller caller, PayPeriod period, int runNo, CancellationToken stop)
    {
        var found = await database.Ask(caller, tx => new RunsStore(tx).Find(period.Number, runNo), stop);
        if (found is not { } known) return null;
        var run = new Run { Summary = Summary(known.Run) };
        run.Units.Add(known.Units.Select(Unit));
        run.Classes.Add(known.Classes.Select(Count));
        return run;
    }

    private static PayPeriod Period(string text) =>
        PayPeriod.Parse(System.Text.Encoding.UTF8.GetBytes(text)) ?? throw Faults.Invalid("period", $"'{text}' is no pay period; yyyy-mm is wanted, such as 2026-02.");

    private static string Text(int period) => PayPeriod.FromNumber(period)!.Value.ToString();

    private static RunSummary Summary(RunRow row) => new()
    {
        Period = Text(row.Period), RunNo = row.RunNo, InputSha256 = row.InputSha256, UnitCount = row.UnitCount, OpenUnitCount = row.OpenUnitCount,
        Reported = WireMoney.Of(row.Reported), Received = WireMoney.Of(row.Received),
    };

    private static RunUnit Unit(RunUnitRow row) => new()
    {
        Period = Text(row.Period), Employer = row.Employer, Revision = row.Revision, PayrollFile = row.PayrollFile, Reported = WireMoney.Of(row.Reported),
        Received = WireMoney.Of(row.Received), Money = (MoneyFinding)(row.Finding + WireEnum.Offset), IsOpen = row.IsOpen, IsSuperseded = row.IsSuperseded,
    };

    private static ClassCount Count(ClassRow row) => new()
    {
        LineClass = (LineClass)(row.Class + WireEnum.Offset), RowCount = row.Rows, Reported = WireMoney.Of(row.Reported), Received = WireMoney.Of(row.Received),
    };
}
