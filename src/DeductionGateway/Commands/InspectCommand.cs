using DeductionGateway.Inspection;

namespace DeductionGateway.Commands;

/// <summary><c>inspect &lt;file&gt; [--json]</c>: what was understood of one file, without a database; with <c>--learn</c> a profile for an employer's file.</summary>
internal static class InspectCommand
{
    public const string HelpText = """
        inspect <file>                   says what it understood of one file; needs no database

          --json                the same as JSON
          --learn               proposes how to read an employer's file that no profile describes (CSV, .xlsx, fixed width)
          --folder <dir>        where members.csv, employers.csv, expected.csv and codes.csv lie (default: beside the file);
                                they are evidence: which column is the key, which word is which code
          --employer <code>     whose file it is (default: whose members it names)
          --answer <id>=<choice>  answers a question; may stand several times. At a terminal the questions are asked
          --first <n>           how many rows to show as they would be read (default 5)
          --save                writes the profile into profiles.json beside the file; other profiles there stay
        """;

    public static int Run(string[] args, TextWriter output)
    {
        var line = new CommandLine(args, ["--folder", "--employer", "--first"], ["--json", "--learn", "--save"], "--answer");
        var path = line.OnlyWord("the file");
        if (Directory.Exists(path)) throw new UsageException($"'{path}' is a directory; inspect reads one file.");
        if (!File.Exists(path)) throw new UsageException($"There is no file '{path}'.");
        if (line.Has("--learn")) return LearnRun.Run(line, path, output);
        foreach (var name in (ReadOnlySpan<string>)["--folder", "--employer", "--first"])
        {
            if (line.Option(name) is not null) throw new UsageException($"{name} goes with --learn.");
        }
        if (line.Has("--save") || line.All("--answer").Count > 0) throw new UsageException("--save and --answer go with --learn.");
        var found = FileInspector.Read(path);
        if (line.Has("--json")) InspectionJson.Write(output, found);
        else InspectionText.Write(output, found);
        return found.Faults.Count == 0 ? ExitCode.Done : ExitCode.FileRefused;
    }
}
