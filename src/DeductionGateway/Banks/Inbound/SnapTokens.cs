using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Banks.Register;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Banks.Inbound;

/// <summary>
/// Which bank it is that comes: by client id, by the token it got, by its partner id. A token is a random text of which the hash is kept: whatever gateway gave it, all
/// know it, and a disabled bank's is worth nothing at once.
/// </summary>
internal sealed class SnapTokens(Database database, MasterKey master, TimeProvider time)
{
    public const int LifeSeconds = 900;
    private const int TokenBytes = 32;

    private static readonly TimeSpan Life = new(0, 0, LifeSeconds);

    /// <summary>Null where nobody comes by this id.</summary>
    public async Task<Partner?> OfClient(string clientId, CancellationToken stop) => Open(await database.AsAccess(tx => new PartnerStore(tx).OfClient(clientId), stop));

    /// <summary>Null where it is no token, or ran out.</summary>
    public async Task<Partner?> OfToken(string token, CancellationToken stop) => Open(await database.AsAccess(tx => new PartnerStore(tx).OfToken(Sha256(token), time.GetUtcNow()), stop));

    /// <summary>The one with this partner id of whom it holds; null where it holds of none, or of several, who cannot be told apart.</summary>
    public async Task<Partner?> OfPartnerId(string partnerId, Func<Partner, bool> holds, CancellationToken stop)
    {
        var found = new List<Partner>();
        foreach (var row in await database.AsAccess(tx => new PartnerStore(tx).OfPartnerId(partnerId), stop))
        {
            if (Open(row) is not { } partner) continue;
            if (holds(partner)) found.Add(partner);
            else partner.Dispose();
        }
        if (found.Count == 1) return found[0];
        foreach (var partner in found) partner.Dispose();
        return null;
    }

    public async Task<string> Give(Partner partner, CancellationToken stop)
    {
        var token = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(TokenBytes));
        var now = time.GetUtcNow();
        await database.AsAccess(async tx =>
        {
            await new PartnerStore(tx).AddToken(Sha256(token), partner.CooperativeId, partner.Name, now, now + Life);
            return true;
        }, stop);
        return token;
    }

    private Partner? Open(PartnerRow? row) => row is null or { IsDisabled: true } ? null : Partner.Open(row, master);

    private static byte[] Sha256(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
