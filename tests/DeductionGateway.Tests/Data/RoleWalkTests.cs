using Dapper;
using DeductionGateway.Access;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Wire;
using Npgsql;

namespace DeductionGateway.Tests.Data;

/// <summary>
/// A walk over every table, view and partition of the catalogue as each of our roles: what it may read is what is listed here, and a table that
/// nobody thought of is invisible to employers and to sign-in.
/// </summary>
public sealed class RoleWalkTests(TwoCooperatives two) : IClassFixture<TwoCooperatives>
{
    /// <summary>The names of schema steps are no secret.</summary>
    private const string Steps = "schema_step";

    /// <summary>Its rows are those of the units that the employer sees.</summary>
    private const string OfUnits = "unit_class";

    private static readonly string[] OfEmployers = ["cooperative", "employer", "unit", OfUnits, Steps];
    private static readonly string[] OfAccess = ["access_client", "app_user", "bank_holiday", "bank_partner", "bank_token", "cooperative", "refresh_token", "signing_key", "used_assertion", Steps];

    [Fact]
    public void An_employer_reads_what_was_opened_to_employers_and_nothing_else() => Readable("gateway_employer", two.First, "E1").Keys.ShouldBe(OfEmployers, ignoreOrder: true);

    /// <summary>Of a line not on which parts of a loan it was laid, of a case not what staff say of it, of claims on another creditor nothing; the policies hold for single columns as for whole rows.</summary>
    [Fact]
    public void Of_some_tables_an_employer_reads_some_columns_of_its_own_rows()
    {
        two.Database.AsSuperuser<string>(Sql.SomeColumns, new { role = "gateway_employer" }).ShouldBe(
        [
            "line: cooperative_id, period, batch_no, row_no, employer, record, billing_no, candidate_billing_no, code, class, expected, reported, received, a_suspense, findings, rule, taxonomy",
            "open_case: cooperative_id, period, employer, revision, case_id, class, taxonomy, code, record, expected_id, candidates, decision_no",
        ]);
        foreach (var (cooperative, employer) in (ReadOnlySpan<(long?, string?)>)[(two.First, "E1"), (two.Second, "E2"), (two.First, null), (two.First, "E99"), (null, "E1")])
        {
            using var connection = two.Database.Database.OpenAsOwner();
            using var transaction = connection.BeginTransaction();
            connection.Execute("insert into open_case select @First, 202602, 'E1', 1, 'planted', '', 1, '', '', '', 0, 0, 0, null, 1, '', '', '', '', '', null;", new { two.First }, transaction);
            connection.Execute("insert into open_case select @First, 202602, 'E1', 1, 'of another creditor: ' || cause, cause, null, '', '', '', 0, 0, 0, null, 1, '', '', '', '', '', null from unnest(@Causes) cause;",
                new { two.First, Causes = (string[])["taken_elsewhere", "taken_twice", "taken_unbilled"] }, transaction);
            connection.Execute("select set_config('gateway.cooperative_id', @Id, true), set_config('gateway.employer', @Employer, true);",
                new { Id = cooperative?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", Employer = employer ?? "" }, transaction);
            connection.Execute("set local role gateway_employer;", transaction: transaction);
            var isSomebody = cooperative is not null && employer is "E1" or "E2";
            connection.Query<(long?, string?)>("select distinct cooperative_id, employer from line;", transaction: transaction).ShouldBe(isSomebody ? [(cooperative, employer)] : []);
            connection.Query<string>("select employer from open_case;", transaction: transaction).ShouldBe(isSomebody && employer == "E1" ? ["E1"] : []);
        }
    }

    [Fact]
    public void An_employer_sees_its_own_rows_of_its_own_cooperative()
    {
        foreach (var cooperative in (long[])[two.First, two.Second])
        {
            foreach (var employer in (string[])["E1", "E2"])
            {
                foreach (var (table, rows) in Readable("gateway_employer", cooperative, employer).Where(static one => one.Key != Steps))
                {
                    rows.ShouldNotBeEmpty($"{table}: there is something to see");
                    rows.ShouldAllBe(row => row.Cooperative == cooperative && (table == "cooperative" || table == OfUnits || row.Employer == employer), table);
                }
            }
        }
    }

    [Fact]
    public async Task Of_sums_by_class_an_employer_sees_those_of_its_own_units()
    {
        foreach (var employer in (string[])["E1", "E2"])
        {
            var caller = new Caller(two.First, "first", "rina", Role.PayrollOfficer, employer);
            var own = two.Database.AsSuperuser<(int, int)>("select c.period, c.batch_no from unit_class c join unit u using (cooperative_id, period, batch_no) where cooperative_id = @First and u.employer = @employer order by 1, 2, c.class;", new { two.First, employer });
            own.ShouldNotBeEmpty();
            (await two.Database.Database.Ask(caller, static tx => tx.QueryAsync<(int, int)>("select period, batch_no from unit_class order by 1, 2, class;"), CancellationToken.None)).ShouldBe(own);
        }
    }

    [Theory]
    [InlineData(true, null)]
    [InlineData(true, "")]
    [InlineData(true, "E99")]
    [InlineData(false, "E1")]
    [InlineData(false, null)]
    public void Bound_to_half_or_to_nobody_it_sees_no_row_of_an_employer(bool isBound, string? employer) =>
        Readable("gateway_employer", isBound ? two.First : null, employer).Where(static table => table.Key is "unit" or "employer").ShouldAllBe(static table => table.Value.Count == 0);

    [Fact]
    public async Task Who_speaks_for_an_employer_asks_as_that_role_and_bound_to_both()
    {
        var database = two.Database.Database;
        var employer = new Caller(two.First, "first", "rina", Role.PayrollOfficer, "E2");
        (await database.Ask(employer, static tx => tx.FindAsync<string>("select current_user::text;"), CancellationToken.None)).ShouldBe("gateway_employer");
        (await database.Ask(employer, static tx => tx.QueryAsync<(long, string)>("select distinct cooperative_id, employer from unit;"), CancellationToken.None)).ShouldBe([(two.First, "E2")]);
        (await Should.ThrowAsync<PostgresException>(() => database.Ask(employer, static tx => tx.QueryAsync<long>("select debit from posting;"), CancellationToken.None))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        var manager = employer with { Role = Role.Manager, Employer = null };
        (await database.Ask(manager, static tx => tx.FindAsync<string>("select current_user::text;"), CancellationToken.None)).ShouldBe("gateway_service");
        (await database.Ask(manager, static tx => tx.QueryAsync<long>("select distinct cooperative_id from posting;"), CancellationToken.None)).ShouldBe([two.First]);
    }

    [Theory]
    [InlineData("gateway_employer")]
    [InlineData("gateway_worker")]
    public void Who_only_reads_writes_nowhere(string role)
    {
        // A policy refuses with the same code as a missing right: rights are looked at as well.
        two.Database.AsSuperuser<string>(Sql.Writable, new { role }).ShouldBeEmpty();
        foreach (var table in Tables().Where(static table => !table.IsView))
        {
            foreach (var attempt in (string[])[$"insert into {table.Name} default values", $"update {table.Name} set {table.Column} = default", $"delete from {table.Name}", $"truncate {table.Name}"])
            {
                Refused(role, attempt).ShouldBeTrue($"{role}: {attempt}");
            }
        }
    }

    [Fact]
    public void Sign_in_sees_no_money()
    {
        Readable("gateway_access", two.First, null).Keys.ShouldBe(OfAccess, ignoreOrder: true);
        foreach (var column in (string[])["name", "bank_mode"]) Refused("gateway_access", $"select {column} from employer").ShouldBeTrue(column);
        Refused("gateway_access", "select employer from employer").ShouldBeFalse("the codes that accounts are bound to");
    }

    [Theory]
    [InlineData("gateway_access")]
    [InlineData("gateway_service")]
    [InlineData("gateway_employer")]
    [InlineData("gateway_loader")]
    public void Nobody_changes_the_audit(string role)
    {
        foreach (var attempt in (string[])["update audit set outcome = ''", "delete from audit", "truncate audit"]) Refused(role, attempt).ShouldBeTrue($"{role}: {attempt}");
    }

    [Fact]
    public void The_service_reads_no_account_and_no_key() =>
        Readable("gateway_service", two.First, null).Keys.Intersect(OfAccess.Except(["bank_holiday", "cooperative", Steps])).ShouldBeEmpty();

    [Fact]
    public void None_of_our_roles_owns_anything_or_may_run_what_opens_a_table()
    {
        two.Database.AsSuperuser<string>("select c.relname::text from pg_class c join pg_roles r on r.oid = c.relowner where r.rolname like 'gateway\\_%';").ShouldBeEmpty();
        foreach (var role in (string[])["gateway_service", "gateway_employer", "gateway_access", "gateway_loader", "gateway_worker"])
        {
            foreach (var call in (string[])["select open_to_employers('posting')", "select protect_table('posting')"]) Refused(role, call).ShouldBeTrue($"{role}: {call}");
        }
    }

    [Fact]
    public void It_bites_on_a_table_that_was_opened_without_a_thought() =>
        Readable("gateway_employer", two.First, "E1", "grant select on posting_202602 to gateway_employer;").Keys.Except(OfEmployers).ShouldBe(["posting_202602"]);

    /// <summary>Tables that the role may read, each with the cooperatives and employers of its rows; nothing of it stays.</summary>
    private Dictionary<string, List<(long? Cooperative, string? Employer)>> Readable(string role, long? cooperative, string? employer, string plant = "")
    {
        using var connection = two.Database.Database.OpenAsOwner();
        using var transaction = connection.BeginTransaction();
        if (plant.Length > 0) connection.Execute(plant, transaction: transaction);
        connection.Execute("select set_config('gateway.cooperative_id', @Id, true), set_config('gateway.employer', @Employer, true);",
            new { Id = cooperative?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "", Employer = employer ?? "" }, transaction);
        var seen = new Dictionary<string, List<(long?, string?)>>();
        foreach (var table in Tables())
        {
            transaction.Save("before");
            try
            {
                connection.Execute($"set local role {role};", transaction: transaction);
                var (one, other) = (table.HasCooperative ? "cooperative_id" : "null::bigint", table.HasEmployer ? "employer" : "null::text");
                // The whole row first: where only some columns may be read, the table counts as closed.
                connection.Execute($"select * from {table.Name} limit 1;", transaction: transaction);
                seen[table.Name] = connection.Query<(long?, string?)>($"select distinct {one}, {other} from {table.Name};", transaction: transaction).AsList();
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                // It is closed to the role.
            }
            transaction.Rollback("before");
        }
        return seen;
    }

    private bool Refused(string role, string statement)
    {
        using var connection = two.Database.Database.OpenAsOwner();
        using var transaction = connection.BeginTransaction();
        try
        {
            connection.Execute($"set local role {role};", transaction: transaction);
            connection.Execute(statement + ";", transaction: transaction);
            return false;
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return true;
        }
    }

    private List<(string Name, bool IsView, string Column, bool HasCooperative, bool HasEmployer)> Tables()
    {
        var tables = two.Database.AsSuperuser<(string, bool, string, bool, bool)>(Sql.Tables);
        tables.Count.ShouldBeGreaterThan(25, "partitions are walked too");
        return tables;
    }

    private static class Sql
    {
        public const string Writable = """
            select c.oid::regclass::text
            from pg_class c
            where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace = 'public'::regnamespace
              and (has_any_column_privilege(@role, c.oid, 'insert') or has_any_column_privilege(@role, c.oid, 'update')
                or has_table_privilege(@role, c.oid, 'delete') or has_table_privilege(@role, c.oid, 'truncate'))
            order by 1;
            """;

        public const string SomeColumns = """
            select c.oid::regclass || ': ' || string_agg(a.attname, ', ' order by a.attnum)
            from pg_class c
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace = 'public'::regnamespace
              and not has_table_privilege(@role, c.oid, 'select') and has_column_privilege(@role, c.oid, a.attnum, 'select')
            group by c.oid
            order by 1;
            """;

        public const string Tables = """
            select c.oid::regclass::text as name, c.relkind in ('v', 'm') as is_view,
              (select a.attname::text from pg_attribute a where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped order by a.attnum limit 1) as "column",
              exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'cooperative_id') as has_cooperative,
              exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'employer') as has_employer
            from pg_class c
            where c.relkind in ('r', 'p', 'v', 'm') and c.relnamespace = 'public'::regnamespace
            order by 1;
            """;
    }
}
