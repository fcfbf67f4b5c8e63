namespace DeductionGateway.Tests.Architecture;

/// <summary>One breach of a rule of the house: where it stands (type::member, or file:line) and what it does there.</summary>
internal sealed record Finding(string Where, string What)
{
    public override string ToString() => $"{Where} — {What}";
}

/// <summary>A place where a rule may be broken, and why. Kept as data: an exception without a reason cannot be written.</summary>
internal sealed record Allowed(string Where, string Reason);

internal static class FindingsExtensions
{
    /// <summary>Fails with every finding on a line of its own.</summary>
    public static void ShouldHold(this IReadOnlyCollection<Finding> findings, string rule) =>
        findings.Count.ShouldBe(0, rule + Environment.NewLine + string.Join(Environment.NewLine, findings.Take(100)));

    /// <summary>Takes out what stands at an allowed place: the place itself or something inside it.</summary>
    public static IReadOnlyList<Finding> Except(this IReadOnlyList<Finding> findings, IReadOnlyList<Allowed> allowed) =>
        [.. findings.Where(finding => !allowed.Any(place => IsAt(finding.Where, place.Where)))];

    private static bool IsAt(string where, string place) =>
        where.StartsWith(place, StringComparison.Ordinal) && (where.Length == place.Length || where[place.Length] is ':' or '+' or '/' or '.' or '`');
}
