using System.Security.Cryptography;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Access;

/// <summary>
/// The keys of access tokens (ES256). The newest signs; one that was retired verifies until the last token that it signed has expired. They are
/// looked up again after some seconds, so that a rotation by another process is seen.
/// </summary>
internal sealed class SigningKeys(Database database, MasterKey master, TimeProvider time)
{
    /// <summary>How old what is known of the keys may be.</summary>
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    /// <summary>A token may be signed so long after its key was retired, and lives so long.</summary>
    private static readonly TimeSpan StillVerifies = AccessTokens.Life + AccessTokens.Skew + Fresh + Fresh;

    private volatile Known? _known;

    /// <summary>The key that signs now; made where there is none.</summary>
    /// <exception cref="MasterKeyException">The database's keys were sealed under another master key.</exception>
    public async Task<ECDsaSecurityKey> Signer(CancellationToken stop) => (await Now(null, stop)).Keys[0];

    /// <summary>The keys that verify now. Where <paramref name="keyId"/> is none of those known, they are looked up.</summary>
    public async Task<IReadOnlyList<ECDsaSecurityKey>> Verifiers(string? keyId, CancellationToken stop) => (await Now(keyId, stop)).Keys;

    /// <summary>A new key signs from now on.</summary>
    /// <param name="endAtOnce">What older keys signed is not believed any more: for keys that others may have.</param>
    /// <returns>The new key's id.</returns>
    public static async Task<string> Rotate(Tx tx, MasterKey master, DateTimeOffset now, bool endAtOnce)
    {
        var store = new KeyStore(tx);
        await store.Hold();
        await store.Retire(now.ToUnixTimeSeconds(), endAtOnce);
        return await Make(store, master, now);
    }

    private async Task<Known> Now(string? keyId, CancellationToken stop)
    {
        var known = _known;
        var now = time.GetUtcNow();
        if (IsGood(known, keyId, now)) return known!;
        // Several calls may look at once; they find the same.
        var rows = await database.AsAccess(tx => Read(tx, now), stop);
        var old = known?.Keys.ToDictionary(static key => key.KeyId) ?? [];
        return _known = new Known(now, [.. rows.Select(row => old.GetValueOrDefault(row.KeyId) ?? Open(row))]);
    }

    /// <summary>Who sends made-up key ids makes us look once a second, not each time.</summary>
    private static bool IsGood(Known? known, string? keyId, DateTimeOffset now) => known is not null
        && now - known.At < (keyId is null || known.Keys.Any(key => key.KeyId == keyId) ? Fresh : TimeSpan.FromSeconds(1));

    private async Task<List<KeyRow>> Read(Tx tx, DateTimeOffset now)
    {
        var store = new KeyStore(tx);
        var since = (now - StillVerifies).ToUnixTimeSeconds();
        var rows = await store.List(since);
        if (rows.Exists(static row => row.Retired is null)) return Ordered(rows);
        await store.Hold();
        rows = await store.List(since);
        if (!rows.Exists(static row => row.Retired is null))
        {
            await Make(store, master, now);
            rows = await store.List(since);
        }
        return Ordered(rows);
    }

    /// <summary>The one that signs first.</summary>
    private static List<KeyRow> Ordered(List<KeyRow> rows) => [.. rows.OrderBy(static row => row.Retired is not null)];

    private static async Task<string> Make(KeyStore store, MasterKey master, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(8));
        await store.Add(new KeyRow(id, master.Seal(key.ExportPkcs8PrivateKey(), Purpose(id)), now.ToUnixTimeSeconds(), null));
        return id;
    }

    /// <summary>Kept for as long as the process lives: a call may be using it.</summary>
    private ECDsaSecurityKey Open(KeyRow row)
    {
        var key = ECDsa.Create();
        key.ImportPkcs8PrivateKey(master.Open(row.PrivateKey, Purpose(row.KeyId)), out _);
        return new ECDsaSecurityKey(key) { KeyId = row.KeyId };
    }

    private static string Purpose(string keyId) => $"signing-key:{keyId}";

    /// <summary>The signer first.</summary>
    private sealed record Known(DateTimeOffset At, ECDsaSecurityKey[] Keys);
}
