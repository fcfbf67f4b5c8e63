using System.Diagnostics;
using System.Security.Cryptography;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Deductions;

/// <summary>
/// An employer's answer that comes line by line. Lines are written as the payroll file that they will be and wait among the uploads; the commit makes the file one
/// of the draft, with its profile, or nothing of it stays.
/// </summary>
internal sealed class Returns(Database database, TimeProvider time)
{
    private const int PieceBytes = 512 << 10;

    /// <summary>Rows of an employer from which on a collection, some tens of milliseconds, is worth what it gives back.</summary>
    private const int ManyRows = 100_000;

    private const string Currency = "IDR";

    /// <summary>A hundred thousand million rupiah; millions of them can still be added up.</summary>
    private const long MostMinor = 10_000_000_000_000;

    /// <summary>Lines of one message.</summary>
    private const int MostTogether = 1_000;

    private static readonly TimeSpan GiveBackEvery = TimeSpan.FromSeconds(2L);
    private static long _gaveBack;

    private static readonly WriteOptions AtOnce = new(), Together = new(WriteFlags.BufferHint);

    private readonly Uploads _uploads = new(database, time);
    private readonly Writes _writes = new(database, time);

    public async Task Submit(IAsyncStreamReader<SubmitReturnRequest> lines, IServerStreamWriter<SubmitReturnResponse> answers, Caller caller, PayPeriod period, string employer, ServerCallContext context)
    {
        var stop = context.CancellationToken;
        var name = CanonicalReturn.NameFor(employer);
        if (FileNames.KindOf(name) != FileKind.Payroll) throw Faults.Invalid("start.employer", $"'{employer}' cannot be part of a file's name; send the return as a file.");
        var stream = new Stream(await Uploads.InTurn(() => database.Ask(new WholeCooperative(caller.CooperativeId), tx => Known(tx, period, employer), stop), stop), period.ToString());
        var open = await database.Write(caller.CooperativeId, tx => _uploads.Begin(tx, caller, period, name, null, null), stop);
        try
        {
            using (stream.File)
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
                            CheckControl(stream, part.Commit);
                            await Send(stream, open, caller, 1, stop);
                            stream.ForgetVerdicts();
                            answers.WriteOptions = AtOnce;
                            var stored = await Commit(stream, open, caller, period, employer, context);
                            await answers.WriteAsync(new SubmitReturnResponse { Stored = stored }, stop);
                            return;
                        default:
                            throw Faults.Invalid("part", "After the start lines are wanted, and at last the commit.");
                    }
                }
            }
        }
        finally
        {
            await _uploads.Forget(caller, open.UploadId);
        }
    }

    private static SubmitReturnResponse Verdict(Stream stream, SubmitReturnRequest part)
    {
        if (part.Line is { } line) return new SubmitReturnResponse { Verdict = stream.Add(line) };
        if (part.Lines.Lines.Count > MostTogether) throw Faults.Invalid("lines", $"A message has {part.Lines.Lines.Count} lines; at most {MostTogether} are taken in one.");
        var verdicts = new LineVerdicts();
        foreach (var one in part.Lines.Lines) verdicts.Verdicts.Add(stream.Add(one));
        return new SubmitReturnResponse { Verdicts = verdicts };
    }

    private async Task Send(Stream stream, OpenUpload open, Caller caller, int atLeast, CancellationToken stop)
    {
        if (stream.File.Take(atLeast) is not { } piece) return;
        stream.Hash.AppendData(piece);
        stream.Length = await _uploads.Append(caller, open.UploadId, stream.Length, piece, stop);
    }

    private static void CheckControl(Stream stream, ReturnCommit commit)
    {
        if (stream.Rows == 0) throw Faults.Invalid("part", "No line came: an answer without lines is not taken. Whose wages were not cut is said by lines of amount 0.");
        CheckCurrency("commit.control_total", commit.ControlTotal);
        if (commit.ControlRows != stream.Rows) throw Faults.Invalid("commit.control_rows", $"control_rows is {commit.ControlRows}, and {stream.Rows} lines came (B06); nothing was stored.");
        var total = commit.ControlTotal?.AmountMinor ?? 0;
        if (total != stream.Total) throw Faults.Invalid("commit.control_total", $"control_total is {total}, and the lines add up to {stream.Total} minor units (B06); nothing was stored.");
    }

    private static void CheckCurrency(string field, Money? money)
    {
        if (money is not null && money.CurrencyCode != Currency) throw Faults.Invalid($"{field}.currency_code", $"currency_code is '{money.CurrencyCode}'; wages are cut in {Currency}.");
    }

    /// <summary>An amount that is small enough for millions of them to be added up.</summary>
    private static void CheckAmount(Money? money)
    {
        CheckCurrency("line.amount", money);
        if (money is { AmountMinor: > MostMinor or < -MostMinor }) throw Faults.Invalid("line.amount.amount_minor", $"{money.AmountMinor} is no wage: an amount has at most {MostMinor} minor units.");
    }

    private Task<StoredFile> Commit(Stream stream, OpenUpload open, Caller caller, PayPeriod period, string employer, ServerCallContext context)
    {
        var content = new StoredFile { Period = period.ToString(), Name = open.Name, Length = stream.Length, Sha256 = Convert.ToHexStringLower(stream.Hash.GetHashAndReset()) };
        return Uploads.InTurn(() => _writes.Once(context, content, async tx =>
        {
            var before = await FileReader.AnswerNow(tx, period, employer, stream.Length);
            await Describe(tx, caller, period, employer, open.Name, context);
            return PeriodsService.Stored(period, await _uploads.Complete(tx, caller, open.UploadId, context, before));
        }), context.CancellationToken);
    }

    /// <summary>The employer's profile describes the file from here on, and a file that another layout had is no longer of the draft.</summary>
    private async Task Describe(Tx tx, Caller caller, PayPeriod period, string employer, string name, ServerCallContext context)
    {
        var json = await Drafts.Bytes(tx, period, FileNames.Profiles) ?? throw NoProfiles(period);
        var codes = FolderTables.ReadCodes(FileNames.Codes, await Drafts.Bytes(tx, period, FileNames.Codes), new FaultList());
        if (CanonicalReturn.Profiles(json, employer, codes) is not { } changed) return;
        var faults = new FaultList();
        var profiles = ProfilesJson.Read(changed, FileNames.Profiles, faults);
        if (await Drafts.Bytes(tx, period, FileNames.Employers) is { } employers) PeriodFolder.CheckProfiles(profiles, FolderTables.ReadEmployers(FileNames.Employers, employers, new FaultList()), faults);
        if (faults.Any) throw Faults.Refused(FileNames.Profiles, faults.Sorted(), context);
        var old = ProfilesJson.Read(json, FileNames.Profiles, new FaultList()).GetValueOrDefault(employer)?.File;
        await Drafts.Replace(tx, caller.CooperativeId, period, FileNames.Profiles, changed, caller.Actor, time.GetUtcNow());
        if (!string.IsNullOrEmpty(old) && old != name) await Drafts.TakeOut(tx, caller.CooperativeId, period, old, caller.Actor, time.GetUtcNow());
    }

    private static RpcException NoProfiles(PayPeriod period) => Faults.NotNow("PROFILES_MISSING", $"The draft of {period} has no profiles.json yet; the cooperative sends it first.");

    /// <summary>
    /// Members and billing of the employer, as the draft or the last run has them. Both files are read piece by piece, and only what lines are compared with is kept.
    /// </summary>
    private static async Task<KnownUnit> Known(Tx tx, PayPeriod period, string employer)
    {
        RpcException Missing(string name) => Faults.NotNow("BILLING_MISSING", $"{name} of {period} is not there yet; the cooperative sends it first.");
        async Task<byte[]> Need(string name) => await Drafts.Bytes(tx, period, name) ?? throw Missing(name);
        async Task Read(string name, TablePieces table)
        {
            var sha256 = await Drafts.Sha256(tx, period, name) ?? throw Missing(name);
            for (var number = 0; await KeptFiles.Piece(tx, sha256, number) is { } piece; number++) table.Add(piece);
            table.End();
            if (!table.IsReadable) throw Faults.NotNow("BILLING_UNREADABLE", $"{name} of {period} was taken before what it refers to and is no such table; the cooperative sends it again.");
        }
        var none = new FaultList();
        var profiles = ProfilesJson.Read(await Drafts.Bytes(tx, period, FileNames.Profiles) ?? throw NoProfiles(period), FileNames.Profiles, none);
        var employers = FolderTables.ReadEmployers(FileNames.Employers, await Need(FileNames.Employers), none);
        if (employers.FirstOrDefault(one => one.Code == employer) is not { } own) throw Faults.NotFound("employer", employer);
        var (members, ids, billed) = (new PackedMembers(employer), new TextSet(), new BilledSums());
        await Read(FileNames.Members, MembersFile.InPieces(FileNames.Members, employers, member =>
        {
            if (!member.NationalId.IsEmpty) ids.Add(member.NationalId);
            if (member.Employer == employer) members.Add(member);
        }));
        var codes = FolderTables.ReadCodes(FileNames.Codes, await Drafts.Bytes(tx, period, FileNames.Codes), none);
        await Read(FileNames.Billing, BillingFile.InPieces(FileNames.Billing, members, codes, employer, billed.Add));
        var key = profiles.GetValueOrDefault(employer)?.Key == PayrollKey.NationalId ? PayrollKey.NationalId : PayrollKey.EmployeeNo;
        var profile = CanonicalReturn.Profile(employer, codes, key);
        var toCome = new PayrollReturn(employer, period, profile.File, profile, HasNationalIds: true, []);
        GiveBack(members.Count);
        return new KnownUnit(new UnitFacts(own, period, members, [], toCome, ids.Contains, static (_, _) => false), billed);
    }

    /// <summary>The pieces of a large employer's files, or what was known of it, take memory that is needed next. It halts everybody for a moment: not for each who comes.</summary>
    private static void GiveBack(int rows)
    {
        if (rows < ManyRows || Stopwatch.GetElapsedTime(Interlocked.Read(ref _gaveBack)) < GiveBackEvery) return;
        Interlocked.Exchange(ref _gaveBack, Stopwatch.GetTimestamp());
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
    }

    /// <summary>What is known of an employer before its answer comes.</summary>
    /// <param name="Facts">Without its billing.</param>
    /// <param name="Billed">What of it lines are compared with.</param>
    private sealed record KnownUnit(UnitFacts Facts, BilledSums Billed);

    /// <summary>Where a stream is.</summary>
    private sealed class Stream(KnownUnit known, string period)
    {
        private readonly PayPeriod _period = known.Facts.Period;
        private readonly Dictionary<string, DeductionCode> _codes = known.Facts.Return!.Profile.Codes.ToDictionary(static pair => pair.Key, static pair => new DeductionCode(pair.Value, "", CodeKind.Savings), StringComparer.Ordinal);
        private readonly bool _isByNationalId = known.Facts.Return!.Profile.Key == PayrollKey.NationalId;
        private ReturnVerdicts? _verdicts = new(known.Facts, known.Billed);

        public CanonicalReturn File { get; } = new(period);
        public IncrementalHash Hash { get; } = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        public long Length { get; set; }
        public int Rows { get; private set; }

        /// <summary>In minor units.</summary>
        public long Total { get; private set; }

        public void ForgetVerdicts()
        {
            _verdicts = null;
            GiveBack(Rows);
        }

        public LineVerdict Add(ReturnLine line)
        {
            CheckAmount(line.Amount);
            var minor = line.Amount?.AmountMinor ?? 0;
            Rows++;
            Total += minor;
            File.Add(line.EmployeeNo, line.Name, line.NationalId, line.Code, line.Amount?.AmountMinor, line.ReasonCode);
            var answer = new LineVerdict { LineNo = Rows };
            var key = _isByNationalId ? line.NationalId : line.EmployeeNo;
            if (key.Trim().Length == 0) answer.Fault = "The line names nobody.";
            else if (!_codes.TryGetValue(line.Code.Trim(), out var code)) answer.Fault = $"The cooperative has no code '{line.Code}'.";
            else if (line.Amount is null) answer.Fault = "The amount is missing.";
            else if (minor < 0 || minor % 100 != 0) answer.Fault = "The amount is whole rupiah, 0 or more.";
            else Judge(answer, new PayrollRow(Rows, Utf8Text.From(key.Trim()), Utf8Text.From(line.Name.Trim()), Utf8Text.From(line.NationalId.Trim()), code, minor / 100, _period));
            return answer;
        }

        private void Judge(LineVerdict answer, in PayrollRow row)
        {
            var verdict = _verdicts!.Of(row);
            answer.LineClass = (LineClass)((int)verdict.Class + WireEnum.Offset);
            answer.Identity = (IdentityFinding)((int)verdict.Identity + WireEnum.Offset);
            answer.Taxonomy = verdict.Taxonomy;
            answer.ExpectedId = verdict.ExpectedId;
            if (verdict.ExpectedId.Length > 0) answer.Expected = WireMoney.Of(verdict.Expected);
        }
    }
}
