using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Periods;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Google.Api;
using Google.Protobuf;
using Grpc.Core;

namespace DeductionGateway.Deductions;

/// <summary>
/// An employer's own file back with marks. The file is in memory as long as it is made, one at a time as files that come in are; what was made waits on disk
/// under no name, so that a slow receiver holds neither memory nor a connection, and nothing stays of it.
/// </summary>
internal sealed class MarkedReturns(Database database)
{
    private const int PieceBytes = 1 << 20;

    public async Task Send(GetMarkedReturnRequest request, Caller caller, PayPeriod period, IServerStreamWriter<HttpBody> to, CancellationToken stop)
    {
        var isEnglish = ReturnLines.IsEnglish(request.Language);
        var employer = request.Employer;
        var unit = await database.Ask(caller, async tx => await new ReturnLinesStore(tx).Unit(period, employer, 0) ?? throw await ReturnLines.NotDecided(tx, caller, period, employer), stop);
        if (unit.PayrollSha256 is null) throw Faults.NotNow("NO_ANSWER", $"No file of {employer} for {period} was there when its period was decided; there is nothing to give back.");
        var profile = ReturnLines.ProfileOf(employer, unit)!;
        await using var made = await Uploads.InTurn(() => Make(caller, period, employer, unit, profile, isEnglish, stop), stop);
        made.Position = 0;
        var piece = new byte[PieceBytes];
        for (int length; (length = await made.ReadAtLeastAsync(piece, PieceBytes, throwOnEndOfStream: false, stop)) > 0;)
        {
            await to.WriteAsync(new HttpBody { ContentType = MediaType(profile), Data = ByteString.CopyFrom(piece, 0, length) }, stop);
        }
    }

    private async Task<FileStream> Make(Caller caller, PayPeriod period, string employer, DecidedUnit unit, PayrollProfile profile, bool isEnglish, CancellationToken stop)
    {
        var (bytes, read, leftOut) = await database.Ask(new WholeCooperative(caller.CooperativeId), async tx =>
        {
            if (await ReturnLines.IsReplaced(tx, period, employer, unit)) throw Faults.NotNow("FILE_CHANGED", $"The file of {employer} for {period} was replaced after the run that decided it: no mark belongs to the new one yet. Ask again after the next run.");
            var kept = await KeptFiles.Bytes(tx, unit.PayrollSha256!);
            return (kept, await ReturnLines.ReadAgain(tx, period, employer, unit, kept, PayrollReading.OfPlaces), await LeftOut(tx, period, employer, profile.LeftOut, isEnglish));
        }, stop);
        var file = NamelessFile.Make("marked");
        try
        {
            await database.Ask(caller, async tx =>
            {
                var marks = new MarkSource(new ReturnLinesStore(tx), period, employer, unit, ReturnLines.IsWhole(profile), isEnglish, leftOut);
                if (profile.IsXlsx) await MarkedBook.Write(file, bytes, read, marks);
                else await MarkedText.Write(file, bytes, read, marks);
                return true;
            }, stop);
            return file;
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    /// <summary>What is said of records that two people left out.</summary>
    private static async Task<Dictionary<int, Mark>> LeftOut(Tx tx, PayPeriod period, string employer, LeftOutRecords? left, bool isEnglish)
    {
        if (left is null) return [];
        var released = await Releases.Of(tx, period, employer, left);
        var codes = released?.Lines.ToDictionary(static line => line.Record, static line => line.Code) ?? [];
        var who = released is null ? isEnglish ? "by its profile" : "menurut profilnya" : isEnglish ? $"released by {released.Release.Proposer} and {released.Release.Checker}" : $"atas persetujuan {released.Release.Proposer} dan {released.Release.Checker}";
        var sentence = isEnglish ? $"The line cannot be read and is left out, {who}; nothing of it is reported." : $"Baris ini tidak terbaca dan ditinggalkan, {who}; tidak ada yang dilaporkan darinya.";
        return left.Records.ToDictionary(static record => record, record => new Mark(isEnglish ? "left out" : "Ditinggalkan", codes.GetValueOrDefault(record, ""), sentence, 0, 0));
    }

    private static string MediaType(PayrollProfile profile) => profile.IsXlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        : $"{(profile.Layout.Fixed.Count > 0 ? "text/plain" : "text/csv")}; charset={profile.Layout.Encoding switch { TextEncoding.Utf16 => "utf-16", TextEncoding.Windows1252 => "windows-1252", _ => "utf-8" }}";
}
