using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Grpc.Core;
using LineClass = DeductionGateway.Core.Settlement.LineClass;

namespace DeductionGateway.Deductions;

/// <summary>
/// The state of an employer's file line by line. Rows are read as the caller, an employer's under its own role; number and name as the file writes them, and whether
/// the draft has another file by now, are read on its behalf, of the file that its own row names: once for all pages of a list (<see cref="ListedUnits"/>).
/// </summary>
internal sealed class ReturnLines(Database database, ListedUnits listed)
{
    public async Task<ListReturnLinesResponse> List(ListReturnLinesRequest request, Caller caller, PayPeriod period, CancellationToken stop)
    {
        var isEnglish = IsEnglish(request.Language);
        var (list, size) = ($"return lines {period} {request.LineClass} {request.OnlyOpen} {request.Employer}", PageToken.Size(request.Page));
        var after = PageToken.Key(request.Page, list, 2);
        var (unit, answer, rows) = await database.Ask(caller, async tx =>
        {
            var store = new ReturnLinesStore(tx);
            var decided = await store.Unit(period, request.Employer, (int)(after?[0] ?? 0)) ?? throw await NotDecided(tx, caller, period, request.Employer);
            var profile = ProfileOf(request.Employer, decided);
            var filter = request.LineClass == 0 ? -1 : (int)request.LineClass - WireEnum.Offset;
            var records = await store.Records(period, request.Employer, decided, (int)(after?[1] ?? 0), filter, request.OnlyOpen, size + 1);
            var page = records.Take(size).ToArray();
            var found = Rows(await store.Lines(period, decided, page), await store.Cases(period, request.Employer, decided, page), IsWhole(profile));
            if (filter >= 0) found.RemoveAll(row => (int)row.Class != filter);
            if (request.OnlyOpen) found.RemoveAll(static row => !row.IsOpen);
            var said = new ListReturnLinesResponse { Page = records.Count > size ? PageToken.Next(list, decided.Revision, page[^1]) : new Page() };
            if (after is null) said.Classes.Add((await store.Classes(period, decided)).Select(Count));
            return (decided, said, found);
        }, stop);
        answer.PayrollFile = unit.PayrollFile ?? "";
        answer.PayrollSha256 = Convert.ToHexStringLower(unit.PayrollSha256 ?? []);
        (answer.Revision, answer.RunNo, answer.RunPeriod) = (unit.Revision, unit.RunNo, WirePeriod.Of(unit.OriginPeriod));
        var left = ProfileOf(request.Employer, unit)?.LeftOut;
        await database.Ask(new WholeCooperative(caller.CooperativeId), async tx =>
        {
            answer.IsReplaced = await IsReplaced(tx, period, request.Employer, unit);
            if (left is not null && after is null) await AddLeftOut(tx, answer, period, request.Employer, left);
            return true;
        }, stop);
        if (rows.Count > 0) await AddLines(answer, rows, caller, period, request.Employer, unit, isEnglish, stop);
        return answer;
    }

    private async Task AddLines(ListReturnLinesResponse answer, List<ReturnRow> rows, Caller caller, PayPeriod period, string employer, DecidedUnit unit, bool isEnglish, CancellationToken stop)
    {
        var page = await listed.Page(caller.CooperativeId, period, employer, unit, [.. rows.Select(static row => row.Record).Distinct()], stop);
        foreach (var row in rows)
        {
            var written = page.Records.GetValueOrDefault(row.Record, new WrittenRecord("", "", ""));
            var together = row.BillNo is { } bill && page.ShortBills.TryGetValue(bill, out var sum) ? sum : (long?)null;
            answer.Lines.Add(Line(row, page.Lines[row.Record], written, isEnglish ? row.English() : row.Indonesian(together, written.Name)));
        }
    }

    /// <summary>What all short rows of a bill report together, where they are several; whole rupiah by bill.</summary>
    public static async Task<Dictionary<int, long>> ShortBills(ReturnLinesStore store, PayPeriod period, DecidedUnit unit) =>
        (await store.ShortBills(period, unit)).ToDictionary(static bill => bill.BillNo, static bill => bill.Reported);

    /// <summary>Why there is nothing to tell: nobody of that name, or no run yet.</summary>
    public static async Task<RpcException> NotDecided(Tx tx, Caller caller, PayPeriod period, string employer)
    {
        var isKnown = caller.Employer is not null || await new ReturnLinesStore(tx).IsEmployer(employer)
            || (await EmployerAnswers.Profiles(tx, period) is { } profiles && profiles.ContainsKey(employer));
        return isKnown ? Faults.NotNow("NOT_RUN", $"No run has decided {employer}'s {period} yet. A file that was sent waits in the draft until the cooperative starts the period's run; ask again after it.") : Faults.NotFound("employer", employer);
    }

    public static bool IsEnglish(AnswerLanguage language) => language switch
    {
        AnswerLanguage.Unspecified or AnswerLanguage.Indonesian => false,
        AnswerLanguage.English => true,
        _ => throw Faults.Invalid("language", "language is ANSWER_LANGUAGE_INDONESIAN or ANSWER_LANGUAGE_ENGLISH."),
    };

    /// <summary>The unit as one batch decided it, whatever was decided since.</summary>
    public static Task<DecidedUnit?> UnitOfBatch(Tx tx, PayPeriod period, string employer, int batchNo) => new ReturnLinesStore(tx).UnitOfBatch(period, employer, batchNo);

    /// <summary>The profile that the unit was decided by; null where there was none.</summary>
    public static PayrollProfile? ProfileOf(string employer, DecidedUnit unit) => unit.Profile.Length == 0 ? null : ProfilesJson.ReadOne(employer, unit.Profile);

    /// <summary>The employer writes one amount for an employee: what it is made of is not said.</summary>
    public static bool IsWhole(PayrollProfile? profile) => profile is { Shape: PayrollShape.Total } or { Shape: PayrollShape.Exceptions, CodeHeader: "" };

    /// <summary>Rows as they are told, each with the case that it left. Lines by record.</summary>
    public static List<ReturnRow> Rows(IReadOnlyList<DecidedLine> lines, IEnumerable<CaseOfLine> cases, bool isWhole)
    {
        var left = cases.GroupBy(static one => (one.Record, one.LineClass, one.Code)).ToDictionary(static same => same.Key, static same => new Queue<CaseOfLine>(same));
        var rows = lines.Select(line => ReturnRow.Of(line, left.TryGetValue((line.Record, line.LineClass, line.Code), out var same) && same.TryDequeue(out var one) ? one : null));
        return isWhole ? [.. rows.GroupBy(static row => row.Record).Select(static same => ReturnRow.Whole([.. same]))] : [.. rows];
    }

    /// <summary>The draft has another file of the employer than the one that was decided.</summary>
    public static async Task<bool> IsReplaced(Tx tx, PayPeriod period, string employer, DecidedUnit unit) =>
        await EmployerAnswers.Standing(tx, period, employer, unit.PayrollFile) is { } standing && !standing.Sha256.AsSpan().SequenceEqual(unit.PayrollSha256);

    /// <summary>The unit's file read again as it was read then.</summary>
    /// <param name="reading">Takes the rows.</param>
    public static async Task<PayrollReturn> ReadAgain(Tx tx, PayPeriod period, string employer, DecidedUnit unit, byte[] bytes, PayrollReading reading)
    {
        var codes = FolderTables.ReadCodes(FileNames.Codes, await KeptFiles.OfLastRun(tx, period, FileNames.Codes) is { } sha256 ? await KeptFiles.Bytes(tx, sha256) : null, new FaultList());
        var read = PayrollBytes.Read(ProfileOf(employer, unit)!, new Employer(employer, employer, BankMode.Lump, null, null), period, codes, unit.PayrollFile!, bytes, new FaultList(), reading);
        Check.That(read is not null, $"the kept payroll file of {employer} {period} reads as it did when it was accepted");
        return read;
    }

    private static async Task AddLeftOut(Tx tx, ListReturnLinesResponse answer, PayPeriod period, string employer, LeftOutRecords left)
    {
        var released = await Releases.Of(tx, period, employer, left);
        (answer.ReleasedBy, answer.ReleaseApprovedBy) = (released?.Release.Proposer ?? "", released?.Release.Checker ?? "");
        // A profile of a folder may leave records out by the hand of whoever keeps it.
        answer.LeftOut.Add(released?.Lines.Select(PeriodsService.ToWire) ?? left.Records.Order().Select(static record => new LeftOutLine { Record = record }));
    }

    private static ReturnLineState Line(ReturnRow row, int fileLine, WrittenRecord written, string reason) => new()
    {
        Record = row.Record, FileLine = fileLine, EmployeeKey = written.Key, Name = written.Name, Code = row.Code,
        LineClass = (Contract.V1.LineClass)((int)row.Class + WireEnum.Offset), Identity = (IdentityFinding)((int)row.Identity + WireEnum.Offset),
        Amount = (AmountFinding)((int)row.Amount + WireEnum.Offset), Money = (MoneyFinding)((int)row.Money + WireEnum.Offset), Taxonomy = row.Taxonomy,
        Reported = WireMoney.Of(row.Reported), Billed = WireMoney.Of(row.Expected), Received = WireMoney.Of(row.Received), Applied = WireMoney.Of(row.Received - row.Held), Held = WireMoney.Of(row.Held),
        Reason = reason, CaseId = row.CaseId, IsOpen = row.IsOpen,
    };

    private static ClassCount Count(ClassOfLines row) => new()
    {
        LineClass = (Contract.V1.LineClass)(row.LineClass + WireEnum.Offset), RowCount = row.Rows, Reported = WireMoney.Of(row.Reported), Received = WireMoney.Of(row.Received),
    };
}
