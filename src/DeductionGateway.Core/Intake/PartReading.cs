namespace DeductionGateway.Core.Intake;

/// <summary>
/// How the caller lets a large file be read in parts. Core owns no thread: it says what each part is, and the caller runs them, in any
/// order or side by side. What comes out does not depend on it.
/// </summary>
/// <param name="BytesPerPart">Size of a part, about; a file of fewer than twice as many bytes is read in one go.</param>
/// <param name="Run">Calls the action once with each number from 0 to count − 1 and returns when all have ended.</param>
public sealed record PartReading(int BytesPerPart, Action<int, Action<int>> Run)
{
    public static PartReading InOneGo { get; } = new(int.MaxValue, static (count, read) =>
    {
        for (var part = 0; part < count; part++) read(part);
    });
}
