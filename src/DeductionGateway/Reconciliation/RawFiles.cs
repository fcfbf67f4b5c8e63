using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;

namespace DeductionGateway.Reconciliation;

/// <summary>The files of a run as they came in: bytes are kept once, whatever folder shows them; names with each run that brought anything new.</summary>
internal sealed class RawFiles(PeriodFolder folder, ReconcileStore store, Tx tx, RunRows rows)
{
    private readonly List<(string Name, byte[] Sha256, long Length)> _read = [];
    private readonly CopyBuffer _chunks = new();
    private HashSet<string>? _kept;

    public void Keep(SourceFile file)
    {
        _read.Add((file.Name, file.Sha256, file.Length));
        _kept ??= store.KeptFiles();
        if (!_kept.Add(Convert.ToHexStringLower(file.Sha256))) return;
        var chunk = 0;
        foreach (var piece in folder.Pieces(file, RunRows.ChunkBytes))
        {
            rows.Chunk(_chunks, file.Sha256, chunk++, piece.Span);
            if (_chunks.Size > Reconciler.SendSize) Send();
        }
    }

    public void Send() => tx.Copy(RunRows.CopyChunks, _chunks);

    public void SendNames(PayPeriod period, int runNo)
    {
        var names = new CopyBuffer();
        foreach (var (name, sha256, length) in _read) rows.File(names, period, runNo, name, sha256, length);
        tx.Copy(RunRows.CopyFiles, names);
    }

    /// <summary>Over all files by name and content.</summary>
    public byte[] InputHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, sha256, _) in _read.OrderBy(static file => file.Name, StringComparer.Ordinal))
        {
            hash.AppendData(Encoding.UTF8.GetBytes(name + "\n"));
            hash.AppendData(sha256);
        }
        return hash.GetHashAndReset();
    }
}
