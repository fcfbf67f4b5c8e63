using DeductionGateway.Data;

namespace DeductionGateway.Access;

/// <summary>A system's account: exactly one of secret and key is there.</summary>
internal sealed record ClientRow(long CooperativeId, string Cooperative, string ClientId, short Role, string? Employer, byte[]? SecretSha256, byte[]? PublicKey, bool IsDisabled)
{
    public Principal Principal => new(CooperativeId, Cooperative, ClientId, (Role)Role, Employer);
}

/// <summary>An account in a list.</summary>
internal sealed record AccountRow(string Cooperative, string Name, short Role, string? Employer, string Kind, bool IsDisabled);

internal sealed record CooperativeRow(long CooperativeId, string Code);

/// <summary>Accounts of systems, the assertions they used, and what both kinds of accounts are bound to.</summary>
internal sealed class ClientStore(Tx tx)
{
    public Task<ClientRow?> Find(string clientId) => tx.FindAsync<ClientRow>(Sql.Find, new { ClientId = clientId });

    public Task Add(Principal client, byte[]? secretSha256, byte[]? publicKey) => tx.ExecuteAsync(Sql.Add, new
    {
        client.CooperativeId, ClientId = client.Name, Role = (short)client.Role, client.Employer, SecretSha256 = secretSha256, PublicKey = publicKey,
    });

    public Task Renew(string clientId, byte[]? secretSha256, byte[]? publicKey) => tx.ExecuteAsync(Sql.Renew, new { ClientId = clientId, SecretSha256 = secretSha256, PublicKey = publicKey });

    public Task Disable(string clientId) => tx.ExecuteAsync(Sql.Disable, new { ClientId = clientId });

    /// <summary>False where it was used before.</summary>
    public async Task<bool> Use(ClientRow client, string jti, long expires, long now)
    {
        await tx.ExecuteAsync(Sql.ForgetAssertions, new { Now = now });
        return await tx.FindAsync<int>(Sql.Use, new { client.CooperativeId, client.ClientId, Jti = jti, Expires = expires }) == 1;
    }

    public Task<List<AccountRow>> Accounts() => tx.QueryAsync<AccountRow>(Sql.Accounts);

    public Task<CooperativeRow?> Cooperative(string code) => tx.FindAsync<CooperativeRow>(Sql.Cooperative, new { Code = code });

    public async Task<bool> HasEmployer(long cooperativeId, string employer)
    {
        tx.ActFor(cooperativeId);
        return await tx.FindAsync<int>(Sql.Employer, new { Employer = employer }) == 1;
    }

    private static class Sql
    {
        // One row, by its unique id.
        public const string Find = """
            select a.cooperative_id, c.code as cooperative, a.client_id, a.role, a.employer, a.secret_sha256, a.public_key, a.is_disabled
            from access_client a
            join cooperative c on c.cooperative_id = a.cooperative_id
            where a.client_id = @ClientId;
            """;

        public const string Add = """
            insert into access_client (cooperative_id, client_id, role, employer, secret_sha256, public_key)
            values (@CooperativeId, @ClientId, @Role, @Employer, @SecretSha256, @PublicKey);
            """;

        public const string Renew = "update access_client set secret_sha256 = @SecretSha256, public_key = @PublicKey, is_disabled = false where client_id = @ClientId;";
        public const string Disable = "update access_client set is_disabled = true where client_id = @ClientId;";
        public const string ForgetAssertions = "delete from used_assertion where expires < @Now;";

        public const string Use = """
            insert into used_assertion (cooperative_id, client_id, jti, expires)
            values (@CooperativeId, @ClientId, @Jti, @Expires)
            on conflict do nothing
            returning 1;
            """;

        // All accounts of all cooperatives: for who runs the program.
        public const string Accounts = """
            select c.code as cooperative, u.user_name as name, u.role, u.employer, 'user' as kind, u.is_disabled
            from app_user u
            join cooperative c on c.cooperative_id = u.cooperative_id
            union all
            select c.code, a.client_id, a.role, a.employer, case when a.public_key is null then 'client by secret' else 'client by key' end, a.is_disabled
            from access_client a
            join cooperative c on c.cooperative_id = a.cooperative_id
            order by 1, 2;
            """;

        public const string Cooperative = "select cooperative_id, code from cooperative where code = @Code;";
        public const string Employer = "select 1 from employer where employer = @Employer;";
    }
}
