using System.Security.Cryptography;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Access;

/// <summary>An account cannot be made, found or changed as asked; the sentence says why (exit code 2).</summary>
internal sealed class AccountException(string message) : Exception(message);

/// <summary>What a person needs to sign in; shown once, and not kept so that it could be read again.</summary>
internal sealed record UserSecrets(string Password, string OtpAuthUri);

/// <summary>Makes, lists and ends accounts, and renews what they prove themselves with; each in the audit.</summary>
/// <param name="actor">As the audit has it; null is the system's user.</param>
internal sealed class Accounts(Database database, MasterKey master, TimeProvider time, string? actor = null)
{
    private const int LongestName = 64;

    private string Actor => actor ?? $"command:{Environment.UserName}";

    public Task<UserSecrets> AddUser(string name, string cooperative, Role role, string? employer, CancellationToken stop) => database.AsAccess(async tx =>
    {
        if (!role.IsOfPeople()) throw new AccountException($"{role.Word()} is the role of a system: use add-client.");
        var principal = await New(tx, name, cooperative, role, employer);
        var (secrets, hash, totp) = Secrets(name);
        await new UserStore(tx).Add(principal, hash, totp);
        await Write(tx, principal.CooperativeId, "add-user", name);
        return secrets;
    }, stop);

    /// <returns>The secret, shown once; null where the client has a key.</returns>
    public Task<string?> AddClient(string name, string cooperative, Role role, string? employer, byte[]? publicKey, CancellationToken stop) => database.AsAccess(async tx =>
    {
        if (role.IsOfPeople()) throw new AccountException($"{role.Word()} is the role of a person: use add-user.");
        var principal = await New(tx, name, cooperative, role, employer);
        var secret = publicKey is null ? NewSecret() : null;
        await new ClientStore(tx).Add(principal, secret is null ? null : SignIn.Sha256(secret), publicKey);
        await Write(tx, principal.CooperativeId, "add-client", name);
        return secret;
    }, stop);

    /// <summary>A new password and code, or a new secret; what was known before is worth nothing any more, sessions end, a lock too.</summary>
    public Task<(UserSecrets? User, string? Client)> Renew(string name, byte[]? publicKey, CancellationToken stop) => database.AsAccess<(UserSecrets?, string?)>(async tx =>
    {
        var (users, clients) = (new UserStore(tx), new ClientStore(tx));
        if (await users.Find(name) is { } user)
        {
            if (publicKey is not null) throw new AccountException($"{name} is a person, who signs in with a password.");
            var (secrets, hash, totp) = Secrets(name);
            await users.Renew(name, hash, totp);
            await users.EndTokensOf(name);
            await Write(tx, user.CooperativeId, "renew", name);
            return (secrets, null);
        }
        var client = await clients.Find(name) ?? throw Unknown(name);
        var secret = publicKey is null ? NewSecret() : null;
        await clients.Renew(name, secret is null ? null : SignIn.Sha256(secret), publicKey);
        await Write(tx, client.CooperativeId, "renew", name);
        return (null, secret);
    }, stop);

    /// <summary>Its tokens are not good any more, from the next call on.</summary>
    public Task<bool> Disable(string name, CancellationToken stop) => database.AsAccess(async tx =>
    {
        var (users, clients) = (new UserStore(tx), new ClientStore(tx));
        var user = await users.Find(name);
        var client = user is null ? await clients.Find(name) ?? throw Unknown(name) : null;
        if (user is not null)
        {
            await users.Disable(name);
            await users.EndTokensOf(name);
        }
        else await clients.Disable(name);
        await Write(tx, user?.CooperativeId ?? client!.CooperativeId, "disable", name);
        return true;
    }, stop);

    /// <summary>Code of the cooperative that an account is of; null where there is no such account.</summary>
    public Task<string?> CooperativeOf(string name, CancellationToken stop) => database.AsAccess(async tx =>
        (await new UserStore(tx).Find(name))?.Cooperative ?? (await new ClientStore(tx).Find(name))?.Cooperative, stop);

    public Task<List<AccountRow>> List(CancellationToken stop) => database.AsAccess(static tx => new ClientStore(tx).Accounts(), stop);

    /// <summary>Each cooperative seals by a new key from now on.</summary>
    /// <returns>The number of cooperatives.</returns>
    public async Task<int> RotateDataKeys(CancellationToken stop)
    {
        var cooperatives = await database.AskOfNone(static tx => tx.QueryAsync<long>("select cooperative_id from cooperative;"), stop);
        foreach (var cooperative in cooperatives)
        {
            await database.Write(cooperative, async tx =>
            {
                await Audit.Write(tx, time.GetUtcNow(), cooperative, Actor, "rotate-data-key", $"data-key {tx.Seal.Rotate()}", "done");
                return true;
            }, stop);
        }
        return cooperatives.Count;
    }

    /// <param name="endAtOnce">Tokens that older keys signed are not good any more.</param>
    /// <returns>The new key's id.</returns>
    public Task<string> RotateKeys(bool endAtOnce, CancellationToken stop) => database.AsAccess(async tx =>
    {
        var id = await SigningKeys.Rotate(tx, master, time.GetUtcNow(), endAtOnce);
        await Write(tx, null, endAtOnce ? "rotate-keys at once" : "rotate-keys", id);
        return id;
    }, stop);

    private static async Task<Principal> New(Tx tx, string name, string cooperative, Role role, string? employer)
    {
        if (name.Length is 0 or > LongestName || !name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_' or '@')) throw new AccountException($"'{name}' is no name of an account: up to {LongestName} letters, digits and . - _ @ are.");
        if (role.IsOfAnEmployer() != (employer is not null)) throw new AccountException(employer is null ? $"{role.Word()} needs --employer." : $"{role.Word()} speaks for the cooperative; --employer is not taken.");
        var clients = new ClientStore(tx);
        if (await new UserStore(tx).Find(name) is not null || await clients.Find(name) is not null) throw new AccountException($"There is an account {name} already; renew gives it new secrets.");
        var found = await clients.Cooperative(cooperative) ?? throw new AccountException($"There is no cooperative {cooperative} here; its first reconcile makes it.");
        if (employer is not null && !await clients.HasEmployer(found.CooperativeId, employer)) throw new AccountException($"{cooperative} has no employer {employer}.");
        return new Principal(found.CooperativeId, cooperative, name, role, employer);
    }

    private (UserSecrets Secrets, PasswordHash Hash, byte[] Totp) Secrets(string name)
    {
        // 100 random bits, in letters and digits that nobody takes for another.
        var password = Totp.Base32Of(RandomNumberGenerator.GetBytes(13))[..20];
        var totp = RandomNumberGenerator.GetBytes(Totp.SecretBytes);
        return (new UserSecrets(password, Totp.UriOf(totp, name)), PasswordHash.Of(password), master.Seal(totp, SignIn.TotpPurpose(name)));
    }

    private static string NewSecret() => Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(32));

    private static AccountException Unknown(string name) => new($"There is no account {name}.");

    private Task Write(Tx tx, long? cooperative, string action, string what) => Audit.Write(tx, time.GetUtcNow(), cooperative, Actor, action, what, "done");
}
