using DeductionGateway.Core.Basics;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Inbound;

/// <summary>When what a bank tells of happened, as far as the bank is believed.</summary>
internal static class ToldTime
{
    /// <summary>A bank's clock and a notice's way may be so far from ours, and nobody needs to know.</summary>
    private static readonly TimeSpan Usual = new(2, 0, 0, 0);

    /// <summary>A notice that lay somewhere is believed so long: its day is the one that the statement shows, and the month it belongs to is run again. Beyond, it would change months that are closed.</summary>
    private static readonly TimeSpan MostLate = new(31, 0, 0, 0);

    /// <summary>When it happened, as far as it is believed; else now.</summary>
    /// <param name="said">By the bank; null where it says nothing.</param>
    public static DateTimeOffset Of(DateTimeOffset? said, DateTimeOffset arrived) => said is { } at && at <= arrived + Usual && at >= arrived - MostLate ? at : arrived;

    /// <summary>Writes into the audit that what a bank told lies further from now than is usual, and as of which day it was taken.</summary>
    /// <param name="what">That was told, as the audit names it.</param>
    public static async Task Note(Tx tx, SnapCall call, string what, DateTimeOffset? said)
    {
        if (said is not { } at || (at - call.Arrived).Duration() <= Usual) return;
        var (day, taken) = (JakartaTime.DayOf(at), JakartaTime.DayOf(Of(said, call.Arrived)));
        var outcome = taken == day ? $"told late: of {day:yyyy-MM-dd}, and taken as of that day" : $"not believed: said to be of {day:yyyy-MM-dd}, and taken as of {taken:yyyy-MM-dd}";
        await Access.Audit.Write(tx, call.Arrived, call.Partner.CooperativeId, call.Partner.Actor, "bank.time", $"{call.Partner.Name}/{what}", outcome);
    }
}
