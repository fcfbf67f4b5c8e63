namespace DeductionGateway.Commands;

/// <summary>The help texts, all in one place.</summary>
internal static class Help
{
    private static readonly Dictionary<string, string> Texts = new(StringComparer.Ordinal)
    {
        ["reconcile"] = """
            reconcile <folder> --out <dir>   loads a period folder, matches, settles, writes the answers

              --dry-run             writes the answers, changes nothing in the database
              --confirm-proposals   confirms every proposal (embedded database only)
              --explain <file>:<record> | <expected_id>   prints why
              --cooperative <code>  whose folder it is, where cooperative.json does not say
              --database <conn>     a given PostgreSQL instead of the embedded one
              --data <dir>          where the embedded one keeps its data
            """,
        ["verify-ledger"] = """
            verify-ledger                    proves the ledger of every cooperative; exit 5 where a proof fails

              --database <conn>     a given PostgreSQL instead of the embedded one
              --data <dir>          where the embedded one keeps its data
            """,
        ["inspect"] = """
            inspect <file>                   says what it understood of one file; needs no database

              --json                the same as JSON
            """,
        ["migrate"] = """
            migrate                          brings the schema of a database up to this program

              --database <conn>     a given PostgreSQL instead of the embedded one
              --data <dir>          where the embedded one keeps its data
            """,
        ["generate"] = GenerateCommand.HelpText,
    };

    public static int Write(string word, TextWriter output)
    {
        if (Texts.TryGetValue(word, out var text))
        {
            output.WriteLine(text);
            return ExitCode.Done;
        }
        output.WriteLine("DeductionGateway: payroll deductions billed, withheld and received, matched and settled.\n");
        foreach (var one in Texts.Values) output.WriteLine("  " + one.Split('\n')[0].Trim());
        output.WriteLine("\n  <command> --help says more.");
        return ExitCode.Done;
    }
}
