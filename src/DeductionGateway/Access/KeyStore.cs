using DeductionGateway.Data;

namespace DeductionGateway.Access;

/// <summary>PrivateKey: sealed; times in seconds since 1970.</summary>
internal sealed record KeyRow(string KeyId, byte[] PrivateKey, long Created, long? Retired);

/// <summary>The keys that sign access tokens.</summary>
internal sealed class KeyStore(Tx tx)
{
    private const long LockKey = 0x4447_4B45_5953; // "DGKEYS"

    /// <summary>Two who make a key do it one after the other.</summary>
    public Task Hold() => tx.ExecuteAsync(Sql.Hold, new { LockKey });

    /// <summary>Those that are in use or were retired after a moment; the newest first.</summary>
    public Task<List<KeyRow>> List(long retiredAfter) => tx.QueryAsync<KeyRow>(Sql.List, new { RetiredAfter = retiredAfter });

    public Task Retire(long now, bool atOnce) => tx.ExecuteAsync(atOnce ? Sql.RetireAtOnce : Sql.Retire, new { Now = now });

    public Task Add(KeyRow key) => tx.ExecuteAsync(Sql.Add, key);

    private static class Sql
    {
        public const string Hold = "select pg_advisory_xact_lock(@LockKey);";

        // A few rows.
        public const string List = """
            select key_id, private_key, created, retired
            from signing_key
            where retired is null or retired > @RetiredAfter
            order by created desc, key_id;
            """;

        public const string Retire = "update signing_key set retired = @Now where retired is null;";
        public const string RetireAtOnce = "update signing_key set retired = 0;";
        public const string Add = "insert into signing_key (key_id, private_key, created) values (@KeyId, @PrivateKey, @Created);";
    }
}
