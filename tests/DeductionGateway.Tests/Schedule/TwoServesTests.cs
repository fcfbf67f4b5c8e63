using System.Collections.Immutable;
using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Periods;
using DeductionGateway.Samples;
using DeductionGateway.Schedule;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Schedule;

/// <summary>
/// Two gateways on one database go through a sped-up month, and again and again one of them is killed. Each job and business date took effect once, and the ledger is the one
/// of a schedule that nobody disturbed.
/// </summary>
public sealed class TwoServesTests(TestCluster cluster) : IDisposable
{
    private const string Cooperative = "KOP-TWO", Verify = "verify-ledger";
    private static readonly int DaysOfTheMonth = ProofSize.Of(15, 30);
    private readonly Scratch _scratch = new();
    private readonly GatewayProcess?[] _serves = new GatewayProcess?[2];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Whichever_is_killed_the_month_is_the_one_of_an_undisturbed_schedule()
    {
        var seed = Random.Shared.Next();
        var random = new SeededRandom((ulong)seed);
        var folder = DataFolder.Generate(_scratch["folder"], ProofSize.Of(300, 3_000), 11, "2026-02", Cooperative);
        var facts = Facts(folder);
        var undisturbed = await Undisturbed(facts);
        using var database = new TestDatabase(cluster);
        using var node = new ScheduledNode(database, Cooperative, []);
        // A day is two seconds, or in full ten, so that the month takes five minutes.
        var clock = new ClockFile(_scratch["clock"]).Show(new(2026, 3, 1, 0, 0, 0, JakartaTime.Offset), ProofSize.Of(43_200, 8_640));
        foreach (var which in (int[])[0, 1]) Start(which, database, clock);
        WaitUntil(() => Rows(database, Verify).Count > 0, "the first day is noted");
        var first = Rows(database, Verify)[0].BusinessDate;
        var (kills, put) = (0, 0);
        var mostKills = ProofSize.Of(5, int.MaxValue);
        while (put < facts.Count || kills < ProofSize.Of(5, 1) || Rows(database, Verify)[^1].BusinessDate < first.AddDays(DaysOfTheMonth))
        {
            // Facts come while the gateways die; the next one when the last is settled, so that both schedules settle the same ones in the same order.
            if (put < facts.Count && IsSettled(database))
            {
                foreach (var (name, bytes) in facts[put]) await ScheduledNode.Put(database, node.Cooperative, name, bytes);
                put++;
            }
            if (kills >= mostKills)
            {
                await Task.Delay(100, Stop);
                continue;
            }
            await Task.Delay(random.Below(ProofSize.Of(1_500, 4_000)), Stop);
            var victim = random.Below(2);
            _serves[victim]!.Signal(GatewayProcess.Killed);
            _serves[victim]!.End();
            kills++;
            Start(victim, database, clock);
        }
        WaitUntil(() => IsSettled(database) && Rows(database, Verify).TrueForAll(row => row.BusinessDate > first.AddDays(DaysOfTheMonth) || row.Is >= JobRunState.Done), "everything that was due has ended");
        foreach (var serve in _serves)
        {
            serve!.Signal(GatewayProcess.Terminate);
            serve.End().ExitCode.ShouldBe(ExitCode.Done);
        }
        Check(database, first, undisturbed, $"seed {seed}, {kills} kills");
        ProofSize.Say($"{DaysOfTheMonth} days with {kills} kills, seed {seed}: {facts.Count} facts settled, {Begun(database)} rounds begun, each ended once, the ledger as undisturbed");
    }

    public void Dispose()
    {
        foreach (var serve in _serves) serve?.Dispose();
        _scratch.Dispose();
    }

    /// <summary>What comes in, one after the other: first all but the answers and a part of the bank's word; then answers, some at a time; half-way the rest of the bank's word.</summary>
    private static List<ImmutableArray<(string Name, byte[] Bytes)>> Facts(string folder)
    {
        const string lateBank = "bank-2.csv";
        var files = Directory.EnumerateFiles(folder).Select(static path => Path.GetFileName(path)).Where(static name => FileNames.KindOf(name) is not null).Order(StringComparer.Ordinal)
            .Select(name => (Name: name, Bytes: File.ReadAllBytes(Path.Combine(folder, name)))).ToList();
        var answers = files.FindAll(static file => FileNames.KindOf(file.Name) == FileKind.Payroll).Chunk(ProofSize.Of(5, 1)).Select(static some => some.ToImmutableArray()).ToList();
        answers.Insert(answers.Count / 2, [.. files.Where(static file => file.Name == lateBank)]);
        return [[.. files.Where(static file => FileNames.KindOf(file.Name) != FileKind.Payroll && file.Name is not lateBank)], .. answers];
    }

    /// <summary>The same facts in the same order, settled by one gateway whose clock stands.</summary>
    private async Task<string> Undisturbed(List<ImmutableArray<(string Name, byte[] Bytes)>> facts)
    {
        using var database = new TestDatabase(cluster);
        using var node = new ScheduledNode(database, Cooperative);
        foreach (var some in facts)
        {
            foreach (var (name, bytes) in some) await node.Put(name, bytes);
            await node.Runner.Tick(MatchAndSettleJob.Name);
            node.Rows(MatchAndSettleJob.Name).ShouldAllBe(static row => row.Is == JobRunState.Done);
        }
        using var connection = database.Database.OpenAsOwner();
        return LedgerPicture.Of(connection);
    }

    private static void Check(TestDatabase database, DateOnly first, string undisturbed, string what)
    {
        var proved = Rows(database, Verify).FindAll(row => row.BusinessDate <= first.AddDays(DaysOfTheMonth));
        proved.Select(static row => row.BusinessDate).ShouldBe(Enumerable.Range(0, DaysOfTheMonth + 1).Select(first.AddDays), what);
        proved.ShouldAllBe(static row => row.Is == JobRunState.Done && row.ItemCount == 11, what);
        Rows(database, MatchAndSettleJob.Name).ShouldAllBe(static row => row.Is == JobRunState.Done, what);
        database.AsSuperuser<string>("""
            select format('%s %s %s round %s ended %s times', job, business_date, employer, round_no, count(*))
            from job_run_event where state >= 3 group by job, business_date, employer, round_no having count(*) <> 1;
            """).ShouldBeEmpty(what);
        using var connection = database.Database.OpenAsOwner();
        LedgerPicture.Of(connection).ShouldBe(undisturbed, what);
        using var output = new StringWriter();
        Troubles.Answer(["verify-ledger", "--database", database.ConnectionString], output, output, CancellationToken.None).ShouldBe(ExitCode.Done, output.ToString());
    }

    /// <summary>Every employer whose answer is in has a round that ended and rests on what is there now.</summary>
    private static bool IsSettled(TestDatabase database)
    {
        var rows = Rows(database, MatchAndSettleJob.Name);
        var ready = database.Database.Ask(new WholeCooperative(database.AsSuperuser<long>("select cooperative_id from cooperative;")[0]), static async tx =>
        {
            var ready = new List<(string, byte[])>();
            foreach (var draft in await DraftFacts.Between(tx, new(2026, 2), new(2026, 2))) ready.AddRange((await draft.Ready(tx)).Select(static one => (one.Employer, one.Facts)));
            return ready;
        }, Stop).GetAwaiter().GetResult();
        var settled = database.AsSuperuser<(string Employer, byte[] Facts)>("select employer, facts from job_run_event where state = 3 and facts is not null;");
        return rows.TrueForAll(static row => row.Is >= JobRunState.Done) && ready.TrueForAll(one => settled.Exists(other => other.Employer == one.Item1 && other.Facts.AsSpan().SequenceEqual(one.Item2)));
    }

    private void Start(int which, TestDatabase database, ClockFile clock)
    {
        _serves[which]?.Dispose();
        var serve = _serves[which] = GatewayProcess.Start("serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--master-key", database.MasterKeyFile, "--database", $"{database.ConnectionString};Maximum Pool Size=8", "--rehearse", clock.Path);
        serve.RunUntil(() => serve.Output.Contains("Ctrl-C", StringComparison.Ordinal)).ShouldBeTrue(serve.Output);
    }

    private void WaitUntil(Func<bool> holds, string what) => _serves[0]!.RunUntil(holds).ShouldBeTrue(what);

    private static List<JobRow> Rows(TestDatabase database, string job) => ScheduledNode.RowsOf(database, job, Cooperative);

    private static long Begun(TestDatabase database) => database.AsSuperuser<long>("select count(*) from job_run_event where state = 2;")[0];
}
