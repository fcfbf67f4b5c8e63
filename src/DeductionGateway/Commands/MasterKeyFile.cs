using DeductionGateway.Hosting;

namespace DeductionGateway.Commands;

/// <summary>The option that names the master key, and which commands cannot do without one.</summary>
internal static class MasterKeyFile
{
    public const string Option = "--master-key";

    /// <summary>Names a regulator's key; nothing is made of national ids for it where it is left out.</summary>
    public const string OfRegulator = "--regulator-key";

    /// <summary>For commands that need the key: the embedded database has its own, for a given one it must be named.</summary>
    /// <exception cref="UsageException">A given database, and no key is named.</exception>
    public static DatabaseOptions Needed(CommandLine line)
    {
        var options = DatabaseOptions.From(line.Option("--database"), line.Option("--data"), line.Option(Option));
        return options.ConnectionString is null || options.MasterKeyFile is not null ? options : throw new UsageException(
            $"With a given database the master key must be named, by {Option} <file> or the environment variable {DatabaseOptions.MasterKeyVariable}: 32 random bytes in a file that only this user may read.");
    }
}
