using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>The files that are kept by their content, for capabilities beside the run: those that come in by the wire are kept here too, and read back.</summary>
internal static class KeptFiles
{
    private const int PieceBytes = 1 << 20;

    /// <summary>Keeps an upload that was found whole; its pieces become the file's, in their order. Kept already, nothing is added.</summary>
    public static Task Take(Tx tx, byte[] sha256, Guid upload) => tx.ExecuteAsync(Sql.Take, new { Sha256 = sha256, Upload = upload });

    /// <summary>Keeps bytes that were made here.</summary>
    public static async Task Keep(Tx tx, long cooperative, byte[] sha256, byte[] bytes)
    {
        if (await Piece(tx, sha256, 0) is not null) return;
        for (var (at, number) = (0, 0); at < bytes.Length; at += PieceBytes, number++)
        {
            await tx.ExecuteAsync(Sql.Keep, new { Cooperative = cooperative, Sha256 = sha256, Number = number, Bytes = tx.Seal.Seal(bytes.AsSpan(at, Math.Min(PieceBytes, bytes.Length - at))), tx.Seal.KeyNo });
        }
    }

    /// <summary>A piece of a kept file, of at most 1 MiB; null behind the last.</summary>
    public static async Task<byte[]?> Piece(Tx tx, byte[] sha256, int number) =>
        await tx.FindAsync<KeptBytes>(Sql.Piece, new { Sha256 = sha256, Number = number }) is { } piece ? tx.Seal.Open(piece.KeyNo, piece.Bytes) : null;

    /// <summary>Bytes of a kept file.</summary>
    public static Task<long> Length(Tx tx, byte[] sha256) => tx.FindAsync<long>(Sql.Length, new { Sha256 = sha256 });

    /// <summary>A kept file, whole.</summary>
    public static async Task<byte[]> Bytes(Tx tx, byte[] sha256)
    {
        using var whole = new MemoryStream();
        for (var number = 0; await Piece(tx, sha256, number) is { } piece; number++) whole.Write(piece);
        return whole.ToArray();
    }

    /// <summary>Writes a kept file where it is wanted, piece by piece. For a run, whose transaction does not wait without its thread.</summary>
    public static void Write(Tx tx, byte[] sha256, Stream to)
    {
        for (var number = 0; tx.Find<KeptBytes>(Sql.Piece, new { Sha256 = sha256, Number = number }) is { } piece; number++) to.Write(tx.Seal.Open(piece.KeyNo, piece.Bytes));
    }

    /// <summary>SHA-256 of a file that the period's last run read; null where there is no run, or it had none of this name.</summary>
    public static Task<byte[]?> OfLastRun(Tx tx, PayPeriod period, string name) => tx.FindAsync<byte[]>(Sql.OfLastRun, new { Period = period.Number, Name = name });

    /// <summary>The same of the last run of the latest period that had such a file.</summary>
    public static Task<byte[]?> OfLatestRun(Tx tx, string name) => tx.FindAsync<byte[]>(Sql.OfLatestRun, new { Name = name });

    private static class Sql
    {
        public const string Take = """
            insert into source_chunk (cooperative_id, sha256, chunk_no, bytes, key_no)
            select cooperative_id, @Sha256, (row_number() over (order by at) - 1)::int, bytes, key_no
            from upload_chunk
            where upload_id = @Upload and not exists (select 1 from source_chunk k where k.sha256 = @Sha256)
            on conflict do nothing;
            """;

        public const string Keep = """
            insert into source_chunk (cooperative_id, sha256, chunk_no, bytes, key_no)
            values (@Cooperative, @Sha256, @Number, @Bytes, @KeyNo)
            on conflict do nothing;
            """;

        public const string Piece = "select key_no, bytes from source_chunk where sha256 = @Sha256 and chunk_no = @Number;";

        // Lengths are kept beside the bytes: nothing is unpacked.
        public const string Length = "select coalesce(sum(octet_length(bytes)), 0)::bigint from source_chunk where sha256 = @Sha256;";

        public const string OfLatestRun = "select sha256 from folder_file where name = @Name order by period desc, run_no desc limit 1;";

        public const string OfLastRun = """
            select sha256 from folder_file
            where period = @Period and name = @Name and run_no = (select max(run_no) from folder_file where period = @Period);
            """;
    }
}
