using DeductionGateway.Contract.V1;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Schedule;

/// <summary>The schedule as the wire shows it: what was due and what came of it.</summary>
internal sealed class JobsService(Database database) : Contract.V1.Jobs.JobsBase
{
    public override async Task<ListJobRunsResponse> ListJobRuns(ListJobRunsRequest request, ServerCallContext context)
    {
        var (from, to) = WireDay.ReadStretch(request.FromDate, request.ToDate);
        var (list, size) = ($"jobs {request.Job} {(int)request.State} {request.FromDate} {request.ToDate}", PageToken.Size(request.Page));
        var before = PageToken.Key(request.Page, list, 1)?[0] ?? long.MaxValue;
        var rows = await database.Ask(Caller.Of(context), tx => new JobRunStore(tx).List(request.Job, (short)request.State, from, to, before, size + 1), context.CancellationToken);
        var answer = new ListJobRunsResponse { Page = rows.Count > size ? PageToken.Next(list, rows[size - 1].RunNo) : new Page() };
        answer.Runs.Add(rows.Take(size).Select(Run));
        return answer;
    }

    private static JobRun Run(JobRunRow row)
    {
        var run = new JobRun
        {
            RunNo = row.RunNo, Job = row.Job, BusinessDate = WireDay.Of(row.BusinessDate), Employer = row.Employer, State = (Contract.V1.JobRunState)row.State, RoundNo = row.RoundNo, AttemptCount = row.Attempts,
            Period = row.Period == 0 ? "" : WirePeriod.Of(row.Period), At = WireDay.Of(row.At), DurationMs = row.DurationMs, ItemCount = row.ItemCount, Reason = row.Reason,
        };
        if (row.Period != 0) (run.Reported, run.Received) = (WireMoney.Of(row.Reported), WireMoney.Of(row.Received));
        return run;
    }
}
