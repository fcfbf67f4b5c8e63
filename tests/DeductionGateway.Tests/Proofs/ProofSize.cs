namespace DeductionGateway.Tests.Proofs;

/// <summary>How much a proof tries: little in the ordinary test run, all of it where PROOFS=full is set, as <c>tests/soak</c> does.</summary>
internal static class ProofSize
{
    public static bool IsFull { get; } = Environment.GetEnvironmentVariable("PROOFS") == "full";

    public static T Of<T>(T small, T full) => IsFull ? full : small;

    /// <summary>A line of what was seen, for the person who started a long run; with the moment, for such runs are left alone.</summary>
    public static void Say(string line) => TestContext.Current.TestOutputHelper?.WriteLine($"{DateTime.UtcNow:HH:mm:ss} {line}");
}
