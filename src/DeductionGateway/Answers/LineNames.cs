using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers;

/// <summary>The words of lines.csv (CONTRACT §3, §5), as text and ready encoded.</summary>
internal static class LineNames
{
    public static readonly byte[][] Classes = Encoded<LineClass>(Of);
    public static readonly byte[][] Identities = Encoded<IdentityFinding>(Of);
    public static readonly byte[][] AmountFindings = Encoded<AmountFinding>(Of);
    public static readonly byte[][] MoneyFindings = Encoded<MoneyFinding>(Of);
    public static readonly byte[][] Periods = Encoded<PeriodFinding>(Of);

    public static string Of(LineClass value) => value switch
    {
        LineClass.Matched => "matched",
        LineClass.Short => "short",
        LineClass.Over => "over",
        LineClass.Missing => "missing",
        LineClass.Unbilled => "unbilled",
        LineClass.Unknown => "unknown",
        LineClass.Fuzzy => "fuzzy",
        LineClass.Duplicate => "duplicate",
        LineClass.DoubleDeducted => "double_deducted",
        LineClass.Unremitted => "unremitted",
        LineClass.PartRemitted => "part_remitted",
        _ => "wrong_period",
    };

    public static string Of(IdentityFinding value) => value switch
    {
        IdentityFinding.Key => "key",
        IdentityFinding.Fuzzy => "fuzzy",
        IdentityFinding.Ambiguous => "ambiguous",
        IdentityFinding.Conflict => "conflict",
        _ => "none",
    };

    public static string Of(AmountFinding value) => value switch
    {
        AmountFinding.Equal => "equal",
        AmountFinding.Short => "short",
        AmountFinding.Over => "over",
        AmountFinding.Unbilled => "unbilled",
        _ => "none",
    };

    public static string Of(MoneyFinding value) => value switch
    {
        MoneyFinding.Received => "received",
        MoneyFinding.Fee => "fee",
        MoneyFinding.Cut => "cut",
        MoneyFinding.Gap => "gap",
        MoneyFinding.Part => "part",
        MoneyFinding.Double => "double",
        MoneyFinding.OtherChannel => "other_channel",
        _ => "none",
    };

    public static string Of(PeriodFinding value) => value == PeriodFinding.Same ? "same" : "other";

    private static byte[][] Encoded<T>(Func<T, string> name) where T : struct, Enum => [.. Enum.GetValues<T>().Select(value => System.Text.Encoding.UTF8.GetBytes(name(value)))];
}
