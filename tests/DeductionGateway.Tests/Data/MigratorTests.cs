using Dapper;
using DeductionGateway.Data;
using DeductionGateway.Tests.Harness;
using Npgsql;

namespace DeductionGateway.Tests.Data;

/// <summary>The schema only goes forward, and a program never works on a schema that it does not know.</summary>
public sealed class MigratorTests : IDisposable
{
    private static readonly (string, string) One = ("0001-one.sql", "create table one (id int);");
    private static readonly (string, string) Two = ("0002-two.sql", "create table two (id int);");
    private readonly Database _database;

    public MigratorTests(TestCluster cluster) => _database = new Database(cluster.ConnectionString(cluster.NewEmptyDatabase()));

    [Fact]
    public void The_schema_of_this_program_is_made_once_and_running_again_does_nothing()
    {
        Migrator.Migrate(_database).ShouldBe(Migrator.Steps.Select(static step => step.Name));
        Migrator.Migrate(_database).ShouldBeEmpty();
    }

    [Fact]
    public void Only_what_is_missing_is_applied()
    {
        Migrator.Migrate(_database, [One]).ShouldBe(["0001-one.sql"]);
        Migrator.Migrate(_database, [One, Two]).ShouldBe(["0002-two.sql"]);
    }

    [Fact]
    public void A_step_changed_after_it_was_applied_is_refused_by_name()
    {
        Migrator.Migrate(_database, [One]);
        Refusal([("0001-one.sql", "create table one (id bigint);"), Two]).ShouldContain("0001-one.sql was changed");
        Tables().ShouldBe(["one", "schema_step"], "nothing after it is applied either");
    }

    [Fact]
    public void Other_line_ends_are_no_change()
    {
        Migrator.Migrate(_database, [("0001-one.sql", "create table one\n(id int);\n")]);
        Migrator.Migrate(_database, [("0001-one.sql", "create table one\r\n(id int);\r\n")]).ShouldBeEmpty();
    }

    [Fact]
    public void A_database_newer_than_the_program_is_refused_with_what_to_do()
    {
        Migrator.Migrate(_database, [One, Two]);
        Refusal([One]).ShouldSatisfyAllConditions(
            static text => text.ShouldContain("0002-two.sql"), static text => text.ShouldContain("use a newer program"));
    }

    [Fact]
    public void A_step_that_fails_leaves_nothing_of_itself_and_works_once_mended()
    {
        Should.Throw<PostgresException>(() => Migrator.Migrate(_database, [One, ("0002-two.sql", "create table two (id int); select 1 / 0;")]));
        Tables().ShouldBe(["one", "schema_step"]);
        Migrator.Migrate(_database, [One, Two]).ShouldBe(["0002-two.sql"]);
    }

    [Fact]
    public void Two_programs_that_start_together_apply_each_step_once()
    {
        var applied = new IReadOnlyList<string>[2];
        Parallel.For(0, 2, i => applied[i] = Migrator.Migrate(_database, [One, Two]));
        applied.SelectMany(static names => names).Order().ShouldBe(["0001-one.sql", "0002-two.sql"]);
    }

    /// <summary>A database with months in it, whose units were decided before their sums by class were kept.</summary>
    [Fact]
    public void Units_of_before_get_their_sums_by_class()
    {
        Migrator.Migrate(_database, [.. Migrator.Steps.TakeWhile(static step => step.Name != "0009-unit-classes.sql")]);
        using var connection = _database.OpenAsOwner();
        connection.Execute("""
            insert into cooperative (code, name) values ('a', 'a'), ('b', 'b');
            select ensure_period(202601), ensure_period(202602);
            insert into line (cooperative_id, period, batch_no, row_no, employer, record, class, expected, reported, received, a_penalty, a_interest, a_principal, a_savings, a_shop, a_passthrough, a_suspense, findings, rule)
            select c.cooperative_id, period, 1, no, 'E1', no, no % 2, 100, 100, 10 * no, 0, 0, 0, 10 * no, 0, 0, 0, 0, 'key@1'
            from cooperative c, unnest(array[202601, 202602]) as period, generate_series(1, 3) as no;
            """);
        Migrator.Migrate(_database);
        connection.Query<(int Period, short Class, int Rows, long Reported, long Received)>("select period, class, rows, reported, received from unit_class order by cooperative_id, period, class;")
            .ShouldBe([.. Enumerable.Repeat<(int, short, int, long, long)[]>([(202601, 0, 1, 100, 20), (202601, 1, 2, 200, 40), (202602, 0, 1, 100, 20), (202602, 1, 2, 200, 40)], 2).SelectMany(static rows => rows)]);
    }

    /// <summary>A credit whose forms name two owners, as it was read before that was a kind.</summary>
    [Fact]
    public void What_named_two_before_is_of_two()
    {
        Migrator.Migrate(_database, [.. Migrator.Steps.TakeWhile(static step => step.Name != "0025-of-two.sql")]);
        using var connection = _database.OpenAsOwner();
        connection.Execute("""
            insert into cooperative (code, name) values ('a', 'a');
            insert into bank_entry (cooperative_id, identity, period, account, bank_ref, value_date, booking_date, amount, currency, occurrence, is_reversal, counterparty, narrative, kind, member_key, by_name)
            select c.cooperative_id, e.identity, 202602, '1', e.identity, '2026-02-20', '2026-02-20', e.amount, 'IDR', 1, false, '', '', e.kind, e.member_key, false
            from cooperative c, (values ('first', 5, 0, 'two'), ('later', 5, 0, ''), ('nobody', 5, 0, ''), ('debit', -5, 6, 'two')) as e (identity, amount, kind, member_key);
            insert into entry_reading (cooperative_id, identity, revision, period, kind, member_key, by_name) select cooperative_id, 'later', 1, 202603, 0, 'two', false from cooperative;
            """);
        Migrator.Migrate(_database);
        connection.Query<(string, int, short, string)>("select identity, revision, kind, member_key from bank_entry_now order by identity;")
            .ShouldBe([("debit", 0, 6, "two"), ("first", 1, 8, ""), ("later", 2, 8, ""), ("nobody", 0, 0, "")]);
        connection.Query<(string, int)>("select identity, period from entry_reading where kind = 8 order by identity;").ShouldBe([("first", 202602), ("later", 202603)], "who read it so stays who read it");
        connection.Query<(string, string, int)>("select identity, cause, held_in from bank_case_now where cause = 'unidentified_credit' order by identity;")
            .ShouldBe([("first", "unidentified_credit", 21040), ("later", "unidentified_credit", 21040), ("nobody", "unidentified_credit", 21040)]);
    }

    public void Dispose() => _database.Dispose();

    private string Refusal(IReadOnlyList<(string, string)> steps) => Should.Throw<DatabaseTroubleException>(() => Migrator.Migrate(_database, steps)).Message;

    private List<string> Tables()
    {
        using var connection = _database.OpenAsOwner();
        return connection.Query<string>("select tablename::text from pg_tables where schemaname = 'public' order by 1;").AsList();
    }
}
