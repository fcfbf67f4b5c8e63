using DeductionGateway.Access;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.Periods;

/// <summary>A release and the lines that it leaves out.</summary>
internal sealed record Released(ReleaseRow Release, IReadOnlyList<ReleaseLine> Lines);

/// <summary>
/// A payroll file is taken without its unreadable lines where two people say so (decision 0024). It is read three times: to find the lines, without them to see
/// that the rest ties, and once more by the profile of the day when it is approved.
/// </summary>
internal sealed class Releases(Tx tx, Caller caller, DateTimeOffset now)
{
    private readonly ReleaseStore _store = new(tx);

    public async Task<Released> Propose(Guid upload, long controlRows, long controlTotalMinor, string comment, ServerCallContext context)
    {
        var (open, period, bytes, sha256) = await Uploads.Whole(tx, caller, upload);
        if (FileNames.KindOf(open.Name) != FileKind.Payroll) throw Faults.NotNow("NOT_PAYROLL", $"{open.Name} is no payroll file; only such a file is taken without some of its lines.");
        var faults = new FaultList();
        if (await new FileReader(tx, period, faults).FormOf(open.Name) is not ({ } profile, { } employer, { } codes)) throw Faults.NotNow("PROFILES_MISSING", $"No profile of {period} names {open.Name} yet; the cooperative adds it to profiles.json first.");
        var unreadable = new UnreadableRecords();
        PayrollBytes.Read(profile.Leaving(null), employer, period, codes, open.Name, bytes, faults, PayrollReading.OfPlaces with { Unreadable = unreadable });
        var lines = Unreadable(open.Name, faults, unreadable);
        var left = new LeftOutRecords(Convert.ToHexStringLower(sha256), lines.Select(static line => line.Record).ToHashSet());
        Check(Without(profile, left, employer, period, codes, open.Name, bytes, context), controlRows, controlTotalMinor);
        await KeptFiles.Take(tx, sha256, upload);
        var release = new ReleaseRow(0, period.Number, profile.Employer, open.Name, sha256, bytes.Length, controlRows, controlTotalMinor / 100, comment, caller.Actor, null, null, null);
        var number = await DatabaseRules.Keep(() => _store.Add(caller.CooperativeId, release, now));
        await DatabaseRules.Keep(() => _store.AddLines(caller.CooperativeId, number, lines));
        await new DraftStore(tx).Forget(upload);
        await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "release.propose", $"{period}/{open.Name}", $"{lines.Count} lines as release {number}");
        return new Released(release with { ReleaseNo = number }, lines);
    }

    /// <param name="number">Of the release.</param>
    /// <param name="approve">False rejects.</param>
    /// <param name="comment">Why; what is rejected has one.</param>
    /// <param name="context">Whose answer lists the faults where the rest does not tie any more.</param>
    public async Task<Released> Decide(long number, bool approve, string comment, ServerCallContext context)
    {
        await _store.Lock(caller.CooperativeId);
        if (await _store.Find(number) is not { } release) throw Faults.NotFound("release", $"{number}");
        if (release.IsApproved is { } decided) throw SecondPerson.Decided($"Release {number}", decided, release.Checker);
        await DatabaseRules.Keep(() => _store.AddVerdict(caller.CooperativeId, number, approve, caller.Actor, comment, now));
        var lines = await _store.Lines(number);
        if (approve) await Store(release, lines, context);
        await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "release.decide", $"release {number}", approve ? "approved" : $"rejected: {comment}");
        return new Released(release with { IsApproved = approve, Checker = caller.Actor, CheckerComment = comment }, lines);
    }

    /// <summary>The release by which a file was taken without some of its lines; null where there is none.</summary>
    public static async Task<Released?> Of(Tx tx, PayPeriod period, string employer, LeftOutRecords left)
    {
        var store = new ReleaseStore(tx);
        foreach (var release in await store.Approved(period, employer, Convert.FromHexString(left.Sha256)))
        {
            var lines = await store.Lines(release.ReleaseNo);
            if (left.Records.SetEquals(lines.Select(static line => line.Record))) return new Released(release, lines);
        }
        return null;
    }

    public static async Task<bool> IsReleased(Tx tx, PayPeriod period, string employer, LeftOutRecords left) => await Of(tx, period, employer, left) is not null;

    /// <summary>A new file of the name has all its records: what was left out of the one before is out of the profile.</summary>
    public static async Task ForgetOther(Tx tx, Caller caller, PayPeriod period, string name, byte[] sha256, DateTimeOffset at)
    {
        if (await Drafts.Bytes(tx, period, FileNames.Profiles) is not { } json) return;
        var profile = ProfilesJson.Read(json, FileNames.Profiles, new FaultList()).Values.FirstOrDefault(one => one.File == name);
        if (profile?.LeftOut is not { } left || left.Sha256 == Convert.ToHexStringLower(sha256)) return;
        await Drafts.Replace(tx, caller.CooperativeId, period, FileNames.Profiles, LeftOutJson.Without(json, profile.Employer), caller.Actor, at);
    }

    /// <summary>The file becomes the draft's, and the profile says which records are left out.</summary>
    private async Task Store(ReleaseRow release, List<ReleaseLine> lines, ServerCallContext context)
    {
        var period = PayPeriod.FromNumber(release.Period)!.Value;
        if (await new FileReader(tx, period, new FaultList()).FormOf(release.Name) is not ({ } profile, { } employer, { } codes) || profile.Employer != release.Employer)
        {
            throw Faults.NotNow("PROFILE_OTHER", $"{release.Name} is not the file of {release.Employer} any more by profiles.json of {period}; send it anew.");
        }
        var left = new LeftOutRecords(Convert.ToHexStringLower(release.Sha256), lines.Select(static line => line.Record).ToHashSet());
        Check(Without(profile, left, employer, period, codes, release.Name, await KeptFiles.Bytes(tx, release.Sha256), context), release.ControlRows, release.ControlTotal * 100);
        await new DraftStore(tx).AddFile(caller.CooperativeId, period, release.Name, release.Sha256, release.Length, release.Proposer, now);
        await EmployerAnswers.TakeOutOther(tx, caller.CooperativeId, period, release.Employer, release.Name, release.Proposer, now);
        var json = await Drafts.Bytes(tx, period, FileNames.Profiles);
        await Drafts.Replace(tx, caller.CooperativeId, period, FileNames.Profiles, LeftOutJson.With(json!, release.Employer, left), caller.Actor, now);
    }

    /// <summary>The lines that cannot be read, each with its first fault.</summary>
    /// <exception cref="RpcException">FAILED_PRECONDITION where there are none, or not only such.</exception>
    private static List<ReleaseLine> Unreadable(string name, FaultList faults, UnreadableRecords unreadable)
    {
        if (!faults.Any) throw Faults.NotNow("READABLE", $"{name} has no fault; complete the upload, and it is taken whole.");
        var first = faults.Sorted().GroupBy(static fault => fault.Line).ToDictionary(static same => same.Key, static same => same.First());
        if (faults.CountOf(name) != unreadable.FaultCount)
        {
            var others = first.Values.Where(fault => !unreadable.Lines.Values.Contains(fault.Line)).ToList();
            throw Faults.NotNow("NOT_OF_LINES", $"{name} has a fault that is not of single lines, and is not taken without them: {(others.Count > 0 ? others[0] : faults.Sorted()[0])}");
        }
        if (unreadable.Lines.Count > LeftOutJson.MostRecords) throw Faults.NotNow("TOO_MANY", $"{name} has {unreadable.Lines.Count} unreadable lines; a file is taken without {LeftOutJson.MostRecords} at most. Send it anew.");
        return [.. unreadable.Lines.Select(line => first.TryGetValue(line.Value, out var fault) ? new ReleaseLine(line.Key, line.Value, fault.Code, fault.Text) : new ReleaseLine(line.Key, line.Value, "", ""))];
    }

    private static PayrollReturn Without(PayrollProfile profile, LeftOutRecords left, Employer employer, PayPeriod period, IReadOnlyList<DeductionCode> codes, string name, byte[] bytes, ServerCallContext context)
    {
        var faults = new FaultList();
        return PayrollBytes.Read(profile.Leaving(left), employer, period, codes, name, bytes, faults) ?? throw Faults.Refused($"{name} without {left.Records.Count} of its records", faults.Sorted(), context);
    }

    private static void Check(PayrollReturn rest, long controlRows, long controlTotalMinor)
    {
        var (rows, total) = (rest.Lines!.Count - rest.LeftOut.Count, rest.Rows.Sum(static row => row.Amount));
        if (rows != controlRows) throw Faults.Invalid("control_rows", $"control_rows is {controlRows}, and {rows} records are left (B06); nothing was stored.");
        if (total * 100 != controlTotalMinor) throw Faults.Invalid("control_total", $"control_total is {controlTotalMinor}, and what is left adds up to {total * 100} minor units (B06); nothing was stored.");
    }
}
