using DeductionGateway.Access;
using DeductionGateway.Commands;
using DeductionGateway.Contract.V1;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Data;
using DeductionGateway.Tests.Golden;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.Access;

/// <summary>Commands that write money or access on a database that has users: somebody is named, may do it, and stands in the audit, also where it came to nothing.</summary>
public sealed class CommandActorTests : IDisposable
{
    private readonly TwoCooperatives _two;
    private readonly Scratch _scratch = new();
    private readonly Accounts _accounts;

    public CommandActorTests(TestCluster cluster)
    {
        _two = new TwoCooperatives(cluster);
        _accounts = new Accounts(_two.Database.Database, MasterKey.Read(_two.Database.MasterKeyFile), TimeProvider.System);
    }

    public void Dispose()
    {
        _two.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_run_names_who_does_it_and_the_audit_keeps_him()
    {
        await Add("rina", "first", Role.Officer);
        var before = Rows();
        foreach (var arguments in (string[][])[[], ["--actor", ""]])
        {
            var unnamed = Reconcile("first", arguments);
            unnamed.Exit.ShouldBe(ExitCode.WrongUsage);
            unnamed.Error.ShouldContain("--actor");
        }
        Rows().ShouldBe(before, "nothing was begun");
        Reconcile("first", "--actor", "rina").Exit.ShouldBe(ExitCode.Done);
        Audited().ShouldBe([$"first command:{Environment.UserName} as rina reconcile 2026-02 of base done"]);
        Reconcile("second").Exit.ShouldBe(ExitCode.Done, "the other cooperative has nobody who could be named");
        Reconcile("first", "--dry-run").Exit.ShouldBe(ExitCode.Done, "nothing is written");
        Audited().Count.ShouldBe(1);
    }

    [Theory]
    [InlineData("nobody")]
    [InlineData("other.manager")]
    [InlineData("board")]
    [InlineData("payroll")]
    [InlineData("left")]
    [InlineData("core")]
    [InlineData("' or true --")]
    public async Task Only_an_active_officer_or_manager_of_that_cooperative_is_taken(string named)
    {
        await Add("rina", "first", Role.Officer);
        await Add("other.manager", "second", Role.Manager);
        await Add("board", "first", Role.Board);
        await Add("payroll", "first", Role.PayrollOfficer, "E1");
        await Add("left", "first", Role.Manager);
        await _accounts.Disable("left", CancellationToken.None);
        await _accounts.AddClient("core", "first", Role.CoreSystem, null, null, CancellationToken.None);
        var refused = Reconcile("first", "--actor", named);
        (refused.Exit, refused.Error).ShouldBe((ExitCode.WrongUsage, $"'{named}' is no active officer or manager of first; --actor or DEDUCTION_ACTOR names who does this.\n"));
        Access("disable", "board", "--actor", named).Exit.ShouldBe(ExitCode.WrongUsage);
        Audited().ShouldBeEmpty();
    }

    /// <summary>Who may be named is who may start runs by the wire, as far as they are people.</summary>
    [Fact]
    public void Who_may_be_named_may_start_runs() =>
        CallRights.RolesOf(RunsReflection.Descriptor.Services[0].FindMethodByName("StartRun")).Where(static role => role.IsOfPeople()).ShouldBe([Role.Manager, Role.Officer], ignoreOrder: true);

    [Fact]
    public async Task A_name_that_names_nobody_is_said_where_nobody_could_be()
    {
        await Add("board", "first", Role.Board);
        Reconcile("first").Exit.ShouldBe(ExitCode.Done, "a board cannot be named, so nobody has to be");
        var named = Reconcile("first", "--actor", "board");
        (named.Exit, named.Error).ShouldBe((ExitCode.WrongUsage, "first has no active officer or manager, so --actor board names nobody; leave it out.\n"));
    }

    [Fact]
    public async Task A_run_that_is_refused_stands_in_the_audit_and_stores_nothing_else()
    {
        await Add("rina", "first", Role.Officer);
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "billed otherwise");
        var billing = Path.Combine(folder, "expected.csv");
        await File.WriteAllTextAsync(billing, (await File.ReadAllTextAsync(billing)).Replace("X1,", "X1x,", StringComparison.Ordinal));
        var run = Run(["reconcile", folder, "--out", _scratch["out"], "--cooperative", "first", "--actor", "rina"]);
        run.Exit.ShouldBe(ExitCode.FileRefused, run.Error);
        Audited().ShouldBe([$"first command:{Environment.UserName} as rina reconcile 2026-02 of billed otherwise refused: 1 faults"]);
    }

    [Fact]
    public async Task A_run_that_broke_stands_in_the_audit()
    {
        await Add("rina", "first", Role.Officer);
        _two.Database.AsSuperuser<int>("""
            create function refuse_runs() returns trigger language plpgsql as $$ begin raise exception 'no more runs of 3273014506800001'; end $$;
            create trigger refuse_runs before insert on run for each row execute function refuse_runs();
            """);
        var folder = _scratch.Lay(GoldenFolder.PathOf(GoldenFolder.Base), "base");
        await File.AppendAllTextAsync(Path.Combine(folder, "payroll_E1.csv"), "\n");
        var run = Run(["reconcile", folder, "--out", _scratch["out"], "--cooperative", "first", "--actor", "rina"]);
        run.Exit.ShouldBe(ExitCode.DatabaseTrouble, run.Error);
        Audited().Single().ShouldStartWith($"first command:{Environment.UserName} as rina reconcile 2026-02 of base failed: P0001: no more runs of 327301******0001");
    }

    [Fact]
    public async Task Access_is_asked_too_but_for_its_list_and_the_first_account()
    {
        Access("add-user", "rina", "--cooperative", "first", "--role", "manager").Exit.ShouldBe(ExitCode.Done, "nobody was there before");
        Access("list").Exit.ShouldBe(ExitCode.Done);
        foreach (var arguments in (string[][])[["add-user", "budi", "--cooperative", "first", "--role", "officer"], ["renew", "rina"], ["disable", "rina"], ["rotate-keys"], ["rotate-data-keys"]])
        {
            var unnamed = Access(arguments);
            unnamed.Exit.ShouldBe(ExitCode.WrongUsage, arguments[0]);
            unnamed.Error.ShouldContain("has users: say who does this, by --actor <user> or the variable DEDUCTION_ACTOR");
            Access([.. arguments, "--actor", "rina"]).Exit.ShouldBe(ExitCode.Done, arguments[0]);
            if (arguments[0] == "disable") Access("renew", "rina", "--actor", "budi").Exit.ShouldBe(ExitCode.Done);
        }
        Access("add-user", "tuti", "--cooperative", "second", "--role", "manager").Exit.ShouldBe(ExitCode.Done, "the first of the other cooperative");
        var again = Access("add-user", "tuti", "--cooperative", "first", "--role", "manager", "--actor", "rina");
        again.Exit.ShouldBe(ExitCode.WrongUsage);
        var me = $"command:{Environment.UserName}";
        _two.Database.AsSuperuser<string>("select actor || ' ' || action || ' ' || outcome from audit order by audit_no;").ShouldBe(
        [
            $"{me} add-user done", $"{me} as rina add-user done", $"{me} as rina renew done", $"{me} as rina disable done", $"{me} as budi renew done", $"{me} as rina rotate-keys done",
            $"{me} as rina rotate-data-key done", $"{me} as rina rotate-data-key done", $"{me} add-user done", $"{me} as rina add-user refused: There is an account tuti already; renew gives it new secrets.",
        ]);
    }

    /// <summary>A cooperative that is named besides, and has nobody to be asked for, changes nothing about whose the account is.</summary>
    [Fact]
    public async Task An_account_is_of_its_own_cooperative_whatever_the_line_says()
    {
        await Add("rina", "first", Role.Officer);
        foreach (var word in (string[])["renew", "disable"])
        {
            foreach (var cooperative in (string[])["nowhere", "second"]) Access(word, "rina", "--cooperative", cooperative).Exit.ShouldBe(ExitCode.WrongUsage);
            Access(word, "rina").Error.ShouldContain("say who does this");
        }
        _two.Database.AsSuperuser<long>("select count(*) from audit where action in ('renew', 'disable');").ShouldBe([0]);
    }

    [Fact]
    public async Task A_change_of_access_that_broke_stands_in_the_audit()
    {
        await Add("rina", "first", Role.Officer);
        _two.Database.AsSuperuser<int>("""
            create function refuse_users() returns trigger language plpgsql as $$ begin raise exception 'no more users of 3273014506800001'; end $$;
            create trigger refuse_users before update on app_user for each row execute function refuse_users();
            """);
        Access("renew", "rina", "--actor", "rina").Exit.ShouldBe(ExitCode.DatabaseTrouble);
        Audited().Single().ShouldStartWith($"first command:{Environment.UserName} as rina renew  failed: P0001: no more users of 327301******0001");
    }

    /// <summary>A process of its own: the variable is the process's.</summary>
    [Fact]
    public async Task The_variable_names_too_and_the_option_wins()
    {
        await Add("rina", "first", Role.Officer);
        var program = Path.Combine(AppContext.BaseDirectory, "DeductionGateway.dll");
        (int Exit, string, string Error) By(string variable, params string[] more) => Programs.Run("env", [
            $"DEDUCTION_ACTOR={variable}", "dotnet", program, "reconcile", GoldenFolder.PathOf(GoldenFolder.Base), "--out", _scratch["out"], "--database", _two.Database.ConnectionString, "--master-key", _two.Database.MasterKeyFile, .. more]);
        By("rina", "--cooperative", "first").Exit.ShouldBe(ExitCode.Done);
        By("nobody", "--cooperative", "first").Exit.ShouldBe(ExitCode.WrongUsage);
        By("", "--cooperative", "first").Exit.ShouldBe(ExitCode.WrongUsage);
        By("nobody", "--cooperative", "first", "--actor", "rina").Exit.ShouldBe(ExitCode.Done);
        By("rina", "--cooperative", "second").Exit.ShouldBe(ExitCode.Done, "where nobody could be named the variable is none's business");
        Audited().Count.ShouldBe(2);
    }

    private Task Add(string name, string cooperative, Role role, string? employer = null) => _accounts.AddUser(name, cooperative, role, employer, CancellationToken.None);

    private (int Exit, string Error) Reconcile(string cooperative, params string[] more) =>
        Run(["reconcile", GoldenFolder.PathOf(GoldenFolder.Base), "--out", _scratch["out"], "--cooperative", cooperative, .. more]);

    private (int Exit, string Error) Access(params string[] arguments) => Run(["access", .. arguments]);

    private (int Exit, string Error) Run(string[] arguments)
    {
        using var error = new StringWriter { NewLine = "\n" };
        var exit = Troubles.Answer([.. arguments, "--database", _two.Database.ConnectionString, "--master-key", _two.Database.MasterKeyFile], TextWriter.Null, error, CancellationToken.None);
        return (exit, error.ToString());
    }

    private SortedDictionary<string, long> Rows() => _two.Database.RowCounts();

    /// <summary>What commands that named somebody wrote, but for the accounts that the tests made.</summary>
    private List<string> Audited() => _two.Database.AsSuperuser<string>("""
        select c.code || ' ' || a.actor || ' ' || a.action || ' ' || a.object || ' ' || a.outcome
        from audit a join cooperative c on c.cooperative_id = a.cooperative_id
        where a.actor like '% as %' order by a.audit_no;
        """);
}
