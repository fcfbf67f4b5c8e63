using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Periods;

/// <summary>An employer's answer, and how it is read.</summary>
internal sealed record StandingAnswer(PayrollProfile Profile, string Name, byte[] Sha256);

/// <summary>Which file is an employer's answer: the usual one, which profiles.json describes, or a return that came line by line, which describes itself. A draft has one of them.</summary>
internal static class EmployerAnswers
{
    /// <summary>How employers write their usual files, by profiles.json of the draft, or of the period's last run where the draft has none; null where neither has.</summary>
    public static async Task<IReadOnlyDictionary<string, PayrollProfile>?> Profiles(Tx tx, PayPeriod period) =>
        await Drafts.Bytes(tx, period, FileNames.Profiles) is { } json ? ProfilesJson.Read(json, FileNames.Profiles, new FaultList()) : null;

    /// <summary>How a payroll file of this name is read; null where no profile names it.</summary>
    /// <param name="profiles">Of usual files.</param>
    public static async Task<PayrollProfile?> ProfileOf(Tx tx, PayPeriod period, string name, IReadOnlyDictionary<string, PayrollProfile> profiles) =>
        StreamedReturn.EmployerOf(name) is { } employer ? await Streamed(tx, period, employer, profiles) : profiles.Values.FirstOrDefault(profile => profile.File == name);

    /// <summary>The answer that the draft has now, or the last run had; null where neither has one.</summary>
    /// <param name="found">What a file whose profile gives a pattern was called.</param>
    public static async Task<StandingAnswer?> Standing(Tx tx, PayPeriod period, string employer, string? found = null)
    {
        if (await Profiles(tx, period) is not { } profiles) return null;
        var (streamed, own) = (StreamedReturn.NameFor(employer), profiles.GetValueOrDefault(employer));
        var usual = FilePattern.IsPattern(own?.File) ? found : own?.File;
        foreach (var isRun in (bool[])[false, true])
        {
            async Task<byte[]?> Sha256(string name) => isRun ? await KeptFiles.OfLastRun(tx, period, name) : (await new DraftStore(tx).File(period, name))?.Sha256;
            if (await Sha256(streamed) is { } ofStream) return new StandingAnswer(await Streamed(tx, period, employer, profiles), streamed, ofStream);
            if (!string.IsNullOrEmpty(usual) && await Sha256(usual) is { } ofUsual) return new StandingAnswer(own!, usual, ofUsual);
        }
        return null;
    }

    /// <summary>An answer was stored: what the employer answered in the other way, or under another name, is none of the draft any more.</summary>
    /// <remarks>Two answers that are stored at once, by two gateways perhaps, do so one after the other: the later one finds the earlier.</remarks>
    public static async Task TakeOutOther(Tx tx, long cooperative, PayPeriod period, string employer, string name, string actor, DateTimeOffset at)
    {
        var store = new DraftStore(tx);
        await store.LockAnswer(cooperative, period, employer);
        var profiles = await Profiles(tx, period);
        foreach (var file in await store.Files(period))
        {
            if (file.Name != name && IsAnswer(file.Name, employer, profiles)) await store.AddFile(cooperative, period, file.Name, null, 0, actor, at);
        }
    }

    /// <summary>The file is the employer's streamed return, or a usual one: of a name that its profile gives or has a pattern for, and that is no other employer's.</summary>
    public static bool IsAnswer(string file, string employer, IReadOnlyDictionary<string, PayrollProfile>? profiles)
    {
        if (FileNames.KindOf(file) != FileKind.Payroll) return false;
        if (StreamedReturn.EmployerOf(file) is { } sender) return sender == employer;
        return FilePattern.Fits(profiles?.GetValueOrDefault(employer)?.File, file) && !profiles!.Values.Any(other => other.Employer != employer && other.File == file);
    }

    private static async Task<PayrollProfile> Streamed(Tx tx, PayPeriod period, string employer, IReadOnlyDictionary<string, PayrollProfile> profiles) =>
        StreamedReturn.Profile(employer, profiles.GetValueOrDefault(employer), FolderTables.ReadCodes(FileNames.Codes, await Drafts.Bytes(tx, period, FileNames.Codes), new FaultList()));
}
