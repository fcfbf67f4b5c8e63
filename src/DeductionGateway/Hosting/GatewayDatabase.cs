using DeductionGateway.Data;
using Npgsql;

namespace DeductionGateway.Hosting;

/// <summary>Which database to use: a given server, or one of our own under a data folder.</summary>
internal sealed record DatabaseOptions(string? ConnectionString, string? DataFolder)
{
    /// <summary><c>--database</c> wins over <c>ConnectionStrings__Gateway</c>.</summary>
    public static DatabaseOptions From(string? database, string? dataFolder) =>
        new(database ?? Environment.GetEnvironmentVariable("ConnectionStrings__Gateway"), dataFolder);
}

/// <summary>An open database with the schema of this program, ready for work.</summary>
internal sealed class GatewayDatabase : IDisposable
{
    /// <summary>The embedded server takes 32 connections; owner and worker have a pool each, and some are left for a look by hand.</summary>
    private const string PoolOfEmbedded = ";Maximum Pool Size=14";

    private readonly EmbeddedPostgres? _embedded;

    private GatewayDatabase(Database database, EmbeddedPostgres? embedded, IReadOnlyList<string> applied)
    {
        Applied = applied;
        Database = database;
        _embedded = embedded;
    }

    public Database Database { get; }

    /// <summary>Schema steps that opening it applied.</summary>
    public IReadOnlyList<string> Applied { get; }

    public bool IsEmbedded => _embedded is not null;

    /// <exception cref="DatabaseTroubleException">It cannot be reached, started or brought up to date.</exception>
    public static GatewayDatabase Open(DatabaseOptions options)
    {
        var embedded = options.ConnectionString is null ? EmbeddedPostgres.Start(options.DataFolder ?? EmbeddedPostgres.StandardFolder) : null;
        Database? database = null;
        try
        {
            database = embedded is null ? new Database(options.ConnectionString!) : new Database(embedded.ConnectionString("gateway") + PoolOfEmbedded, EmbeddedPostgres.Worker);
            return new GatewayDatabase(database, embedded, Migrator.Migrate(database));
        }
        catch (Exception trouble) when (trouble is NpgsqlException or ArgumentException or DatabaseTroubleException)
        {
            database?.Dispose();
            embedded?.Dispose();
            if (trouble is DatabaseTroubleException) throw;
            throw new DatabaseTroubleException($"The database cannot be used: {trouble.Message}", trouble);
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        _embedded?.Dispose();
    }
}
