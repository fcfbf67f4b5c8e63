using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;
using DeductionGateway.Data;
using DeductionGateway.Intake;
using DeductionGateway.Periods;

namespace DeductionGateway.UploadLinks;

/// <summary>One employee and code where the file says otherwise than the billing. Whole rupiah; code is empty where the file has one amount for all.</summary>
internal sealed record Difference(string Key, string Name, string Code, long Billed, long Reported);

/// <summary>What a file that nobody stored yet says beside the billing. Whole rupiah. Billed is null where there is no billing to compare with.</summary>
internal sealed record LinkPreview(long? Billed, IReadOnlyList<Difference> Differences)
{
    /// <summary>By key and code as the profile reads them; a file of exceptions says nothing of whom it does not list, so only those it lists are compared.</summary>
    public static async Task<LinkPreview> Of(Tx tx, PayPeriod period, string employer, string name, byte[] bytes)
    {
        var none = new FaultList();
        async Task<byte[]?> Draft(string file) => await Drafts.Bytes(tx, period, file);
        var nothing = new LinkPreview(null, []);
        if (await Draft(FileNames.Profiles) is not { } json || await Draft(FileNames.Employers) is not { } table || await Draft(FileNames.Members) is not { } register || await Draft(FileNames.Billing) is not { } billing) return nothing;
        var employers = FolderTables.ReadEmployers(FileNames.Employers, table, none);
        var profile = ProfilesJson.Read(json, FileNames.Profiles, none).GetValueOrDefault(employer);
        if (profile is null || employers.FirstOrDefault(one => one.Code == employer) is not { } own) return nothing;
        var codes = FolderTables.ReadCodes(FileNames.Codes, await Draft(FileNames.Codes), none);
        var members = MembersFile.Read(FileNames.Members, register, employers, none);
        var lines = BillingFile.Read(FileNames.Billing, billing, members, codes, none, new HashSet<string>(StringComparer.Ordinal) { employer }, out _);
        return PayrollBytes.Read(profile, own, period, codes, name, bytes, none) is { } answer ? Compare(profile, lines, answer) : nothing;
    }

    private static LinkPreview Compare(PayrollProfile profile, IReadOnlyList<BillingLine> lines, PayrollReturn answer)
    {
        var found = new Dictionary<(string Key, string Code), Difference>();
        void Add(string key, string code, string name, long billed, long reported)
        {
            var known = found.GetValueOrDefault((key, code)) ?? new Difference(key, name, code, 0, 0);
            found[(key, code)] = known with { Billed = known.Billed + billed, Reported = known.Reported + reported };
        }
        var isTotal = profile.Shape == PayrollShape.Total;
        foreach (var line in lines) Add(KeyOf(line.Member, profile.Key), isTotal ? "" : line.Code.Code, line.Member.Name.ToString(), line.Amount, 0);
        foreach (var row in answer.Rows) Add(row.Key.ToString(), isTotal ? "" : row.Code?.Code ?? "", row.Name.ToString(), 0, row.Amount);
        var listed = answer.Rows.Select(row => (row.Key.ToString(), isTotal ? "" : row.Code?.Code ?? "")).ToHashSet();
        var different = found.Where(one => one.Value.Billed != one.Value.Reported && (profile.Shape != PayrollShape.Exceptions || listed.Contains(one.Key)));
        return new LinkPreview(lines.Sum(static line => line.Amount), [.. different.Select(static one => one.Value).OrderBy(static one => one.Key, StringComparer.Ordinal).ThenBy(static one => one.Code, StringComparer.Ordinal)]);
    }

    private static string KeyOf(Member member, PayrollKey key) => (key switch { PayrollKey.NationalId => member.NationalId, PayrollKey.AccountNo => member.AccountNo, _ => member.EmployeeNo }).ToString();
}
