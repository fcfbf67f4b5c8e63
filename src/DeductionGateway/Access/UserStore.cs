using DeductionGateway.Data;

namespace DeductionGateway.Access;

/// <summary>A person's account. TotpSecret: sealed; LockedUntil: seconds since 1970.</summary>
internal sealed record UserRow(
    long CooperativeId, string Cooperative, string UserName, short Role, string? Employer, byte[] PasswordSalt, byte[] PasswordHash, int PasswordRounds,
    byte[] TotpSecret, long TotpStep, int FailedTries, long LockedUntil, bool IsDisabled, int Generation)
{
    public PasswordHash Password => new(PasswordSalt, PasswordHash, PasswordRounds);
    public Principal Principal => new(CooperativeId, Cooperative, UserName, (Role)Role, Employer, Generation);
}

internal sealed record RefreshRow(long CooperativeId, string UserName, Guid Family, long Expires, bool IsUsed, bool IsEnded);

/// <summary>Accounts of people and their refresh tokens.</summary>
internal sealed class UserStore(Tx tx)
{
    public Task<UserRow?> Find(string name) => tx.FindAsync<UserRow>(Sql.Find, new { Name = name });

    /// <summary>The row is held until the transaction ends: tries of one account come one after the other.</summary>
    public Task<UserRow?> Hold(string name) => tx.FindAsync<UserRow>(Sql.Hold, new { Name = name });

    public Task Add(Principal user, PasswordHash password, byte[] totpSecret) => tx.ExecuteAsync(Sql.Add, new
    {
        user.CooperativeId, UserName = user.Name, Role = (short)user.Role, user.Employer, password.Salt, password.Hash, password.Rounds, TotpSecret = totpSecret,
    });

    public Task Renew(string name, PasswordHash password, byte[] totpSecret) => tx.ExecuteAsync(Sql.Renew, new { Name = name, password.Salt, password.Hash, password.Rounds, TotpSecret = totpSecret });

    /// <summary>By the person; access tokens of before are worth nothing.</summary>
    public Task ChangePassword(string name, PasswordHash password) => tx.ExecuteAsync(Sql.ChangePassword, new { Name = name, password.Salt, password.Hash, password.Rounds });

    /// <summary>As <see cref="ChangePassword"/>. The step of the code that proved the new secret is used by it.</summary>
    public Task ChangeTotp(string name, byte[] totpSecret, long step) => tx.ExecuteAsync(Sql.ChangeTotp, new { Name = name, TotpSecret = totpSecret, Step = step });

    public Task Failed(string name, int tries, long lockedUntil) => tx.ExecuteAsync(Sql.Failed, new { Name = name, Tries = tries, LockedUntil = lockedUntil });

    public Task Succeeded(string name, long step) => tx.ExecuteAsync(Sql.Succeeded, new { Name = name, Step = step });

    public Task Disable(string name) => tx.ExecuteAsync(Sql.Disable, new { Name = name });

    public Task AddToken(long cooperativeId, byte[] sha256, string user, Guid family, long expires) =>
        tx.ExecuteAsync(Sql.AddToken, new { CooperativeId = cooperativeId, Sha256 = sha256, User = user, Family = family, Expires = expires });

    /// <summary>The row is held: of two who show the same token at once, the second finds it used.</summary>
    public Task<RefreshRow?> HoldToken(byte[] sha256) => tx.FindAsync<RefreshRow>(Sql.HoldToken, new { Sha256 = sha256 });

    public Task UseToken(byte[] sha256) => tx.ExecuteAsync(Sql.UseToken, new { Sha256 = sha256 });

    public Task EndFamily(Guid family) => tx.ExecuteAsync(Sql.EndFamily, new { Family = family });

    public Task EndTokensOf(string user) => tx.ExecuteAsync(Sql.EndTokensOf, new { User = user });

    public Task ForgetTokens(long expiredBefore) => tx.ExecuteAsync(Sql.ForgetTokens, new { Before = expiredBefore });

    private static class Sql
    {
        // One row, by its unique name.
        public const string Find = """
            select u.cooperative_id, c.code as cooperative, u.user_name, u.role, u.employer, u.password_salt, u.password_hash, u.password_rounds,
              u.totp_secret, u.totp_step, u.failed_tries, u.locked_until, u.is_disabled, u.generation
            from app_user u
            join cooperative c on c.cooperative_id = u.cooperative_id
            where u.user_name = @Name;
            """;

        public const string Hold = """
            select u.cooperative_id, c.code as cooperative, u.user_name, u.role, u.employer, u.password_salt, u.password_hash, u.password_rounds,
              u.totp_secret, u.totp_step, u.failed_tries, u.locked_until, u.is_disabled, u.generation
            from app_user u
            join cooperative c on c.cooperative_id = u.cooperative_id
            where u.user_name = @Name
            for update of u;
            """;

        public const string Add = """
            insert into app_user (cooperative_id, user_name, role, employer, password_salt, password_hash, password_rounds, totp_secret)
            values (@CooperativeId, @UserName, @Role, @Employer, @Salt, @Hash, @Rounds, @TotpSecret);
            """;

        public const string Renew = """
            update app_user
            set password_salt = @Salt, password_hash = @Hash, password_rounds = @Rounds, totp_secret = @TotpSecret, totp_step = 0, failed_tries = 0, locked_until = 0, is_disabled = false,
              generation = generation + 1
            where user_name = @Name;
            """;

        public const string ChangePassword = """
            update app_user
            set password_salt = @Salt, password_hash = @Hash, password_rounds = @Rounds, generation = generation + 1
            where user_name = @Name;
            """;

        public const string ChangeTotp = "update app_user set totp_secret = @TotpSecret, totp_step = @Step, generation = generation + 1 where user_name = @Name;";
        public const string Failed = "update app_user set failed_tries = @Tries, locked_until = @LockedUntil where user_name = @Name;";
        public const string Succeeded = "update app_user set failed_tries = 0, locked_until = 0, totp_step = @Step where user_name = @Name;";
        public const string Disable = "update app_user set is_disabled = true where user_name = @Name;";

        public const string AddToken = """
            insert into refresh_token (cooperative_id, token_sha256, user_name, family, expires)
            values (@CooperativeId, @Sha256, @User, @Family, @Expires);
            """;

        public const string HoldToken = "select cooperative_id, user_name, family, expires, is_used, is_ended from refresh_token where token_sha256 = @Sha256 for update;";
        public const string UseToken = "update refresh_token set is_used = true where token_sha256 = @Sha256;";
        public const string EndFamily = "update refresh_token set is_ended = true where family = @Family;";
        public const string EndTokensOf = "update refresh_token set is_ended = true where user_name = @User;";

        // Read whole: a token for each renewal of a working day.
        public const string ForgetTokens = "delete from refresh_token where expires < @Before;";
    }
}
