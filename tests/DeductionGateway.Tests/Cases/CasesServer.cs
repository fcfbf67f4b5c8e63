using System.Globalization;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Periods;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;
using Case = DeductionGateway.Contract.V1.Case;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Cases;

/// <summary>The services as <c>serve</c> runs them, and months to resolve: each test takes a cooperative of its own.</summary>
public sealed class CasesServer : IAsyncLifetime
{
    /// <summary>Fewer connections than callers: those who wait for a cooperative must not take them all.</summary>
    private const int Connections = 24;

    private readonly Scratch _scratch = new();
    private int _folders;

    public CasesServer(TestCluster cluster) => Server = new PeriodsServer(new TestDatabase(cluster, Connections));

    public PeriodsServer Server { get; }
    internal Contract.V1.Cases.CasesClient Cases => new(Server.Channel);

    public ValueTask InitializeAsync() => Server.InitializeAsync();

    /// <summary>The golden base period with one case of each kind that holds money. Whole rupiah.</summary>
    internal SmallPeriod Month() => SmallPeriod.February(_scratch, $"month-{++_folders}")
        .With("payroll_E1.csv", "00103,RINA WULANDARI,3273015808850003,SW,100000", "99999,ORANG LAIN,1111222233334444,SW,100000")
        .With("payroll_E1.csv", "00102,BUDI SANTOSO,3273011203790002,SW,50000", "00102,BUDI SANTOSO,3273011203790002,SW,75000")
        .With("payroll_E2.csv", "7002;DEWI", "7020;DEWI")
        .With("profiles.json", "\"file\": \"payroll_E2.csv\"", "\"gap_limit\": 500, \"file\": \"payroll_E2.csv\"")
        .With("bank.csv", "C,870000.00", "C,895000.00").With("bank.csv", "C,560000.00", "C,559950.00")
        .WithStatement("bank-more.csv", "B010,2026-02-28,C,75000,SESEORANG,TITIPAN", "B011,2026-02-28,D,60,,KOREKSI", "B012,2026-02-28,C,40000,,POTONGAN KOPERASI 202612 E1");

    /// <summary>The golden base period as it is.</summary>
    internal SmallPeriod Plain() => SmallPeriod.February(_scratch, $"month-{++_folders}");

    internal SmallPeriod March() => SmallPeriod.March(_scratch, $"month-{++_folders}");

    internal string NewFolder() => _scratch[$"folder-{++_folders}"];

    /// <summary>Runs <c>reconcile</c> for a cooperative as a user would.</summary>
    internal Reconciling Run(string cooperative, string folder)
    {
        var run = Reconciling.Folder(folder, _scratch[$"out-{++_folders}"], Server.Database, "--cooperative", cooperative);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        return run;
    }

    internal static Metadata Officer(string cooperative, string? key = null) => PeriodsServer.As(Role.Officer, cooperative: cooperative, key: key);

    internal static Metadata Manager(string cooperative, string? key = null) => PeriodsServer.As(Role.Manager, cooperative: cooperative, key: key);

    /// <summary>The one case of a cause.</summary>
    internal async Task<Case> Case(string cooperative, string cause, CaseState state = CaseState.Unspecified) =>
        (await Cases.ListCasesAsync(new ListCasesRequest { Cause = cause, State = state }, Manager(cooperative))).Cases.Single();

    internal async Task<Decision> Propose(string cooperative, string caseId, ResolutionKind kind, string memberNo = "") =>
        await Cases.ProposeResolutionAsync(new ProposeResolutionRequest { CaseId = caseId, Kind = kind, Reason = "because", MemberNo = memberNo }, Officer(cooperative));

    internal async Task<Decision> Approve(string cooperative, Decision decision) =>
        await Cases.DecideResolutionAsync(new DecideResolutionRequest { DecisionNo = decision.DecisionNo, Approve = true }, Manager(cooperative));

    internal async Task<Decision> Reject(string cooperative, Decision decision, string reason) =>
        await Cases.DecideResolutionAsync(new DecideResolutionRequest { DecisionNo = decision.DecisionNo, Approve = false, Reason = reason }, Manager(cooperative));

    internal async Task<Decision> Undo(string cooperative, Decision decision) =>
        await Approve(cooperative, await Cases.UndoResolutionAsync(new UndoResolutionRequest { DecisionNo = decision.DecisionNo, Reason = "it was wrong" }, Officer(cooperative)));

    /// <summary>What every account adds up to, credits positive; accounts at nil are left out.</summary>
    internal SortedDictionary<string, long> Books(string cooperative) => new(Server.Database.AsSuperuser<(string Account, long Balance)>("""
        select p.account / 10000 || '-' || lpad((p.account % 10000)::text, 4, '0') || coalesce(' ' || m.member_no, '') as account, sum(p.credit - p.debit)::bigint as balance
        from posting p
        join cooperative c on c.cooperative_id = p.cooperative_id and c.code = @cooperative
        left join member m on m.cooperative_id = p.cooperative_id and m.member_id = p.member_id
        group by 1
        having sum(p.credit - p.debit) <> 0;
        """, new { cooperative }).ToDictionary(static one => one.Account, static one => one.Balance), StringComparer.Ordinal);

    /// <summary>What is otherwise in the second: account, a sign and whole rupiah.</summary>
    internal static string Between(SortedDictionary<string, long> before, SortedDictionary<string, long> now) => string.Join(", ", before.Keys.Union(now.Keys).Order(StringComparer.Ordinal)
        .Select(account => (account, change: now.GetValueOrDefault(account) - before.GetValueOrDefault(account))).Where(static one => one.change != 0)
        .Select(static one => string.Create(CultureInfo.InvariantCulture, $"{one.account} {one.change:+0;-0}")));

    internal long Entries(string cooperative) => Server.Database.AsSuperuser<long>(
        "select count(*) from journal_entry e join cooperative c on c.cooperative_id = e.cooperative_id and c.code = @cooperative;", new { cooperative }).Single();

    internal long Id(string cooperative) => Server.Database.AsSuperuser<long>("select cooperative_id from cooperative where code = @cooperative;", new { cooperative }).Single();

    /// <summary>Every proof of <c>verify-ledger</c> holds.</summary>
    internal void ShouldBeProved()
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        VerifyLedgerCommand.Run(["--database", Server.Database.ConnectionString], output, TestContext.Current.CancellationToken).ShouldBe(ExitCode.Done, output.ToString());
    }

    /// <summary>The refusal's word, by which programs know it.</summary>
    internal static async Task<(StatusCode Status, string Reason)> Refusal<T>(Func<Task<T>> call)
    {
        var refusal = await Should.ThrowAsync<RpcException>(async () => await call());
        var details = Google.Rpc.Status.Parser.ParseFrom(refusal.Trailers.GetValueBytes(DeductionGateway.Wire.Faults.DetailsTrailer)).Details;
        return (refusal.StatusCode, details.First(static detail => detail.Is(Google.Rpc.ErrorInfo.Descriptor)).Unpack<Google.Rpc.ErrorInfo>().Reason);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _scratch.Dispose();
    }
}
