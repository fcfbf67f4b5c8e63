using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Dapper;

namespace DeductionGateway.Data;

/// <summary>A database that cannot be used, with one sentence that says why and what to do (exit code 4).</summary>
public sealed class DatabaseTroubleException : Exception
{
    public DatabaseTroubleException() { }
    public DatabaseTroubleException(string message) : base(message) { }
    public DatabaseTroubleException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>Brings the schema forward: numbered steps, each once, each remembered by its SHA-256; one migrator at a time.</summary>
internal static class Migrator
{
    private const long LockKey = 0x4447_4D49_4752; // "DGMIGR"

    /// <summary>The steps in this program, in order.</summary>
    public static IReadOnlyList<(string Name, string Sql)> Steps { get; } = ReadSteps();

    /// <summary>Applies what is missing; returns the names applied.</summary>
    /// <exception cref="DatabaseTroubleException">A step that was applied reads differently now, or the database is newer than the program.</exception>
    public static IReadOnlyList<string> Migrate(Database database, IReadOnlyList<(string Name, string Sql)>? steps = null)
    {
        steps ??= Steps;
        using var connection = database.OpenAsOwner();
        connection.Execute("select pg_advisory_lock(@LockKey);", new { LockKey });
        try
        {
            // Looked for first: a login that only works, and may make no table, finds the schema as it should be and goes on.
            if (connection.ExecuteScalar<bool>("select to_regclass('schema_step') is null;")) connection.Execute(Sql.StepTable);
            var applied = connection.Query<(string Name, byte[] Sha256)>("select name, sha256 from schema_step order by name;").AsList();
            foreach (var (name, sha256) in applied)
            {
                var step = steps.FirstOrDefault(step => step.Name == name);
                if (step.Name is null) throw new DatabaseTroubleException($"The database has schema step {name}, which this program does not know; use a newer program.");
                if (!Hash(step.Sql).AsSpan().SequenceEqual(sha256)) throw new DatabaseTroubleException($"Schema step {name} was changed after it was applied; steps are forward only.");
            }
            var done = new List<string>();
            foreach (var (name, sql) in steps.Where(step => !applied.Exists(old => old.Name == step.Name)))
            {
                using var transaction = connection.BeginTransaction();
                connection.Execute(sql, transaction: transaction);
                connection.Execute("insert into schema_step (name, sha256) values (@Name, @Sha256);", new { Name = name, Sha256 = Hash(sql) }, transaction);
                transaction.Commit();
                done.Add(name);
            }
            return done;
        }
        finally
        {
            connection.Execute("select pg_advisory_unlock(@LockKey);", new { LockKey });
        }
    }

    /// <summary>Does work that makes tables beside the steps; no other gateway migrates meanwhile.</summary>
    public static async Task Alone(Database database, Func<Task> work)
    {
        await using var connection = database.OpenAsOwner();
        await connection.ExecuteAsync("select pg_advisory_lock(@LockKey);", new { LockKey });
        try
        {
            await work();
        }
        finally
        {
            await connection.ExecuteAsync("select pg_advisory_unlock(@LockKey);", new { LockKey });
        }
    }

    /// <summary>The login may make tables in a schema: it is the owner's, not one that only works.</summary>
    public static bool MayMakeTables(Database database, string schema)
    {
        using var connection = database.OpenAsOwner();
        return connection.ExecuteScalar<bool>("select coalesce(has_schema_privilege(to_regnamespace(@schema), 'create'), false);", new { schema });
    }

    /// <summary>The database answers, and its schema is the one of this program.</summary>
    public static async Task<bool> IsCurrent(Database database, CancellationToken stop)
    {
        var applied = await database.AskOfNone(static tx => tx.QueryAsync<string>("select name from schema_step order by name;"), stop);
        return applied.SequenceEqual(Steps.Select(static step => step.Name), StringComparer.Ordinal);
    }

    private static byte[] Hash(string sql) => SHA256.HashData(Encoding.UTF8.GetBytes(sql.ReplaceLineEndings("\n")));

    private static List<(string, string)> ReadSteps()
    {
        var assembly = Assembly.GetExecutingAssembly();
        var steps = new List<(string, string)>();
        foreach (var name in assembly.GetManifestResourceNames().Where(static name => name.StartsWith("migrations/", StringComparison.Ordinal)).Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            steps.Add((name["migrations/".Length..], reader.ReadToEnd()));
        }
        return steps;
    }

    private static class Sql
    {
        public const string StepTable = """
            create table schema_step (name text primary key, sha256 bytea not null);
            grant select on schema_step to public;
            """;
    }
}
