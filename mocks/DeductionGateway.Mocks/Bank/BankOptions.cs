using System.Security.Cryptography;

namespace DeductionGateway.Mocks.Bank;

/// <summary>What the bank has agreed with the cooperative. Money in sen.</summary>
internal sealed record BankOptions
{
    /// <summary>The cooperative's account.</summary>
    public string Account { get; init; } = "1370012345678";
    public string AccountName { get; init; } = "KOPERASI CONTOH";
    public long OpeningMinor { get; init; } = 1_000_000_000;

    /// <summary>The bank's first business day.</summary>
    public required DateOnly Day { get; init; }

    /// <summary>X-PARTNER-ID, for both ways.</summary>
    public string PartnerId { get; init; } = "partner-1";

    /// <summary>First digits of virtual accounts, up to 8.</summary>
    public string VaPrefix { get; init; } = "88899";

    /// <summary>Rows of a statement in one answer.</summary>
    public int PageRows { get; init; } = 100;

    /// <summary>Path before the services, of what the bank serves.</summary>
    public string Prefix { get; init; } = "/v1.0";

    /// <summary>X-CLIENT-KEY that the gateway comes by, the secret that it was given, and its public key; without a key it gets no token.</summary>
    public string CallerId { get; init; } = "gateway";
    public string CallerSecret { get; init; } = "";
    public RSA? CallerKey { get; init; }

    /// <summary>Where the gateway is; null = the bank tells nobody.</summary>
    public Uri? Gateway { get; init; }

    /// <summary>X-CLIENT-KEY that the bank comes by at the gateway, the secret that the gateway gave it, and the bank's own private key.</summary>
    public string OwnId { get; init; } = "bank";
    public string OwnSecret { get; init; } = "";
    public RSA? OwnKey { get; init; }

    /// <summary>First part of every id that the bank makes, at most 7 digits: two runs that meet the same gateway need two.</summary>
    public required long RunNo { get; init; }
}
