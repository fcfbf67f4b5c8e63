using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.BankPostings;
using DeductionGateway.Banks.Register;
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
    /// <summary>Longer ones are hashed: a posting's reference has a bound.</summary>
    private const int LongestId = 48;

    /// <param name="bank">The cooperative's own name for it.</param>
    public static string Reference(string bank, string kind, string id) =>
        $"{ToldEntries.Prefix}{bank}/{kind}/{(id.Length <= LongestId && !id.Contains(' ', StringComparison.Ordinal) ? id : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))[..LongestId])}";

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
