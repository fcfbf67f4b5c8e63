using System.Data.Common;
using System.Security.Cryptography;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Periods;

/// <summary>A file that came in whole, was understood and is stored.</summary>
internal sealed record Received(DraftFile File, ReadFile Reading);

/// <summary>What an upload would be as a file of the draft; nothing is stored. Reading: null where it has faults.</summary>
internal sealed record Look(OpenUpload Open, byte[] Bytes, byte[] Sha256, ReadFile? Reading, IReadOnlyList<FileFault> Faults);

/// <summary>
/// Files on their way in. Each piece is stored as it arrives, so memory does not grow with a file until it is read; what was cut off goes on where the last
/// piece ended. A file becomes one of the draft when it is whole and without faults, or it does not.
/// </summary>
internal sealed class Uploads(Database database, TimeProvider time)
{
    /// <summary>Bytes of one file; a million payroll lines have a quarter.</summary>
    public const long FileLimit = 256L << 20;

    /// <summary>Bytes of one piece.</summary>
    public const int PieceLimit = 1 << 20;

    /// <summary>Bytes of all open uploads of a cooperative.</summary>
    public const long AllLimit = 4 * FileLimit;

    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>PostgreSQL's code for a key that is taken: another call added the piece that begins there.</summary>
    private const string KeyTaken = "23505";

    /// <summary>Files are held in memory while they are read: one at a time.</summary>
    private static readonly SemaphoreSlim Reading = new(1);

    /// <summary>A new upload, or the one begun before with the same content; one of other content is forgotten.</summary>
    public async Task<OpenUpload> Begin(Tx tx, Caller caller, PayPeriod period, string name, long? length, byte[]? sha256)
    {
        var store = new DraftStore(tx);
        var now = time.GetUtcNow();
        await store.LockUploads(caller.CooperativeId);
        await store.ForgetBefore(now - KeptFor);
        foreach (var open in await store.Uploads(period, name, caller.Actor))
        {
            if (sha256 is not null && open.Length == length && open.Sha256.AsSpan().SequenceEqual(sha256)) return open;
            await store.Forget(open.UploadId);
        }
        if (await store.UploadBytes() + (length ?? 0) > AllLimit) throw Faults.Exhausted("UPLOADS_TOO_LARGE", $"The open uploads of this cooperative have more than {AllLimit} bytes; complete some, or wait a day until they are forgotten.");
        var upload = Guid.CreateVersion7(now);
        await store.AddUpload(caller.CooperativeId, upload, period, name, caller.Actor, length, sha256, now);
        return new OpenUpload(upload, period.Number, name, length, sha256, 0);
    }

    /// <summary>Adds a piece; where the upload ends then.</summary>
    /// <exception cref="RpcException">FAILED_PRECONDITION with the right offset; RESOURCE_EXHAUSTED where the piece or the file is too large; NOT_FOUND.</exception>
    public async Task<long> Append(Caller caller, Guid upload, long at, byte[] bytes, CancellationToken stop)
    {
        if (bytes.Length > PieceLimit) throw Faults.Exhausted("PIECE_TOO_LARGE", $"A piece has {bytes.Length} bytes; at most {PieceLimit} are taken at once.");
        long? end = null;
        try
        {
            end = await database.Write(caller.CooperativeId, tx => new DraftStore(tx).AddPiece(upload, caller.Actor, at, bytes, FileLimit), stop);
        }
        catch (DbException lost) when (lost.SqlState == KeyTaken)
        {
            // Another call was quicker; its end is the right offset.
        }
        if (end is { } known) return known;
        var open = await Find(caller, upload, stop);
        if (at == open.Arrived) throw Faults.Exhausted("FILE_TOO_LARGE", $"The file would have more than {open.Length ?? FileLimit} bytes.");
        throw Faults.NotNow("OFFSET", $"The piece begins at {at}; {open.Arrived} bytes have arrived, go on from there.", ToWire(open));
    }

    /// <exception cref="RpcException">NOT_FOUND, also where it is another caller's.</exception>
    public async Task<OpenUpload> Find(Caller caller, Guid upload, CancellationToken stop) =>
        await database.Ask(new WholeCooperative(caller.CooperativeId), tx => new DraftStore(tx).Upload(upload, caller.Actor), stop) ?? throw Faults.NotFound("upload", upload.ToString());

    public Task Forget(Caller caller, Guid upload) => database.Write(caller.CooperativeId, async tx =>
    {
        await new DraftStore(tx).Forget(upload);
        return true;
    }, CancellationToken.None);

    /// <summary>Does what reads a file, when it is this file's turn.</summary>
    public static async Task<T> InTurn<T>(Func<Task<T>> work, CancellationToken stop)
    {
        await Reading.WaitAsync(stop);
        try
        {
            return await work();
        }
        finally
        {
            Reading.Release();
        }
    }

    /// <summary>Compares what arrived with what was said and reads it, beside the files that the draft has now.</summary>
    public static async Task<Look> Look(Tx tx, Caller caller, Guid upload)
    {
        var (open, period, bytes, sha256) = await Whole(tx, caller, upload);
        var faults = new FaultList();
        var read = await new FileReader(tx, period, faults).Read(FileNames.KindOf(open.Name)!.Value, open.Name, bytes);
        return new Look(open, bytes, sha256, read, read is null ? [.. faults.Sorted().Where(fault => fault.File == open.Name)] : []);
    }

    /// <summary>Compares what arrived with what was said, reads it and stores it. The caller commits, and nothing is stored where this throws.</summary>
    public async Task<Received> Complete(Tx tx, Caller caller, Guid upload, ServerCallContext? context)
    {
        var look = await Look(tx, caller, upload);
        if (look.Reading is not { } read) throw Refusal(look, context);
        var store = new DraftStore(tx);
        var (period, name) = (PayPeriod.FromNumber(look.Open.Period)!.Value, look.Open.Name);
        await KeptFiles.Take(tx, look.Sha256, upload);
        await store.AddFile(caller.CooperativeId, period, name, look.Sha256, look.Bytes.Length, caller.Actor, time.GetUtcNow());
        if (read.Kind == FileKind.Payroll) await Releases.ForgetOther(tx, caller, period, name, look.Sha256, time.GetUtcNow());
        if (read.Employer.Length > 0) await EmployerAnswers.TakeOutOther(tx, caller.CooperativeId, period, read.Employer, name, caller.Actor, time.GetUtcNow());
        await store.Forget(upload);
        return new Received(new DraftFile(name, look.Sha256, look.Bytes.Length, caller.Actor), read);
    }

    /// <summary>An upload of the caller that arrived whole and is what was said.</summary>
    public static async Task<(OpenUpload Open, PayPeriod Period, byte[] Bytes, byte[] Sha256)> Whole(Tx tx, Caller caller, Guid upload)
    {
        var store = new DraftStore(tx);
        var open = await store.Upload(upload, caller.Actor) ?? throw Faults.NotFound("upload", upload.ToString());
        var period = PayPeriod.FromNumber(open.Period)!.Value;
        // Profiles may have changed since it was begun.
        (await FileScope.Of(tx, caller, period)).CheckSent(period, open.Name);
        if (open.Length is { } length && length != open.Arrived) throw Faults.NotNow("UPLOAD_NOT_WHOLE", $"Of {length} bytes {open.Arrived} have arrived.", ToWire(open));
        var bytes = await Bytes(store, open);
        var sha256 = SHA256.HashData(bytes);
        if (open.Sha256 is { } said && !said.AsSpan().SequenceEqual(sha256)) throw Faults.Malformed("SHA256_OTHER", $"The bytes that arrived have the SHA-256 {Convert.ToHexStringLower(sha256)}, not the one that was said; begin the upload anew.");
        return (open, period, bytes, sha256);
    }

    public static Contract.V1.Upload ToWire(OpenUpload upload) => new() { UploadId = upload.UploadId.ToString(), Offset = upload.Arrived, Length = upload.Length ?? 0 };

    /// <summary>Who sent lines is told of lines, and of no file.</summary>
    private static RpcException Refusal(Look look, ServerCallContext? context) => StreamedReturn.EmployerOf(look.Open.Name) is null
        ? Faults.Refused(look.Open.Name, look.Faults, context) : Faults.Refused("The return", [.. look.Faults.Select(StreamedReturn.OfStream)], context);

    private static async Task<byte[]> Bytes(DraftStore store, OpenUpload upload)
    {
        var bytes = new byte[upload.Arrived];
        for (var at = 0; at < bytes.Length;)
        {
            var piece = await store.Piece(upload.UploadId, at);
            Check.That(piece is { Length: > 0 }, "the pieces of an upload have no gap");
            piece!.CopyTo(bytes, at);
            at += piece.Length;
        }
        return bytes;
    }
}
