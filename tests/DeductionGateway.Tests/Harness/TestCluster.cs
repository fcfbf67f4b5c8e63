using DeductionGateway.Data;
using DeductionGateway.Hosting;
using DeductionGateway.Tests.Harness;
using Npgsql;

[assembly: AssemblyFixture(typeof(TestCluster))]

namespace DeductionGateway.Tests.Harness;

/// <summary>
/// The one PostgreSQL of a test run, thrown away at its end. It holds a migrated template; each test class gets a copy of it
/// (10–30 ms), and copies are never dropped one by one.
/// </summary>
public sealed class TestCluster : IDisposable
{
    private const string Template = "gateway_template";
    private readonly Scratch _scratch = new();
    private readonly EmbeddedPostgres _postgres;
    private int _databases;

    public TestCluster()
    {
        try
        {
            _postgres = EmbeddedPostgres.Start(_scratch.Path, "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_connections=64");
        }
        catch
        {
            _scratch.Dispose();
            throw;
        }
        Execute($"create database {Template};");
        using var template = new Database(ConnectionString(Template) + ";Pooling=false");
        Migrator.Migrate(template);
    }

    public string ConnectionString(string database) => _postgres.ConnectionString(database);

    /// <summary>A new database with the present schema and no rows; its name.</summary>
    public string NewDatabase()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        Execute($"create database {name} template {Template} strategy file_copy;");
        return name;
    }

    /// <summary>A new database without even a schema; its name.</summary>
    public string NewEmptyDatabase()
    {
        var name = $"test_{Interlocked.Increment(ref _databases)}";
        Execute($"create database {name};");
        return name;
    }

    public void Dispose()
    {
        NpgsqlConnection.ClearAllPools();
        _postgres.Dispose();
        _scratch.Dispose();
    }

    private void Execute(string sql)
    {
        using var connection = new NpgsqlConnection(ConnectionString("postgres") + ";Pooling=false");
        connection.Open();
        using var command = new NpgsqlCommand(sql, connection);
        command.ExecuteNonQuery();
    }
}
