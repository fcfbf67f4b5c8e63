using System.Runtime.ExceptionServices;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Intake;

/// <summary>Runs independent pieces of work on all cores, such as the parts of a large file: Core says what they are and joins them, the threads are ours.</summary>
internal static class SideBySide
{
    /// <summary>Small enough for two cores to end together, large enough for a part's own cost not to show.</summary>
    private const int BytesPerPart = 8 << 20;

    public static PartReading Reading { get; } = With(Environment.ProcessorCount);

    public static PartReading With(int workers) => new(BytesPerPart, (count, read) => Run(count, read, workers));

    /// <summary>Calls the action once with each number below the count, on all cores, and returns when all have ended.</summary>
    public static void Run(int count, Action<int> work) => Run(count, work, Environment.ProcessorCount);

    public static void Run(int count, Action<int> work, int workers)
    {
        // Numbers are handed out one by one: parts are few, and the last of them should not wait behind others.
        var next = -1;
        try
        {
            Parallel.For(0, Math.Min(workers, count), new ParallelOptions { MaxDegreeOfParallelism = workers }, _ =>
            {
                while (Interlocked.Increment(ref next) is var one && one < count) work(one);
            });
        }
        catch (AggregateException several)
        {
            // What a part throws is thrown as if it had been read in one go.
            ExceptionDispatchInfo.Throw(several.InnerExceptions[0]);
        }
    }
}
