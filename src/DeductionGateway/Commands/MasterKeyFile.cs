using DeductionGateway.Access;
using DeductionGateway.Hosting;

namespace DeductionGateway.Commands;

/// <summary>Where the master key lies: named, or for the embedded database beside its data, where it is made on first use.</summary>
internal static class MasterKeyFile
{
    public const string Option = "--master-key", Variable = "GATEWAY_MASTER_KEY_FILE";
    private const string Name = "master.key";

    /// <summary>Before a given database is opened; null where the embedded one will have it beside its data.</summary>
    /// <exception cref="UsageException">A given database, and no key is named.</exception>
    public static MasterKey? Given(CommandLine line, DatabaseOptions database)
    {
        if ((line.Option(Option) ?? Environment.GetEnvironmentVariable(Variable)) is { Length: > 0 } file) return MasterKey.Read(file);
        return database.ConnectionString is null ? null : throw new UsageException($"With a given database the master key must be named, by {Option} <file> or the environment variable {Variable}: 32 random bytes in a file that only this user may read.");
    }

    /// <summary>When the embedded database is open, and so its folder is there and ours.</summary>
    public static MasterKey BesideData(DatabaseOptions database) => MasterKey.ReadOrMake(Path.Combine(database.DataFolder ?? EmbeddedPostgres.StandardFolder, Name));
}
