using DeductionGateway.Data;

namespace DeductionGateway.Banks.Register;

/// <summary>A bank as it is kept; secrets are sealed under the master key.</summary>
internal sealed record PartnerRow(
    long CooperativeId, string Partner, string Profile, string BaseUrl, string Account, string PartnerId, string VaPrefix, string BankClientId, byte[] BankSecret, string? BankPublicKey,
    string BankNetworks, byte[]? BankCertificate, string OwnClientId, byte[]? OwnSecret, byte[]? OwnPrivateKey, bool IsDisabled);

/// <summary>Banks and the tokens they got: looked up before a cooperative is known, by the role of access.</summary>
internal sealed class PartnerStore(Tx tx)
{
    public Task<PartnerRow?> OfClient(string bankClientId) => tx.FindAsync<PartnerRow>(Sql.OfClient, new { BankClientId = bankClientId });

    /// <summary>Whose token it is, and it has not run out.</summary>
    public Task<PartnerRow?> OfToken(byte[] sha256, DateTimeOffset now) => tx.FindAsync<PartnerRow>(Sql.OfToken, new { Sha256 = sha256, Now = now });

    /// <summary>Banks that come by this X-PARTNER-ID; several cooperatives may have the same of several banks.</summary>
    public Task<List<PartnerRow>> OfPartnerId(string partnerId) => tx.QueryAsync<PartnerRow>(Sql.OfPartnerId, new { PartnerId = partnerId });

    public Task<PartnerRow?> Find(long cooperative, string partner) => tx.FindAsync<PartnerRow>(Sql.Find, new { Cooperative = cooperative, Partner = partner });

    /// <summary>What is changed about a cooperative's banks is changed by one at a time.</summary>
    public Task Hold(long cooperative) => tx.ExecuteAsync(Sql.Hold, new { Cooperative = cooperative });

    /// <summary>The bank but this one, not disabled, that a cooperative's account is at; null where there is none.</summary>
    public Task<string?> OtherOf(long cooperative, string account, string partner) => tx.FindAsync<string>(Sql.OtherOf, new { Cooperative = cooperative, Account = account, Partner = partner });

    /// <summary>Banks of a cooperative that may be called: those of which it has a client id.</summary>
    public Task<List<PartnerRow>> Called(long cooperative) => tx.QueryAsync<PartnerRow>(Sql.Called, new { Cooperative = cooperative });

    public Task<List<PartnerListed>> Listed() => tx.QueryAsync<PartnerListed>(Sql.Listed);

    public Task<long?> CooperativeId(string code) => tx.FindAsync<long?>(Sql.CooperativeId, new { Code = code });

    /// <summary>Adds it, or changes all of it but its name.</summary>
    public Task Put(PartnerRow row) => tx.ExecuteAsync(Sql.Put, row);

    public Task SetDisabled(long cooperative, string partner, bool isDisabled) => tx.ExecuteAsync(Sql.SetDisabled, new { Cooperative = cooperative, Partner = partner, IsDisabled = isDisabled });

    public async Task AddToken(byte[] sha256, long cooperative, string partner, DateTimeOffset now, DateTimeOffset expires)
    {
        await tx.ExecuteAsync(Sql.ForgetTokens, new { Now = now });
        await tx.ExecuteAsync(Sql.AddToken, new { Sha256 = sha256, CooperativeId = cooperative, Partner = partner, Expires = expires });
    }

    private static class Sql
    {
        private const string Columns = """
            p.cooperative_id, p.partner, p.profile, p.base_url, p.account, p.partner_id, p.va_prefix, p.bank_client_id, p.bank_secret, p.bank_public_key, p.bank_networks, p.bank_certificate,
            p.own_client_id, p.own_secret, p.own_private_key, p.is_disabled
            """;

        // Some banks of some cooperatives: tens of rows, and a token by its key.
        public const string OfClient = $"select {Columns} from bank_partner p where p.bank_client_id = @BankClientId;";
        public const string OfToken = $"select {Columns} from bank_token t join bank_partner p on p.cooperative_id = t.cooperative_id and p.partner = t.partner where t.token_sha256 = @Sha256 and t.expires > @Now;";
        public const string OfPartnerId = $"select {Columns} from bank_partner p where p.partner_id = @PartnerId order by p.cooperative_id, p.partner;";
        public const string Find = $"select {Columns} from bank_partner p where p.cooperative_id = @Cooperative and p.partner = @Partner;";
        public const string Hold = "select pg_advisory_xact_lock(hashtextextended('banks ' || @Cooperative, 0));";
        public const string OtherOf = "select p.partner from bank_partner p where p.cooperative_id = @Cooperative and p.account = @Account and p.partner <> @Partner and not p.is_disabled order by p.partner limit 1;";
        public const string Called = $"select {Columns} from bank_partner p where p.cooperative_id = @Cooperative and p.own_client_id <> '' and not p.is_disabled order by p.partner;";
        public const string CooperativeId = "select cooperative_id from cooperative where code = @Code;";

        public const string Listed = """
            select c.code as cooperative, p.partner as name, p.base_url, p.account, p.is_disabled
            from bank_partner p
            join cooperative c on c.cooperative_id = p.cooperative_id
            order by c.code, p.partner;
            """;

        public const string Put = """
            insert into bank_partner (cooperative_id, partner, profile, base_url, account, partner_id, va_prefix, bank_client_id, bank_secret, bank_public_key, bank_networks, bank_certificate, own_client_id, own_secret, own_private_key)
            values (@CooperativeId, @Partner, @Profile, @BaseUrl, @Account, @PartnerId, @VaPrefix, @BankClientId, @BankSecret, @BankPublicKey, @BankNetworks, @BankCertificate, @OwnClientId, @OwnSecret, @OwnPrivateKey)
            on conflict (cooperative_id, partner) do update set
              profile = excluded.profile, base_url = excluded.base_url, account = excluded.account, partner_id = excluded.partner_id, va_prefix = excluded.va_prefix,
              bank_client_id = excluded.bank_client_id, bank_secret = excluded.bank_secret, bank_public_key = excluded.bank_public_key, bank_networks = excluded.bank_networks,
              bank_certificate = excluded.bank_certificate, own_client_id = excluded.own_client_id, own_secret = excluded.own_secret, own_private_key = excluded.own_private_key;
            """;

        public const string SetDisabled = "update bank_partner set is_disabled = @IsDisabled where cooperative_id = @Cooperative and partner = @Partner;";
        public const string ForgetTokens = "delete from bank_token where expires < @Now;";
        public const string AddToken = "insert into bank_token (token_sha256, cooperative_id, partner, expires) values (@Sha256, @CooperativeId, @Partner, @Expires);";
    }
}
