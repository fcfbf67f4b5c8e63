using System.Text.Json;
using DeductionGateway.Commands;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Intake;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Golden;

/// <summary>
/// Employers' files made by somebody who had not seen the program, with the truth beside them. Each is learned with its own cooperative's tables and the
/// answers that a payroll officer gives (at most three), saved, and read by the ordinary reader: the rows are exactly those of <c>rows.csv</c>; the two that
/// nobody can read rightly are refused with the reason.
/// </summary>
public sealed class BlindLayoutTests : IDisposable
{
    private const string Blind = "blind";

    private static readonly Dictionary<string, string> Refusals = new(StringComparer.Ordinal)
    {
        ["12-smpn-nip-angka-tolak"] = "KEY_RETYPED",
        ["13-hotel-total-tidak-cocok-tolak"] = "TOTAL_DISAGREES",
    };

    private readonly Scratch _scratch = new();

    public static TheoryData<string> Cases => [.. GoldenFolder.Cases(Blind)];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_file_of_somebody_else_is_read_right_or_refused(string name)
    {
        var folder = _scratch.Lay(GoldenFolder.PathOf(Blind, name), name);
        using var facts = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "facts.json")));
        using var given = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "answers.json")));
        var (employer, file) = (facts.RootElement.GetProperty("employer").GetString()!, facts.RootElement.GetProperty("file").GetString()!);
        var answers = given.RootElement.GetProperty("answers").EnumerateObject().Select(static one => $"{one.Name}={one.Value}").ToList();
        answers.Count.ShouldBeLessThanOrEqualTo(3);
        string[] words = ["inspect", "--learn", Path.Combine(folder, file), "--employer", employer, "--folder", folder, "--save", "--json", .. answers.SelectMany(static answer => new[] { "--answer", answer })];
        var (exit, output, error) = Run(words);
        (facts.RootElement.GetProperty("refuse").ValueKind == JsonValueKind.String).ShouldBe(Refusals.ContainsKey(name));
        if (Refusals.TryGetValue(name, out var refused))
        {
            exit.ShouldBe(ExitCode.FileRefused, output);
            output.ShouldContain($"\"code\": \"{refused}\"");
            File.Exists(Path.Combine(folder, "profiles.json")).ShouldBeFalse("a file that cannot be read teaches nothing");
            return;
        }
        exit.ShouldBe(ExitCode.Done, error + output);
        var truth = CsvText.Rows(File.ReadAllText(Path.Combine(folder, "rows.csv"))).Skip(1).Select(static row => string.Join(',', row[0], row[3], row[4], row[5])).Order(StringComparer.Ordinal);
        ReadByProfile(folder, file, employer, facts.RootElement.GetProperty("period").GetString()!).ShouldBe(truth, ignoreOrder: false, name);
    }

    public void Dispose() => _scratch.Dispose();

    private static List<string> ReadByProfile(string folder, string file, string employer, string period)
    {
        var faults = new FaultList();
        var profile = ProfilesJson.Read(File.ReadAllBytes(Path.Combine(folder, "profiles.json")), "profiles.json", faults)[employer];
        var ofFolder = PayPeriod.Parse(System.Text.Encoding.UTF8.GetBytes(period))!.Value;
        var answer = PayrollBytes.Read(profile, new Employer(employer, "", BankMode.Lump, null, null), ofFolder, DeductionCode.Standard, file, File.ReadAllBytes(Path.Combine(folder, file)), faults);
        faults.Sorted().ShouldBeEmpty();
        return [.. answer!.Rows.Select(static row => $"{row.Key},{row.Code?.Code},{row.Amount},{row.Period}").Order(StringComparer.Ordinal)];
    }

    private static (int ExitCode, string Output, string Error) Run(params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        return (Troubles.Answer(words, output, error, CancellationToken.None), output.ToString(), error.ToString());
    }
}
