using DeductionGateway.Data;

namespace DeductionGateway.Access;

/// <summary>How an account stands at this moment: asked by every call, so that who was disabled or changed is out with his next one.</summary>
internal static class Standing
{
    /// <summary>What the account may do; null where there is none of this name, or it is disabled.</summary>
    public static async Task<Principal?> Of(Database database, string name, bool isPerson, CancellationToken stop) =>
        await database.FindAsAccess<Row>(isPerson ? Sql.User : Sql.Client, new { Name = name }, stop) is { IsDisabled: false } row
            ? new Principal(row.CooperativeId, row.Cooperative, row.Name, (Role)row.Role, row.Employer, row.Generation) : null;

    private sealed record Row(long CooperativeId, string Cooperative, string Name, short Role, string? Employer, int Generation, bool IsDisabled);

    private static class Sql
    {
        // One row, by its unique name.
        public const string User = $"""
            {Database.BeginAsAccess}
            select u.cooperative_id, c.code as cooperative, u.user_name as name, u.role, u.employer, u.generation, u.is_disabled
            from app_user u
            join cooperative c on c.cooperative_id = u.cooperative_id
            where u.user_name = @Name;
            commit;
            """;

        public const string Client = $"""
            {Database.BeginAsAccess}
            select a.cooperative_id, c.code as cooperative, a.client_id as name, a.role, a.employer, 0 as generation, a.is_disabled
            from access_client a
            join cooperative c on c.cooperative_id = a.cooperative_id
            where a.client_id = @Name;
            commit;
            """;
    }
}
