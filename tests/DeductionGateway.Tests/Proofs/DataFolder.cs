using System.Globalization;
using DeductionGateway.Commands;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>Data folders of embedded databases: copied, and looked at from outside as the machine sees them.</summary>
internal static class DataFolder
{
    /// <summary>A scratch folder through which the database's own user may pass, where we are root.</summary>
    public static Scratch Room()
    {
        var scratch = new Scratch();
        Programs.Run("chmod", "755", scratch.Path);
        return scratch;
    }

    /// <summary>Copies a data folder whose server is stopped; owners are kept.</summary>
    public static void Copy(string from, string to)
    {
        var (exit, _, error) = Programs.Run("cp", "-a", from, to);
        exit.ShouldBe(0, error);
    }

    /// <summary>A first start is at the database's files.</summary>
    public static bool IsBeingMade(string data) => Directory.Exists(data) && Directory.EnumerateDirectories(data, "postgres.new*").Any();

    /// <summary>The process id of the folder's server while it runs.</summary>
    public static int? ServerOf(string data) => ProcessesOf(data) is [var first, ..] ? first : null;

    /// <summary>Servers whose command line names the folder. Their children carry titles instead and end with them.</summary>
    public static List<int> ProcessesOf(string data)
    {
        var named = $"\0-D\0{data}/postgres\0";
        var found = new List<int>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            try
            {
                if (File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(named, StringComparison.Ordinal)) found.Add(id);
            }
            catch (Exception ended) when (ended is IOException or UnauthorizedAccessException)
            {
                // It ended while we looked.
            }
        }
        return found;
    }

    /// <summary>Processes under this one, at any depth, that are in its process group.</summary>
    public static List<int> ChildrenInGroup(int process)
    {
        var all = new Dictionary<int, (int Parent, int Group)>();
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(Path.GetFileName(folder), out var id)) continue;
            try
            {
                // After the name in brackets: state, parent, group.
                var fields = File.ReadAllText(Path.Combine(folder, "stat")).Split(')')[^1].Split(' ', StringSplitOptions.RemoveEmptyEntries);
                all[id] = (int.Parse(fields[1], CultureInfo.InvariantCulture), int.Parse(fields[2], CultureInfo.InvariantCulture));
            }
            catch (IOException)
            {
                // It ended while we looked.
            }
        }
        var found = new List<int> { process };
        for (var at = 0; at < found.Count; at++) found.AddRange(all.Where(one => one.Value.Parent == found[at]).Select(static one => one.Key));
        return [.. found.Skip(1).Where(id => all[id].Group == all[process].Group)];
    }

    /// <summary>A generated period folder of the cooperative of this seed.</summary>
    public static string Generate(string folder, int lines, int seed, string period, string cooperative)
    {
        using var output = new StringWriter();
        GenerateCommand.Run(["--lines", $"{lines}", "--seed", $"{seed}", "--period", period, "--cooperative", cooperative, "--out", folder], output).ShouldBe(ExitCode.Done, output.ToString());
        return folder;
    }
}
