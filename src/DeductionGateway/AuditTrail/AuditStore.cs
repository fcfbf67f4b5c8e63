using DeductionGateway.Data;

namespace DeductionGateway.AuditTrail;

internal sealed record AuditRow(long AuditNo, DateTime At, string Actor, string Action, string Object, string Outcome);

/// <summary>Which lines: empty and null are all.</summary>
/// <param name="Before">The moment that follows the last one wanted.</param>
internal readonly record struct AuditFilter(string Actor, string ActionPrefix, string Object, DateTimeOffset? From, DateTimeOffset? Before);

/// <summary>Reads the audit of one cooperative; row-level security bounds every statement to it.</summary>
internal sealed class AuditStore(Tx tx)
{
    public Task<List<AuditRow>> List(AuditFilter filter, long beforeNo, int rows) => tx.QueryAsync<AuditRow>(
        Sql.List, new { filter.Actor, filter.ActionPrefix, filter.Object, filter.From, filter.Before, BeforeNo = beforeNo, Rows = rows });

    private static class Sql
    {
        // The index of the cooperative's lines from its end, until the page is full.
        public const string List = """
            select audit_no, at, actor, action, object, outcome
            from audit
            where audit_no < @BeforeNo and (@Actor = '' or actor = @Actor) and starts_with(action, @ActionPrefix) and (@Object = '' or object = @Object)
              and (@From::timestamptz is null or at >= @From) and (@Before::timestamptz is null or at < @Before)
            order by audit_no desc
            limit @Rows;
            """;
    }
}
