using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Npgsql;

namespace DeductionGateway.Hosting;

/// <summary>Which database to use: a given server, or one of our own under a data folder.</summary>
/// <param name="MasterKeyFile">Null: the embedded database has its own beside its data, and a given one keeps what it keeps unsealed.</param>
/// <param name="RegulatorKeyFile">Null: no hashes for a regulator are made.</param>
internal sealed record DatabaseOptions(string? ConnectionString, string? DataFolder, string? MasterKeyFile = null, string? RegulatorKeyFile = null)
{
    public const string MasterKeyVariable = "GATEWAY_MASTER_KEY_FILE";

    /// <summary>Options win over the variables <c>ConnectionStrings__Gateway</c> and <c>GATEWAY_MASTER_KEY_FILE</c>.</summary>
    public static DatabaseOptions From(string? database, string? dataFolder, string? masterKeyFile = null) => new(
        database ?? Environment.GetEnvironmentVariable("ConnectionStrings__Gateway"), dataFolder,
        masterKeyFile ?? (Environment.GetEnvironmentVariable(MasterKeyVariable) is { Length: > 0 } file ? file : null));
}

/// <summary>An open database with the schema of this program, ready for work.</summary>
internal sealed class GatewayDatabase : IDisposable
{
    /// <summary>The embedded server takes 56 connections; owner, runs and calls have a pool each, the scheduler a small one, and some are left for a look by hand.</summary>
    private const string PoolOfEmbedded = ";Maximum Pool Size=14";

    private readonly EmbeddedPostgres? _embedded;

    /// <summary>Of the embedded database, beside its data.</summary>
    private const string MasterKeyName = "master.key";

    private GatewayDatabase(Database database, EmbeddedPostgres? embedded, MasterKey? master, IReadOnlyList<string> applied)
    {
        Master = master;
        Applied = applied;
        Database = database;
        _embedded = embedded;
    }

    public Database Database { get; }

    /// <summary>Null only where a given server was opened and no key was named.</summary>
    public MasterKey? Master { get; }

    /// <summary>Schema steps that opening it applied.</summary>
    public IReadOnlyList<string> Applied { get; }

    public bool IsEmbedded => _embedded is not null;

    /// <exception cref="DatabaseTroubleException">It cannot be reached, started or brought up to date.</exception>
    /// <exception cref="MasterKeyException">A key that is named, or the one that lies beside the data, cannot be used.</exception>
    public static GatewayDatabase Open(DatabaseOptions options)
    {
        var named = options.MasterKeyFile is null ? null : MasterKey.Read(options.MasterKeyFile);
        var regulator = options.RegulatorKeyFile is null ? null : RegulatorKey.Read(options.RegulatorKeyFile);
        var folder = options.DataFolder ?? EmbeddedPostgres.StandardFolder;
        var embedded = options.ConnectionString is null ? EmbeddedPostgres.Start(folder) : null;
        Database? database = null;
        try
        {
            var master = named ?? (embedded is null ? null : MasterKey.ReadOrMake(Path.Combine(folder, MasterKeyName)));
            database = embedded is null ? new Database(options.ConnectionString!, null, master, regulator) : new Database(embedded.ConnectionString("gateway") + PoolOfEmbedded, EmbeddedPostgres.Worker, master, regulator);
            return new GatewayDatabase(database, embedded, master, Migrator.Migrate(database));
        }
        catch (Exception trouble) when (trouble is NpgsqlException or ArgumentException or DatabaseTroubleException or MasterKeyException or IOException or UnauthorizedAccessException)
        {
            database?.Dispose();
            embedded?.Dispose();
            if (trouble is DatabaseTroubleException or MasterKeyException or IOException or UnauthorizedAccessException) throw;
            throw new DatabaseTroubleException($"The database cannot be used: {trouble.Message}", trouble);
        }
    }

    public void Dispose()
    {
        Database.Dispose();
        _embedded?.Dispose();
    }
}
