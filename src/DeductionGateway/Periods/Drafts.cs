using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Periods;

/// <summary>The drafts of periods' folders, for other capabilities.</summary>
internal static class Drafts
{
    /// <summary>A file of the draft, or of the period's last run where the draft has none; null where neither has.</summary>
    public static async Task<byte[]?> Bytes(Tx tx, PayPeriod period, string name)
    {
        var sha256 = (await new DraftStore(tx).File(period, name))?.Sha256 ?? await KeptFiles.OfLastRun(tx, period, name);
        return sha256 is null ? null : await KeptFiles.Bytes(tx, sha256);
    }

    public static async Task<bool> IsEmpty(Tx tx, PayPeriod period) => (await new DraftStore(tx).Files(period)).Count == 0;

    /// <summary>Lays the draft's files into a folder, as they came in. Names were checked when they did, and are again.</summary>
    public static void Lay(Tx tx, IEnumerable<DraftFile> files, string folder)
    {
        foreach (var file in files)
        {
            Check.That(FileNames.KindOf(file.Name) is not null, "a file of a draft has a name of a folder");
            using var stream = new FileStream(Path.Combine(folder, file.Name), FileMode.CreateNew, FileAccess.Write);
            KeptFiles.Write(tx, file.Sha256, stream);
        }
    }
}
