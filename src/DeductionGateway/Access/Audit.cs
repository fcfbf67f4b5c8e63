using DeductionGateway.Data;

namespace DeductionGateway.Access;

/// <summary>What was done or tried, by whom, and how it ended; rows are only added. In the transaction of what it tells of.</summary>
internal static class Audit
{
    /// <param name="cooperativeId">Null where nobody known was named.</param>
    /// <param name="actor">Who: a user's or client's name, <c>command:</c> with the system's user, or <c>?</c>. Never what somebody typed and is not known: it may be a password.</param>
    /// <param name="what">The object it was done to, or empty.</param>
    public static Task Write(Tx tx, DateTimeOffset at, long? cooperativeId, string actor, string action, string what, string outcome) =>
        tx.ExecuteAsync(Sql.Add, new { At = at, CooperativeId = cooperativeId, Actor = actor, Action = action, Object = what, Outcome = outcome });

    /// <summary>As <see cref="Write"/>, for work that does not wait without its thread.</summary>
    public static void Add(Tx tx, DateTimeOffset at, long? cooperativeId, string actor, string action, string what, string outcome) =>
        tx.Execute(Sql.Add, new { At = at, CooperativeId = cooperativeId, Actor = actor, Action = action, Object = what, Outcome = outcome });

    private static class Sql
    {
        public const string Add = """
            insert into audit (cooperative_id, at, actor, action, object, outcome)
            values (@CooperativeId, @At, @Actor, @Action, @Object, @Outcome);
            """;
    }
}
