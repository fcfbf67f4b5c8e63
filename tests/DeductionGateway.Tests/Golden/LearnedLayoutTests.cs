using System.Text.Json;
using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// Employers' files as people have them. Each is learned with the answers that its folder gives (at most three, and no question stays open), saved, and
/// read by the ordinary reader through the saved profile: the rows are exactly those of <c>truth.csv</c>, or the refusal is the one named.
/// </summary>
public sealed class LearnedLayoutTests : IDisposable
{
    private const string Layouts = "layouts";
    private const string KnownTables = "known";
    private readonly Scratch _scratch = new();

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(Layouts).Where(static name => name != KnownTables)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_layout_is_read_right_after_learning(string name)
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(Layouts, name), name);
        var path = Directory.GetFiles(folder, "payroll*").ShouldHaveSingleItem();
        using var given = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "answers.json")));
        var answers = given.RootElement.GetProperty("answers").EnumerateObject().Select(static one => $"{one.Name}={one.Value}").ToList();
        answers.Count.ShouldBeLessThanOrEqualTo(3);
        string[] known = given.RootElement.GetProperty("folder").GetBoolean() ? ["--folder", GoldenFolder.PathOf(Layouts, KnownTables)] : [];
        string[] words = ["inspect", "--learn", path, "--employer", "E1", "--save", "--json", .. known, .. answers.SelectMany(static answer => new[] { "--answer", answer })];
        var (exit, output, error) = Run(words);
        if (given.RootElement.TryGetProperty("refused", out var refused))
        {
            exit.ShouldBe(ExitCode.FileRefused, output);
            output.ShouldContain($"\"code\": \"{refused}\"");
            File.Exists(Path.Combine(folder, "profiles.json")).ShouldBeFalse("a file that cannot be read teaches nothing");
            return;
        }
        exit.ShouldBe(ExitCode.Done, error + output);
        ReadByProfile(path).ShouldBe(CsvText.Rows(File.ReadAllText(Path.Combine(folder, "truth.csv"))).Skip(1).Select(static row => string.Join(',', row)).Order(StringComparer.Ordinal), ignoreOrder: false, name);
    }

    [Fact]
    public void An_unanswered_question_saves_nothing()
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(Layouts, "thousands-or-decimals"), "open");
        var (exit, _, error) = Run("inspect", "--learn", Path.Combine(folder, "payroll_ribu.csv"), "--employer", "E1", "--save", "--json");
        exit.ShouldBe(ExitCode.WrongUsage);
        error.ShouldContain("answer number first");
        File.Exists(Path.Combine(folder, "profiles.json")).ShouldBeFalse();
    }

    [Fact]
    public void An_answer_that_is_no_choice_is_refused()
    {
        var path = GoldenFolder.PathOf(Layouts, "thousands-or-decimals", "payroll_ribu.csv");
        Run("inspect", "--learn", path, "--answer", "number=1250", "--json").ExitCode.ShouldBe(ExitCode.WrongUsage);
        Run("inspect", "--learn", path, "--answer", "colour=red", "--json").Error.ShouldContain("no question 'colour'");
    }

    [Fact]
    public void Saving_keeps_what_others_wrote_and_what_was_agreed_about_fees()
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(Layouts, "total-rp-marks"), "kept");
        File.WriteAllText(Path.Combine(folder, "profiles.json"), """{"E2": {"file": "other.csv"}, "E1": {"file": "old.csv", "fees": [2900], "gap_limit": 500}}""");
        Run("inspect", "--learn", Path.Combine(folder, "payroll_total.csv"), "--employer", "E1", "--save", "--json").ExitCode.ShouldBe(ExitCode.Done);
        var profiles = ProfilesJson.Read(File.ReadAllBytes(Path.Combine(folder, "profiles.json")), "profiles.json", new FaultList());
        profiles["E2"].File.ShouldBe("other.csv");
        (profiles["E1"].File, profiles["E1"].GapLimitRupiah).ShouldBe(("payroll_total.csv", 500));
        profiles["E1"].FeesRupiah.ShouldBe([2900]);
    }

    [Fact]
    public void A_profiles_file_that_is_none_is_left_alone()
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(Layouts, "total-rp-marks"), "broken");
        File.WriteAllText(Path.Combine(folder, "profiles.json"), "{ not json");
        Run("inspect", "--learn", Path.Combine(folder, "payroll_total.csv"), "--employer", "E1", "--save", "--json").ExitCode.ShouldBe(ExitCode.WrongUsage);
        File.ReadAllText(Path.Combine(folder, "profiles.json")).ShouldBe("{ not json");
    }

    [Fact]
    public void The_same_file_gives_the_same_proposal()
    {
        var path = GoldenFolder.PathOf(Layouts, "dinas-two-row-header", "payroll_dinas.xlsx");
        Run("inspect", "--learn", path, "--json").Output.ShouldBe(Run("inspect", "--learn", path, "--json").Output);
    }

    public void Dispose() => _scratch.Dispose();

    /// <summary>What the product's reader gets by the saved profile; the folder's period, where a row does not say its own, shows as nothing.</summary>
    private static List<string> ReadByProfile(string path)
    {
        var silent = new PayPeriod(1999, 1);
        var faults = new FaultList();
        var profile = ProfilesJson.Read(File.ReadAllBytes(Path.Combine(Path.GetDirectoryName(path)!, "profiles.json")), "profiles.json", faults)["E1"];
        var answer = PayrollBytes.Read(profile, new Employer("E1", "", BankMode.Lump, null, null), silent, DeductionCode.Standard, Path.GetFileName(path), File.ReadAllBytes(path), faults);
        faults.Sorted().ShouldBeEmpty();
        return [.. answer!.Rows.Select(row => $"{row.Key},{row.Code?.Code},{row.Amount},{(row.Period == silent ? "" : row.Period)}").Order(StringComparer.Ordinal)];
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (Troubles.Answer(words, output, error, CancellationToken.None), output.ToString(), error.ToString());
    }
}
