using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Deductions;

/// <summary>
/// An employer's answer that comes line by line. Lines are written as the payroll file that they will be and wait among the uploads; the commit makes the file one
/// of the draft, in the place of the employer's answer before, or nothing of it stays.
/// </summary>
internal sealed class Returns(Database database, TimeProvider time)
{
    private const int PieceBytes = 512 << 10;

    /// <summary>Lines of one message.</summary>
    private const int MostTogether = 1_000;

    private static readonly WriteOptions AtOnce = new(), Together = new(WriteFlags.BufferHint);

    private readonly Uploads _uploads = new(database, time);
    private readonly Writes _writes = new(database, time);

    public async Task Submit(IAsyncStreamReader<SubmitReturnRequest> lines, IServerStreamWriter<SubmitReturnResponse> answers, Caller caller, PayPeriod period, string employer, ServerCallContext context)
    {
        var stop = context.CancellationToken;
        var name = StreamedReturn.NameFor(employer);
        if (FileNames.KindOf(name) != FileKind.Payroll) throw Faults.Invalid("start.employer", $"'{employer}' cannot be part of a file's name; send the return as a file.");
        using var stream = new ReturnStream(await Uploads.InTurn(() => database.Ask(new WholeCooperative(caller.CooperativeId), tx => KnownUnit.Of(tx, period, employer), stop), stop));
        var open = await database.Write(caller.CooperativeId, tx => _uploads.Begin(tx, caller, period, name, null, null), stop);
        try
        {
            for (var next = lines.MoveNext(stop); await next;)
            {
                var part = lines.Current;
                switch (part.PartCase)
                {
                    case SubmitReturnRequest.PartOneofCase.Line or SubmitReturnRequest.PartOneofCase.Lines:
                        var verdict = Verdict(stream, part);
                        next = lines.MoveNext(stop);
                        // While further lines are at hand their verdicts go out together; who waits for one gets it at once.
                        answers.WriteOptions = next.IsCompletedSuccessfully ? Together : AtOnce;
                        await answers.WriteAsync(verdict, stop);
                        await Send(stream, open, caller, PieceBytes, stop);
                        break;
                    case SubmitReturnRequest.PartOneofCase.Commit:
                        ReturnControl.Check(part.Commit, stream.Lines, stream.TotalMinor);
                        if (stream.Faults.Count > 0) throw Faults.Refused("The return", stream.Faults, context);
                        await Send(stream, open, caller, 1, stop);
                        stream.ForgetVerdicts();
                        answers.WriteOptions = AtOnce;
                        var stored = await Commit(stream, open, caller, period, context);
                        await answers.WriteAsync(new SubmitReturnResponse { Stored = stored }, stop);
                        return;
                    default:
                        throw Faults.Invalid("part", "After the start lines are wanted, and at last the commit.");
                }
            }
        }
        finally
        {
            await _uploads.Forget(caller, open.UploadId);
        }
    }

    private static SubmitReturnResponse Verdict(ReturnStream stream, SubmitReturnRequest part)
    {
        if (part.Line is { } line) return new SubmitReturnResponse { Verdict = stream.Add(line) };
        if (part.Lines.Lines.Count > MostTogether) throw Faults.Invalid("lines", $"A message has {part.Lines.Lines.Count} lines; at most {MostTogether} are taken in one.");
        var verdicts = new LineVerdicts();
        foreach (var one in part.Lines.Lines) verdicts.Verdicts.Add(stream.Add(one));
        return new SubmitReturnResponse { Verdicts = verdicts };
    }

    private async Task Send(ReturnStream stream, OpenUpload open, Caller caller, int atLeast, CancellationToken stop)
    {
        if (stream.File.Take(atLeast) is not { } piece) return;
        stream.Hash.AppendData(piece);
        stream.Length = await _uploads.Append(caller, open.UploadId, stream.Length, piece, stop);
    }

    private Task<StoredFile> Commit(ReturnStream stream, OpenUpload open, Caller caller, PayPeriod period, ServerCallContext context)
    {
        var content = new StoredFile { Period = period.ToString(), Name = open.Name, Length = stream.Length, Sha256 = Convert.ToHexStringLower(stream.Hash.GetHashAndReset()) };
        return Uploads.InTurn(() => _writes.Once(context, content, async tx => PeriodsService.Stored(period, await _uploads.Complete(tx, caller, open.UploadId, context))), context.CancellationToken);
    }
}
