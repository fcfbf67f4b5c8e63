using DeductionGateway.BankPostings;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Payouts;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Periods;

/// <summary>The drafts of periods' folders, for other capabilities.</summary>
internal static class Drafts
{
    /// <summary>A file of the draft, or of the period's last run where the draft has none; null where neither has.</summary>
    public static async Task<byte[]?> Bytes(Tx tx, PayPeriod period, string name)
    {
        var sha256 = await Sha256(tx, period, name);
        return sha256 is null ? null : await KeptFiles.Bytes(tx, sha256);
    }

    /// <summary>By what the file is kept; null where neither the draft nor the last run has it.</summary>
    public static async Task<byte[]?> Sha256(Tx tx, PayPeriod period, string name) =>
        (await new DraftStore(tx).File(period, name))?.Sha256 ?? await KeptFiles.OfLastRun(tx, period, name);

    /// <summary>The newest version of a file, whatever period's draft or run has it; null where none has.</summary>
    public static async Task<byte[]?> Newest(Tx tx, string name)
    {
        var sha256 = await new DraftStore(tx).Newest(name) ?? await KeptFiles.OfLatestRun(tx, name);
        return sha256 is null ? null : await KeptFiles.Bytes(tx, sha256);
    }

    /// <summary>What banks pushed for the period, as the file of the draft that it is; null where they pushed nothing, or somebody sent that file himself.</summary>
    public static async Task<byte[]?> Pushed(Tx tx, PayPeriod period) => await new DraftStore(tx).File(period, PushedFile.Name) is null ? await PushedFile.OfMonth(tx, period) : null;

    /// <summary>The same of what banks told that collectors took.</summary>
    public static async Task<byte[]?> Taken(Tx tx, PayPeriod period) => await new DraftStore(tx).File(period, CollectorDebits.FileName) is null ? await TakenFile.OfMonth(tx, period) : null;

    /// <summary>The same of what was approved to be paid out.</summary>
    public static async Task<byte[]?> Payouts(Tx tx, PayPeriod period) => await ApprovedPayouts.For(tx, period);

    /// <summary>Puts a file that the gateway itself made into the draft.</summary>
    public static async Task Replace(Tx tx, long cooperative, PayPeriod period, string name, byte[] bytes, string actor, DateTimeOffset at)
    {
        var sha256 = System.Security.Cryptography.SHA256.HashData(bytes);
        await KeptFiles.Keep(tx, cooperative, sha256, bytes);
        await new DraftStore(tx).AddFile(cooperative, period, name, sha256, bytes.Length, actor, at);
    }

    public static async Task<bool> IsEmpty(Tx tx, PayPeriod period) => (await new DraftStore(tx).Files(period)).Count == 0;

    /// <summary>Lays the draft's files into a folder, as they came in, and what banks pushed. Names were checked when they did, and are again.</summary>
    public static void Lay(Tx tx, PayPeriod period, string folder)
    {
        var files = new DraftStore(tx).FilesOfRun(period);
        if (!files.Exists(static file => file.Name == PushedFile.Name) && PushedFile.OfMonthForRun(tx, period) is { } pushed) File.WriteAllBytes(Path.Combine(folder, PushedFile.Name), pushed);
        if (!files.Exists(static file => file.Name == CollectorDebits.FileName) && TakenFile.OfMonthForRun(tx, period) is { } taken) File.WriteAllBytes(Path.Combine(folder, CollectorDebits.FileName), taken);
        if (ApprovedPayouts.ForRun(tx, period) is { } payouts) File.WriteAllBytes(Path.Combine(folder, PayoutsFile.FileName), payouts);
        foreach (var file in files)
        {
            Check.That(FileNames.KindOf(file.Name) is not null, "a file of a draft has a name of a folder");
            using var stream = new FileStream(Path.Combine(folder, file.Name), FileMode.CreateNew, FileAccess.Write);
            KeptFiles.Write(tx, file.Sha256, stream);
        }
    }

    /// <summary>A warning where a file that somebody sent in the place of the pushed postings leaves some of them out; null where none is.</summary>
    public static string? LeftOut(Tx tx, PayPeriod period, PeriodInput folder) => PushedFile.CountLeftOut(tx, period, folder.BankEntries) is var count and > 0
        ? $"PUSHED_LEFT_OUT: {count} postings that banks pushed for {period} are not in {PushedFile.Name}, which was sent in their place; take it out of the draft, and all of them are read." : null;

    /// <summary>What only the wire demands of a folder: its period is the draft's, and its profiles name files of the folder.</summary>
    public static void CheckFolder(PeriodInput folder, PayPeriod period, FaultList faults)
    {
        if (folder.Period != period) faults.Add(FileNames.Billing, 0, 0, "PERIOD_OTHER", $"The billing is of {folder.Period}, and the draft of {period}; send it there, or correct its column period.");
        FileNames.CheckProfiles(folder.Profiles.Values, faults);
    }
}
