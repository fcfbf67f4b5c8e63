using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DeductionGateway.Access;
using DeductionGateway.AuditTrail;
using DeductionGateway.BankPostings;
using DeductionGateway.Banks;
using DeductionGateway.Cases;
using DeductionGateway.Data;
using DeductionGateway.Deductions;
using DeductionGateway.Hosting;
using DeductionGateway.Ledger;
using DeductionGateway.Members;
using DeductionGateway.Periods;
using DeductionGateway.Runs;
using DeductionGateway.Schedule;
using DeductionGateway.UploadLinks;
using DeductionGateway.Wire;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Commands;

/// <summary><c>serve</c>: gRPC and REST until it is asked to end. The embedded database is kept for as long.</summary>
internal static class ServeCommand
{
    public const string HelpText = """
        serve                            gRPC and REST, until Ctrl-C or SIGTERM

          --http host:port      REST, /docs and /health (default 127.0.0.1:5080; port 0 = a free one, printed)
          --grpc host:port      gRPC without TLS, HTTP/2 only (default 127.0.0.1:5081)
          --certificate <pem>   a certificate, with its chain: gRPC and REST both on the --http port, by TLS
          --key <pem>           its private key
          --issuer <name>       what tokens say they were issued by, and what systems' assertions are made out to
                                (default urn:deduction-gateway)
          --master-key <file>   32 random bytes, also by GATEWAY_MASTER_KEY_FILE; the embedded database makes its own
          --no-schedule         answers only: scheduled jobs are left to other gateways of the database
          --rehearse <moment>,<factor>,<real moment>
                                the schedule's clock shows the first moment at the last one and goes so many times
                                as fast, for rehearsals on a database that is thrown away; not with a certificate
          --regulator-key <file>   32 bytes that a regulator gave: runs give members a hash that it can compare
          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data

        Callers sign in; 'access' makes their accounts. Without a certificate only loopback addresses are
        listened on, because passwords and tokens would be sent in clear text. Files come in, periods are
        run, the ledger is read; scheduled jobs run, shared with the other gateways of the database.
        """;

    public static int Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--http", "--grpc", "--certificate", "--key", "--issuer", "--rehearse", MasterKeyFile.Option, MasterKeyFile.OfRegulator, "--database", "--data"], ["--no-schedule"]);
        if (line.Words.Count > 0) throw new UsageException($"'{line.Words[0]}' is one word too many; serve takes options only.");
        using var certificate = Certificate(line);
        if (certificate is not null && line.Option("--grpc") is not null) throw new UsageException("With a certificate gRPC is on the --http port too; --grpc is not taken.");
        var http = Address(line, "--http", "127.0.0.1:5080", certificate is not null);
        var grpc = certificate is null ? Address(line, "--grpc", "127.0.0.1:5081", isTls: false) : null;
        if (http.Port != 0 && http.Equals(grpc)) throw new UsageException($"Without a certificate --http and --grpc need two ports; both are {http}.");
        var rehearsal = Rehearsal(line, certificate is not null);
        using var gateway = GatewayDatabase.Open(MasterKeyFile.Needed(line) with { RegulatorKeyFile = line.Option(MasterKeyFile.OfRegulator) });
        stop.ThrowIfCancellationRequested();
        using var limits = new SignInLimits();
        using var signIn = SignIn.Open(gateway.Database, gateway.Master!, line.Option("--issuer") ?? SignIn.StandardIssuer, limits, TimeProvider.System);
        RunFolder.Sweep();
        new RunJobs(gateway.Database, TimeProvider.System, stop).CloseAllDead(stop).GetAwaiter().GetResult();
        using var watch = new OpenWorkWatch(gateway.Database, TimeProvider.System);
        var watching = watch.Watch(stop);
        using var scheduleWatch = new ScheduleWatch(gateway.Database, rehearsal ?? TimeProvider.System);
        watching = Task.WhenAll(watching, scheduleWatch.Watch(stop));
        using var linkLimits = new SignInLimits(perAddress: 60, perAccount: LinkPages.TriesPerMinute);
        var pages = new LinkPages(gateway.Database, TimeProvider.System, linkLimits);
        using var bankLimits = new SignInLimits(perAddress: 120, perAccount: 30);
        var snap = new SnapServer(gateway.Database, gateway.Master!, bankLimits, TimeProvider.System);
        using var logs = LoggerFactory.Create(GatewayServer.Log);
        using var calls = new BankCalls(gateway.Database, gateway.Master!, TimeProvider.System, logs);
        Func<GatewayServer, Task<Ticker?>> schedule = line.Has("--no-schedule") ? static _ => Task.FromResult<Ticker?>(null) : server => Schedule(gateway.Database, server, calls, rehearsal, stop);
        if (rehearsal is not null) output.WriteLine($"REHEARSAL: the schedule's clock shows {rehearsal}. Not for a database that is kept.");
        Serve(new ServerOptions(http, grpc, certificate, Services(gateway.Database, stop, calls.Pipelines), signIn, token => IsReady(gateway.Database, token), TimeProvider.System, stop) { Routes = (Action<Microsoft.AspNetCore.Routing.IEndpointRouteBuilder>)pages.Map + snap.Map }, schedule, output).GetAwaiter().GetResult();
        watching.GetAwaiter().GetResult();
        return ExitCode.Done;
    }

    /// <summary>All services of the contract.</summary>
    /// <param name="pipelines">Of the calls to banks; null where none are made.</param>
    public static IReadOnlyList<WireService> Services(Database database, CancellationToken stopping, PartnerPipelines? pipelines = null)
    {
        // A list of lines and a case look at the same files.
        var listed = new ListedUnits(database, TimeProvider.System);
        return
        [
            WireService.Of<RunsService>(Contract.V1.Runs.Descriptor, new RunsService(database, new RunJobs(database, TimeProvider.System, stopping), TimeProvider.System, stopping), Contract.V1.Runs.BindService, isOfACooperative: true),
            WireService.Of<PeriodsService>(Contract.V1.Periods.Descriptor, new PeriodsService(database, TimeProvider.System), Contract.V1.Periods.BindService, isOfACooperative: true),
            WireService.Of<DeductionsService>(Contract.V1.Deductions.Descriptor, new DeductionsService(database, listed, TimeProvider.System), Contract.V1.Deductions.BindService, isOfACooperative: true),
            WireService.Of<BankService>(Contract.V1.Bank.Descriptor, new BankService(database, TimeProvider.System), Contract.V1.Bank.BindService, isOfACooperative: true),
            WireService.Of<BanksService>(Contract.V1.Banks.Descriptor, new BanksService(database, pipelines, TimeProvider.System), Contract.V1.Banks.BindService, isOfACooperative: true),
            WireService.Of<CasesService>(Contract.V1.Cases.Descriptor, new CasesService(database, listed, TimeProvider.System), Contract.V1.Cases.BindService, isOfACooperative: true),
            WireService.Of<MembersService>(Contract.V1.Members.Descriptor, new MembersService(database, TimeProvider.System), Contract.V1.Members.BindService, isOfACooperative: true),
            WireService.Of<UploadLinksService>(Contract.V1.UploadLinks.Descriptor, new UploadLinksService(database, TimeProvider.System), Contract.V1.UploadLinks.BindService, isOfACooperative: true),
            WireService.Of<AuditTrailService>(Contract.V1.AuditTrail.Descriptor, new AuditTrailService(database), Contract.V1.AuditTrail.BindService, isOfACooperative: true),
            WireService.Of<JobsService>(Contract.V1.Jobs.Descriptor, new JobsService(database), Contract.V1.Jobs.BindService, isOfACooperative: true),
            WireService.Of<LedgerService>(Contract.V1.Ledger.Descriptor, new LedgerService(database), Contract.V1.Ledger.BindService, isOfACooperative: true),
        ];
    }

    private static async Task Serve(ServerOptions options, Func<GatewayServer, Task<Ticker?>> schedule, TextWriter output)
    {
        // Makes the first key, and finds a wrong master key before anybody calls.
        await options.SignIn!.PublicKeys(options.Stopping);
        await using var server = await GatewayServer.Start(options);
        await using var ticker = await schedule(server);
        await output.WriteLineAsync($"REST  {server.HttpAddress}  explorer at {new Uri(server.HttpAddress, "docs")}");
        await output.WriteLineAsync($"gRPC  {server.GrpcAddress.Authority}{(options.Certificate is null ? " without TLS" : " with TLS")}");
        await output.WriteLineAsync($"{(options.Certificate is null ? "Without a certificate only this machine is answered. " : "")}Callers sign in; 'access' makes accounts. Ctrl-C ends.");
        await output.FlushAsync(CancellationToken.None);
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var _ = options.Stopping.Register(ended.SetResult);
        await ended.Task;
    }

    /// <summary>Starts the schedule; it ends before the server does.</summary>
    private static async Task<Ticker?> Schedule(Database database, GatewayServer server, BankCalls calls, RehearsalClock? rehearsal, CancellationToken stop)
    {
        await Ticker.Provision(database);
        var log = server.Logs.CreateLogger("DeductionGateway.Schedule");
        var runner = new JobRunner(database, JobSchedule.Jobs(new RunJobs(database, TimeProvider.System, stop), new BankJobs(calls)), new BankingDays(database, log), rehearsal ?? TimeProvider.System, log, stop);
        return await Ticker.Start(runner, database, rehearsal is null ? TimeSpan.FromMinutes(1) : TimeSpan.FromMilliseconds(500), server.Logs, stop);
    }

    private static RehearsalClock? Rehearsal(CommandLine line, bool isTls)
    {
        if (line.Option("--rehearse") is not { } text) return null;
        if (isTls) throw new UsageException("--rehearse is not taken with a certificate: others would be served by a clock that is not theirs.");
        if (line.Has("--no-schedule")) throw new UsageException("--rehearse and --no-schedule exclude each other.");
        return RehearsalClock.Parse(text) ?? throw new UsageException($"--rehearse must be like 2026-03-01T00:00:00+07:00,8640,2026-03-20T09:00:00Z, not '{text}'.");
    }

    private static async Task<bool> IsReady(Database database, CancellationToken stop)
    {
        try
        {
            return await Migrator.IsCurrent(database, stop);
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }

    private static IPEndPoint Address(CommandLine line, string option, string standard, bool isTls)
    {
        var text = line.Option(option) ?? standard;
        var address = ListenAddress.Parse(text) ?? throw new UsageException($"{option} must be an IP address or localhost, a colon and a port, not '{text}'.");
        return !isTls && ListenAddress.Refusal(address.Address) is { } refusal ? throw new UsageException($"{option}: {refusal}") : address;
    }

    private static X509Certificate2? Certificate(CommandLine line)
    {
        var (certificate, key) = (line.Option("--certificate"), line.Option("--key"));
        if (certificate is null && key is null) return null;
        if (certificate is null || key is null) throw new UsageException("--certificate and --key belong together.");
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception trouble) when (trouble is CryptographicException or IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The certificate cannot be used: {trouble.Message}");
        }
    }
}
