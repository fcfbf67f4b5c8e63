using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.BankPostings;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Banks.Statements;

/// <summary>
/// Which rows of a statement are new. A statement shows its days whole each time it is asked for, not always in the same words, and some banks give ids only the day after: so a
/// day has as many postings as it has rows, and what no row says in the words of its posting is said by another of that day and amount.
/// </summary>
internal static class RowIdentities
{
    /// <summary>How references of a bank's rows begin.</summary>
    public static string Prefix(string bank) => ToldPosting.Reference(bank, ToldEntries.RowKind, "");

    /// <summary>Rows that are not among the known postings, each with its reference.</summary>
    /// <param name="rows">Whole days, the oldest first.</param>
    /// <param name="known">What was made of these days' rows before.</param>
    public static List<(StatementRow Row, string Reference)> New(Partner partner, IReadOnlyList<StatementRow> rows, IReadOnlyList<PushedRow> known)
    {
        var unexplained = known.ToDictionary(static row => (row.BankRef, row.IsReversal));
        var left = new List<(StatementRow Row, string Reference)>();
        foreach (var (row, reference) in Named(partner, rows, unexplained))
        {
            if (unexplained.TryGetValue((reference, row.IsCorrection), out var posting) && posting.Amount == Rupiah(row)) unexplained.Remove((reference, row.IsCorrection));
            else left.Add((row, reference));
        }
        var postings = unexplained.Values.ToLookup(static posting => (posting.ValueDate, posting.Amount, posting.IsReversal));
        // What is left of rows is new in their own order, as pushed postings are.
        var fresh = left.GroupBy(static one => (one.Row.Day, Rupiah(one.Row), one.Row.IsCorrection)).SelectMany(alike => Beyond([.. alike], [.. postings[alike.Key]])).ToHashSet();
        return [.. left.Where(fresh.Contains)];
    }

    /// <summary>Those of a day's equal rows that its postings do not stand for: postings go to rows that say the same and more or less, and else to the first ones.</summary>
    private static List<(StatementRow Row, string Reference)> Beyond(List<(StatementRow Row, string Reference)> rows, List<PushedRow> postings)
    {
        foreach (var posting in postings.ToList())
        {
            var said = posting.Narrative.Split($" {ToldEntries.ReferenceWord} ")[0];
            var same = rows.FindIndex(one => one.Row.Remark.Contains(said, StringComparison.OrdinalIgnoreCase) || said.Contains(one.Row.Remark, StringComparison.OrdinalIgnoreCase));
            if (same < 0) continue;
            rows.RemoveAt(same);
            postings.Remove(posting);
        }
        return [.. rows.Skip(postings.Count)];
    }

    /// <summary>By the bank's id; of an id that several rows have, as of a transfer and its fee, the row of its posting goes by it, and before there is one the first. The others by all that they say and their place among those of their day that say the same.</summary>
    private static List<(StatementRow Row, string Reference)> Named(Partner partner, IReadOnlyList<StatementRow> rows, IReadOnlyDictionary<(string, bool), PushedRow> known)
    {
        var owners = rows.Where(static row => row.TransactionId.Length > 0).GroupBy(static row => (row.TransactionId, row.IsCorrection)).Select(same =>
        {
            var posting = known.GetValueOrDefault((OfId(same.Key.TransactionId), same.Key.IsCorrection));
            return same.FirstOrDefault(row => posting?.Amount == Rupiah(row)) ?? same.First();
        }).ToHashSet<StatementRow>(ReferenceEqualityComparer.Instance);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        return [.. rows.Select(row =>
        {
            if (owners.Contains(row)) return (row, OfId(row.TransactionId));
            var text = string.Create(CultureInfo.InvariantCulture, $"{row.Day:yyyyMMdd}\n{row.IsCredit} {row.IsCorrection}\n{row.Amount}\n{row.Remark}");
            var place = seen[text] = seen.GetValueOrDefault(text) + 1;
            return (row, OfId(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{text}\n{place}")))[..32]));
        })];

        string OfId(string id) => ToldPosting.Reference(partner.Name, ToldEntries.RowKind, id);
    }

    private static long Rupiah(StatementRow row) => (row.IsCredit ? row.Amount : -row.Amount) / 100;
}
