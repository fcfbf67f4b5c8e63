using DeductionGateway.Commands;
using DeductionGateway.Hosting;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;
using Npgsql;

namespace DeductionGateway.Tests.Data;

/// <summary>On a given server a superuser migrates once; the daily work needs no more than the worker's login.</summary>
public sealed class WorkerLoginTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public void The_worker_reconciles_and_proves_what_a_superuser_migrated()
    {
        using var scratch = new Scratch();
        var login = new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = EmbeddedPostgres.Worker }.ConnectionString;
        Run("reconcile", SourceTree.PathOf("tests/golden/base"), "--cooperative", "KOP", "--out", scratch["out"], "--database", login).ShouldBe((ExitCode.Done, ""));
        Run("verify-ledger", "--database", login).ShouldBe((ExitCode.Done, ""));
    }

    private static (int Exit, string Error) Run(params string[] arguments)
    {
        using var error = new StringWriter();
        return (Troubles.Answer(arguments, TextWriter.Null, error, CancellationToken.None), error.ToString());
    }
}
