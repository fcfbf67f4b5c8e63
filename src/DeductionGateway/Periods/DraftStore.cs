using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Periods;

/// <summary>A file of a draft. Length in bytes.</summary>
internal sealed record DraftFile(string Name, byte[] Sha256, long Length, string Actor);

/// <summary>A file of one of several drafts.</summary>
internal sealed record PeriodFile(int Period, string Name, byte[] Sha256);

/// <summary>A file on its way in. Length and sha256 as the sender said, null where he said nothing; arrived: bytes that are there.</summary>
internal sealed record OpenUpload(Guid UploadId, int Period, string Name, long? Length, byte[]? Sha256, long Arrived);

/// <summary>Drafts and uploads; row-level security bounds every statement to one cooperative.</summary>
internal sealed class DraftStore(Tx tx)
{
    public Task<List<DraftFile>> Files(PayPeriod period) => tx.QueryAsync<DraftFile>(Sql.Files, new { Period = period.Number });

    /// <summary>The files of several drafts, those of a period together.</summary>
    public Task<List<PeriodFile>> Between(PayPeriod from, PayPeriod to) => tx.QueryAsync<PeriodFile>(Sql.Between, new { From = from.Number, To = to.Number });

    /// <summary>The same for a run, which has a thread of its own.</summary>
    public List<DraftFile> FilesOfRun(PayPeriod period) => tx.Query<DraftFile>(Sql.Files, new { Period = period.Number });

    public Task<DraftFile?> File(PayPeriod period, string name) => tx.FindAsync<DraftFile>(Sql.File, new { Period = period.Number, Name = name });

    /// <summary>The newest version of a file, in whatever period; null where there is none, or it was taken out.</summary>
    public Task<byte[]?> Newest(string name) => tx.FindAsync<byte[]>(Sql.Newest, new { Name = name });

    /// <param name="cooperative">Whose draft it is.</param>
    /// <param name="period">The draft's period.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="sha256">Null: the file is taken out.</param>
    /// <param name="length">In bytes.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="at">When.</param>
    public async Task AddFile(long cooperative, PayPeriod period, string name, byte[]? sha256, long length, string actor, DateTimeOffset at)
    {
        await tx.ExecuteAsync(Sql.AddFile, new { Cooperative = cooperative, Period = period.Number, Name = name, Sha256 = sha256, Length = length, Actor = actor, At = at });
        var outcome = sha256 is null ? "taken out" : $"{length} bytes, sha256 {Convert.ToHexStringLower(sha256)}";
        await Access.Audit.Write(tx, at, cooperative, actor, sha256 is null ? "file.delete" : "file.put", $"{period}/{name}", outcome);
    }

    public Task<OpenUpload?> Upload(Guid upload, string actor) => tx.FindAsync<OpenUpload>(Sql.Upload, new { Upload = upload, Actor = actor });

    public Task<List<OpenUpload>> Uploads(PayPeriod period, string name, string actor) => tx.QueryAsync<OpenUpload>(Sql.Uploads, new { Period = period.Number, Name = name, Actor = actor });

    /// <summary>Bytes that all open uploads have or will have.</summary>
    public Task<long> UploadBytes() => tx.FindAsync<long>(Sql.UploadBytes);

    public Task AddUpload(long cooperative, Guid upload, PayPeriod period, string name, string actor, long? length, byte[]? sha256, DateTimeOffset begun) => tx.ExecuteAsync(
        Sql.AddUpload, new { Cooperative = cooperative, Upload = upload, Period = period.Number, Name = name, Actor = actor, Length = length, Sha256 = sha256, Begun = begun });

    /// <summary>Where the upload ends now; null where the piece does not begin at its end, or would make it too long.</summary>
    public Task<long?> AddPiece(Guid upload, string actor, long at, byte[] bytes, long most) =>
        tx.FindAsync<long?>(Sql.AddPiece, new { Upload = upload, Actor = actor, At = at, bytes.Length, Bytes = tx.Seal.Seal(bytes), tx.Seal.KeyNo, Most = most });

    /// <summary>The piece that begins there, or null.</summary>
    public async Task<byte[]?> Piece(Guid upload, long at) => await tx.FindAsync<KeptBytes>(Sql.Piece, new { Upload = upload, At = at }) is { } piece ? tx.Seal.Open(piece.KeyNo, piece.Bytes) : null;

    public Task Forget(Guid upload) => tx.ExecuteAsync(Sql.Forget, new { Upload = upload });

    public Task ForgetBefore(DateTimeOffset before) => tx.ExecuteAsync(Sql.ForgetBefore, new { Before = before });

    /// <summary>Whoever adds uploads counts them alone.</summary>
    public Task LockUploads(long cooperative) => tx.ExecuteAsync(Sql.LockUploads, new { Cooperative = cooperative });

    /// <summary>Whoever stores an answer of the employer does so alone.</summary>
    public Task LockAnswer(long cooperative, PayPeriod period, string employer) => tx.ExecuteAsync(Sql.LockAnswer, new { Cooperative = cooperative, Period = period.Number, Employer = employer });

    private static class Sql
    {
        // A dozen names, some versions of each: the period's range of the primary key.
        public const string Files = """
            select name, sha256, length, actor
            from (select distinct on (name) name, sha256, length, actor from draft_file where period = @Period order by name, file_no desc) newest
            where sha256 is not null
            order by name collate "C";
            """;

        // A year's drafts: a hundred or two rows, by the primary key.
        public const string Between = """
            select period, name, sha256
            from (select distinct on (period, name) period, name, sha256 from draft_file where period between @From and @To order by period, name, file_no desc) newest
            where sha256 is not null
            order by period, name collate "C";
            """;

        public const string File = """
            select name, sha256, length, actor
            from (select name, sha256, length, actor from draft_file where period = @Period and name = @Name order by file_no desc limit 1) newest
            where sha256 is not null;
            """;

        // Some hundreds of rows a month.
        public const string Newest = "select sha256 from draft_file where name = @Name order by file_no desc limit 1;";

        public const string AddFile = """
            insert into draft_file (cooperative_id, period, name, sha256, length, actor, at)
            values (@Cooperative, @Period, @Name, @Sha256, @Length, @Actor, @At);
            """;

        private const string UploadColumns = """
            select u.upload_id, u.period, u.name, u.length, u.sha256,
              (select coalesce(max(c.at + c.length), 0) from upload_chunk c where c.cooperative_id = u.cooperative_id and c.upload_id = u.upload_id) as arrived
            from upload u
            """;

        public const string Upload = $"{UploadColumns} where u.upload_id = @Upload and u.actor = @Actor;";
        public const string Uploads = $"{UploadColumns} where u.period = @Period and u.name = @Name and u.actor = @Actor;";

        public const string UploadBytes = """
            select coalesce(sum(coalesce(u.length, (
              select sum(c.length) from upload_chunk c where c.cooperative_id = u.cooperative_id and c.upload_id = u.upload_id))), 0)::bigint
            from upload u;
            """;

        public const string AddUpload = """
            insert into upload (cooperative_id, upload_id, period, name, actor, length, sha256, begun)
            values (@Cooperative, @Upload, @Period, @Name, @Actor, @Length, @Sha256, @Begun);
            """;

        public const string AddPiece = """
            insert into upload_chunk (cooperative_id, upload_id, at, length, bytes, key_no)
            select u.cooperative_id, u.upload_id, @At, @Length, @Bytes, @KeyNo
            from upload u
            where u.upload_id = @Upload and u.actor = @Actor and @At + @Length <= coalesce(u.length, @Most)
              and @At = (select coalesce(max(c.at + c.length), 0) from upload_chunk c where c.cooperative_id = u.cooperative_id and c.upload_id = u.upload_id)
            returning at + length;
            """;

        public const string Piece = "select key_no, bytes from upload_chunk where upload_id = @Upload and at = @At;";
        public const string Forget = "select forget_upload(@Upload);";
        public const string ForgetBefore = "select forget_uploads(@Before);";
        public const string LockAnswer = "select pg_advisory_xact_lock(hashtextextended('answer ' || @Cooperative || ' ' || @Period || ' ' || @Employer, 0));";
        public const string LockUploads = "select pg_advisory_xact_lock(hashtextextended('uploads ' || @Cooperative, 0));";
    }
}
