using DeductionGateway.Core.Basics;
using DeductionGateway.Tests.Banks;

namespace DeductionGateway.Tests.Schedule;

/// <summary>The schedule goes to every bank that may be called, and none waits for another.</summary>
public sealed class BankJobsTests(BankClients clients) : IClassFixture<BankClients>
{
    [Fact]
    public async Task One_silent_bank_and_one_that_lies_take_nothing_from_the_others()
    {
        var stop = TestContext.Current.CancellationToken;
        var (silent, lying, other) = (await clients.NewBank(), await clients.NewBank(), await clients.NewBank());
        using var ofSilent = await clients.NewPartner(silent, ("\"timeout_seconds\": 15", "\"timeout_seconds\": 1"));
        using var ofLying = await clients.NewPartner(lying);
        using var ofOther = await clients.NewPartner(other);
        silent.Trouble = (_, _, http) => silent.Silence(http);
        lying.Falsify = static answer => answer["balance"]![0]!["endingBalance"]!["value"] = "1.00";
        foreach (var bank in (TestBank[])[silent, lying, other]) bank.Book(new BankRow(clients.Clock.GetUtcNow(), 1_000, "SETOR"));
        clients.Database.AsSuperuser<long>("insert into cooperative (code, name) values ('without', 'without banks') returning cooperative_id;");
        await clients.Round(stop);
        clients.Database.AsSuperuser<long>("select cooperative_id from pushed_posting;").ShouldBe([ofOther.CooperativeId]);
        clients.Jobs.Lines.Select(static line => line.Split(": ", 2)[1]).Order(StringComparer.Ordinal).ShouldBe(
        [
            "Bank bank gave no statement now; what it showed before is taken.",
            $"The statement of bank bank is refused: {JakartaTime.DayOf(clients.Clock.GetUtcNow()):yyyy-MM-dd}: The balance before, 1000000000.00, with the rows does not come to the balance after, 1.00.",
        ]);
        clients.Database.AsSuperuser<(long, string, short, long)>("""
            select cooperative_id, job, state, item_count from job_run_event where state > 2 order by 1;
            """).ShouldBe([(ofSilent.CooperativeId, "statement-pull", 5, 0), (ofLying.CooperativeId, "statement-pull", 5, 0), (ofOther.CooperativeId, "statement-pull", 3, 1)], "a cooperative without banks has no row");
        await clients.Round(stop);
        silent.Calls.Count.ShouldBe(silent.Calls.Count(static call => call.Path == "access-token/b2b"), "until the next half hour nothing is asked again");
        clients.Database.AsSuperuser<long>("select count(*) from job_run_event where state > 2;").ShouldBe([3]);
    }
}
