using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Inbound;

/// <summary>When what a bank tells of happened, as far as the bank is believed.</summary>
internal static class ToldTime
{
    /// <summary>A bank's clock and a notice's way may be so far from ours, and nobody needs to know.</summary>
    private static readonly TimeSpan Usual = new(2, 0, 0, 0);

    /// <summary>A notice that lay somewhere is believed so long: its day is the one that the statement shows. What is older the statement has shown long ago, and would not be known by it again.</summary>
    private static readonly TimeSpan MostLate = new(31, 0, 0, 0);

    /// <summary>When it happened; now, where the bank says nothing or a time to come. Null where it is told too late: its money is left to the statement.</summary>
    /// <param name="said">By the bank.</param>
    public static DateTimeOffset? Of(DateTimeOffset? said, DateTimeOffset arrived) => said is not { } at || at > arrived + Usual ? arrived : at < arrived - MostLate ? null : at;

    /// <summary>When something went back: some banks say the time of what went back, which is older.</summary>
    public static DateTimeOffset OfReturn(DateTimeOffset? said, DateTimeOffset arrived) => said is { } at && (at - arrived).Duration() <= Usual ? at : arrived;

    /// <summary>Writes into the audit that what a bank told lies further from now than is usual, and as of which day it was taken.</summary>
    /// <param name="what">That was told, as the audit names it.</param>
    /// <param name="taken">When it was taken to have happened; null where it was left to the statement.</param>
    public static async Task Note(Tx tx, SnapCall call, string what, DateTimeOffset? said, DateTimeOffset? taken)
    {
        if (said is not { } at || (at - call.Arrived).Duration() <= Usual) return;
        var day = JakartaTime.DayOf(at);
        var outcome = taken is not { } then ? $"told too late: of {day:yyyy-MM-dd}, and left to the statement"
            : then == at ? $"told late: of {day:yyyy-MM-dd}, and taken as of that day" : $"not believed: said to be of {day:yyyy-MM-dd}, and taken as of {JakartaTime.DayOf(then):yyyy-MM-dd}";
        await Access.Audit.Write(tx, call.Arrived, call.Partner.CooperativeId, call.Partner.Actor, "bank.time", $"{call.Partner.Name}/{what}", outcome);
    }
}
