using System.Net;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Core.Snap;
using DeductionGateway.Sealing;

namespace DeductionGateway.Banks.Register;

/// <summary>A bank of a cooperative with what is known to both: opened, ready to sign and to check.</summary>
internal sealed class Partner : IDisposable
{
    private readonly RSA? _bankKey;
    private readonly Lazy<string?> _ownSecret;
    private readonly Lazy<RSA?> _ownKey;
    private readonly IPNetwork[] _networks;
    private readonly byte[]? _certificate;

    private Partner(PartnerRow row, MasterKey master)
    {
        (CooperativeId, Name, Profile, BaseUrl, Account, PartnerId, VaPrefix) = (row.CooperativeId, row.Partner, PartnerProfile.Read(Encoding.UTF8.GetBytes(row.Profile)), row.BaseUrl, row.Account, row.PartnerId, row.VaPrefix);
        BankSecret = Encoding.UTF8.GetString(master.Open(row.BankSecret, Purpose(row, "bank-secret")));
        OwnClientId = row.OwnClientId;
        // Opened when we call the bank, not whenever it calls us.
        _ownSecret = new Lazy<string?>(() => row.OwnSecret is null ? null : Encoding.UTF8.GetString(master.Open(row.OwnSecret, Purpose(row, "own-secret"))));
        _ownKey = new Lazy<RSA?>(() => row.OwnPrivateKey is null ? null : KeyOf(Encoding.UTF8.GetString(master.Open(row.OwnPrivateKey, Purpose(row, "own-private-key")))));
        _bankKey = row.BankPublicKey is null ? null : KeyOf(row.BankPublicKey);
        _networks = NetworksOf(row.BankNetworks);
        _certificate = row.BankCertificate;
    }

    public long CooperativeId { get; }

    /// <summary>The cooperative's own name for it.</summary>
    public string Name { get; }

    public PartnerProfile Profile { get; }

    /// <summary>Of the bank, without the profile's path.</summary>
    public string BaseUrl { get; }

    /// <summary>The cooperative's account there, as the statements have it.</summary>
    public string Account { get; }

    /// <summary>X-PARTNER-ID.</summary>
    public string PartnerId { get; }

    /// <summary>partnerServiceId without padding; empty where the bank keeps no virtual accounts for the cooperative.</summary>
    public string VaPrefix { get; }

    /// <summary>Signs the bank's calls.</summary>
    public string BankSecret { get; }

    /// <summary>X-CLIENT-KEY of our calls; empty where we make none.</summary>
    public string OwnClientId { get; }

    /// <summary>Signs our calls; null where a key does.</summary>
    private string? OwnSecret => _ownSecret.Value;

    /// <summary>The cooperative has all that calls to it need: a key for the token or the calls, and a secret where the calls are signed by one.</summary>
    public bool IsCalled => OwnClientId.Length > 0 && _ownKey.Value is not null && (Profile.Signature.Outbound == SignatureKind.Asymmetric || OwnSecret is not null);

    /// <summary>As the audit has it.</summary>
    public string Actor => $"bank:{Name}";

    /// <summary>For what a secret is sealed: it opens for nothing else.</summary>
    public static string Purpose(PartnerRow row, string what) => $"bank:{row.CooperativeId}:{row.Partner}:{what}";

    /// <exception cref="ProfileException">The stored profile is none, by a later program.</exception>
    /// <exception cref="MasterKeyException">It was sealed under another master key.</exception>
    public static Partner Open(PartnerRow row, MasterKey master) => new(row, master);

    /// <exception cref="FormatException">One of them is none.</exception>
    public static IPNetwork[] NetworksOf(string text) => [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(static one => IPNetwork.Parse(one))];

    /// <exception cref="ArgumentException">It is no PEM of an RSA key.</exception>
    public static RSA KeyOf(string pem)
    {
        var key = RSA.Create();
        key.ImportFromPem(pem);
        return key;
    }

    /// <summary>Whether the bank signed it by its key; false where it has none.</summary>
    public bool IsSignedByBank(string text, string signature) => _bankKey is not null && SnapSignature.IsRight(_bankKey, text, signature);

    /// <exception cref="InvalidOperationException">The cooperative has no key at this bank.</exception>
    public string SignByKey(string text) => SnapSignature.Sign(_ownKey.Value ?? throw new InvalidOperationException($"{Name} has no private key of ours."), text, Profile.Signature.Encoding);

    /// <exception cref="InvalidOperationException">The bank gave no secret.</exception>
    public string SignBySecret(string text) => SnapSignature.Sign(OwnSecret ?? throw new InvalidOperationException($"{Name} has no secret of ours."), text, Profile.Signature.Encoding);

    public bool MayComeFrom(IPAddress address) => _networks.Length == 0 || Array.Exists(_networks, network => network.Contains(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address));

    /// <summary>It must show a certificate.</summary>
    public bool WantsCertificate => _certificate is not null;

    /// <param name="sha256">Of the client's certificate; null where it showed none.</param>
    public bool MayShow(byte[]? sha256) => _certificate is null || (sha256 is not null && CryptographicOperations.FixedTimeEquals(_certificate, sha256));

    public void Dispose()
    {
        _bankKey?.Dispose();
        if (_ownKey.IsValueCreated) _ownKey.Value?.Dispose();
    }
}
