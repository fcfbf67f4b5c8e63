using System.Security.Cryptography;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Periods;

/// <summary>What was understood of a file. Sum in whole rupiah, null where the kind has none; employer: whose profile a payroll file was read by.</summary>
internal sealed record ReadFile(FileKind Kind, long Rows, long? Sum = null, string Employer = "")
{
    public List<string> Notes { get; init; } = [];

    /// <summary>What a payroll file says otherwise than the one that it replaces.</summary>
    public IReadOnlyList<RowChange> Changes { get; init; } = [];
}

/// <summary>An employer's answer that another one replaces; null where there is none, or where both are too large to be held beside each other.</summary>
internal sealed record EarlierAnswer(PayrollReturn? Answer, bool IsTooLarge = false);

/// <summary>
/// Reads one file as the period folder's readers do, beside the files that the draft has now. A file that refers to others which are not there yet is looked at
/// as far as that goes, and a note says so: the run reads all of them together in any case.
/// </summary>
internal sealed class FileReader(Tx tx, PayPeriod period, FaultList faults)
{
    /// <summary>Bytes of two answers that are held beside each other to say what the later one changes; of larger ones the run says it.</summary>
    private const long ComparedBytes = 64L << 20;

    /// <summary>Null where the file has faults; they are in the list, of this file only.</summary>
    /// <param name="kind">What the file's name says it is.</param>
    /// <param name="name">Of the file.</param>
    /// <param name="bytes">The file.</param>
    public async Task<ReadFile?> Read(FileKind kind, string name, byte[] bytes)
    {
        if (bytes.Length == 0)
        {
            faults.Add(name, 0, 0, "FILE_EMPTY", "The file is empty; was the export interrupted?");
            return null;
        }
        var read = kind switch
        {
            FileKind.Employers => new ReadFile(kind, FolderTables.ReadEmployers(name, bytes, faults).Count),
            FileKind.Codes => new ReadFile(kind, FolderTables.ReadCodes(name, bytes, faults).Count),
            FileKind.Members => await ReadMembers(name, bytes),
            FileKind.Billing => await ReadBilling(name, bytes),
            FileKind.Profiles => await ReadProfiles(name, bytes),
            FileKind.Rules => new ReadFile(kind, BankRulesReader.Read(bytes, name, faults).Rules.Count),
            FileKind.Cooperative => ReadCooperative(name, bytes),
            FileKind.Bank => ReadBank(name, bytes),
            FileKind.Collectors => new ReadFile(kind, CollectorDebits.Read(name, bytes, faults).Count),
            _ => await ReadPayroll(name, bytes),
        };
        return faults.CountOf(name) == 0 ? read : null;
    }

    private async Task<ReadFile> ReadMembers(string name, byte[] bytes)
    {
        if (await Employers() is { } employers) return new ReadFile(FileKind.Members, MembersFile.Read(name, bytes, employers, faults).Count);
        return FormOnly(FileKind.Members, name, bytes, FileNames.Employers);
    }

    private async Task<ReadFile> ReadBilling(string name, byte[] bytes)
    {
        if (await Employers() is not { } employers || await Neighbour(FileNames.Members) is not { } register) return FormOnly(FileKind.Billing, name, bytes, FileNames.Members);
        var members = MembersFile.Read(FileNames.Members, register, employers, new FaultList());
        var lines = BillingFile.Read(name, bytes, members, await Codes(), faults, null, out var billed);
        if (lines.Count > 0 && billed != period) faults.Add(name, 0, 0, "PERIOD_OTHER", $"The billing is of {billed}, and the draft of {period}; send it there, or correct its column period.");
        return new ReadFile(FileKind.Billing, lines.Count, lines.Sum(static line => line.Amount));
    }

    private async Task<ReadFile> ReadProfiles(string name, byte[] bytes)
    {
        var profiles = ProfilesJson.Read(bytes, name, faults);
        FileNames.CheckProfiles(profiles.Values, faults);
        if (await Employers() is { } employers) PeriodFolder.CheckProfiles(profiles, employers, faults);
        foreach (var profile in profiles.Values.Where(static profile => profile.LeftOut is not null))
        {
            if (!await Releases.IsReleased(tx, period, profile.Employer, profile.LeftOut!)) faults.Add(name, 0, 0, "LEFT_OUT_UNRELEASED", $"{profile.Employer}.left_out names records that nobody released in {period}; ask for the release of the file (ProposeRelease), or take left_out out.");
        }
        return new ReadFile(FileKind.Profiles, profiles.Count);
    }

    private ReadFile ReadCooperative(string name, byte[] bytes)
    {
        using var json = JsonText.Parse(name, bytes, faults);
        if (json is { RootElement.ValueKind: not System.Text.Json.JsonValueKind.Object }) faults.Add(name, 1, 1, "JSON", "The file is no JSON object {code, name, accounts[]}.");
        return new ReadFile(FileKind.Cooperative, 1);
    }

    private ReadFile ReadBank(string name, byte[] bytes)
    {
        if (BankFileBytes.Read(name, bytes, faults) is not { } file) return new ReadFile(FileKind.Bank, 0);
        var (statements, entries, warnings) = BankStatements.Read([file], new Cooperative("", "", []), faults);
        return new ReadFile(FileKind.Bank, entries.Count, entries.Sum(static entry => entry.Amount)) { Notes = [.. warnings, .. statements.Count == 0 && entries.Count == 0 ? ["The file has no entry."] : Array.Empty<string>()] };
    }

    private async Task<ReadFile> ReadPayroll(string name, byte[] bytes)
    {
        if (await Neighbour(FileNames.Profiles) is null) return FormOnly(FileKind.Payroll, name, bytes, FileNames.Profiles);
        if (await FormOf(name) is not ({ } profile, { } employer, { } codes))
        {
            faults.Add(name, 0, 0, "PAYROLL_UNNAMED", "No profile names this file; add it to an employer's profile in profiles.json first.");
            return new ReadFile(FileKind.Payroll, 0);
        }
        // What was left out of another file of this name is no part of this one.
        if (profile.LeftOut?.Sha256 != Convert.ToHexStringLower(SHA256.HashData(bytes))) profile = profile.Leaving(null);
        var before = await AnswerNow(profile.Employer, bytes.Length, codes);
        // Rows stand in file order; several may be of one record. They are kept only to be compared.
        var (records, last, sum, ofOthers, other, rows) = (0, 0, 0L, 0, default(PayPeriod), before.Answer is null ? null : new List<PayrollRow>());
        if (PayrollBytes.Read(profile, employer, period, codes, name, bytes, faults, new PayrollReading(row =>
        {
            if (row.Record != last)
            {
                records++;
                if (row.Period != period) (ofOthers, other) = (ofOthers + 1, row.Period);
            }
            (last, sum) = (row.Record, sum + row.Amount);
            rows?.Add(row);
        })) is null) return new ReadFile(FileKind.Payroll, 0);
        return new ReadFile(FileKind.Payroll, records, sum, profile.Employer)
        {
            Changes = rows is null ? [] : ReturnDifference.Between(before.Answer!.Rows, rows),
            Notes = [.. ofOthers == 0 ? [] : new[] { $"{ofOthers} of {records} records are of another month, such as {other}, and not of {period}: the run takes them as deducted for that month. Is it the right file?" }, .. before.IsTooLarge ? ["The file and the one that it replaces are too large to be compared here; the run says in corrections.csv what is otherwise."] : Array.Empty<string>()],
        };
    }

    /// <summary>How a payroll file of this name is to be read; nothing where no profile names it.</summary>
    public async Task<(PayrollProfile? Profile, Employer? Employer, IReadOnlyList<DeductionCode>? Codes)> FormOf(string name)
    {
        if (await EmployerAnswers.Profiles(tx, period) is not { } profiles || await EmployerAnswers.ProfileOf(tx, period, name, profiles) is not { } profile) return default;
        return (profile, (await Employers())?.FirstOrDefault(one => one.Code == profile.Employer) ?? new Employer(profile.Employer, profile.Employer, BankMode.Lump, null, null), await Codes());
    }

    /// <summary>The answer of an employer that stands now; none where there is none. Read without faults once, its control figures may have changed since.</summary>
    /// <param name="besides">Bytes of the answer that takes its place.</param>
    private async Task<EarlierAnswer> AnswerNow(string employer, long besides, IReadOnlyList<DeductionCode> codes)
    {
        if (await EmployerAnswers.Standing(tx, period, employer) is not { } standing) return new EarlierAnswer(null);
        if (await KeptFiles.Length(tx, standing.Sha256) + besides > ComparedBytes) return new EarlierAnswer(null, IsTooLarge: true);
        var bytes = await KeptFiles.Bytes(tx, standing.Sha256);
        return new EarlierAnswer(PayrollBytes.Read(standing.Profile, new Employer(employer, employer, BankMode.Lump, null, null), period, codes, standing.Name, bytes, new FaultList()));
    }

    /// <summary>Without the files that it refers to, only its form as a table can be judged.</summary>
    private ReadFile FormOnly(FileKind kind, string name, byte[] bytes, string missing)
    {
        var rows = 0L;
        // How an employer's file is to be taken apart, only his profile says.
        if (kind != FileKind.Payroll)
        {
            var records = new CsvRecords(name, bytes, CsvRecords.DelimiterOf(bytes), faults);
            while (records.Read()) rows++;
        }
        return new ReadFile(kind, Math.Max(0, rows - 1)) { Notes = [$"{missing} is not in the draft yet: only the form of the file was looked at."] };
    }

    private async Task<IReadOnlyList<Employer>?> Employers() => await Neighbour(FileNames.Employers) is { } bytes ? FolderTables.ReadEmployers(FileNames.Employers, bytes, new FaultList()) : null;

    private async Task<IReadOnlyList<DeductionCode>> Codes() => FolderTables.ReadCodes(FileNames.Codes, await Neighbour(FileNames.Codes), new FaultList());

    private Task<byte[]?> Neighbour(string name) => Drafts.Bytes(tx, period, name);
}
