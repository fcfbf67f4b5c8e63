using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using DeductionGateway.Data;
using DeductionGateway.Sealing;
using Microsoft.IdentityModel.Tokens;

namespace DeductionGateway.Access;

/// <summary>What an authenticator app takes, and the ticket that says with which secret the new code is to be proved.</summary>
internal sealed record NewCode(string OtpAuthUri, string Ticket);

/// <summary>
/// A signed-in person changes his own password or one-time secret: he proves himself anew by both, whatever token he holds. All sessions and access tokens of before end; he
/// goes on with those that the change gives.
/// </summary>
internal sealed class OwnSecrets(Database database, MasterKey master, SignIn signIn, SignInLimits limits, TimeProvider time)
{
    public const int ShortestPassword = 12, LongestPassword = 256;

    /// <summary>From the new secret until a code of it.</summary>
    public static readonly TimeSpan TicketLife = TimeSpan.FromMinutes(10);

    private const int LeastDifferent = 5;

    /// <summary>Shorter names stand in words by chance.</summary>
    private const int ShortestName = 4;

    /// <summary>What a new password lacks, as a sentence; null where it may be taken. No rules of composition (NIST SP 800-63B, section 3.1.1.2).</summary>
    public static string? Refusal(string user, string present, string wanted)
    {
        if (wanted.Length is < ShortestPassword or > LongestPassword) return $"A password has {ShortestPassword} to {LongestPassword} characters.";
        if (wanted == present) return "The new password is the old one.";
        if ((user.Length >= ShortestName && wanted.Contains(user, StringComparison.OrdinalIgnoreCase)) || wanted.Contains("deduction", StringComparison.OrdinalIgnoreCase)) return "The new password contains the user's name or the gateway's.";
        return wanted.Distinct().Count() < LeastDifferent || IsRun(wanted) ? "The new password is a repetition or a row of neighbours, which are guessed first." : null;
    }

    /// <param name="wanted">One that has no <see cref="Refusal"/>.</param>
    public async Task<SignInResult> ChangePassword(Principal who, string password, string code, string wanted, IPAddress address, CancellationToken stop)
    {
        PasswordHash? hash = null;
        var (admitted, wait) = await signIn.Proven(who.Name, password, code, address, "change-password", async (tx, row, now) =>
        {
            var store = new UserStore(tx);
            await store.ChangePassword(row.UserName, hash!);
            return await Anew(store, row, now);
        }, stop, async () => hash = await signIn.HashOf(wanted, stop));
        return wait is not null ? new SignInResult(null, wait) : await signIn.Give(admitted, stop);
    }

    /// <summary>A new one-time secret, which counts when a code of it was shown: an app that did not take it locks nobody out.</summary>
    public Task<(NewCode? Done, TimeSpan? Wait)> BeginCode(Principal who, string password, string code, IPAddress address, CancellationToken stop) =>
        signIn.Proven(who.Name, password, code, address, "begin-code", (_, row, now) => Task.FromResult(Offer(row, now)), stop);

    public async Task<SignInResult> ConfirmCode(Principal who, string ticket, string code, IPAddress address, CancellationToken stop)
    {
        if (limits.Wait(address, $"user:{who.Name}") is { } wait) return new SignInResult(null, wait);
        return await signIn.Give(await database.AsAccess(async tx =>
        {
            var store = new UserStore(tx);
            var now = time.GetUtcNow();
            if (await store.Hold(who.Name) is not { IsDisabled: false } row) return null;
            var secret = SecretOf(ticket, row, now);
            if (secret is null || Totp.Accept(secret, code, now, lastStep: 0) is not { } step)
            {
                await Audit.Write(tx, now, row.CooperativeId, row.UserName, "change-code", "", $"refused: {(secret is null ? "no ticket of now" : "wrong code")}");
                return null;
            }
            await store.ChangeTotp(row.UserName, master.Seal(secret, SignIn.TotpPurpose(row.UserName)), step);
            await Audit.Write(tx, now, row.CooperativeId, row.UserName, "change-code", "", "done");
            return await Anew(store, row, now);
        }, stop), stop);
    }

    /// <summary>All sessions end; his goes on as a new one.</summary>
    private static async Task<Admitted> Anew(UserStore store, UserRow row, DateTimeOffset now)
    {
        await store.EndTokensOf(row.UserName);
        return new Admitted(row.Principal with { Generation = row.Generation + 1 }, await SignIn.NewSession(store, row, now));
    }

    private NewCode Offer(UserRow row, DateTimeOffset now)
    {
        var content = new byte[Totp.SecretBytes + sizeof(long)];
        var secret = content.AsSpan(0, Totp.SecretBytes);
        RandomNumberGenerator.Fill(secret);
        BinaryPrimitives.WriteInt64BigEndian(content.AsSpan(Totp.SecretBytes), (now + TicketLife).ToUnixTimeSeconds());
        return new NewCode(Totp.UriOf(secret.ToArray(), row.UserName), Base64UrlEncoder.Encode(master.Seal(content, TicketPurpose(row))));
    }

    /// <summary>Null where the ticket is another's, was used, or is too old.</summary>
    private byte[]? SecretOf(string ticket, UserRow row, DateTimeOffset now)
    {
        try
        {
            var content = master.Open(Base64UrlEncoder.DecodeBytes(ticket), TicketPurpose(row));
            return BinaryPrimitives.ReadInt64BigEndian(content.AsSpan(Totp.SecretBytes)) > now.ToUnixTimeSeconds() ? content[..Totp.SecretBytes] : null;
        }
        catch (Exception wrong) when (wrong is MasterKeyException or FormatException)
        {
            return null;
        }
    }

    /// <summary>With the count of changes: a ticket opens once.</summary>
    private static string TicketPurpose(UserRow row) => $"totp-ticket:{row.UserName}:{row.Generation}";

    /// <summary>Each character follows the one before it, or comes before it: 123456789012 counts as one, with the step from 9 to 0.</summary>
    private static bool IsRun(string text) => text.Zip(text.Skip(1)).All(static pair => Math.Abs(pair.First - pair.Second) is 1 or 9);
}
