using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.BankPostings;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Banks;

/// <summary>A movement that a bank told of, as the posting that it becomes: by a reference of ours, with what ties it to the statement that will show it (<see cref="ToldEntries"/>).</summary>
internal static class ToldPosting
{
    /// <summary>A bank's clock and a notice's way may be so far from ours, and nobody needs to know.</summary>
    private static readonly TimeSpan Usual = new(2, 0, 0, 0);

    /// <summary>A notice that lay somewhere is believed so long: its day is the one that the statement shows, and the month it belongs to is run again. Beyond, it would change months that are closed.</summary>
    private static readonly TimeSpan MostLate = new(31, 0, 0, 0);

    /// <summary>Longer ones are hashed: a posting's reference has a bound.</summary>
    private const int LongestId = 48;

    public static string Reference(Partner partner, string kind, string id) =>
        $"{ToldEntries.Prefix}{partner.Name}/{kind}/{(id.Length <= LongestId && !id.Contains(' ', StringComparison.Ordinal) ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..LongestId])}";

    /// <summary>When it happened, as far as it is believed; else now.</summary>
    /// <param name="said">By the bank; null where it says nothing.</param>
    public static DateTimeOffset When(DateTimeOffset? said, DateTimeOffset arrived) => said is { } at && at <= arrived + Usual && at >= arrived - MostLate ? at : arrived;

    /// <summary>Writes into the audit that what a bank told lies further from now than is usual, and as of which day it was taken.</summary>
    /// <param name="what">That was told, as the audit names it.</param>
    public static async Task NoteTime(Tx tx, SnapCall call, string what, DateTimeOffset? said)
    {
        if (said is not { } at || (at - call.Arrived).Duration() <= Usual) return;
        var (day, taken) = (JakartaTime.DayOf(at), JakartaTime.DayOf(When(said, call.Arrived)));
        var outcome = taken == day ? $"told late: of {day:yyyy-MM-dd}, and taken as of that day" : $"not believed: said to be of {day:yyyy-MM-dd}, and taken as of {taken:yyyy-MM-dd}";
        await Access.Audit.Write(tx, call.Arrived, call.Partner.CooperativeId, call.Partner.Actor, "bank.time", $"{call.Partner.Name}/{what}", outcome);
    }

    /// <param name="minor">Minor units; money out is negative.</param>
    /// <param name="ties">Numbers and references that a statement may show, by the words of <see cref="ToldEntries"/>.</param>
    public static BankPosting Of(Partner partner, string reference, long minor, DateTimeOffset at, string counterparty, string remark, params ReadOnlySpan<(string Word, string Value)> ties)
    {
        var narrative = new StringBuilder(remark);
        foreach (var (word, value) in ties)
        {
            if (value.Length > 0 && !value.Contains(' ', StringComparison.Ordinal)) narrative.Append(CultureInfo.InvariantCulture, $" {word} {value}");
        }
        return new BankPosting
        {
            Account = partner.Account, BankRef = reference, ValueDate = WireDay.Of(JakartaTime.DayOf(at)), Amount = new Money { AmountMinor = minor, CurrencyCode = "IDR" },
            Counterparty = counterparty, Narrative = narrative.ToString(),
        };
    }

    public static Task<List<BankPostingAck>> Push(Tx tx, Partner partner, IReadOnlyList<BankPosting> postings, DateTimeOffset at) =>
        PostingIntake.Take(tx, new Caller(partner.CooperativeId, "", partner.Actor, Role.BankSystem, null), postings, 0, at);
}
