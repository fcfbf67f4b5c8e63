using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DeductionGateway.Access;
using DeductionGateway.Composition;
using DeductionGateway.Core.Basics;
using DeductionGateway.Hosting;
using DeductionGateway.Schedule;
using DeductionGateway.Wire;

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
          --rehearse <file>     the clock shows what the file says, such as 2026-03-01T00:00:00+07:00 or, so many times
                                as fast, 2026-03-01T00:00:00+07:00,8640, since the file was written; for rehearsals on
                                a database that is thrown away; not with a certificate
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
        if (rehearsal is not null) output.WriteLine($"REHEARSAL: the clock shows {rehearsal.GetUtcNow().ToOffset(JakartaTime.Offset):yyyy-MM-dd HH:mm:ss} in Jakarta. Not for a database that is kept.");
        using var whole = new WholeGateway(gateway, line.Option("--issuer") ?? SignIn.StandardIssuer, rehearsal ?? TimeProvider.System, stop);
        Serve(whole, http, grpc, certificate, !line.Has("--no-schedule"), output, stop).GetAwaiter().GetResult();
        return ExitCode.Done;
    }

    private static async Task Serve(WholeGateway whole, IPEndPoint http, IPEndPoint? grpc, X509Certificate2? certificate, bool isScheduled, TextWriter output, CancellationToken stop)
    {
        Task watching;
        await using (var server = await whole.Listen(http, grpc, certificate))
        {
            watching = whole.Watch();
            // Ends before the server does.
            await using var ticker = isScheduled ? await whole.Schedule(server) : null;
            await output.WriteLineAsync($"REST  {server.HttpAddress}  explorer at {new Uri(server.HttpAddress, "docs")}");
            await output.WriteLineAsync($"gRPC  {server.GrpcAddress.Authority}{(certificate is null ? " without TLS" : " with TLS")}");
            await output.WriteLineAsync($"{(certificate is null ? "Without a certificate only this machine is answered. " : "")}Callers sign in; 'access' makes accounts. Ctrl-C ends.");
            await output.FlushAsync(CancellationToken.None);
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using var _ = stop.Register(ended.SetResult);
            await ended.Task;
        }
        await watching;
    }

    private static RehearsalClock? Rehearsal(CommandLine line, bool isTls)
    {
        if (line.Option("--rehearse") is not { } text) return null;
        if (isTls) throw new UsageException("--rehearse is not taken with a certificate: others would be served by a clock that is not theirs.");
        return RehearsalClock.Open(text) ?? throw new UsageException($"--rehearse must name a file with a line like 2026-03-01T00:00:00+07:00 or 2026-03-01T00:00:00+07:00,8640; '{text}' is none.");
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
