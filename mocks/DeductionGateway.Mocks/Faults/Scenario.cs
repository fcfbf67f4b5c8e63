namespace DeductionGateway.Mocks.Faults;

/// <summary>How often a fault happens.</summary>
/// <param name="PerThousand">Of the calls at its place.</param>
internal readonly record struct FaultRate(FaultKind Kind, int PerThousand);

/// <summary>A world by name.</summary>
/// <param name="Says">For <c>--help</c>.</param>
/// <param name="SlowMilliseconds">How long <see cref="FaultKind.Slow"/> takes.</param>
internal sealed record Scenario(string Name, string Says, int SlowMilliseconds, FaultRate[] Answers, FaultRate[] Calls, FaultRate[] Notifies)
{
    public static IReadOnlyList<Scenario> All { get; } =
    [
        new("clean", "nothing goes wrong", 0, [], [], []),
        new("slow", "half of all takes 2 seconds longer", 2_000, [new(FaultKind.Slow, 500)], [new(FaultKind.Slow, 500)], [new(FaultKind.Slow, 500)]),
        new("flaky", "a tenth of all goes wrong", 20, Each(100, OfAnswers), Each(100, OfCalls), Each(100, [.. OfCalls, .. OfNotifies])),
        new("hostile", "two fifths of all go wrong, and rows of statements come twice or in reverse", 50, Each(400, [.. OfAnswers, FaultKind.Duplicate, FaultKind.Reordered]), Each(400, OfCalls), Each(400, [.. OfCalls, .. OfNotifies])),
        new("silent", "a third of the notifies comes a day late, a third never; the rest is well", 0, [], [], Each(666, OfNotifies)),
        new("careless", "any signature is taken; all else is well", 0, [new(FaultKind.AnySignature, 1_000)], [], []),
        new("forgetful", "an X-EXTERNAL-ID is taken again; all else is well", 0, [new(FaultKind.AnyExternalId, 1_000)], [], []),
    ];

    /// <exception cref="UsageException">There is none of this name.</exception>
    public static Scenario Named(string name) => All.FirstOrDefault(one => one.Name == name) ?? throw new UsageException($"There is no scenario '{name}'; there are {string.Join(", ", All.Select(static one => one.Name))}.");

    public FaultRate[] At(FaultPlace place) => place switch { FaultPlace.Answers => Answers, FaultPlace.Calls => Calls, _ => Notifies };

    private static FaultKind[] OfAnswers => [FaultKind.Slow, FaultKind.ErrorBefore, FaultKind.ErrorAfter, FaultKind.Reset, FaultKind.Truncated];

    private static FaultKind[] OfCalls => [FaultKind.Slow, FaultKind.Reset, FaultKind.Truncated, FaultKind.AnswerLost, FaultKind.WrongSignature, FaultKind.Duplicate, FaultKind.Reordered];

    private static FaultKind[] OfNotifies => [FaultKind.Late, FaultKind.Missing];

    private static FaultRate[] Each(int perThousand, FaultKind[] kinds) => [.. kinds.Select(kind => new FaultRate(kind, perThousand / kinds.Length))];
}
