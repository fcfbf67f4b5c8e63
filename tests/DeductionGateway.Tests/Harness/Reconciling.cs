using DeductionGateway.Access;
using DeductionGateway.Commands;

namespace DeductionGateway.Tests.Harness;

/// <summary>What a run of <c>reconcile</c> left: its exit code, what it printed, and where its files are.</summary>
public sealed record Reconciling(int ExitCode, string Output, string Error, string Out)
{
    public string[] ErrorLines => Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>A result file's text.</summary>
    public string Read(string name) => File.ReadAllText(Path.Combine(Out, name));

    public bool Has(string name) => File.Exists(Path.Combine(Out, name));

    /// <summary>Runs the command as a user would, in this process, on a given database; where its cooperative has people, the first of them says who he is.</summary>
    public static Reconciling Folder(string folder, string output, TestDatabase database, params string[] more)
    {
        var cooperative = more.SkipWhile(static word => word != "--cooperative").ElementAtOrDefault(1);
        var actor = more.Contains(CommandActors.Option) || more.Contains("--dry-run") ? null : database.AsSuperuser<string>("""
            select u.user_name from app_user u join cooperative c on c.cooperative_id = u.cooperative_id
            where c.code = @cooperative and not u.is_disabled and u.role in (1, 2) order by 1 limit 1;
            """, new { cooperative }).FirstOrDefault();
        return Folder(folder, output, database.ConnectionString, ["--master-key", database.MasterKeyFile, .. more, .. actor is null ? Array.Empty<string>() : [CommandActors.Option, actor]]);
    }

    /// <summary>The same on a database named as a user names it.</summary>
    public static Reconciling Folder(string folder, string output, string connectionString, params string[] more) =>
        Run(["reconcile", folder, "--out", output, "--database", connectionString, .. more], output);

    /// <summary>The same with an embedded database whose data are under a folder.</summary>
    public static Reconciling WithData(string folder, string output, string data, params string[] more) =>
        Run(["reconcile", folder, "--out", output, "--data", data, .. more], output);

    private static Reconciling Run(string[] arguments, string folder)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var exit = Troubles.Answer(arguments, output, error, CancellationToken.None);
        return new Reconciling(exit, output.ToString(), error.ToString(), folder);
    }
}
