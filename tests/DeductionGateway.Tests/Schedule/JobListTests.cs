using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Wire;

namespace DeductionGateway.Tests.Schedule;

/// <summary>The schedule over the wire: rows as they stand, the last noted first, of one cooperative, and of what was asked for.</summary>
public sealed class JobListTests(BusinessServer server) : IClassFixture<BusinessServer>
{
    private Jobs.JobsClient Jobs => new(server.Channel);

    [Fact]
    public async Task Pages_are_all_rows_of_the_filter_the_last_noted_first()
    {
        using var node = new ScheduledNode(server.Cooperatives.Database, "first");
        for (var day = 0; day < 5; day++)
        {
            await node.Runner.Tick("verify-ledger");
            node.Clock.Move(TimeSpan.FromDays(1));
        }
        (await Runs(new ListJobRunsRequest { Page = new PageRequest { Size = 2 } })).Select(static run => run.BusinessDate).ShouldBe(["2026-03-14", "2026-03-13", "2026-03-12", "2026-03-11", "2026-03-10"]);
        (await Runs(new ListJobRunsRequest { Job = "match-and-settle" })).ShouldBeEmpty();
        (await Runs(new ListJobRunsRequest { State = JobRunState.Failed })).ShouldBeEmpty();
        var run = (await Runs(new ListJobRunsRequest { Job = "verify-ledger", State = JobRunState.Done, FromDate = "2026-03-12", ToDate = "2026-03-12" })).ShouldHaveSingleItem();
        run.At.ShouldBe("2026-03-12T05:00:00.000Z");
        run.ShouldBe(new JobRun(run) { Job = "verify-ledger", BusinessDate = "2026-03-12", State = JobRunState.Done, RoundNo = 1, AttemptCount = 1, ItemCount = 11 });
        (await Runs(new ListJobRunsRequest(), server.Second)).Select(static one => one.RunNo).ShouldNotContain(run.RunNo);
    }

    [Fact]
    public async Task When_a_job_last_ended_well_and_what_is_overdue_is_told_for_each_cooperative()
    {
        using var node = new ScheduledNode(server.Cooperatives.Database, "watched");
        await node.Runner.Tick("verify-ledger");
        await ScheduledNode.Note(server.Cooperatives.Database, node.Cooperative, "nobody-does-it", new DateOnly(2026, 3, 8), new DateOnly(2026, 3, 9), new DateOnly(2026, 3, 10));
        using var watch = new DeductionGateway.Schedule.ScheduleWatch(server.Cooperatives.Database.Database, node.Clock);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var watching = watch.Watch(enough.Token);
        string[] lines;
        do lines = (await server.Rest.GetStringAsync(new Uri(server.Http, DeductionGateway.Wire.Telemetry.Path), enough.Token)).Split('\n');
        while (!watching.IsCompleted && !Array.Exists(lines, static line => line.StartsWith("gateway_job_overdue", StringComparison.Ordinal)));
        if (watching.IsCompleted) await watching;
        string Value(string name, string job) => Array.Find(lines, line => line.StartsWith(name + "{", StringComparison.Ordinal) && line.Contains("cooperative=\"watched\"", StringComparison.Ordinal) && line.Contains($"job=\"{job}\"", StringComparison.Ordinal))!.Split("} ")[1].Split(' ')[0];
        Value("gateway_job_overdue", "nobody-does-it").ShouldBe("2");
        Value("gateway_job_last_done_seconds", "nobody-does-it").ShouldBe("0");
        Value("gateway_job_last_done_seconds", "verify-ledger").ShouldBe("1773118800", "2026-03-10T05:00:00Z");
        lines.ShouldContain(static line => line.StartsWith("gateway_job_duration_seconds_count{", StringComparison.Ordinal) && line.Contains("state=\"Done\"", StringComparison.Ordinal));
        await enough.CancelAsync();
        await watching;
    }

    [Fact]
    public void States_of_the_wire_are_those_that_are_stored() =>
        Enum.GetValues<DeductionGateway.Schedule.JobRunState>().Select(static state => $"{(int)state} {state}").ShouldBe(Enum.GetValues<JobRunState>().Where(static state => state != 0).Select(static state => $"{(int)state} {state}"));

    private async Task<List<JobRun>> Runs(ListJobRunsRequest request, Grpc.Core.Metadata? who = null)
    {
        var all = new List<JobRun>();
        for (request = new ListJobRunsRequest(request) { Page = request.Page ?? new PageRequest() }; ; )
        {
            var answer = await Jobs.ListJobRunsAsync(request, who ?? server.First);
            all.AddRange(answer.Runs);
            if (answer.Page.NextToken.Length == 0) return all;
            request.Page.Token = answer.Page.NextToken;
        }
    }
}
