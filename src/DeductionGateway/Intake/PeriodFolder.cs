using System.Security.Cryptography;
using System.Text.Json;
using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>A refusal found only while the run goes on, such as another billing for a period already billed (exit code 3).</summary>
internal sealed class RefusedException(FaultList faults) : Exception
{
    public FaultList Faults { get; } = faults;
}

/// <summary>
/// One pay period's folder on disk (CONTRACT §1). Opening reads everything but the payroll files; those are read one employer at a
/// time, so that memory is bounded by the largest of them. Faults of all files are collected; nothing is accepted with a fault.
/// </summary>
internal sealed class PeriodFolder
{
    private const long FileLimit = 1L << 30;

    /// <summary>Files beyond this size are not held in memory once read, but read again to be kept.</summary>
    private const int LargeFile = 1 << 20;

    private readonly string _folder;

    private PeriodFolder(string folder, PeriodInput input)
    {
        _folder = folder;
        Input = input;
    }

    public PeriodInput Input { get; }

    /// <summary>Of a cooperative that nobody named.</summary>
    internal const string NoName = "DEFAULT";

    /// <summary>Sentences for the summary: what was accepted though something was not there.</summary>
    public List<string> Warnings { get; } = [];

    /// <summary>Sentences that ask whether to post at all, for whom: said before anything is.</summary>
    public List<string> Doubts { get; } = [];

    /// <summary>Reads the folder, or returns null with the faults. The folder exists.</summary>
    public static PeriodFolder? Open(string folder, string? cooperativeCode, FaultList faults)
    {
        var read = ReadAll(folder, cooperativeCode, faults);
        // What reading left behind is the largest garbage of a run: better gone before the run begins. Collected here, where no frame of the
        // reading still holds a file.
        if (read?.Input.Billing.Count > 100_000) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, true, true);
        return read;
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static PeriodFolder? ReadAll(string folder, string? cooperativeCode, FaultList faults)
    {
        var files = new FolderFiles(folder, faults);
        var cooperative = ReadCooperative(files.Optional("cooperative.json"), cooperativeCode, faults);
        var employersFile = files.Required("employers.csv");
        var (membersFile, expectedFile) = files.RequiredBoth("members.csv", "expected.csv");
        var profilesFile = files.Required("profiles.json");
        var rulesFile = files.Optional("bank_rules.json");
        var codesFile = files.Optional("codes.csv");
        var bankFiles = files.Bank();
        var collectedFile = files.Optional(CollectorDebits.FileName);
        var payoutsFile = files.Optional(PayoutsFile.FileName);
        var employers = employersFile is null ? [] : FolderTables.ReadEmployers("employers.csv", employersFile.Bytes, faults);
        var codes = FolderTables.ReadCodes("codes.csv", codesFile?.Bytes, faults);
        var profiles = profilesFile is null ? new Dictionary<string, PayrollProfile>() : ProfilesJson.Read(profilesFile.Bytes, "profiles.json", faults);
        var rules = BankRulesReader.Read(rulesFile?.Bytes, "bank_rules.json", faults);
        var members = membersFile is null ? [] : MembersFile.Read("members.csv", membersFile.Bytes, employers, faults, SideBySide.Reading);
        PayPeriod period = default;
        IReadOnlyList<BillingLine> billing = expectedFile is null || membersFile is null ? []
            : BillingFile.Read("expected.csv", expectedFile.Bytes, members, codes, faults, null, SideBySide.Reading, out period);
        var bank = BankStatements.Read([.. bankFiles.Select(file => BankFileBytes.Read(file.Name, file.Bytes, faults)).OfType<ReadBankFile>()], cooperative, faults);
        var collected = CollectorDebits.Read(CollectorDebits.FileName, collectedFile?.Bytes, faults);
        var payouts = PayoutsFile.Read(PayoutsFile.FileName, payoutsFile?.Bytes, faults);
        profiles = files.Found(profiles);
        files.CheckPayrollNames(profiles.Values);
        profiles = files.Streamed(profiles, employers, codes);
        CheckProfiles(profiles, employers, faults);
        faults.ForgetBecauseOf("employers.csv", "EMPLOYER_UNKNOWN", "EMPLOYER_OTHER");
        faults.ForgetBecauseOf("members.csv", "MEMBER_UNKNOWN", "EMPLOYER_OTHER");
        faults.ForgetBecauseOf("codes.csv", "CODE_UNKNOWN", "COMPONENTS");
        faults.ForgetBecauseOf("profiles.json", "PAYROLL_UNNAMED");
        if (faults.Any) return null;
        SourceFile?[] read = [employersFile, membersFile, expectedFile, profilesFile, rulesFile, codesFile, collectedFile, payoutsFile, .. bankFiles];
        foreach (var file in read.Where(static file => file?.Length > LargeFile)) file!.Drop();
        var opened = new PeriodFolder(folder, new PeriodInput(
            cooperative, period, codes, employers, members, billing, profiles, rules, bank.Statements, bank.Entries, [.. read.OfType<SourceFile>()]) { Collected = collected, Payouts = payouts });
        if (cooperative.Name == NoName) opened.Doubts.Add($"No cooperative.json with a code and a name: everything is posted for the cooperative {NoName}, and workbook and letters are headed so. Better write {{\"code\": …, \"name\": …, \"accounts\": [\"…\"]}} into it and run again with an empty database: what was posted under one code does not move to another.");
        opened.Warnings.AddRange(bank.Warnings);
        if (files.Unread(profiles.Values) is { } unread) opened.Warnings.Add(unread);
        if (MembersFile.SpoiltIds("members.csv", members) is { } spoilt) opened.Warnings.Add(spoilt);
        opened.Warnings.AddRange(MembersFile.WithoutKey("members.csv", billing, profiles));
        if (rulesFile is not null && BankRulesReader.NoLongerRead("bank_rules.json", rules, bank.Entries) is { } replaced) opened.Warnings.Add(replaced);
        return opened;
    }

    /// <summary>The employer's answer is in the folder, or none is expected of it.</summary>
    public bool IsAnswered(Employer employer) => Profile(employer) is { } profile && (profile.Shape == PayrollShape.None || !string.IsNullOrEmpty(profile.File) && File.Exists(Path.Combine(_folder, profile.File)));

    /// <summary>The employer's file as it came in, or null where there is none; reading faults are added. Read anew at each call.</summary>
    public SourceFile? PayrollSource(Employer employer, FaultList faults)
    {
        if (Profile(employer)?.File is not { Length: > 0 } name || Profile(employer)!.Shape == PayrollShape.None) return null;
        var path = Path.Combine(_folder, name);
        if (File.Exists(path) || Directory.Exists(path)) return new FolderFiles(_folder, faults).Required(name);
        Warnings.Add($"{employer.Code}: {(FilePattern.IsPattern(name) ? $"no file is called like {name}" : $"{name} is not there")}; its billing lines count as not answered.");
        return null;
    }

    /// <summary>The employer's answer; null where there is none yet, or where the file has faults.</summary>
    public PayrollReturn? ReadReturn(Employer employer, SourceFile? source, FaultList faults)
    {
        if (Profile(employer) is not { } profile) return null;
        if (profile.Shape == PayrollShape.None) return new PayrollReturn(employer.Code, Input.Period, null, profile, true, []);
        var answer = source is null ? null : PayrollBytes.Read(profile, employer, Input.Period, Input.Codes, source.Name, source.Bytes, faults);
        Warnings.AddRange(answer?.Warnings ?? []);
        return answer;
    }

    /// <summary>The file's bytes in order, in pieces of at most so many bytes; a file let go is read again and must be what it was.</summary>
    /// <exception cref="RefusedException">The file was changed while it was being read.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces(SourceFile file, int most)
    {
        if (file.IsInMemory)
        {
            for (var at = 0; at < file.Length; at += most) yield return file.Bytes.AsMemory(at, Math.Min(most, file.Length - at));
            yield break;
        }
        using var stream = File.OpenRead(Path.Combine(_folder, file.Name));
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var piece = new byte[most];
        while (stream.ReadAtLeast(piece, most, throwOnEndOfStream: false) is var length and > 0)
        {
            hash.AppendData(piece, 0, length);
            yield return piece.AsMemory(0, length);
        }
        if (hash.GetHashAndReset().AsSpan().SequenceEqual(file.Sha256)) yield break;
        var faults = new FaultList();
        faults.Add(file.Name, 0, 0, "FILE_CHANGED", "The file was changed while it was being read; run again when whoever writes it has finished.");
        throw new RefusedException(faults);
    }

    private PayrollProfile? Profile(Employer employer) => Input.Profiles.GetValueOrDefault(employer.Code);

    /// <summary>The accounts that a cooperative.json lists; none where it lists none or cannot be read.</summary>
    public static IReadOnlyList<string> AccountsOf(byte[] json) => ReadCooperative(new SourceFile("cooperative.json", json, []), null, new FaultList()).Accounts;

    private static Cooperative ReadCooperative(SourceFile? file, string? code, FaultList faults)
    {
        if (file is null) return new Cooperative(code ?? NoName, code ?? NoName, []);
        try
        {
            using var document = JsonText.Parse(file.Name, file.Bytes, faults);
            if (document is null) return new Cooperative(code ?? NoName, "", []);
            var json = document.RootElement;
            string Text(string key, string standard)
            {
                if (!json.TryGetProperty(key, out var value)) return standard;
                if (value.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(value.GetString())) return value.GetString()!;
                faults.Add(file.Name, 0, 0, "JSON_VALUE", $"{key} must be a text that is not empty, such as \"{key}\": \"KKMB\"; it is {value.GetRawText()}.");
                return standard;
            }
            var own = Text("code", code ?? NoName);
            return new Cooperative(code ?? own, Text("name", own), Accounts(json, faults));
        }
        catch (InvalidOperationException)
        {
            faults.Add("cooperative.json", 1, 1, "JSON", "The file is no JSON object {code, name, accounts[]}.");
            return new Cooperative(code ?? NoName, "", []);
        }
    }

    /// <summary>Where there is a list, statements of other accounts are refused: one that cannot be read must not be taken for none.</summary>
    private static string[] Accounts(JsonElement json, FaultList faults)
    {
        if (!json.TryGetProperty("accounts", out var list)) return [];
        if (list.ValueKind == JsonValueKind.Array && list.EnumerateArray().All(static one => one.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(one.GetString()))) return [.. list.EnumerateArray().Select(static one => one.GetString()!)];
        faults.Add("cooperative.json", 0, 0, "JSON_VALUE", $"accounts must be a list of account numbers, each in quotation marks, such as \"accounts\": [\"1370012345678\"]; it is {list.GetRawText()}.");
        return [];
    }

    /// <summary>What profiles say of employers, keys and files that cannot be so, whatever the files hold.</summary>
    public static void CheckProfiles(IReadOnlyDictionary<string, PayrollProfile> profiles, IReadOnlyList<Employer> employers, FaultList faults)
    {
        foreach (var profile in profiles.Values)
        {
            if (!employers.Any(employer => employer.Code == profile.Employer)) faults.Add("profiles.json", 0, 0, "EMPLOYER_UNKNOWN", $"'{profile.Employer}' is not in employers.csv.");
            if (profile.Shape != PayrollShape.None && profile.KeyHeader.Length == 0) faults.Add("profiles.json", 0, 0, "PROFILE_VALUE", $"{profile.Employer} names no column for its key ({profile.Key}).");
            if (profile.Shape != PayrollShape.None && string.IsNullOrEmpty(profile.File)) faults.Add("profiles.json", 0, 0, "PROFILE_VALUE", $"{profile.Employer} names no file; only shape none has none.");
        }
        foreach (var shared in profiles.Values.Where(static profile => !string.IsNullOrEmpty(profile.File)).GroupBy(static profile => profile.File).Where(static group => group.Count() > 1))
        {
            faults.Add("profiles.json", 0, 0, "FILE_SHARED", $"'{shared.Key}' is named by {string.Join(" and ", shared.Select(static profile => profile.Employer))}; a file is of one employer.");
        }
    }

    /// <summary>Finds and reads the files; what cannot be read is a fault of that file.</summary>
    private sealed class FolderFiles(string folder, FaultList faults)
    {
        public SourceFile? Required(string name)
        {
            var path = Path.Combine(folder, name);
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                faults.Add(name, 0, 0, "FILE_MISSING", "The folder has no such file; every period needs it.");
                return null;
            }
            return Read(name);
        }

        /// <summary>Two required files at the same time: to read and hash a large folder's takes as long as to understand them.</summary>
        public (SourceFile? One, SourceFile? Other) RequiredBoth(string one, string other)
        {
            var read = new SourceFile?[2];
            FaultList[] own = [new(), new()];
            SideBySide.Run(2, place => read[place] = new FolderFiles(folder, own[place]).Required(place == 0 ? one : other));
            foreach (var fault in own.SelectMany(static list => list.Kept)) faults.Add(fault.File, fault.Line, fault.Column, fault.Code, fault.Text);
            return (read[0], read[1]);
        }

        public SourceFile? Optional(string name) => File.Exists(Path.Combine(folder, name)) || Directory.Exists(Path.Combine(folder, name)) ? Read(name) : null;

        public List<SourceFile> Bank()
        {
            var names = Names("bank*").Where(FolderNames.IsBank).Order(StringComparer.Ordinal).ToList();
            if (names.Count == 0) faults.Add("bank.mt940", 0, 0, "FILE_MISSING", $"The folder has no bank file (bank*{string.Join(", bank*", FolderNames.BankEndings)}).");
            return [.. names.Select(Read).OfType<SourceFile>()];
        }

        public void CheckPayrollNames(IEnumerable<PayrollProfile> profiles)
        {
            var named = profiles.Select(static profile => profile.File).ToHashSet();
            foreach (var name in Names("payroll*").Where(name => !named.Contains(name)).Order(StringComparer.Ordinal))
            {
                faults.Add(name, 0, 0, "PAYROLL_UNNAMED", "No profile names this file; add it to an employer's profile in profiles.json, or take it out of the folder.");
            }
        }

        /// <summary>Profiles whose file is a pattern, with the one file that fits; none stays as it is, several are a fault.</summary>
        public IReadOnlyDictionary<string, PayrollProfile> Found(IReadOnlyDictionary<string, PayrollProfile> profiles)
        {
            if (!profiles.Values.Any(static profile => FilePattern.IsPattern(profile.File))) return profiles;
            var names = Names("*").Where(static name => !FolderNames.IsKnown(name) && !FolderNames.IsBank(name) && StreamedReturn.EmployerOf(name) is null).Order(StringComparer.Ordinal).ToList();
            var found = new Dictionary<string, PayrollProfile>(StringComparer.Ordinal);
            foreach (var (employer, profile) in profiles)
            {
                var fitting = FilePattern.IsPattern(profile.File) ? names.FindAll(name => FilePattern.Fits(profile.File, name)) : [];
                found[employer] = fitting.Count == 1 ? profile with { File = fitting[0] } : profile;
                if (fitting.Count < 2) continue;
                faults.Add("profiles.json", 0, 0, "FILE_SEVERAL", $"{employer}.file '{profile.File}' fits {fitting.Count} files: {FolderNames.List(fitting)}. Leave the one of this period in the folder, or write more of its name.");
            }
            return found;
        }

        /// <summary>Profiles with those of employers whose answer came line by line: in the place of the one that describes the usual file stands the streamed one's own.</summary>
        public Dictionary<string, PayrollProfile> Streamed(IReadOnlyDictionary<string, PayrollProfile> profiles, IReadOnlyList<Employer> employers, IReadOnlyList<DeductionCode> codes)
        {
            var standing = new Dictionary<string, PayrollProfile>(profiles, StringComparer.Ordinal);
            foreach (var employer in employers.Select(static employer => employer.Code))
            {
                var (name, usual) = (StreamedReturn.NameFor(employer), profiles.GetValueOrDefault(employer));
                if (!File.Exists(Path.Combine(folder, name))) continue;
                if (!string.IsNullOrEmpty(usual?.File) && usual.File != name && File.Exists(Path.Combine(folder, usual.File)))
                {
                    faults.Add(name, 0, 0, "FILE_SEVERAL", $"'{name}' and '{usual.File}' are both the answer of {employer}; leave the one that stands in the folder.");
                }
                standing[employer] = StreamedReturn.Profile(employer, usual, codes);
            }
            return standing;
        }

        /// <summary>What to say of tables that nobody reads; null where there are none.</summary>
        public string? Unread(IEnumerable<PayrollProfile> profiles)
        {
            var named = profiles.Select(static profile => profile.File).ToHashSet();
            var unread = Names("*").Where(name => FolderNames.MayBeAnswer(name) && !named.Contains(name) && !FolderNames.IsBank(name) && File.Exists(Path.Combine(folder, name))).Order(StringComparer.Ordinal).ToList();
            return unread.Count == 0 ? null
                : $"nothing reads {FolderNames.List(unread)}: no profile names {(unread.Count == 1 ? "it" : "them")}. If one is an employer's answer, inspect --learn <file> --save; a bank's file has a name that begins with bank.";
        }

        private List<string> Names(string pattern)
        {
            try
            {
                return [.. Directory.EnumerateFileSystemEntries(folder, pattern).Select(static path => Path.GetFileName(path))];
            }
            catch (UnauthorizedAccessException)
            {
                faults.Add(".", 0, 0, "NO_PERMISSION", "The folder may not be listed; give this user the right to read it.");
                return [];
            }
        }

        private SourceFile? Read(string name)
        {
            var path = Path.Combine(folder, name);
            try
            {
                if (Directory.Exists(path))
                {
                    faults.Add(name, 0, 0, "NOT_A_FILE", "This is a directory; a file is expected.");
                    return null;
                }
                var length = new FileInfo(path).Length;
                if (length > FileLimit)
                {
                    faults.Add(name, 0, 0, "FILE_TOO_LARGE", $"The file has {length} bytes; at most {FileLimit} are read.");
                    return null;
                }
                if (length == 0)
                {
                    faults.Add(name, 0, 0, "FILE_EMPTY", "The file is empty; was the export interrupted?");
                    return null;
                }
                var bytes = File.ReadAllBytes(path);
                return new SourceFile(name, bytes, SHA256.HashData(bytes));
            }
            catch (UnauthorizedAccessException)
            {
                faults.Add(name, 0, 0, "NO_PERMISSION", "The file may not be read; give this user the right to read it.");
            }
            catch (IOException trouble)
            {
                faults.Add(name, 0, 0, "NOT_READABLE", trouble.Message);
            }
            return null;
        }
    }
}
