using DeductionGateway.Data;

namespace DeductionGateway.Schedule;

/// <summary>A job of the schedule.</summary>
/// <param name="Name">As it stands in its rows, metrics and answers.</param>
/// <param name="Days">When it is due by the day; null where facts make it due, which <paramref name="Open"/> finds.</param>
/// <param name="Work">Does what was claimed and says how each row ended. A row without an end is due again. It may be begun more than once, and takes effect once.</param>
/// <param name="Open">Notes what new facts made due; null where the day alone does.</param>
/// <param name="MostRows">Rows that one claim takes together.</param>
/// <param name="For">Whether a cooperative has it; null = all.</param>
/// <param name="AtOnce">Cooperatives that a gateway works on at once, over all ticks.</param>
internal sealed record ScheduledJob(
    string Name, JobDays? Days, Func<JobClaim, Task> Work, Func<JobTick, Task>? Open = null, int MostRows = 1, Func<JobTick, Task<bool>>? For = null, int AtOnce = 1);

/// <summary>A look at one cooperative. Now: by the schedule's clock. Code: of the cooperative.</summary>
internal sealed record JobTick(Database Database, long CooperativeId, string Code, DateTimeOffset Now, CancellationToken Stop);
