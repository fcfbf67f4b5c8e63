using DeductionGateway.Data;

namespace DeductionGateway.UploadLinks;

/// <summary>A link. State: of its end, 2 used or 3 withdrawn; null where it has none.</summary>
internal sealed record LinkRow(long LinkId, int Period, string Employer, string Actor, DateTime Created, DateTime Expires, short? State);

/// <summary>Links and their ends; row-level security bounds every statement to one cooperative.</summary>
internal sealed class LinkStore(Tx tx)
{
    /// <summary>PostgreSQL's code for a key that is taken: the link has ended already.</summary>
    public const string KeyTaken = "23505";

    public Task<long> Add(long cooperative, byte[] tokenSha256, int period, string employer, string actor, DateTimeOffset created, DateTimeOffset expires) => tx.FindAsync<long>(
        Sql.Add, new { Cooperative = cooperative, TokenSha256 = tokenSha256, Period = period, Employer = employer, Actor = actor, Created = created, Expires = expires });

    public Task<LinkRow?> Find(long linkId) => tx.FindAsync<LinkRow>(Sql.Find, new { LinkId = linkId });

    public Task<LinkRow?> OfToken(byte[] sha256) => tx.FindAsync<LinkRow>(Sql.OfToken, new { Sha256 = sha256 });

    public Task<List<LinkRow>> List(int period, long before, int rows) => tx.QueryAsync<LinkRow>(Sql.List, new { Period = period, Before = before, Rows = rows });

    /// <summary>Of two who end it at once, the second waits for the first and then finds the key taken.</summary>
    public Task End(long cooperative, long linkId, short state, string actor, DateTimeOffset at) =>
        tx.ExecuteAsync(Sql.End, new { Cooperative = cooperative, LinkId = linkId, State = state, Actor = actor, At = at });

    private static class Sql
    {
        private const string Links = """
            select l.link_id, l.period, l.employer, l.actor, l.created, l.expires, e.state
            from upload_link l
            left join upload_link_end e on e.cooperative_id = l.cooperative_id and e.link_id = l.link_id
            """;

        public const string Find = $"{Links} where l.link_id = @LinkId;";
        public const string OfToken = $"{Links} where l.token_sha256 = @Sha256;";
        public const string List = $"{Links} where l.link_id < @Before and (@Period = 0 or l.period = @Period) order by l.link_id desc limit @Rows;";

        public const string Add = """
            insert into upload_link (cooperative_id, token_sha256, period, employer, actor, created, expires)
            values (@Cooperative, @TokenSha256, @Period, @Employer, @Actor, @Created, @Expires)
            returning link_id;
            """;

        public const string End = "insert into upload_link_end (cooperative_id, link_id, state, actor, at) values (@Cooperative, @LinkId, @State, @Actor, @At);";
    }
}
