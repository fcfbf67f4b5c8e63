using DeductionGateway.Inspection;

namespace DeductionGateway.Commands;

/// <summary><c>inspect &lt;file&gt; [--json]</c>: what was understood of one file, without a database.</summary>
internal static class InspectCommand
{
    public const string HelpText = """
        inspect <file>                   says what it understood of one file; needs no database

          --json                the same as JSON
        """;

    public static int Run(string[] args, TextWriter output)
    {
        var line = new CommandLine(args, [], ["--json"]);
        var path = line.OnlyWord("the file");
        if (Directory.Exists(path)) throw new UsageException($"'{path}' is a directory; inspect reads one file.");
        if (!File.Exists(path)) throw new UsageException($"There is no file '{path}'.");
        var found = FileInspector.Read(path);
        if (line.Has("--json")) InspectionJson.Write(output, found);
        else InspectionText.Write(output, found);
        return found.Faults.Count == 0 ? ExitCode.Done : ExitCode.FileRefused;
    }
}
