using System.Text.RegularExpressions;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Register;

/// <summary>A bank's file that cannot be used, a profile, or a form; the sentence says which field and what is wanted.</summary>
/// <param name="line">In the file, from 1; 0 = it as a whole.</param>
internal sealed class ProfileException(string message, int line = 0) : Exception(message)
{
    public int Line => line;
}

/// <summary>How calls of one direction are signed.</summary>
internal enum SignatureKind
{
    /// <summary>HMAC under the client's secret, with a token.</summary>
    Symmetric,

    /// <summary>RSA, without a token.</summary>
    Asymmetric,
}

/// <summary>The zone in which a partner wants moments.</summary>
internal enum TimestampZone
{
    Jakarta,
    Utc,
}

/// <summary>What a payment is answered with whose external id and payment id came before on the same day.</summary>
internal enum RepeatRule
{
    /// <summary>409 00, as the standard says; with the flag of an advice the first result.</summary>
    Conflict,

    /// <summary>404 18 with the flags of the first result, as BCA has it.</summary>
    FirstFlags,
}

/// <summary>How a bank speaks SNAP, as data: what differs between banks stands here and nowhere in the code (DOMAIN §3.8).</summary>
internal sealed record PartnerProfile
{
    /// <summary>Before the services' paths, the version included: <c>/openapi/v1.0</c>.</summary>
    public required string PathPrefix { get; init; }

    /// <summary>CHANNEL-ID of our calls, at most 5 characters.</summary>
    public required string ChannelId { get; init; }

    public required SignatureRules Signature { get; init; }

    public TimestampZone Timestamps { get; init; }

    /// <summary>How far the bank's clock may be from ours, in seconds.</summary>
    public int ClockSkewSeconds { get; init; } = 300;

    public required StatementRules Statement { get; init; }

    public required VirtualAccountRules VirtualAccounts { get; init; }

    public required RemarkRules Remarks { get; init; }

    public required CallRules Calls { get; init; }

    /// <summary>Merchant ids whose debits the bank takes for itself: such a debit marks what it took elsewhere, and posts nothing.</summary>
    public IReadOnlyList<string> Collectors { get; init; } = [];

    /// <summary>Names of the profiles that are built in.</summary>
    public static IReadOnlyList<string> BuiltIn { get; } =
        [.. typeof(PartnerProfile).Assembly.GetManifestResourceNames().Where(static name => name.StartsWith("banks/", StringComparison.Ordinal)).Select(static name => name["banks/".Length..^".json".Length]).Order(StringComparer.Ordinal)];

    /// <summary>The JSON of a built-in profile; null where there is none of this name.</summary>
    public static byte[]? BytesOf(string name) => BankJson.BuiltIn($"banks/{name}.json");

    /// <exception cref="ProfileException">It is no profile; the sentence says where and what is wanted.</exception>
    public static PartnerProfile Read(ReadOnlySpan<byte> json) => BankJson.Read<PartnerProfile>(json, "profile", static profile => profile.Checks());

    private IEnumerable<(bool IsRight, string Sentence)> Checks()
    {
        yield return (Regex.IsMatch(PathPrefix, "^(/[A-Za-z0-9._-]+)*$", RegexOptions.NonBacktracking), "path_prefix begins with a slash and ends without one, such as /openapi/v1.0.");
        yield return (ChannelId.Length is > 0 and <= 5, "channel_id has 1 to 5 characters.");
        yield return (ClockSkewSeconds is >= 10 and <= 3_600, "clock_skew_seconds is 10 to 3600.");
        yield return (Statement.WindowDays is >= 1 and <= 31, "statement.window_days is 1 to 31.");
        yield return (Statement.OldestDays >= Statement.WindowDays, "statement.oldest_days is at least window_days.");
        yield return (Statement.MostRows is >= 1 and <= 1_000_000, "statement.most_rows is 1 to 1000000.");
        yield return (VirtualAccounts.MostBills is >= 1 and <= 24, "virtual_accounts.most_bills is 1 to 24.");
        yield return (VirtualAccounts.LongestName is >= 1 and <= 255, "virtual_accounts.longest_name is 1 to 255.");
        yield return (Remarks.Member.Contains("{member_no}", StringComparison.Ordinal) && Remarks.Member.Contains("{code}", StringComparison.Ordinal) && Remarks.Member.Contains("{period}", StringComparison.Ordinal), "remarks.member has {member_no}, {code} and {period}.");
        yield return (Remarks.Employer.Contains("{employer}", StringComparison.Ordinal) && Remarks.Employer.Contains("{period}", StringComparison.Ordinal), "remarks.employer has {employer} and {period}.");
        yield return (Calls.TimeoutSeconds is >= 1 and <= 120, "calls.timeout_seconds is 1 to 120.");
        yield return (Calls.PerSecond is >= 1 and <= 1_000, "calls.per_second is 1 to 1000.");
        yield return (Calls.AtOnce is >= 1 and <= 100, "calls.at_once is 1 to 100.");
        yield return (Collectors.All(static one => one is { Length: > 0 and <= 64 }), "collectors are merchant ids of at most 64 characters.");
    }
}

/// <param name="Encoding">Of our own; theirs are read in either.</param>
/// <param name="Outbound">Of our calls to the bank.</param>
/// <param name="Inbound">Of the bank's calls to us.</param>
/// <param name="WithQuery">Whether the query is part of what is signed.</param>
internal sealed record SignatureRules(SignatureEncoding Encoding, SignatureKind Outbound, SignatureKind Inbound, bool WithQuery = true);

/// <param name="WindowDays">Days of one question.</param>
/// <param name="OldestDays">How far back the bank looks.</param>
/// <param name="MostRows">Of one answer.</param>
/// <param name="MidnightOnly">Questions begin and end at midnight in Jakarta, so that the last one is asked again until its day is over.</param>
internal sealed record StatementRules(int WindowDays, int OldestDays, int MostRows, bool MidnightOnly = false);

/// <param name="MostBills">Bills of one answer to an inquiry.</param>
/// <param name="LongestName">Characters after which names are cut.</param>
/// <param name="Repeat">What a repeated payment is answered with.</param>
/// <param name="AtBank">Numbers are made and ended at the bank as well (services 27 and 31); otherwise it asks us whether there is one (24).</param>
internal sealed record VirtualAccountRules(int MostBills, int LongestName, RepeatRule Repeat, bool AtBank = false);

/// <summary>The remarks with which payments by virtual account become bank entries: what the cooperative's bank rules read. Placeholders: member_no, code, employer, period (yyyymm).</summary>
internal sealed record RemarkRules(string Member, string Employer);

/// <param name="TimeoutSeconds">Of one try.</param>
/// <param name="PerSecond">Calls that the bank allows.</param>
/// <param name="AtOnce">Calls under way at the same time.</param>
internal sealed record CallRules(int TimeoutSeconds, int PerSecond, int AtOnce);
