namespace DeductionGateway.Core.Intake;

/// <summary>
/// Takes the rows of an employer's answer as they are read, and what is wrong with single records of it. The answer has none of the rows then: a million need as much
/// memory as their file.
/// </summary>
/// <param name="Each">Is given each row, in file order.</param>
/// <param name="Unreadable">What is wrong with single records is added here as well; null = nobody asks.</param>
public sealed record PayrollReading(Action<PayrollRow> Each, UnreadableRecords? Unreadable = null)
{
    /// <summary>Where records stand is wanted, and not what they say.</summary>
    public static PayrollReading OfPlaces { get; } = new(static _ => { });
}
