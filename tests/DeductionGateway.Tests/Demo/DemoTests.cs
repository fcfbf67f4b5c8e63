using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Reflection;
using System.Runtime.Versioning;
using System.Text.RegularExpressions;
using DeductionGateway.Commands;
using DeductionGateway.Demo;
using DeductionGateway.Hosting;
using DeductionGateway.Tests.Architecture;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;

namespace DeductionGateway.Tests.Demo;

/// <summary><c>demo</c> as a newcomer starts it: files first, then a month by the wire with a bank and an employer beside it, that are gone when it ends.</summary>
public sealed partial class DemoTests : IDisposable
{
    /// <summary>Of the month by the wire, as they stand in the README.</summary>
    private static readonly string[] Steps =
    [
        "  list             E001 fetched 200 lines by gRPC: 133.499.600",
        "  payroll          E001 answered by gRPC stream: 113.294.615, 39 lines short",
        "  lump             E001 paid at the bank: 1 credit of 113.294.615",
        "  statement        the bank was asked (SNAP 14): 1 credit of 113.294.615",
        "  virtual account  M0000001 pays the rest of SW: 100.000 (SNAP 24, 25, 34)",
        "  direct debit     M0000004 pays PU here too: 2.402.300 (SNAP 56)",
        "  statement        asked again: 3 credits of 115.796.915",
        "  run              by REST: received 115.796.915, as the bank booked",
    ];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Scratch _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void A_month_by_the_wire_follows_the_files_and_may_be_shown_again()
    {
        for (var time = 1; time <= 2; time++)
        {
            var demo = GatewayProcess.Run("", "demo", "--data", _scratch.Path);
            demo.ExitCode.ShouldBe(ExitCode.Done, demo.Error);
            var lines = demo.Output.Split('\n');
            lines.Where(Steps.Contains).ShouldBe(Steps);
            lines.ShouldContain($"KOP-WIRE-{time}", "each demo has a cooperative of its own");
            lines.Count(static line => line.StartsWith("  holds  ", StringComparison.Ordinal)).ShouldBe(22, "eleven proofs of each cooperative");
            demo.Output.ShouldNotContain("FAILS");
            lines.ShouldContain("  double_deducted             1             2.402.300             4.804.600");
            lines.ShouldContain("    M0000001 SW: billed 150.000, withheld 50.000, received 150.000");
            lines.ShouldContain("    M0000004 PU: billed 2.402.300, withheld 2.402.300, received 4.804.600");
            lines.ShouldContain("      Two channels took the same instalment, the payroll line and the bank entry");
            lines.Skip(Array.FindIndex(lines, static line => line.StartsWith("A month by the wire", StringComparison.Ordinal)) + 2).Where(static line => line.Length > 80).ShouldBeEmpty("wider than a terminal");
            ServerProcess.IsAlive(BankOf(demo.Output)).ShouldBeFalse("the bank ends with the demo");
        }
    }

    [Fact]
    [SupportedOSPlatform("linux")]
    public void Keys_and_secrets_are_read_by_nobody_else()
    {
        var keys = new WireKeys(_scratch["keys"]);
        keys.MakePair("one");
        keys.MakeSecret("two");
        keys.Write("three", "text");
        File.GetUnixFileMode(keys.Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var files = Directory.GetFiles(keys.Folder);
        files.Select(Path.GetFileName).ShouldBe(["one.pem", "one-public.pem", "two", "three"], ignoreOrder: true);
        files.ShouldAllBe(static file => File.GetUnixFileMode(file) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("  bank ")]
    [InlineData("  payroll ")]
    public void Interrupted_it_takes_the_bank_with_it_and_the_next_one_works(string step)
    {
        using (var demo = GatewayProcess.Start("demo", "--data", _scratch.Path))
        {
            demo.RunUntil(() => demo.Output.Contains(step, StringComparison.Ordinal) && BankLine().IsMatch(demo.Output)).ShouldBeTrue(demo.Output);
            demo.Signal(GatewayProcess.Interrupt);
            demo.End().ExitCode.ShouldBe(ExitCode.Interrupted);
            ServerProcess.IsAlive(BankOf(demo.Output)).ShouldBeFalse("the bank ends with the demo");
        }
        GatewayProcess.Run("", "demo", "--data", _scratch.Path).ExitCode.ShouldBe(ExitCode.Done);
    }

    /// <summary>By kill -9, after which nothing of it can end anything.</summary>
    [Fact]
    public void Killed_it_leaves_no_bank_behind()
    {
        using (var demo = GatewayProcess.Start("demo", "--data", _scratch.Path))
        {
            demo.RunUntil(() => BankLine().IsMatch(demo.Output)).ShouldBeTrue(demo.Output);
            var bank = IPEndPoint.Parse(BankLine().Match(demo.Output).Groups[1].Value);
            IsAnswering(bank).ShouldBeTrue();
            demo.Signal(GatewayProcess.Killed);
            demo.End().ExitCode.ShouldBe(128 + GatewayProcess.Killed);
            SpinWait.SpinUntil(() => !IsAnswering(bank), Patience).ShouldBeTrue("the bank's input ended with the demo");
        }
        GatewayProcess.Run("", "demo", "--data", _scratch.Path).ExitCode.ShouldBe(ExitCode.Done);
    }

    /// <summary>A program that was published elsewhere has no simulators beside it.</summary>
    [Fact]
    public void Where_the_simulators_are_not_it_says_so_and_has_shown_the_files()
    {
        Simulators.Find(AppContext.BaseDirectory).ShouldNotBeNull();
        Simulators.Find(_scratch.Path).ShouldBeNull();
        var configuration = typeof(Simulators).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        var program = _scratch.Lay(SourceTree.PathOf($"src/DeductionGateway/bin/{configuration}/net10.0"), "program");
        var (exit, output, error) = Programs.Run("dotnet", Path.Combine(program, "DeductionGateway.dll"), "demo", "--data", _scratch.Path);
        exit.ShouldBe(ExitCode.Done, error);
        output.ShouldContain("Koperasi Karyawan Contoh 1");
        output.TrimEnd().Split('\n')[^1].ShouldStartWith("The month by the wire is left out: the simulated bank and employer are not here");
    }

    private static bool IsAnswering(IPEndPoint bank)
    {
        using var client = new TcpClient();
        try
        {
            client.Connect(bank);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int BankOf(string output) => int.Parse(BankLine().Match(output).Groups[2].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^  bank +(\S+:\d+), .*\(process (\d+)\)", RegexOptions.Multiline)]
    private static partial Regex BankLine();
}
