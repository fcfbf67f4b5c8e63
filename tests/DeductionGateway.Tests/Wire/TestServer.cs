using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Grpc.Net.Client;

namespace DeductionGateway.Tests.Wire;

/// <summary>The gateway's own hosting on free ports, with the services of the wire's tests in place of the business: once without TLS, once with.</summary>
public sealed class TestServer : IAsyncLifetime
{
    private readonly CancellationTokenSource _stopping = new();
    private readonly Scratch _scratch = new();
    private readonly List<IDisposable> _channels = [];
    private GatewayServer _plain = null!, _tls = null!;

    /// <summary>What readiness says.</summary>
    internal bool IsReady { get; set; } = true;

    internal Uri Http => _plain.HttpAddress;
    internal Uri Grpc => _plain.GrpcAddress;
    internal Uri Tls => _tls.HttpAddress;

    /// <summary>The server's certificate, which signs itself, as PEM: the root that clients trust.</summary>
    internal string RootFile => _scratch["root.pem"];

    /// <summary>A client of the REST port.</summary>
    internal HttpClient Rest { get; private set; } = null!;

    /// <summary>.NET's own gRPC client.</summary>
    internal GrpcChannel Channel { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        using var certificate = SelfSigned(_scratch["root.pem"]);
        _plain = await GatewayServer.Start(Options(null));
        _tls = await GatewayServer.Start(Options(certificate));
        Rest = new HttpClient { BaseAddress = Http };
        Channel = GrpcChannel.ForAddress(Grpc);
    }

    public async ValueTask DisposeAsync()
    {
        Channel.Dispose();
        Rest.Dispose();
        _channels.ForEach(static one => one.Dispose());
        await _stopping.CancelAsync();
        await _plain.DisposeAsync();
        await _tls.DisposeAsync();
        _stopping.Dispose();
        _scratch.Dispose();
    }

    private ServerOptions Options(X509Certificate2? certificate) => new(
        new IPEndPoint(IPAddress.Loopback, 0), certificate is null ? new IPEndPoint(IPAddress.Loopback, 0) : null, certificate is null ? null : Usable(certificate),
        [
            WireService.Of<InteropService>(Interop.TestService.Descriptor, new InteropService(), Interop.TestService.BindService, isOfACooperative: false),
            WireService.Of<ShapesService>(Shapes.Shapes.Descriptor, new ShapesService(), Shapes.Shapes.BindService, isOfACooperative: false),
        ],
        SignIn: null, _ => Task.FromResult(IsReady), TimeProvider.System, _stopping.Token);

    private X509Certificate2 Usable(X509Certificate2 certificate)
    {
        var usable = X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
        _channels.Add(usable);
        return usable;
    }

    private static X509Certificate2 SelfSigned(string file)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        var now = TimeProvider.System.GetUtcNow();
        var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        File.WriteAllText(file, certificate.ExportCertificatePem());
        File.WriteAllText(file + ".key", key.ExportPkcs8PrivateKeyPem());
        return certificate;
    }
}
