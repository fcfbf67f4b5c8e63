using System.Net;
using System.Security.Cryptography.X509Certificates;
using DeductionGateway.Access;
using DeductionGateway.AuditTrail;
using DeductionGateway.BankPostings;
using DeductionGateway.Banks;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Inbound;
using DeductionGateway.Cases;
using DeductionGateway.Data;
using DeductionGateway.Deductions;
using DeductionGateway.Hosting;
using DeductionGateway.Ledger;
using DeductionGateway.Members;
using DeductionGateway.Payouts;
using DeductionGateway.Periods;
using DeductionGateway.Runs;
using DeductionGateway.Schedule;
using DeductionGateway.UploadLinks;
using DeductionGateway.Wire;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Composition;

/// <summary>
/// Every part of a gateway that answers, on one open database: sign-in, the services of the contract, pages for people, what banks call and are asked, the schedule.
/// <c>serve</c> has one until it is asked to end, <c>demo</c> for a month.
/// </summary>
internal sealed class WholeGateway : IDisposable
{
    private readonly Database _database;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly SignInLimits _limits = new(), _linkLimits = new(perAddress: 60, perAccount: LinkPages.TriesPerMinute), _bankLimits = new(perAddress: 120, perAccount: 30);
    private readonly ILoggerFactory _logs = LoggerFactory.Create(GatewayServer.Log);
    private readonly SignIn _signIn;
    private readonly OpenWorkWatch _watch;
    private readonly RunJobs _runs;
    private readonly Action<IEndpointRouteBuilder> _routes;

    /// <param name="gateway">With a master key.</param>
    /// <param name="issuer">What tokens say they were issued by.</param>
    /// <param name="stopping">Ends calls that would go on for ever, runs, and <see cref="Watch"/>.</param>
    /// <exception cref="Sealing.MasterKeyException">The key is not the one that the database was set up with.</exception>
    public WholeGateway(GatewayDatabase gateway, string issuer, TimeProvider time, CancellationToken stopping)
    {
        (_database, _time, _stopping) = (gateway.Database, time, stopping);
        _signIn = SignIn.Open(_database, gateway.Master!, issuer, _limits, time);
        _watch = new OpenWorkWatch(_database, time);
        // One for all who start runs: how many a gateway may have is counted there.
        _runs = new RunJobs(_database, time, stopping);
        Calls = new BankCalls(_database, gateway.Master!, time, _logs);
        var pages = new LinkPages(_database, time, _linkLimits);
        _routes = (Action<IEndpointRouteBuilder>)pages.Map + new SnapServer(_database, gateway.Master!, _bankLimits, time).Map;
    }

    /// <summary>To the banks that the gateway calls.</summary>
    public BankCalls Calls { get; }

    /// <summary>Sweeps what gateways that died left behind, and answers from now on.</summary>
    /// <param name="grpc">Null with a certificate: gRPC is on the port of REST then.</param>
    /// <exception cref="PortTroubleException">A port is in use or may not be listened on.</exception>
    public async Task<GatewayServer> Listen(IPEndPoint http, IPEndPoint? grpc, X509Certificate2? certificate)
    {
        RunFolder.Sweep();
        await _runs.CloseAllDead(_stopping);
        // Makes the first key, and finds a wrong master key before anybody calls.
        await _signIn.PublicKeys(_stopping);
        return await GatewayServer.Start(new ServerOptions(http, grpc, certificate, Services(_database, _runs, _time, _stopping, Calls.Pipelines), _signIn, IsReady, _time, _stopping) { Routes = _routes });
    }

    /// <summary>What is done beside answering, until the gateway stops: open work and the schedule's standing as metrics.</summary>
    public async Task Watch()
    {
        using var schedule = new ScheduleWatch(_database, _time);
        await Task.WhenAll(_watch.Watch(_stopping), schedule.Watch(_stopping));
    }

    /// <summary>Starts the schedule; whoever started it ends it before the server.</summary>
    /// <exception cref="DatabaseTroubleException">The scheduler's tables are not there.</exception>
    public async Task<Ticker> Schedule(GatewayServer server)
    {
        await Ticker.Provision(_database);
        var log = _logs.CreateLogger("DeductionGateway.Schedule");
        var runner = new JobRunner(_database, JobSchedule.Jobs(_runs, new BankJobs(Calls)), new BankingDays(_database, log), _time, log, _stopping);
        return await Ticker.Start(runner, _database, _time is RehearsalClock ? new TimeSpan(0, 0, 0, 0, 500) : TimeSpan.FromMinutes(1L), server.Logs, _stopping);
    }

    /// <summary>All services of the contract.</summary>
    /// <param name="pipelines">Of the calls to banks; null where none are made.</param>
    public static IReadOnlyList<WireService> Services(Database database, RunJobs runs, TimeProvider time, CancellationToken stopping, PartnerPipelines? pipelines = null)
    {
        // A list of lines and a case look at the same files.
        var listed = new ListedUnits(database, time);
        return
        [
            WireService.Of<RunsService>(Contract.V1.Runs.Descriptor, new RunsService(database, runs, time, stopping), Contract.V1.Runs.BindService, isOfACooperative: true),
            WireService.Of<PeriodsService>(Contract.V1.Periods.Descriptor, new PeriodsService(database, time), Contract.V1.Periods.BindService, isOfACooperative: true),
            WireService.Of<DeductionsService>(Contract.V1.Deductions.Descriptor, new DeductionsService(database, listed, time), Contract.V1.Deductions.BindService, isOfACooperative: true),
            WireService.Of<BankService>(Contract.V1.Bank.Descriptor, new BankService(database, time), Contract.V1.Bank.BindService, isOfACooperative: true),
            WireService.Of<BanksService>(Contract.V1.Banks.Descriptor, new BanksService(database, pipelines, time), Contract.V1.Banks.BindService, isOfACooperative: true),
            WireService.Of<PayoutsService>(Contract.V1.Payouts.Descriptor, new PayoutsService(database, time), Contract.V1.Payouts.BindService, isOfACooperative: true),
            WireService.Of<CasesService>(Contract.V1.Cases.Descriptor, new CasesService(database, listed, time), Contract.V1.Cases.BindService, isOfACooperative: true),
            WireService.Of<MembersService>(Contract.V1.Members.Descriptor, new MembersService(database, time), Contract.V1.Members.BindService, isOfACooperative: true),
            WireService.Of<UploadLinksService>(Contract.V1.UploadLinks.Descriptor, new UploadLinksService(database, time), Contract.V1.UploadLinks.BindService, isOfACooperative: true),
            WireService.Of<AuditTrailService>(Contract.V1.AuditTrail.Descriptor, new AuditTrailService(database), Contract.V1.AuditTrail.BindService, isOfACooperative: true),
            WireService.Of<JobsService>(Contract.V1.Jobs.Descriptor, new JobsService(database), Contract.V1.Jobs.BindService, isOfACooperative: true),
            WireService.Of<LedgerService>(Contract.V1.Ledger.Descriptor, new LedgerService(database), Contract.V1.Ledger.BindService, isOfACooperative: true),
        ];
    }

    public void Dispose()
    {
        Calls.Dispose();
        _watch.Dispose();
        _signIn.Dispose();
        _logs.Dispose();
        _bankLimits.Dispose();
        _linkLimits.Dispose();
        _limits.Dispose();
    }

    private async Task<bool> IsReady(CancellationToken stop)
    {
        try
        {
            return await Migrator.IsCurrent(_database, stop);
        }
        catch (System.Data.Common.DbException)
        {
            return false;
        }
    }
}
