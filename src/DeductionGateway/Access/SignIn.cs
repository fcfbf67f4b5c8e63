using System.Net;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Access;

/// <summary>What a sign-in gives. Refresh: for people only.</summary>
internal sealed record Tokens(string Access, string? Refresh);

/// <summary>Who was let in, with the refresh token of the session; its access token is made when the transaction is over.</summary>
internal sealed record Admitted(Principal Principal, string? Refresh);

/// <summary>How a sign-in ended: with tokens, refused, or not tried because there were too many.</summary>
internal readonly record struct SignInResult(Tokens? Tokens, TimeSpan? Wait);

/// <summary>
/// Lets people and systems in, and says who holds a token. Who is refused is not told why, an unknown name takes as long as a known one, and every
/// try stands in the audit.
/// </summary>
internal sealed class SignIn(Database database, MasterKey master, SigningKeys keys, AccessTokens tokens, SignInLimits limits, TimeProvider time) : IDisposable
{
    public const string StandardIssuer = "urn:deduction-gateway";

    /// <summary>Of names and secrets; longer ones are nobody's.</summary>
    private const int LongestText = 256;

    /// <summary>From a sign-in with password and code until the next one.</summary>
    private static readonly TimeSpan LongestSession = TimeSpan.FromHours(12);

    private readonly ClientAssertions _assertions = new(tokens.Issuer, time);

    /// <summary>Hashing a password takes a core for some hundred milliseconds: two at once, and calls are still answered.</summary>
    private readonly SemaphoreSlim _hashing = new(2);

    /// <summary>What a signed-in person changes himself.</summary>
    public OwnSecrets Own => new(database, master, this, limits, time);

    public static SignIn Open(Database database, MasterKey master, string issuer, SignInLimits limits, TimeProvider time)
    {
        var keys = new SigningKeys(database, master, time);
        return new SignIn(database, master, keys, new AccessTokens(keys, issuer, time), limits, time);
    }

    public async Task<SignInResult> WithPassword(string user, string password, string code, IPAddress address, CancellationToken stop)
    {
        var (admitted, wait) = await Proven(user, password, code, address, "sign-in", async (tx, row, now) => new Admitted(row.Principal, await NewSession(new UserStore(tx), row, now)), stop);
        return wait is not null ? new SignInResult(null, wait) : await Give(admitted, stop);
    }

    /// <summary>
    /// Does what a person may do who proves himself by password and code, in the transaction that uses the code up. Null where he does not: then the failure counts, and is
    /// in the audit under the action; or there were too many tries, and how long to wait.
    /// </summary>
    /// <param name="before">Slow work that holds no row: done before the transaction begins, whether he proves himself or not, so that the time it takes tells nothing.</param>
    public async Task<(T? Done, TimeSpan? Wait)> Proven<T>(
        string user, string password, string code, IPAddress address, string action, Func<Tx, UserRow, DateTimeOffset, Task<T>> work, CancellationToken stop, Func<Task>? before = null) where T : class
    {
        if (limits.Wait(address, $"user:{Short(user)}") is { } wait) return (null, wait);
        var hash = IsSane(user) && password.Length <= LongestText && await database.AsAccess(tx => new UserStore(tx).Find(user), stop) is { } found ? found.Password : PasswordHash.Nobodys;
        var fits = await Fits(hash, password, stop);
        if (before is not null) await before();
        return (await database.AsAccess(async tx =>
        {
            var store = new UserStore(tx);
            var now = time.GetUtcNow();
            if ((IsSane(user) ? await store.Hold(user) : null) is not { } row) return await Refuse<T>(tx, now, null, "?", action, "unknown");
            var step = Totp.Accept(master.Open(row.TotpSecret, TotpPurpose(row.UserName)), code, now, row.TotpStep);
            // A password renewed while this one was hashed is another.
            fits &= CryptographicOperations.FixedTimeEquals(row.PasswordHash, hash.Hash);
            if (row.IsDisabled) return await Refuse<T>(tx, now, row.CooperativeId, user, action, "disabled");
            if (row.LockedUntil > now.ToUnixTimeSeconds()) return await Refuse<T>(tx, now, row.CooperativeId, user, action, "locked");
            if (!fits || step is not { } used)
            {
                var tries = row.FailedTries + 1;
                await store.Failed(user, tries, now.ToUnixTimeSeconds() + LockSeconds(tries));
                return await Refuse<T>(tx, now, row.CooperativeId, user, action, fits ? "wrong code" : "wrong password");
            }
            await store.Succeeded(user, used);
            var done = await work(tx, row, now);
            await Audit.Write(tx, now, row.CooperativeId, user, action, "", "done");
            return done;
        }, stop), null);
    }

    public async Task<SignInResult> WithRefresh(string refresh, IPAddress address, CancellationToken stop)
    {
        var digest = Sha256(refresh);
        if (limits.Wait(address, $"refresh:{Convert.ToHexString(digest)}") is { } wait) return new SignInResult(null, wait);
        return await Give(await database.AsAccess(async tx =>
        {
            var store = new UserStore(tx);
            var now = time.GetUtcNow();
            if (await store.HoldToken(digest) is not { } row) return await Refuse<Admitted>(tx, now, null, "?", "refresh", "unknown");
            if (row.IsUsed && !row.IsEnded)
            {
                await store.EndFamily(row.Family);
                return await Refuse<Admitted>(tx, now, row.CooperativeId, row.UserName, "refresh", "used twice, session ended");
            }
            if (row.IsEnded || row.Expires <= now.ToUnixTimeSeconds()) return await Refuse<Admitted>(tx, now, row.CooperativeId, row.UserName, "refresh", "ended");
            if (await store.Find(row.UserName) is not { IsDisabled: false } user) return await Refuse<Admitted>(tx, now, row.CooperativeId, row.UserName, "refresh", "disabled");
            await store.UseToken(digest);
            var next = await NewRefresh(store, row.CooperativeId, row.UserName, row.Family, row.Expires);
            return new Admitted(user.Principal, next);
        }, stop), stop);
    }

    /// <summary>Ends the session that a refresh token is of; nothing where it is of none.</summary>
    public Task SignOut(string refresh, CancellationToken stop) => database.AsAccess(async tx =>
    {
        var store = new UserStore(tx);
        if (await store.HoldToken(Sha256(refresh)) is not { } row) return false;
        await store.EndFamily(row.Family);
        await Audit.Write(tx, time.GetUtcNow(), row.CooperativeId, row.UserName, "sign-out", "", "done");
        return true;
    }, stop);

    public async Task<SignInResult> WithSecret(string clientId, string secret, IPAddress address, CancellationToken stop)
    {
        if (limits.Wait(address, $"client:{Short(clientId)}") is { } wait) return new SignInResult(null, wait);
        return await ForClient(clientId, static row => row.SecretSha256 is not null, (row, _) =>
            Task.FromResult(CryptographicOperations.FixedTimeEquals(Sha256(secret), row.SecretSha256)), stop);
    }

    /// <param name="clientId">Where the caller says it besides; it must then be the assertion's.</param>
    public async Task<SignInResult> WithAssertion(string? clientId, string assertion, IPAddress address, CancellationToken stop)
    {
        var named = _assertions.ClientOf(assertion) ?? "";
        if (limits.Wait(address, $"client:{Short(named)}") is { } wait) return new SignInResult(null, wait);
        if (clientId is not null && clientId != named) named = "";
        return await ForClient(named, static row => row.PublicKey is not null, async (row, store) =>
            await _assertions.Read(assertion, row.ClientId, row.PublicKey!) is { } read && IsSane(read.Jti) && await store.Use(row, read.Jti, read.Expires, time.GetUtcNow().ToUnixTimeSeconds()), stop);
    }

    /// <summary>Who holds this token; null where it is not good, or its account was disabled or changed since.</summary>
    public async Task<Principal?> WhoHolds(string token, CancellationToken stop)
    {
        if (await tokens.Read(token, stop) is not { } claims) return null;
        var name = claims.Subject[(claims.Subject.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var principal = await Standing.Of(database, name, claims.Role.IsOfPeople(), stop);
        return principal is not null && AccessTokens.SubjectOf(principal) == claims.Subject && principal.Cooperative == claims.Cooperative && principal.Role == claims.Role && principal.Employer == claims.Employer
            && principal.Generation == claims.Generation ? principal : null;
    }

    /// <summary>The public halves of the keys, for who verifies tokens himself: id, x and y of P-256, base64url.</summary>
    public async Task<IReadOnlyList<(string KeyId, string X, string Y)>> PublicKeys(CancellationToken stop) =>
        [.. (await keys.Verifiers(null, stop)).Select(static key => (key.KeyId, key.ECDsa.ExportParameters(false).Q)).Select(static key => (key.KeyId, Base64UrlEncoder.Encode(key.Q.X), Base64UrlEncoder.Encode(key.Q.Y)))];

    public void Dispose() => _hashing.Dispose();

    public static string TotpPurpose(string user) => $"totp:{user}";

    public static byte[] Sha256(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>After two free ones each failure locks for longer: 5 s, 10 s, 20 s, … at most 15 minutes.</summary>
    private static long LockSeconds(int failedTries) => failedTries < 3 ? 0 : Math.Min(900, 5L << Math.Min(failedTries - 3, 10));

    private async Task<SignInResult> ForClient(string clientId, Func<ClientRow, bool> mayTry, Func<ClientRow, ClientStore, Task<bool>> proves, CancellationToken stop) =>
        await Give(await database.AsAccess(async tx =>
        {
            var store = new ClientStore(tx);
            var now = time.GetUtcNow();
            if ((IsSane(clientId) ? await store.Find(clientId) : null) is not { } row) return await Refuse<Admitted>(tx, now, null, "?", "token", "unknown");
            if (!mayTry(row) || !await proves(row, store)) return await Refuse<Admitted>(tx, now, row.CooperativeId, clientId, "token", "not proven");
            if (row.IsDisabled) return await Refuse<Admitted>(tx, now, row.CooperativeId, clientId, "token", "disabled");
            await Audit.Write(tx, now, row.CooperativeId, clientId, "token", "", "done");
            return new Admitted(row.Principal, null);
        }, stop), stop);

    /// <summary>The token is made when the transaction is over: the keys may have to be looked up, and nobody waits for a second connection while he holds one.</summary>
    public async Task<SignInResult> Give(Admitted? admitted, CancellationToken stop) =>
        admitted is null ? default : new SignInResult(new Tokens(await tokens.Issue(admitted.Principal, stop), admitted.Refresh), null);

    /// <summary>A new password as it is stored; in turn with those that are tried.</summary>
    public Task<PasswordHash> HashOf(string password, CancellationToken stop) => InTurn(() => PasswordHash.Of(password), stop);

    private Task<bool> Fits(PasswordHash hash, string password, CancellationToken stop) => InTurn(() => hash.Fits(password.Length > LongestText ? "" : password), stop);

    private async Task<T> InTurn<T>(Func<T> hash, CancellationToken stop)
    {
        await _hashing.WaitAsync(stop);
        try
        {
            return await Task.Run(hash, stop);
        }
        finally
        {
            _hashing.Release();
        }
    }

    private static async Task<T?> Refuse<T>(Tx tx, DateTimeOffset now, long? cooperative, string actor, string action, string why) where T : class
    {
        await Audit.Write(tx, now, cooperative, actor, action, "", $"refused: {why}");
        return null;
    }

    /// <summary>The refresh token of a session that begins now.</summary>
    public static async Task<string> NewSession(UserStore store, UserRow row, DateTimeOffset now)
    {
        await store.ForgetTokens(now.ToUnixTimeSeconds());
        return await NewRefresh(store, row.CooperativeId, row.UserName, Guid.CreateVersion7(), (now + LongestSession).ToUnixTimeSeconds());
    }

    private static async Task<string> NewRefresh(UserStore store, long cooperative, string user, Guid family, long expires)
    {
        var refresh = Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));
        await store.AddToken(cooperative, Sha256(refresh), user, family, expires);
        return refresh;
    }

    /// <summary>A text that a database keeps: no U+0000, no half of a pair.</summary>
    private static bool IsSane(string name) => name.Length is > 0 and <= LongestText && !name.Any(static c => char.IsControl(c) || char.IsSurrogate(c));

    private static string Short(string name) => name.Length <= LongestText ? name : name[..LongestText];
}
