namespace DeductionGateway.Schedule;

/// <summary>How a row of the schedule stands; the numbers are stored and are those of the wire.</summary>
internal enum JobRunState : short { Due = 1, Begun = 2, Done = 3, Refused = 4, Failed = 5, Missed = 6 }

/// <summary>How a round ended. Items: what was decided or tried. Amounts in whole rupiah. Reason: one sentence; empty where there is nothing to say.</summary>
internal sealed record JobOutcome(JobRunState State, long Items, long Reported, long Received, string Reason)
{
    public static JobOutcome Done(long items, long reported = 0, long received = 0, string reason = "") => new(JobRunState.Done, items, reported, received, reason);
    public static JobOutcome Refused(string reason) => new(JobRunState.Refused, 0, 0, 0, reason);
    public static JobOutcome Failed(string reason, long items = 0) => new(JobRunState.Failed, items, 0, 0, reason);
}
