using DeductionGateway.Commands;
using DeductionGateway.Data;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Data;

/// <summary>One database in which two cooperatives have run the same period.</summary>
public sealed class TwoCooperatives : IDisposable
{
    public TwoCooperatives(TestCluster cluster)
    {
        Cluster = cluster;
        Database = new TestDatabase(cluster);
        First = Run("first");
        Second = Run("second");
    }

    internal TestCluster Cluster { get; }
    public TestDatabase Database { get; }
    public long First { get; }
    public long Second { get; }

    /// <summary>An account of the first cooperative for a bank of this name, made where it is not there: an account is at one bank.</summary>
    internal string AccountAt(string bank)
    {
        var account = $"13700-{bank}";
        Database.AsSuperuser<long>("insert into bank_account (cooperative_id, account, currency) values (@First, @account, 'IDR') on conflict do nothing;", new { First, account });
        return account;
    }

    /// <summary>What work does, as the service, for one cooperative or none; nothing of it stays.</summary>
    internal T Act<T>(long? cooperative, Func<Tx, T> work) => Database.Database.Transact(tx =>
    {
        if (cooperative is { } id) tx.ActFor(id);
        return (false, work(tx));
    });

    public void Dispose() => Database.Dispose();

    private long Run(string code)
    {
        using var scratch = new Scratch();
        var run = Reconciling.Folder(GoldenFolder.PathOf(GoldenFolder.Base), scratch["out"], Database, "--cooperative", code);
        run.ExitCode.ShouldBe(ExitCode.Done, run.Error);
        return Database.AsSuperuser<long>("select cooperative_id from cooperative where code = @code;", new { code })[0];
    }
}
