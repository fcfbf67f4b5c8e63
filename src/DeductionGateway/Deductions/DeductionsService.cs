using System.Globalization;
using System.Text;
using DeductionGateway.Access;
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
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Deductions;

/// <summary>What employers are to deduct, as the wire shows it.</summary>
internal sealed class DeductionsService(Database database, ListedUnits listed, TimeProvider time) : Contract.V1.Deductions.DeductionsBase
{
    private const int PieceBytes = 1 << 20;
    private readonly Writes _writes = new(database, time);
    private readonly Returns _returns = new(database, time);
    private readonly ReturnLines _lines = new(database, listed);
    private readonly MarkedReturns _marked = new(database);

    public override async Task GetDeductionList(GetDeductionListRequest request, IServerStreamWriter<DeductionListPart> responseStream, ServerCallContext context)
    {
        var shown = await Shown(Caller.Of(context), request.Period, request.Employer, request.OnlyChanges, context.CancellationToken);
        foreach (var row in shown.Rows) await responseStream.WriteAsync(new DeductionListPart { Line = Line(row, shown.NumbersOf(row.Row)) }, context.CancellationToken);
        await responseStream.WriteAsync(new DeductionListPart { Control = Control(shown) }, context.CancellationToken);
    }

    public override async Task DownloadDeductionList(DownloadDeductionListRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var isXlsx = request.Format == DeductionListFormat.Xlsx;
        if (!isXlsx && request.Format is not (DeductionListFormat.Unspecified or DeductionListFormat.Csv)) throw Faults.Invalid("format", "format is DEDUCTION_LIST_FORMAT_CSV or DEDUCTION_LIST_FORMAT_XLSX.");
        var shown = await Shown(Caller.Of(context), request.Period, request.Employer, request.OnlyChanges, context.CancellationToken);
        using var file = new MemoryStream();
        if (isXlsx) DeductionFiles.WriteXlsx(file, shown.Period, request.Employer, shown.Rows, shown.List);
        else DeductionFiles.WriteCsv(file, shown.Rows, shown.NumbersOf);
        var control = Control(shown);
        await context.WriteResponseHeadersAsync(new Metadata
        {
            { "control-rows", control.RowCount.ToString(CultureInfo.InvariantCulture) }, { "control-total", shown.List.Total.ToString(CultureInfo.InvariantCulture) }, { "hash-total", control.HashTotal }, { "list-sha256", control.ListSha256 },
        });
        var bytes = file.ToArray();
        var type = isXlsx ? "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" : "text/csv; charset=utf-8";
        for (var at = 0; at < bytes.Length; at += PieceBytes)
        {
            await responseStream.WriteAsync(new HttpBody { ContentType = type, Data = UnsafeByteOperations.UnsafeWrap(bytes.AsMemory(at, Math.Min(PieceBytes, bytes.Length - at))) }, context.CancellationToken);
        }
    }

    public override Task<AcknowledgeDeductionListResponse> AcknowledgeDeductionList(AcknowledgeDeductionListRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckOwn(caller, request.Employer);
        var period = WirePeriod.Read(request.Period);
        return Uploads.InTurn(() => _writes.Once(context, request, async tx =>
        {
            var (list, from, _) = await Current(tx, period, request.Employer);
            if (!Convert.ToHexStringLower(list.Sha256).Equals(request.ListSha256, StringComparison.OrdinalIgnoreCase)) throw Faults.NotNow("LIST_OTHER", $"The list of {request.Employer} for {period} is another by now, or another was meant; get it again.");
            await new DeductionStore(tx).Add(caller.CooperativeId, period, request.Employer, list.Sha256, from, caller.Actor, time.GetUtcNow());
            return new AcknowledgeDeductionListResponse();
        }), context.CancellationToken);
    }

    public override async Task SubmitReturn(IAsyncStreamReader<SubmitReturnRequest> requestStream, IServerStreamWriter<SubmitReturnResponse> responseStream, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        if (!await requestStream.MoveNext(context.CancellationToken) || requestStream.Current.Start is not { } start) throw Faults.Invalid("start", "The first message says period and employer.");
        CheckOwn(caller, start.Employer);
        await _returns.Submit(requestStream, responseStream, caller, WirePeriod.Read(start.Period), start.Employer, context);
    }

    public override Task<ListReturnLinesResponse> ListReturnLines(ListReturnLinesRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckOwn(caller, request.Employer);
        return _lines.List(request, caller, WirePeriod.Read(request.Period), context.CancellationToken);
    }

    public override Task GetMarkedReturn(GetMarkedReturnRequest request, IServerStreamWriter<HttpBody> responseStream, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        CheckOwn(caller, request.Employer);
        return _marked.Send(request, caller, WirePeriod.Read(request.Period), responseStream, context.CancellationToken);
    }

    /// <summary>A list as it is given: its rows, all or those that changed, and the whole.</summary>
    /// <param name="Key">What the employer's file names employees by.</param>
    /// <param name="IsClear">The caller is the employer, whose own employees they are: personal numbers are whole.</param>
    private sealed record ShownList(PayPeriod Period, DeductionList List, IReadOnlyList<DeductionChange> Rows, PayPeriod? AcknowledgedPeriod, PayrollKey Key, bool IsClear)
    {
        public (string NationalId, string AccountNo) NumbersOf(DeductionRow row) => Key switch
        {
            PayrollKey.NationalId => (IsClear ? row.Key : PersonalNumbers.MaskedNationalId(row.Key), ""),
            PayrollKey.AccountNo => ("", IsClear ? row.Key : PersonalNumbers.MaskedAccountNo(row.Key)),
            _ => ("", ""),
        };
    }

    /// <summary>The billing is read on the employer's behalf: he sees his own lines of it and nothing else.</summary>
    private async Task<ShownList> Shown(Caller caller, string periodText, string employer, bool onlyChanges, CancellationToken stop)
    {
        CheckOwn(caller, employer);
        var period = WirePeriod.Read(periodText);
        var shown = await Uploads.InTurn(() => database.Ask(new WholeCooperative(caller.CooperativeId), async tx =>
        {
            var (list, _, key) = await Current(tx, period, employer);
            var last = await new DeductionStore(tx).Last(employer);
            var then = last is null ? null : DeductionList.Of(await Kept(tx, last), employer, new ListForm(last.IsTotal, key), new FaultList());
            var rows = onlyChanges && then is not null ? list.Since(then) : [.. list.Rows.Select(static row => new DeductionChange(row, "", 0))];
            return new ShownList(period, list, rows, last is null ? null : PayPeriod.FromNumber(last.Period), key, IsOfEmployer(caller));
        }, stop), stop);
        if (shown is { IsClear: true, Key: not PayrollKey.EmployeeNo }) await database.Write(caller.CooperativeId, async tx =>
        {
            await Access.Audit.Write(tx, time.GetUtcNow(), caller.CooperativeId, caller.Actor, "deductions.get", $"{period}/{employer}", "given");
            return true;
        }, stop);
        return shown;
    }

    /// <summary>The list as it is now, and the files that it is made from.</summary>
    private static async Task<(DeductionList List, Acknowledged From, PayrollKey Key)> Current(Tx tx, PayPeriod period, string employer)
    {
        async Task<byte[]> Sha(string name) => await Drafts.Sha256(tx, period, name) ?? throw Faults.NotFound("billing of", period.ToString());
        var (billing, members, employers) = (await Sha(FileNames.Billing), await Sha(FileNames.Members), await Sha(FileNames.Employers));
        var profile = (await EmployerAnswers.Profiles(tx, period))?.GetValueOrDefault(employer);
        var key = profile?.Key ?? PayrollKey.EmployeeNo;
        var from = new Acknowledged(period.Number, employers, members, billing, await Drafts.Sha256(tx, period, FileNames.Codes), profile?.Shape == PayrollShape.Total);
        var faults = new FaultList();
        var list = DeductionList.Of(await Kept(tx, from), employer, new ListForm(from.IsTotal, key), faults);
        if (faults.Any) throw Faults.NotNow("BILLING_REFUSED", $"The billing of {period} cannot be read: {faults.Sorted()[0]}");
        return (list ?? throw Faults.NotFound("employer", employer), from, key);
    }

    private static async Task<BillingFiles> Kept(Tx tx, Acknowledged from) => new(
        await KeptFiles.Bytes(tx, from.EmployersSha256), await KeptFiles.Bytes(tx, from.MembersSha256), await KeptFiles.Bytes(tx, from.BillingSha256),
        from.CodesSha256 is { } codes ? await KeptFiles.Bytes(tx, codes) : null);

    private static void CheckOwn(Caller caller, string employer)
    {
        if (IsOfEmployer(caller) && (caller.Employer is null || caller.Employer != employer)) throw Faults.NotFound("employer", employer);
    }

    /// <summary>The caller speaks for an employer.</summary>
    private static bool IsOfEmployer(Caller caller) => caller.Role is Role.PayrollOfficer or Role.EmployerSystem;

    private static DeductionLine Line(DeductionChange change, (string NationalId, string AccountNo) numbers)
    {
        var row = change.Row;
        var line = new DeductionLine { EmployeeNo = row.EmployeeNo, Name = row.Name, Code = row.Code, Obligation = row.Obligation, Amount = WireMoney.Of(row.Amount), Change = change.Kind, NationalId = numbers.NationalId, AccountNo = numbers.AccountNo };
        if (change.Kind is "changed" or "removed") line.AmountBefore = WireMoney.Of(change.AmountBefore);
        return line;
    }

    private static DeductionListControl Control(ShownList shown) => new()
    {
        RowCount = shown.List.Rows.Count, Total = WireMoney.Of(shown.List.Total), HashTotal = shown.List.HashTotal.ToString(CultureInfo.InvariantCulture),
        ListSha256 = Convert.ToHexStringLower(shown.List.Sha256), AcknowledgedPeriod = shown.AcknowledgedPeriod?.ToString() ?? "",
    };
}
