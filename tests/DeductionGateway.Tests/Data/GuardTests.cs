using DeductionGateway.Tests.Harness;
using Npgsql;

namespace DeductionGateway.Tests.Data;

/// <summary>
/// What the database itself refuses, whatever the program asks: another cooperative's rows, and any change of what was booked. Tables and
/// partitions are read from the catalogue, so that a new one is held to the rules from its first day.
/// </summary>
public sealed class GuardTests(TwoCooperatives two) : IClassFixture<TwoCooperatives>
{
    [Fact]
    public void Every_table_and_partition_of_a_cooperative_has_forced_row_level_security_with_a_policy()
    {
        var tables = two.Database.AsSuperuser<(string Name, bool Enabled, bool Forced, long Policies)>(Sql.Guards);
        tables.Count(static table => table.Name.EndsWith("_202602", StringComparison.Ordinal)).ShouldBeGreaterThanOrEqualTo(5, "partitions are looked at too");
        tables.Where(static table => !table.Enabled || !table.Forced || table.Policies == 0).ShouldBeEmpty();
    }

    [Fact]
    public void The_service_and_the_loader_are_bound_by_no_superuser_right()
    {
        var roles = two.Database.AsSuperuser<(string Name, bool Super, bool Bypass)>(
            "select rolname::text, rolsuper, rolbypassrls from pg_roles where rolname in ('gateway_service', 'gateway_loader', 'gateway_worker') order by rolname;");
        roles.ShouldBe([("gateway_loader", false, true), ("gateway_service", false, false), ("gateway_worker", false, false)]);
    }

    [Fact]
    public void The_service_may_add_and_read_and_never_change()
    {
        var rights = two.Database.AsSuperuser<(string Name, bool Read, bool Add, bool Change)>(Sql.Rights, new { role = "gateway_service" });
        rights.Select(static right => right.Name).ShouldBeUnique();
        foreach (var table in (string[])["line", "journal_entry", "posting", "account_total", "bank_entry", "bank_statement", "billing_line", "source_chunk", "posting_202602"])
        {
            rights.ShouldContain((table, true, true, false));
        }
        rights.Where(static right => right.Change && right.Name != "cooperative").ShouldBeEmpty("a change of what was stored is a reversal, not an update");
    }

    [Fact]
    public void The_loader_may_only_add()
    {
        var rights = two.Database.AsSuperuser<(string Name, bool Read, bool Add, bool Change)>(Sql.Rights, new { role = "gateway_loader" });
        rights.Where(static right => right.Read || right.Change).ShouldBeEmpty();
        rights.ShouldContain(("posting", false, true, false));
    }

    [Theory]
    [InlineData("update posting set debit = debit + 1;")]
    [InlineData("delete from posting;")]
    [InlineData("update line set received = 0;")]
    [InlineData("delete from journal_entry;")]
    [InlineData("truncate account_total;")]
    [InlineData("update bank_entry set amount = 0;")]
    [InlineData("delete from posting_202602;")]
    [InlineData("drop table posting;")]
    [InlineData("set local role gateway;")]
    public void A_change_of_the_ledger_is_refused_when_tried(string sql)
    {
        var refused = Should.Throw<PostgresException>(() => two.Act(two.First, tx => tx.Execute(sql)));
        refused.SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>Rights may say one thing and the server do another: each table and partition is tried, the loader's as well.</summary>
    [Theory]
    [InlineData("gateway_service")]
    [InlineData("gateway_loader")]
    [InlineData("gateway_worker")]
    public void No_table_of_a_cooperative_lets_a_role_of_ours_change_or_delete_its_rows(string role)
    {
        var tables = two.Database.AsSuperuser<(string Name, bool Enabled, bool Forced, long Policies)>(Sql.Guards).ConvertAll(static table => table.Name);
        tables.ShouldContain("posting");
        tables.ShouldContain("posting_202602");
        // Of the cooperative's own row the name may be corrected, nothing else.
        foreach (var table in tables)
        {
            foreach (var attempt in (string[])[$"update {table} set cooperative_id = default", $"delete from {table}", $"truncate {table}"])
            {
                Should.Throw<PostgresException>(() => Try(role, attempt), $"{role}: {attempt}").SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, $"{role}: {attempt}");
            }
        }
    }

    [Fact]
    public void Who_acts_for_one_cooperative_sees_no_row_of_another()
    {
        var filled = two.Database.RowCounts().Keys.Where(static table => table != "cooperative").ToList();
        filled.Count.ShouldBeGreaterThan(10);
        foreach (var table in filled.Append("posting_202602").Append("line_202602"))
        {
            var query = $"select distinct cooperative_id from {table} order by 1;";
            two.Database.AsSuperuser<long>(query).ShouldBe([two.First, two.Second], $"{table}: the superuser sees both, so there is something to hide");
            two.Act(two.First, tx => tx.Query<long>(query)).ShouldBe([two.First], table);
            two.Act(two.Second, tx => tx.Query<long>(query)).ShouldBe([two.Second], table);
            two.Act(null, tx => tx.Query<long>(query)).ShouldBeEmpty($"{table}: who acts for nobody sees nothing");
        }
    }

    [Fact]
    public void Who_acts_for_one_cooperative_adds_no_row_to_another()
    {
        const string add = "insert into employer (cooperative_id, employer, name, bank_mode) values (@Cooperative, 'E9', 'Dinas Lain', 0);";
        two.Act(two.First, tx => tx.Execute(add, new { Cooperative = two.First })).ShouldBe(1);
        Should.Throw<PostgresException>(() => two.Act(two.First, tx => tx.Execute(add, new { Cooperative = two.Second }))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
    }

    /// <summary>A statement as one of our roles; nothing of it stays.</summary>
    private void Try(string role, string statement)
    {
        using var connection = two.Database.Database.OpenAsOwner();
        using var transaction = connection.BeginTransaction();
        using var become = new NpgsqlCommand($"set local role {role};", connection, transaction);
        become.ExecuteNonQuery();
        using var attempt = new NpgsqlCommand(statement, connection, transaction);
        attempt.ExecuteNonQuery();
    }

    private static class Sql
    {
        public const string Guards = """
            select c.relname::text as name, c.relrowsecurity as enabled, c.relforcerowsecurity as forced,
              (select count(*) from pg_policy p where p.polrelid = c.oid) as policies
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'cooperative_id' and not a.attisdropped
            where c.relkind in ('r', 'p')
              and c.relnamespace = 'public'::regnamespace
            order by 1;
            """;

        public const string Rights = """
            select c.relname::text as name,
              has_any_column_privilege(@role, c.oid, 'select') as read,
              has_table_privilege(@role, c.oid, 'insert') as add,
              has_any_column_privilege(@role, c.oid, 'update') or has_table_privilege(@role, c.oid, 'delete') or has_table_privilege(@role, c.oid, 'truncate') as change
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attname = 'cooperative_id' and not a.attisdropped
            where c.relkind in ('r', 'p')
              and c.relnamespace = 'public'::regnamespace
            order by 1;
            """;
    }
}
