using System.Diagnostics;
using DeductionGateway.Data;

namespace DeductionGateway.Bench;

/// <summary>
/// What the storage alone costs: every row that a run stored is read out in PostgreSQL's binary format and sent by raw COPY into a bare
/// table of the same columns: no index, no check, no policy. Reading out is not timed; the commits are.
/// </summary>
internal static class Floor
{
    private static readonly string[] Tables =
    [
        "source_chunk", "folder_file", "member", "bank_entry", "bank_statement", "unit", "billing_line", "line", "journal_entry", "posting", "account_total",
    ];

    /// <summary>The middle of several: the machine is shared and one of them may be unlucky.</summary>
    public static FloorResult Middle(Database database, int times) => Enumerable.Range(0, times).Select(_ => Measure(database)).OrderBy(static floor => floor.Seconds).ElementAt(times / 2);

    public static FloorResult Measure(Database database)
    {
        using var connection = database.OpenAsOwner();
        var rows = 0L;
        var bytes = 0L;
        var seconds = 0.0;
        var parts = new List<(string Table, long Rows, long Bytes, double Seconds)>();
        foreach (var table in Tables)
        {
            var chunks = new List<(byte[] Bytes, int Length)>();
            var size = 0L;
            using (var source = connection.BeginRawBinaryCopy($"copy (select * from {table}) to stdout (format binary)"))
            {
                while (true)
                {
                    var chunk = new byte[1 << 20];
                    var length = source.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
                    if (length == 0) break;
                    chunks.Add((chunk, length));
                    size += length;
                }
            }
            Run(connection, "set client_min_messages = warning;");
            Run(connection, "drop table if exists floor_rows;");
            var watch = Stopwatch.StartNew();
            using (var transaction = connection.BeginTransaction())
            {
                Run(connection, $"create table floor_rows as select * from {table} with no data;");
                using (var target = connection.BeginRawBinaryCopy("copy floor_rows from stdin (format binary)"))
                {
                    foreach (var (chunk, length) in chunks) target.Write(chunk, 0, length);
                }
                transaction.Commit();
            }
            var took = watch.Elapsed.TotalSeconds;
            using var count = new Npgsql.NpgsqlCommand("select count(*) from floor_rows;", connection);
            var stored = (long)count.ExecuteScalar()!;
            Run(connection, "drop table floor_rows;");
            rows += stored;
            bytes += size;
            seconds += took;
            parts.Add((table, stored, size, took));
        }
        return new FloorResult(rows, bytes, seconds, parts);
    }

    private static void Run(Npgsql.NpgsqlConnection connection, string sql)
    {
        using var command = new Npgsql.NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        command.ExecuteNonQuery();
    }
}

/// <param name="Rows">Rows sent, all tables.</param>
/// <param name="Bytes">Their size in the binary format.</param>
/// <param name="Seconds">Time of COPY and commit.</param>
internal sealed record FloorResult(long Rows, long Bytes, double Seconds, IReadOnlyList<(string Table, long Rows, long Bytes, double Seconds)> Parts);
