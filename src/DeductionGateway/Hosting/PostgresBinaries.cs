using DeductionGateway.Data;

namespace DeductionGateway.Hosting;

/// <summary>Finds the installed PostgreSQL programs; an existing data folder decides the version.</summary>
internal static class PostgresBinaries
{
    private const string InstallLine = "Install it with: apt-get install postgresql";

    /// <summary>The folder that holds initdb and postgres.</summary>
    /// <exception cref="DatabaseTroubleException">None is installed, or none of the version that the data needs.</exception>
    public static string Find(string? versionWanted)
    {
        var found = Folders().Where(static folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres"))).ToList();
        if (found.Count == 0) throw new DatabaseTroubleException($"No PostgreSQL is installed on this machine. {InstallLine}");
        if (versionWanted is null) return found[0];
        return found.Find(folder => VersionOf(folder) == versionWanted)
            ?? throw new DatabaseTroubleException($"The data folder was made by PostgreSQL {versionWanted}, which is not installed. {InstallLine}-{versionWanted}");
    }

    private static IEnumerable<string> Folders()
    {
        const string debian = "/usr/lib/postgresql";
        if (Directory.Exists(debian))
        {
            foreach (var version in Directory.GetDirectories(debian).OrderByDescending(static path => int.TryParse(Path.GetFileName(path), out var number) ? number : 0))
            {
                yield return Path.Combine(version, "bin");
            }
        }
        foreach (var folder in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries)) yield return folder;
    }

    private static string VersionOf(string folder)
    {
        var parent = Path.GetFileName(Path.GetDirectoryName(folder.TrimEnd('/')) ?? "");
        if (int.TryParse(parent, out _)) return parent;
        var (_, output) = ServerProcess.Run(Path.Combine(folder, "postgres"), ["--version"], null);
        return new string([.. output.SkipWhile(static c => !char.IsDigit(c)).TakeWhile(char.IsDigit)]);
    }
}
