using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.BankPostings;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Periods;

/// <summary>An employer whose answer is in a draft, beside the bank's word. Facts: SHA-256 of all that a run of the period reads of it.</summary>
internal sealed record ReadyEmployer(PayPeriod Period, string Employer, byte[] Facts);

/// <summary>
/// What a run of a period would rest on: of the whole draft, so that one sees that it changed, and of each employer whose both sides are in. What was approved to be paid out is no news by
/// itself: the bank's debit comes after it, and that is.
/// </summary>
internal sealed class DraftFacts
{
    private readonly List<PeriodFile> _files;
    private readonly long _pushed, _taken;

    private DraftFacts(PayPeriod period, List<PeriodFile> files, long pushed, long taken)
    {
        // A file that was sent under the name of what banks told stands in its place.
        long Told(string name, long count) => files.Exists(file => file.Name == name) ? 0 : count;
        (Period, _files, _pushed, _taken) = (period, files, Told(PushedFile.Name, pushed), Told(CollectorDebits.FileName, taken));
        Whole = Hash([.. _files.Select(static file => Line(file)), ToldByBanks]);
    }

    public PayPeriod Period { get; }

    /// <summary>Of everything in the draft.</summary>
    public byte[] Whole { get; }

    private string ToldByBanks => string.Create(CultureInfo.InvariantCulture, $"pushed {_pushed} taken {_taken}");

    /// <summary>The drafts of the periods from the one to the other that have any file.</summary>
    public static async Task<List<DraftFacts>> Between(Tx tx, PayPeriod from, PayPeriod to)
    {
        var files = await new DraftStore(tx).Between(from, to);
        if (files.Count == 0) return [];
        var (pushed, taken) = (await PushedFile.Counts(tx, from.FirstDay), await TakenFile.Counts(tx, from.FirstDay));
        return [.. files.GroupBy(static file => file.Period).Select(draft => new DraftFacts(PayPeriod.FromNumber(draft.Key)!.Value, [.. draft], pushed.GetValueOrDefault(draft.Key), taken.GetValueOrDefault(draft.Key)))];
    }

    /// <summary>
    /// Employers that can be matched and settled: everything that a run needs is in the draft, the bank's word too, and the employer's answer, where one is expected of it.
    /// None while a file that every run needs is missing.
    /// </summary>
    public async Task<List<ReadyEmployer>> Ready(Tx tx)
    {
        string[] needed = [FileNames.Employers, FileNames.Members, FileNames.Billing, FileNames.Profiles];
        var hasBank = _pushed > 0 || _files.Exists(static file => FileNames.KindOf(file.Name) == FileKind.Bank);
        if (!hasBank || !Array.TrueForAll(needed, name => _files.Exists(file => file.Name == name))) return [];
        var profiles = ProfilesJson.Read(await KeptFiles.Bytes(tx, _files.Find(static file => file.Name == FileNames.Profiles)!.Sha256), FileNames.Profiles, new FaultList());
        var common = Hash([.. _files.Where(static file => FileNames.KindOf(file.Name) is not FileKind.Payroll and not FileKind.Profiles).Select(static file => Line(file)), ToldByBanks]);
        var payroll = _files.FindAll(static file => FileNames.KindOf(file.Name) == FileKind.Payroll);
        var streamed = payroll.Select(static file => StreamedReturn.EmployerOf(file.Name)).OfType<string>();
        return
        [
            .. from employer in profiles.Keys.Union(streamed).Order(StringComparer.Ordinal)
               let profile = profiles.GetValueOrDefault(employer)
               let answers = payroll.FindAll(file => EmployerAnswers.IsAnswer(file.Name, employer, profiles))
               where answers.Count > 0 || profile?.Shape == PayrollShape.None
               select new ReadyEmployer(Period, employer, Hash([Convert.ToHexString(common), employer, profile?.Json ?? "", .. answers.Select(static file => Line(file))])),
        ];
    }

    private static string Line(PeriodFile file) => $"{file.Name} {Convert.ToHexString(file.Sha256)}";

    private static byte[] Hash(IEnumerable<string> lines) => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
}
