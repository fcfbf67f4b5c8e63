namespace DeductionGateway.Commands;

/// <summary>Prints what a command takes; each command keeps its own text.</summary>
internal static class Help
{
    /// <summary>In the order in which a newcomer meets them.</summary>
    private static readonly (string Word, string Text)[] Texts =
    [
        ("demo", DemoCommand.HelpText), ("reconcile", ReconcileCommand.HelpText), ("inspect", InspectCommand.HelpText), ("generate", GenerateCommand.HelpText),
        ("access", AccessCommand.HelpText), ("banks", BanksCommand.HelpText), ("snap-uat", SnapUatCommand.HelpText), ("holidays", HolidaysCommand.HelpText), ("serve", ServeCommand.HelpText), ("verify-ledger", VerifyLedgerCommand.HelpText), ("migrate", MigrateCommand.HelpText), ("seed", SeedCommand.HelpText),
    ];

    public static int Write(string word, TextWriter output)
    {
        foreach (var (_, text) in Texts.Where(one => one.Word == word))
        {
            output.WriteLine(text);
            return ExitCode.Done;
        }
        output.WriteLine("DeductionGateway: payroll deductions billed, withheld and received, matched and settled.\n");
        foreach (var (_, text) in Texts) output.WriteLine("  " + text.Split('\n')[0].Trim());
        output.WriteLine("\n  <command> --help says more.");
        return ExitCode.Done;
    }
}
