using System.Security.Cryptography;
using System.Text;
using DeductionGateway.BankPostings;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;

namespace DeductionGateway.Periods;

/// <summary>The files of periods as they come in by the wire.</summary>
internal sealed class PeriodsService(Database database, TimeProvider time) : Contract.V1.Periods.PeriodsBase
{
    /// <summary>Changes of a corrected file that an answer lists.</summary>
    private const int ListedChanges = 1_000;

    private const int LongestComment = 2_000;

    private readonly Uploads _uploads = new(database, time);
    private readonly Writes _writes = new(database, time);

    public override async Task<ListFilesResponse> ListFiles(ListFilesRequest request, ServerCallContext context)
    {
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        var (scope, files) = await database.Ask(new WholeCooperative(caller.CooperativeId), async tx =>
        {
            var all = await new DraftStore(tx).Files(period);
            if (await Drafts.Pushed(tx, period) is { } pushed) all.Add(new DraftFile(PushedFile.Name, SHA256.HashData(pushed), pushed.Length, ""));
            if (await Drafts.Taken(tx, period) is { } taken) all.Add(new DraftFile(CollectorDebits.FileName, SHA256.HashData(taken), taken.Length, ""));
            if (await Drafts.Payouts(tx, period) is { } payouts) all.Add(new DraftFile(PayoutsFile.FileName, SHA256.HashData(payouts), payouts.Length, ""));
            return (await FileScope.Of(tx, caller, period), all.OrderBy(static file => file.Name, StringComparer.Ordinal));
        }, context.CancellationToken);
        var answer = new ListFilesResponse();
        answer.Files.Add(files.Where(file => scope.Has(file.Name)).Select(file => Stored(period, file)));
        return answer;
    }

    public override async Task GetFile(GetFileRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        var tenant = new WholeCooperative(caller.CooperativeId);
        var (sha256, pushed) = await database.Write(caller.CooperativeId, async tx =>
        {
            (await FileScope.Of(tx, caller, period)).CheckSeen(period, request.Name);
            var found = ((await new DraftStore(tx).File(period, request.Name))?.Sha256, request.Name switch
            {
                PushedFile.Name => await Drafts.Pushed(tx, period),
                CollectorDebits.FileName => await Drafts.Taken(tx, period),
                PayoutsFile.FileName => await Drafts.Payouts(tx, period),
                _ => null,
            });
            // Whole files show what is masked elsewhere: who took one is written down before the first byte.
            if (found is not (null, null) && FileNames.ShowsPeople(request.Name)) await Access.Audit.Write(tx, time.GetUtcNow(), caller.CooperativeId, caller.Actor, "file.get", $"{period}/{request.Name}", "given");
            return found;
        }, context.CancellationToken);
        for (var at = 0; at < pushed?.Length; at += Uploads.PieceLimit) await Send(pushed.AsMemory(at, Math.Min(Uploads.PieceLimit, pushed.Length - at)));
        if (pushed is not null) return;
        if (sha256 is null) throw Faults.NotFound("file", $"{period}/{request.Name}");
        // Each piece is a question of its own: a slow receiver holds no connection.
        for (var number = 0; await database.Ask(tenant, tx => KeptFiles.Piece(tx, sha256, number), context.CancellationToken) is { } piece; number++)
        {
            await Send(piece);
        }

        Task Send(ReadOnlyMemory<byte> piece) => responseStream.WriteAsync(new HttpBody { ContentType = "application/octet-stream", Data = UnsafeByteOperations.UnsafeWrap(piece) }, context.CancellationToken);
    }

    public override async Task<StoredFile> PutFile(IAsyncStreamReader<PutFileRequest> requestStream, ServerCallContext context)
    {
        var (caller, stop) = (Caller.Of(context), context.CancellationToken);
        if (!await requestStream.MoveNext(stop)) throw Faults.Invalid("name", "The stream has no message; the first says period and name.");
        var (period, name) = (WirePeriod.Read(requestStream.Current.Period), Name(requestStream.Current.Name));
        var open = await database.Write(caller.CooperativeId, async tx =>
        {
            (await FileScope.Of(tx, caller, period)).CheckSent(period, name);
            return await _uploads.Begin(tx, caller, period, name, null, null);
        }, stop);
        try
        {
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            var end = 0L;
            do
            {
                var piece = requestStream.Current.Content?.Data ?? ByteString.Empty;
                hash.AppendData(piece.Span);
                if (piece.Length > 0) end = await _uploads.Append(caller, open.UploadId, end, piece.ToByteArray(), stop);
            }
            while (await requestStream.MoveNext(stop));
            var content = new StoredFile { Period = period.ToString(), Name = name, Length = end, Sha256 = Convert.ToHexStringLower(hash.GetHashAndReset()) };
            return await Uploads.InTurn(() => _writes.Once(context, content, async tx => Stored(period, await _uploads.Complete(tx, caller, open.UploadId, context))), stop);
        }
        finally
        {
            await _uploads.Forget(caller, open.UploadId);
        }
    }

    public override Task<DeleteFileResponse> DeleteFile(DeleteFileRequest request, ServerCallContext context)
    {
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        return _writes.Once(context, request, async tx =>
        {
            (await FileScope.Of(tx, caller, period)).CheckSeen(period, request.Name);
            var store = new DraftStore(tx);
            if (await store.File(period, request.Name) is null)
            {
                throw request.Name == PushedFile.Name && await Drafts.Pushed(tx, period) is not null
                    ? Faults.NotNow("PUSHED", $"{request.Name} is what banks pushed, and stays; where something in it is wrong, send a corrected {request.Name} in its place.")
                    : Faults.NotFound("file", $"{period}/{request.Name}");
            }
            await store.AddFile(caller.CooperativeId, period, request.Name, null, 0, caller.Actor, time.GetUtcNow());
            return new DeleteFileResponse();
        });
    }

    public override Task<Upload> BeginUpload(BeginUploadRequest request, ServerCallContext context)
    {
        var (caller, period, name) = (Caller.Of(context), WirePeriod.Read(request.Period), Name(request.Name));
        if (request.Length is <= 0 or > Uploads.FileLimit) throw Faults.Invalid("length", $"length is {request.Length}; 1 to {Uploads.FileLimit} bytes are taken.");
        var sha256 = Sha256(request.Sha256);
        return _writes.Once(context, request, async tx =>
        {
            (await FileScope.Of(tx, caller, period)).CheckSent(period, name);
            return Uploads.ToWire(await _uploads.Begin(tx, caller, period, name, request.Length, sha256));
        });
    }

    public override async Task<Upload> AppendUpload(IAsyncStreamReader<AppendUploadRequest> requestStream, ServerCallContext context)
    {
        var (caller, stop) = (Caller.Of(context), context.CancellationToken);
        OpenUpload? open = null;
        while (await requestStream.MoveNext(stop))
        {
            var request = requestStream.Current;
            var goesOn = open is not null && request.UploadId.Length == 0;
            if (!goesOn && (open is null || request.UploadId != open.UploadId.ToString())) open = await _uploads.Find(caller, UploadId(request.UploadId), stop);
            var data = request.Content?.Data ?? ByteString.Empty;
            var at = goesOn ? open!.Arrived : request.Offset;
            if (data.Length > 0) open = open! with { Arrived = await _uploads.Append(caller, open.UploadId, at, data.ToByteArray(), stop) };
        }
        return Uploads.ToWire(open ?? throw Faults.Invalid("upload_id", "The stream has no message; the first says which upload."));
    }

    public override Task<StoredFile> CompleteUpload(CompleteUploadRequest request, ServerCallContext context)
    {
        var (caller, upload) = (Caller.Of(context), UploadId(request.UploadId));
        return Uploads.InTurn(() => _writes.Once(context, request, async tx =>
        {
            var open = await new DraftStore(tx).Upload(upload, caller.Actor) ?? throw Faults.NotFound("upload", request.UploadId,
                "It was completed or is older than a day: ListFiles says whether the draft has its bytes by their SHA-256. The call that completed it is answered once more under its idempotency key.");
            return Stored(PayPeriod.FromNumber(open.Period)!.Value, await _uploads.Complete(tx, caller, upload, context));
        }), context.CancellationToken);
    }

    public override Task<FileRelease> ProposeRelease(ProposeReleaseRequest request, ServerCallContext context)
    {
        var (caller, upload, comment) = (Caller.Of(context), UploadId(request.UploadId), Comment(request.Comment, least: 1));
        return Uploads.InTurn(() => _writes.Once(context, request, async tx =>
            ToWire(await new Releases(tx, caller, time.GetUtcNow()).Propose(upload, request.ControlRows, request.ControlTotal?.AmountMinor ?? 0, comment, context))), context.CancellationToken);
    }

    public override async Task<ListReleasesResponse> ListReleases(ListReleasesRequest request, ServerCallContext context)
    {
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        var (list, size) = ($"releases {period}", PageToken.Size(request.Page));
        var before = PageToken.Key(request.Page, list, 1)?[0] ?? long.MaxValue;
        var found = await database.Ask(new WholeCooperative(caller.CooperativeId), async tx =>
        {
            var store = new ReleaseStore(tx);
            var releases = await store.List(period, OwnEmployer(caller), before, size + 1);
            var all = new List<Released>();
            foreach (var release in releases) all.Add(new Released(release, await store.Lines(release.ReleaseNo)));
            return all;
        }, context.CancellationToken);
        var answer = new ListReleasesResponse { Page = found.Count > size ? PageToken.Next(list, found[size - 1].Release.ReleaseNo) : new Page() };
        answer.Releases.Add(found.Take(size).Select(ToWire));
        return answer;
    }

    public override Task<FileRelease> DecideRelease(DecideReleaseRequest request, ServerCallContext context)
    {
        var (caller, approve) = (Caller.Of(context), SecondPerson.Said(request.HasApprove, request.Approve));
        var comment = Comment(request.Comment, least: approve ? 0 : 1);
        return Uploads.InTurn(() => _writes.Once(context, request, async tx => ToWire(await new Releases(tx, caller, time.GetUtcNow()).Decide(request.ReleaseNo, approve, comment, context))), context.CancellationToken);
    }

    /// <summary>Whose releases the caller sees: empty = all; who speaks for no employer that is known sees none.</summary>
    private static string OwnEmployer(Caller caller) => caller.Role is not (Access.Role.PayrollOfficer or Access.Role.EmployerSystem) ? "" : caller.Employer ?? "\u0000";

    private static string Comment(string text, int least)
    {
        var trimmed = text.Trim();
        return trimmed.Length >= least && trimmed.Length <= LongestComment ? trimmed : throw Faults.Invalid("comment", $"comment has {least} to {LongestComment} characters.");
    }

    private static FileRelease ToWire(Released released)
    {
        var row = released.Release;
        var release = new FileRelease
        {
            ReleaseNo = row.ReleaseNo, Period = WirePeriod.Of(row.Period), Employer = row.Employer, Name = row.Name, Sha256 = Convert.ToHexStringLower(row.Sha256),
            State = row.IsApproved switch { null => ReleaseState.Proposed, true => ReleaseState.Approved, false => ReleaseState.Rejected },
            ControlRows = row.ControlRows, ControlTotal = WireMoney.Of(row.ControlTotal), Comment = row.Comment, Proposer = row.Proposer, Checker = row.Checker ?? "", CheckerComment = row.CheckerComment ?? "",
        };
        release.Lines.Add(released.Lines.Select(ToWire));
        return release;
    }

    /// <summary>A line that is left out, as the wire says it.</summary>
    public static LeftOutLine ToWire(ReleaseLine line) => new() { Record = line.Record, FileLine = line.FileLine, Code = line.Code, Text = line.Text };

    private static string Name(string text) => FileNames.KindOf(text) is not null && StreamedReturn.EmployerOf(text) is null ? text : throw Faults.Invalid(
        "name", "This is no name of a period's file: employers.csv, members.csv, expected.csv, profiles.json, cooperative.json, codes.csv, bank_rules.json, bank….mt940, .sta, .940, .txt, .csv, .xml or .xlsx, payroll….csv, .xlsx or .txt; no path.");

    private static Guid UploadId(string text) => Guid.TryParseExact(text, "D", out var id) ? id : throw Faults.Invalid("upload_id", "upload_id is not one that BeginUpload gave.");

    private static byte[] Sha256(string text)
    {
        const int digits = 64;
        return text.Length == digits && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : throw Faults.Invalid("sha256", $"sha256 is {digits} hexadecimal digits.");
    }

    private static StoredFile Stored(PayPeriod period, DraftFile file) =>
        new() { Period = period.ToString(), Name = file.Name, Length = file.Length, Sha256 = Convert.ToHexStringLower(file.Sha256), Actor = file.Actor };

    /// <summary>A file that was taken, as the wire says it.</summary>
    public static StoredFile Stored(PayPeriod period, Received received)
    {
        var read = received.Reading;
        var stored = Stored(period, received.File);
        stored.Reading = new FileReading { Kind = FileNames.NameOf(read.Kind), RowCount = read.Rows, Employer = read.Employer, ChangeCount = read.Changes.Count };
        if (read.Sum is { } sum) stored.Reading.Sum = WireMoney.Of(sum);
        stored.Reading.Notes.Add(read.Notes);
        stored.Reading.Changes.Add(read.Changes.Take(ListedChanges).Select(Change));
        return stored;
    }

    private static PayrollChange Change(RowChange row)
    {
        var change = new PayrollChange { Kind = row.Kind, Key = row.Key.ToString(), Code = row.Code, RecordBefore = row.RecordBefore, RecordNow = row.RecordNow };
        if (row.RecordBefore > 0) change.AmountBefore = WireMoney.Of(row.AmountBefore);
        if (row.RecordNow > 0) change.AmountNow = WireMoney.Of(row.AmountNow);
        return change;
    }
}
