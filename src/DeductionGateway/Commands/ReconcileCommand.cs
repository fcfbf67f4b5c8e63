using DeductionGateway.Access;
using DeductionGateway.Answers;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Hosting;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Commands;

/// <summary><c>reconcile &lt;folder&gt; --out &lt;dir&gt;</c>: one period folder, one transaction.</summary>
internal static class ReconcileCommand
{
    public const string HelpText = """
        reconcile <folder> --out <dir>   loads a period folder, matches, settles, writes the answers, for programs and for people

          --dry-run             writes the answers, changes nothing in the database
          --confirm-proposals   confirms every proposal (embedded database only)
          --explain <file>:<record> | <expected_id>   prints why
          --actor <user>        who does this, also by DEDUCTION_ACTOR: an active officer or manager, asked for where the
                                cooperative has one, but for --dry-run; the audit keeps it
          --cooperative <code>  whose folder it is, where cooperative.json does not say
          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
          --master-key <file>   seals files and personal data in a given database, also by GATEWAY_MASTER_KEY_FILE;
                                the embedded one makes its own
          --regulator-key <file>   32 bytes that a regulator gave: members get a hash that it can compare
        """;

    public static int Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--out", "--database", "--data", MasterKeyFile.Option, MasterKeyFile.OfRegulator, "--cooperative", "--explain", CommandActors.Option], ["--dry-run", "--confirm-proposals"]);
        var options = new ReconcileOptions(
            line.OnlyWord("the period folder"), line.Option("--out") ?? throw new UsageException("--out <dir> is missing: where the results go."),
            line.Option("--cooperative"), line.Has("--dry-run"), line.Has("--confirm-proposals"), line.Option("--explain"));
        var database = DatabaseOptions.From(line.Option("--database"), line.Option("--data"), line.Option(MasterKeyFile.Option)) with { RegulatorKeyFile = line.Option(MasterKeyFile.OfRegulator) };
        Check(options, database);
        using var progress = Progress.OnTerminal(error);
        var totals = new RunTotals { Progress = progress, Explanation = options.Explain is null ? null : new Explanation(options.Explain) };
        using var folder = OpenResults(options.Out);
        var faults = new FaultList();
        var period = PeriodFolder.Open(options.Folder, options.Cooperative, faults);
        if (period is null) return Refuse(faults, folder, error);
        totals.Phase("read the folder", period.Input.Billing.Count);
        using var gateway = GatewayDatabase.Open(database);
        totals.Phase("open the database", 0);
        var person = options.DryRun ? null : new CommandActors(gateway.Database, TimeProvider.System, line.Option(CommandActors.Option)).Of(period.Input.Cooperative.Code);
        if (UnnamedTwin.Of(gateway.Database, period.Input) is { } twin) period.Doubts.Add(twin);
        return Reconcile(period, options, gateway.Database, folder, totals, output, error, stop, person);
    }

    /// <summary>One folder on an open database; also what the demo runs.</summary>
    /// <param name="person">Who does this; null where nobody has to be named.</param>
    public static int Reconcile(
        PeriodFolder period, ReconcileOptions options, Database database, OutFolder folder, RunTotals totals, TextWriter output, TextWriter error, CancellationToken stop, ActingPerson? person = null)
    {
        var run = new FolderRun(period, options, database, folder, totals, stop);
        totals.Progress?.Clear();
        foreach (var warning in period.Doubts) error.WriteLine("warning: " + warning);
        try
        {
            Audited(person, $"{period.Input.Period} of {Path.GetFileName(Path.GetFullPath(options.Folder))}", run.Store);
        }
        catch (RefusedException refused)
        {
            return Refuse(refused.Faults, folder, error);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"The results cannot be written to {folder.Path}, nothing was stored: {trouble.Message}. Make room there or name another --out, then run again.");
            return ExitCode.DatabaseTrouble;
        }
        totals.Phase("commit", 0);
        if (!PublishResults(run, folder, error)) return ExitCode.DatabaseTrouble;
        var withoutPeople = run.WriteForPeople();
        totals.Progress?.Clear();
        foreach (var warning in period.Warnings) error.WriteLine("warning: " + warning);
        RunSummary.Write(output, period.Input, totals, options);
        if (totals.Explanation is { } explanation)
        {
            foreach (var line in explanation.Lines) output.WriteLine(line);
            if (explanation.IsEmpty) output.WriteLine($"\nNo row is '{options.Explain}'; name a payroll file and record, such as payroll_E001.csv:17, or an expected_id.");
        }
        if (withoutPeople.Length == 0) return ExitCode.Done;
        error.WriteLine($"{(options.DryRun ? "As asked nothing was stored; the" : "The period is stored and its")} other results are in {folder.Path}, but the files for people (hasil.xlsx, surat, anggota.csv) cannot be written: {withoutPeople}. Make room there, or close the one that is open, and run again.");
        return ExitCode.DatabaseTrouble;
    }

    /// <summary>The audit's line of a run is in the run's own transaction; of one that came to nothing it stands alone.</summary>
    private static void Audited(ActingPerson? person, string what, Action<Action<Tx>?> store)
    {
        const string action = "reconcile";
        if (person is null)
        {
            store(null);
            return;
        }
        try
        {
            store(tx => person.Done(tx, action, what));
        }
        catch (Exception trouble)
        {
            person.Failed(action, what, trouble switch
            {
                RefusedException refused => $"refused: {refused.Faults.Sorted().Count} faults",
                OperationCanceledException => "interrupted",
                _ => $"failed: {trouble.Message}",
            });
            throw;
        }
    }

    private static bool PublishResults(FolderRun run, OutFolder folder, TextWriter error)
    {
        var trouble = FolderRun.Attempt(run.Publish);
        if (trouble.Length > 0) error.WriteLine($"The period is stored, but its results cannot be written to {folder.Path}: {trouble}. Make room there and run again: the same results follow, nothing is posted twice.");
        return trouble.Length == 0;
    }

    private static OutFolder OpenResults(string path)
    {
        try
        {
            return new OutFolder(path);
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The result folder '{path}' cannot be made: {trouble.Message}");
        }
    }

    private static void Check(ReconcileOptions options, DatabaseOptions database)
    {
        if (!Directory.Exists(options.Folder)) throw new UsageException($"There is no folder '{options.Folder}'.");
        var folder = Path.GetFullPath(options.Folder).TrimEnd('/') + "/";
        if ((Path.GetFullPath(options.Out) + "/").StartsWith(folder, StringComparison.Ordinal)) throw new UsageException("--out may not lie inside the period folder.");
        if (options.ConfirmProposals && database.ConnectionString is not null) throw new UsageException("--confirm-proposals works on the embedded database only; on a given server proposals are confirmed by two people.");
    }

    /// <summary>The faults go to standard error first: they are said even where errors.csv finds no room.</summary>
    private static int Refuse(FaultList faults, OutFolder folder, TextWriter error)
    {
        var sorted = faults.Sorted();
        foreach (var fault in sorted) error.WriteLine(fault);
        error.WriteLine("Nothing of the folder was stored.");
        try
        {
            using (var csv = folder.Csv("errors.csv", "file,line,column,code,text"))
            {
                foreach (var fault in sorted)
                {
                    csv.Field(fault.File);
                    csv.Field(fault.Line);
                    csv.Field(fault.Column);
                    csv.Field(fault.Code);
                    csv.Field(fault.Text);
                    csv.EndRow();
                }
            }
            folder.PublishOnly("errors.csv");
            if (folder.HasEarlierAnswers) error.WriteLine($"The other files in {folder.Path} are of an earlier run.");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            error.WriteLine($"errors.csv cannot be written to {folder.Path}: {trouble.Message}.");
        }
        return ExitCode.FileRefused;
    }
}
