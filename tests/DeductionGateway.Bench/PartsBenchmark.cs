using System.Diagnostics;
using System.Text.RegularExpressions;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Hosting;
using DeductionGateway.Reconciliation;
using Npgsql;

namespace DeductionGateway.Bench;

/// <summary>Parse, match and post, each alone, beside the floor of the rows they lead to.</summary>
internal static partial class PartsBenchmark
{
    /// <summary>Header of PostgreSQL's binary format; the lane writes its own.</summary>
    private const int HeaderBytes = 19;
    private const int TrailerBytes = 2;
    private const int Rounds = 3;

    /// <summary>What a run sends by COPY, in its own order.</summary>
    private static readonly string[] Copies =
    [
        RunRows.CopyChunks, RunRows.CopyMembers, RunRows.CopyBilling, RunRows.CopyBankEntries, RunRows.CopyLines, RunRows.CopyEntries,
        RunRows.CopyPostings, RunRows.CopyTotals, RunRows.CopyUnits,
    ];

    public static void Run(int lines)
    {
        using var room = new Room();
        var folder = Gateway.Generate(room["folder"], lines, 1);
        var runs = Enumerable.Range(0, Rounds).Select(_ => ParseAndMatch.Run(folder, 1)).OrderBy(static run => run.Whole).ToList();
        var middle = runs[Rounds / 2];
        Gateway.Reconcile(folder, room["out"], room["data"]);
        double post;
        FloorResult floor;
        using (var gateway = GatewayDatabase.Open(new DatabaseOptions(null, room["data"])))
        {
            post = Post(gateway.Database, room["posted"]);
            floor = Floor.Middle(gateway.Database, Rounds);
        }
        var table = new ResultTable("part", "seconds", "lines/s", "x floor");
        void Row(string part, double seconds) => table.Add(part, $"{seconds:0.000}", $"{lines / seconds:N0}", $"{seconds / floor.Seconds:0.00}");
        Row("parse: members and billing", middle.Tables.TotalSeconds);
        Row("parse: payroll files", middle.Payroll.TotalSeconds);
        Row("match", middle.Match.TotalSeconds);
        Row("post: the COPY lane and the commit", post);
        Row($"floor, {floor.Rows:N0} rows", floor.Seconds);
        var report = new Report("parts", $"parts of the job alone at {lines:N0} lines, every kind of file and mismatch");
        report.Add(table);
        report.Add("Parse and match on one core. Post sends the very rows of a run, encoded before, through the product's COPY lane into an empty database: partitions, primary keys, checks, row-level security.");
        report.Write();
    }

    /// <summary>Reads the rows of the only cooperative out of one database and times sending them into a fresh one.</summary>
    private static double Post(Database source, string data)
    {
        var rows = Copies.Select(copy => (Copy: copy, Rows: Encoded(source, copy))).ToList();
        using var owner = source.OpenAsOwner();
        using var query = new NpgsqlCommand("select max(period) from run", owner);
        var period = PayPeriod.FromNumber((int)query.ExecuteScalar()!)!.Value;
        using var target = GatewayDatabase.Open(new DatabaseOptions(null, data));
        var watch = Stopwatch.StartNew();
        using var connection = target.Database.OpenAsOwner();
        using var transaction = connection.BeginTransaction();
        using (var tx = new Tx(connection, transaction, new DataKeys(null, null)))
        {
            tx.Execute("set local role gateway_service;");
            var store = new ReconcileStore(tx);
            store.ClaimCooperative("BENCH", "BENCH");
            store.EnsurePeriod(period);
        }
        using (var lane = new CopyLane(connection))
        {
            foreach (var (copy, encoded) in rows) lane.Send(copy, encoded);
            lane.Drain();
        }
        transaction.Commit();
        return watch.Elapsed.TotalSeconds;
    }

    private static CopyRows Encoded(Database source, string copy)
    {
        var statement = Statement().Match(copy);
        using var connection = source.OpenAsOwner();
        using var stream = connection.BeginRawBinaryCopy($"copy (select {statement.Groups["columns"]} from {statement.Groups["table"]}) to stdout (format binary)");
        stream.ReadExactly(new byte[HeaderBytes]);
        var chunks = new List<(byte[] Bytes, int Length)>();
        while (true)
        {
            var chunk = new byte[CopyRows.ChunkSize];
            var length = stream.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
            if (length > 0) chunks.Add((chunk, length));
            if (length < chunk.Length) break;
        }
        for (var left = TrailerBytes; left > 0;)
        {
            var (bytes, length) = chunks[^1];
            var cut = Math.Min(left, length);
            left -= cut;
            chunks.RemoveAt(chunks.Count - 1);
            if (length > cut) chunks.Add((bytes, length - cut));
        }
        return new CopyRows(chunks);
    }

    [GeneratedRegex(@"^copy (?<table>\w+) \((?<columns>[^)]*)\)")]
    private static partial Regex Statement();
}
