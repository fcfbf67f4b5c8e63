using Dapper;
using DeductionGateway.Data;
using DeductionGateway.Hosting;
using DeductionGateway.Sealing;

namespace DeductionGateway.Tests.Harness;

/// <summary>A migrated database of a test class's own: use it as <c>IClassFixture&lt;TestDatabase&gt;</c>.</summary>
public sealed class TestDatabase : IDisposable
{
    public TestDatabase(TestCluster cluster) : this(cluster, connections: 100)
    {
    }

    /// <param name="cluster">The server.</param>
    /// <param name="connections">Most of a pool.</param>
    internal TestDatabase(TestCluster cluster, int connections)
    {
        ConnectionString = $"{cluster.ConnectionString(cluster.NewDatabase())};Maximum Pool Size={connections}";
        Database = new Database(ConnectionString, EmbeddedPostgres.Worker, MasterKey.ReadOrMake(MasterKeyFile));
    }

    private readonly Scratch _scratch = new();

    /// <summary>Throw-away: what a class's database seals is worth nothing.</summary>
    internal string MasterKeyFile => _scratch["master.key"];

    public string ConnectionString { get; }
    internal Database Database { get; }

    /// <summary>Rows of every table that belongs to cooperatives, as the superuser sees them; tables without rows are left out.</summary>
    public SortedDictionary<string, long> RowCounts()
    {
        using var connection = Database.OpenAsOwner();
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in connection.Query<string>(Sql.TenantTables).AsList())
        {
            var rows = connection.ExecuteScalar<long>($"select count(*) from {table};");
            if (rows > 0) counts[table] = rows;
        }
        return counts;
    }

    /// <summary>As the superuser, whom row-level security does not bind.</summary>
    public List<T> AsSuperuser<T>(string sql, object? arguments = null)
    {
        using var connection = Database.OpenAsOwner();
        return connection.Query<T>(sql, arguments).AsList();
    }

    public void Dispose()
    {
        Database.Dispose();
        _scratch.Dispose();
    }

    private static class Sql
    {
        /// <summary>Parents of partitions count for them; a table of one word is quoted.</summary>
        public const string TenantTables = """
            select format('%I', c.relname)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'cooperative_id' and not a.attisdropped
            where c.relnamespace = 'public'::regnamespace
              and c.relkind in ('r', 'p')
              and not c.relispartition
            order by 1;
            """;
    }
}
