using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace DeductionGateway.Banks.Register;

/// <summary>What a cooperative writes down of its bank, once (a JSON file; secrets and keys stand in files of their own, named here).</summary>
internal sealed record PartnerFile
{
    /// <summary>Name of a built-in profile, or a profile itself.</summary>
    public required JsonNode Profile { get; init; }

    /// <summary>Of the bank's API, without a path: https, or http on this machine.</summary>
    public required string BaseUrl { get; init; }

    /// <summary>The cooperative's account there, as the statements have it.</summary>
    public required string Account { get; init; }

    /// <summary>X-PARTNER-ID that the bank gave.</summary>
    public required string PartnerId { get; init; }

    /// <summary>partnerServiceId, up to 8 digits; none where the bank keeps no virtual accounts.</summary>
    public string VaPrefix { get; init; } = "";

    public required BankSide Bank { get; init; }

    public OwnSide? Own { get; init; }

    /// <exception cref="ProfileException">It is none; the sentence says where and what is wanted.</exception>
    public static PartnerFile Read(ReadOnlySpan<byte> json) => BankJson.Read<PartnerFile>(json, "file", static file => file.Checks());

    /// <summary>The profile's own JSON, known to be one.</summary>
    /// <exception cref="ProfileException">There is none of this name, or it is wrong.</exception>
    public string ProfileJson()
    {
        var json = Profile is JsonValue name && name.TryGetValue(out string? text)
            ? System.Text.Encoding.UTF8.GetString(PartnerProfile.BytesOf(text) ?? throw new ProfileException($"There is no profile '{text}'; these are built in: {string.Join(", ", PartnerProfile.BuiltIn)}."))
            : Profile.ToJsonString();
        PartnerProfile.Read(System.Text.Encoding.UTF8.GetBytes(json));
        return json;
    }

    private IEnumerable<(bool IsRight, string Sentence)> Checks()
    {
        var isAddress = Uri.TryCreate(BaseUrl, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback)) && url.AbsolutePath == "/" && url.Query.Length == 0;
        yield return (isAddress, "base_url is https://, a host and no path; the path stands in the profile. http:// is taken on this machine only.");
        yield return (Account.Trim().Length is > 0 and <= 34, "account is the number of the cooperative's account, as the statements have it.");
        yield return (PartnerId.Length is > 0 and <= 36, "partner_id has 1 to 36 characters.");
        yield return (Regex.IsMatch(VaPrefix, "^[0-9]{0,8}$", RegexOptions.NonBacktracking), "va_prefix has up to 8 digits.");
        yield return (Bank.ClientId.Length is > 0 and <= 64, "bank.client_id has 1 to 64 characters.");
        yield return (Bank.CertificateSha256.Length == 0 || Regex.IsMatch(Bank.CertificateSha256, "^[0-9A-Fa-f]{64}$", RegexOptions.NonBacktracking), "bank.certificate_sha256 has 64 hexadecimal digits.");
        yield return (Bank.Networks.All(static one => System.Net.IPNetwork.TryParse(one, out _)), "bank.networks are such as 203.0.113.0/24.");
        yield return (Own?.PrivateKeyFile is not null || !PartnerProfile.Read(System.Text.Encoding.UTF8.GetBytes(ProfileJson())).VirtualAccounts.AtBank, "own with private_key_file is wanted: by the profile, numbers are made at the bank.");
        yield return (Own is null || (Own.ClientId.Length is > 0 and <= 64 && (Own.SecretFile is not null || Own.PrivateKeyFile is not null)), "own has client_id, and secret_file, private_key_file, or both.");
    }
}

/// <summary>The bank as it comes to us.</summary>
/// <param name="ClientId">X-CLIENT-KEY that it comes by: the cooperative chooses it and tells the bank.</param>
/// <param name="PublicKeyFile">PEM of the bank's RSA key.</param>
internal sealed record BankSide(string ClientId, string PublicKeyFile)
{
    /// <summary>Where it may come from; none is anywhere.</summary>
    public IReadOnlyList<string> Networks { get; init; } = [];

    /// <summary>SHA-256 of the client certificate that it shows; empty where none is wanted.</summary>
    public string CertificateSha256 { get; init; } = "";
}

/// <summary>We as we come to the bank.</summary>
/// <param name="ClientId">X-CLIENT-KEY that the bank gave.</param>
internal sealed record OwnSide(string ClientId)
{
    /// <summary>The client secret that the bank gave, in a file.</summary>
    public string? SecretFile { get; init; }

    /// <summary>PEM of our RSA key; the bank has its public half.</summary>
    public string? PrivateKeyFile { get; init; }
}
