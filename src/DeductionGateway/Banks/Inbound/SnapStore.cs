using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Inbound;

internal sealed record KeptRequest(short Service, string Subject, int KeyNo, byte[] Answer);

/// <summary>What came and was answered, opened.</summary>
/// <param name="SignedAt">X-TIMESTAMP.</param>
internal sealed record ShownRequest(short Service, string ExternalId, DateTime Arrived, string Signature, string SignedAt, byte[] Body, int KeyNo, byte[] Answer);

/// <summary>What banks sent and were answered: only added to; row-level security bounds every statement to one cooperative.</summary>
internal sealed class SnapStore(Tx tx)
{
    /// <summary>Two requests with one external id wait for each other.</summary>
    public Task Lock(SnapCall call) => tx.ExecuteAsync(Sql.Lock, new { Name = $"{call.Partner.CooperativeId} {call.Partner.Name} {call.Day:yyyyMMdd} {call.ExternalId}" });

    /// <summary>What came by this external id on this day before; null where nothing did.</summary>
    public Task<KeptRequest?> Find(SnapCall call) => tx.FindAsync<KeptRequest>(Sql.Find, new { Partner = call.Partner.Name, call.Day, call.ExternalId });

    /// <summary>What a bank sent since a moment, the oldest first.</summary>
    public async Task<List<ShownRequest>> Since(string partner, DateTimeOffset since, int most)
    {
        var kept = await tx.QueryAsync<ShownRequest>(Sql.Since, new { Partner = partner, Day = JakartaTime.DayOf(since), Since = since.ToUniversalTime(), Most = most });
        return kept.ConvertAll(one => one with { Body = tx.Seal.Open(one.KeyNo, one.Body), Answer = tx.Seal.Open(one.KeyNo, one.Answer) });
    }

    /// <summary>Whether a bank told one of these before, on whatever day.</summary>
    public async Task<bool> WasTold(string partner, SnapService service, string[] subjects) => await tx.FindAsync<int>(Sql.WasTold, new { Partner = partner, Service = (short)service, Subjects = subjects }) == 1;

    public JsonObject AnswerOf(KeptRequest kept) => JsonNode.Parse(tx.Seal.Open(kept.KeyNo, kept.Answer))!.AsObject();

    public Task Add(SnapCall call, string subject, JsonObject answer) => tx.ExecuteAsync(Sql.Add, new
    {
        Cooperative = call.Partner.CooperativeId, Partner = call.Partner.Name, call.Day, call.ExternalId, Service = (short)call.Service, Subject = subject, call.Arrived, call.Signature, call.SignedAt,
        Body = tx.Seal.Seal(call.Body), tx.Seal.KeyNo, Answer = tx.Seal.Seal(SnapJson.Bytes(answer)),
    });

    private static class Sql
    {
        public const string Lock = "select pg_advisory_xact_lock(hashtextextended('snap ' || @Name, 0));";
        public const string Find = "select service, subject, key_no, answer from snap_request where partner = @Partner and day = @Day and external_id = @ExternalId;";

        // By the index on notices of direct debits.
        public const string WasTold = "select 1 from snap_request where partner = @Partner and service = @Service and subject = any(@Subjects) limit 1;";

        // Some thousands, of the key's days from the first on.
        public const string Since = """
            select service, external_id, arrived, signature, signed_at, body, key_no, answer from snap_request
            where partner = @Partner and day >= @Day and arrived >= @Since
            order by arrived, external_id
            limit @Most;
            """;

        public const string Add = """
            insert into snap_request (cooperative_id, partner, day, external_id, service, subject, arrived, signature, signed_at, body, key_no, answer)
            values (@Cooperative, @Partner, @Day, @ExternalId, @Service, @Subject, @Arrived, @Signature, @SignedAt, @Body, @KeyNo, @Answer);
            """;
    }
}
