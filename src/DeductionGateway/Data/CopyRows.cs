using System.Collections.Concurrent;

namespace DeductionGateway.Data;

/// <summary>Encoded rows on their way to the database. Chunks come from a pool and go back to it once sent.</summary>
internal readonly struct CopyRows(List<(byte[] Bytes, int Length)> chunks)
{
    /// <summary>Below 85,000 bytes: larger arrays live on a heap that is collected only with everything else.</summary>
    public const int ChunkSize = 1 << 16;

    /// <summary>Chunks kept for the next rows: more than the lane ever has under way, or the rest would lie about until a full collection.</summary>
    private const int PoolLimit = 256;

    private static readonly ConcurrentBag<byte[]> Pool = [];

    /// <summary>Writes header, rows and trailer of PostgreSQL's binary format.</summary>
    public void SendTo(Stream stream)
    {
        stream.Write(Signature);
        foreach (var (bytes, length) in chunks) stream.Write(bytes, 0, length);
        stream.Write([0xFF, 0xFF]);
        Release();
    }

    public void Release()
    {
        foreach (var (bytes, _) in chunks) GiveBack(bytes);
        chunks.Clear();
    }

    /// <summary>A chunk with room for at least so many bytes.</summary>
    internal static byte[] Chunk(int bytes) => bytes <= ChunkSize && Pool.TryTake(out var chunk) ? chunk : new byte[Math.Max(ChunkSize, bytes)];

    internal static void GiveBack(byte[] chunk)
    {
        if (chunk.Length == ChunkSize && Pool.Count < PoolLimit) Pool.Add(chunk);
    }

    private static ReadOnlySpan<byte> Signature => [(byte)'P', (byte)'G', (byte)'C', (byte)'O', (byte)'P', (byte)'Y', (byte)'\n', 0xFF, (byte)'\r', (byte)'\n', 0, 0, 0, 0, 0, 0, 0, 0, 0];
}
