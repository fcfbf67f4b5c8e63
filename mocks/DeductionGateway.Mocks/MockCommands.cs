using System.Net;
using System.Security.Cryptography;
using DeductionGateway.Mocks.Bank;
using DeductionGateway.Mocks.Employer;
using DeductionGateway.Mocks.Faults;
using Grpc.Core;

namespace DeductionGateway.Mocks;

/// <summary>The command line: <c>bank</c> runs until it is asked to end, <c>employer</c> does a month. Exit codes: 0 done, 2 not understood, 4 the other side or the port failed.</summary>
internal static class MockCommands
{
    private const int Done = 0, Usage = 2, Failed = 4;
    private const string Epoch = "2020-01-01";

    public static async Task<int> Run(string[] args, TextWriter output, TextWriter error, CancellationToken stop)
    {
        try
        {
            switch (args)
            {
                case ["bank", .. var words] when !words.Contains("--help"): await RunBank(words, output, stop); return Done;
                case ["employer", .. var words] when !words.Contains("--help"): await RunEmployer(words, output, stop); return Done;
                case [] or ["--help", ..] or [_, "--help", ..]: await output.WriteLineAsync(HelpText()); return Done;
                default: throw new UsageException($"'{args[0]}' is neither bank nor employer; --help says all.");
            }
        }
        catch (UsageException wrong)
        {
            await error.WriteLineAsync(wrong.Message);
            return Usage;
        }
        catch (Exception trouble) when (trouble is IOException or HttpRequestException or RpcException or InvalidDataException or CryptographicException or UnauthorizedAccessException)
        {
            await error.WriteLineAsync(trouble.Message);
            return Failed;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Done;
        }
    }

    private static async Task RunBank(string[] words, TextWriter output, CancellationToken stop)
    {
        var given = new Options(words, "--scenario", "--seed", "--listen", "--day", "--account", "--account-name", "--opening", "--partner-id", "--va-prefix", "--page-rows", "--prefix", "--run",
            "--caller-id", "--caller-secret-file", "--caller-key", "--gateway", "--own-id", "--own-secret-file", "--own-key", "--until");
        var untilInputEnds = given.Text("--until", "ctrl-c") switch { "ctrl-c" => false, "input-ends" => true, _ => throw new UsageException("--until is ctrl-c or input-ends.") };
        var standard = new BankOptions { Day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().ToOffset(Snap.SnapWords.Zone).Date), RunNo = SecondsSinceEpoch() };
        using var ownKey = KeyOf(given.Text("--own-key"));
        using var callerKey = KeyOf(given.Text("--caller-key"));
        var options = standard with
        {
            Day = given.Day("--day", standard.Day), RunNo = given.Number("--run", standard.RunNo), Account = given.Text("--account", standard.Account), AccountName = given.Text("--account-name", standard.AccountName),
            OpeningMinor = checked(given.Number("--opening", standard.OpeningMinor / 100) * 100), PartnerId = given.Text("--partner-id", standard.PartnerId), VaPrefix = given.Text("--va-prefix", standard.VaPrefix),
            PageRows = (int)Math.Clamp(given.Number("--page-rows", standard.PageRows), 4, 9_000), Prefix = given.Text("--prefix", standard.Prefix),
            CallerId = given.Text("--caller-id", standard.CallerId), CallerSecret = SecretOf(given.Text("--caller-secret-file")), CallerKey = callerKey,
            Gateway = given.Address("--gateway"), OwnId = given.Text("--own-id", standard.OwnId), OwnSecret = SecretOf(given.Text("--own-secret-file")), OwnKey = ownKey,
        };
        var listen = IPEndPoint.TryParse(given.Text("--listen", "127.0.0.1:0"), out var place) ? place : throw new UsageException("--listen is an IP address, a colon and a port.");
        await using var bank = await BankMock.Start(options, PlanOf(given, "clean", "--scenario"), listen, TimeProvider.System, stop);
        await output.WriteLineAsync($"bank  {bank.Address}  services under {options.Prefix}, control under /control; scenario {bank.Faults.Scenario.Name}, day {options.Day:yyyy-MM-dd}. Ctrl-C ends.");
        await output.FlushAsync(stop);
        await (untilInputEnds ? InputEnds(stop) : Task.Delay(Timeout.Infinite, stop));
    }

    /// <summary>The input of a program ends with whoever started it, however that one died.</summary>
    private static async Task InputEnds(CancellationToken stop)
    {
        await using var input = Console.OpenStandardInput();
        await input.CopyToAsync(Stream.Null, stop);
    }

    private static async Task RunEmployer(string[] words, TextWriter output, CancellationToken stop)
    {
        var given = new Options(words, "--scenario", "--faults", "--seed", "--http", "--grpc", "--client", "--secret-file", "--period", "--employer", "--way", "--file", "--header", "--bank", "--name");
        var http = given.Address("--http") ?? new Uri("http://127.0.0.1:5080");
        var options = new EmployerOptions(http, given.Address("--grpc") ?? new Uri("http://127.0.0.1:5081"), given.Needed("--client"), SecretOf(given.Needed("--secret-file")), given.Needed("--period"), given.Needed("--employer"))
        {
            Bank = given.Address("--bank"), Name = given.Text("--name", given.Needed("--employer")),
        };
        options = options with { File = given.Text("--file", $"payroll_{options.Code}.csv"), Header = given.Text("--header", options.Header) };
        var byFile = given.Text("--way", "stream") switch { "stream" => false, "file" => true, _ => throw new UsageException("--way is stream or file.") };
        var month = await EmployerMock.Run(options, Payroll.Named(given.Text("--scenario", "all")), PlanOf(given, "clean", "--faults"), byFile, stop);
        await output.WriteLineAsync($"billed {month.Billed.Count} lines, withheld {month.WithheldMinor / 100} rupiah, remitted {month.RemittedMinor / 100}");
        foreach (var kind in month.Verdicts.GroupBy(static one => one.LineClass).OrderBy(static group => group.Key)) await output.WriteLineAsync($"  {kind.Count(),6} {kind.Key.ToString().ToLowerInvariant()}");
    }

    private static FaultPlan PlanOf(Options given, string standard, string option) => new(Scenario.Named(given.Text(option, standard)), given.Number("--seed", 1));

    /// <summary>So that a later run makes other ids.</summary>
    private static long SecondsSinceEpoch() => (long)(TimeProvider.System.GetUtcNow() - DateTimeOffset.Parse(Epoch, System.Globalization.CultureInfo.InvariantCulture)).TotalSeconds;

    private static string SecretOf(string? file) => file is null ? "" : File.ReadAllText(file).Trim();

    private static RSA? KeyOf(string? file)
    {
        if (file is null) return null;
        var key = RSA.Create();
        key.ImportFromPem(File.ReadAllText(file));
        return key;
    }

    private static string HelpText() => $"""
        Simulators of the outside world, for tests and demos. The same seed and scenario make the same decisions, by the order of the calls of each service.

        bank                             a bank that speaks SNAP both ways, until Ctrl-C

          --scenario <name>     what goes wrong; see below (default clean)
          --seed <n>            default 1
          --listen host:port    default 127.0.0.1:0; 0 = a free port, printed
          --day <yyyy-mm-dd>    its first business day (default today in Jakarta)
          --account <no>        the cooperative's account; --account-name <name>; --opening <rupiah>
          --partner-id <id>     X-PARTNER-ID of both ways; --va-prefix <digits>
          --prefix <path>       before the services that it answers (default /v1.0); --page-rows <n>
          --caller-id <id>      X-CLIENT-KEY of the gateway; --caller-secret-file <file>; --caller-key <pem of its public key>
          --gateway <address>   of the gateway, which the bank calls under /snap/v1.0
          --own-id <id>         X-CLIENT-KEY of the bank there; --own-secret-file <file>; --own-key <pem of its private key>
          --until <when>        ctrl-c (default), or input-ends: with the standard input, so with the program that started it
          --run <n>             first part of its ids, up to 7 digits (default: the second of its start)

          It answers access-token/b2b, balance-inquiry, bank-statement, transfer-intrabank, transfer-interbank, transfer/status, debit/status and transfer-va/*.
          It calls transfer-va/inquiry, transfer-va/payment, transfer-va/notify-payment-intrabank and debit/notify. Control, in whole rupiah:
        {BankControl.HelpText}

        employer                         an employer's HR system: fetches its list, withholds, answers, pays; then it ends

          --scenario <name>     how it withholds; see below (default all)
          --faults <name>       what goes wrong on the way, a scenario of the bank's (default clean); --seed <n>
          --http, --grpc        addresses of the gateway (default http://127.0.0.1:5080 and http://127.0.0.1:5081)
          --client <id>         its account at the gateway; --secret-file <file>
          --period <yyyy-mm>    --employer <code>; --way stream|file (default stream); --file <name>; --header <its columns>
          --bank <address>      of a simulated bank, at which it pays what it withheld; --name <as the bank shows it>

        What goes wrong
        {Table(Scenario.All.Select(static one => (one.Name, one.Says)))}

        How an employer withholds
        {Table(Payroll.All.Select(static one => (one.Name, one.Says)))}
        """;

    private static string Table(IEnumerable<(string Name, string Says)> rows) => string.Join('\n', rows.Select(static row => $"  {row.Name,-12} {row.Says}"));
}
