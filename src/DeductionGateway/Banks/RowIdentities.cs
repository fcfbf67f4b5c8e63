using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using DeductionGateway.BankPostings;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Banks;

/// <summary>Which rows of a statement are new. A statement shows its days whole each time it is asked for, and not always in the same words.</summary>
internal static class RowIdentities
{
    /// <summary>How references of a bank's rows begin.</summary>
    public static string Prefix(Partner partner) => ToldPosting.Reference(partner, ToldEntries.RowKind, "");

    /// <summary>Rows that are not among the known postings, each with its reference.</summary>
    /// <param name="rows">Whole days.</param>
    /// <param name="known">What was made of these days' rows before.</param>
    /// <remarks>
    /// A row is known by the bank's id; of an id that several rows have, as of a transfer and its fee, only the first goes by it. The others are known by all that they say and their place
    /// among those of their day that say the same. Some banks write a remark anew on the next day: so no more of them are taken than a day shows of their amount beyond what is known.
    /// </remarks>
    public static List<(StatementRow Row, string Reference)> New(Partner partner, IReadOnlyList<StatementRow> rows, IReadOnlyList<PushedRow> known)
    {
        var before = known.ToDictionary(static row => (row.BankRef, row.IsReversal));
        var named = Named(partner, rows);
        var byId = named.Where(static one => one.IsId).Select(static one => (one.Reference, one.Row.IsCorrection)).ToHashSet();
        // Of those without an id as many are known as there are postings of their day and amount that no id of these rows stands for.
        var unnamed = known.Where(row => !byId.Contains((row.BankRef, row.IsReversal))).GroupBy(static row => (row.ValueDate, row.Amount, row.IsReversal)).ToDictionary(static alike => alike.Key, static alike => alike.Count());
        var places = named.Where(static one => !one.IsId).GroupBy(static one => Alike(one.Row)).ToDictionary(static alike => alike.Key, alike => alike.Count() - unnamed.GetValueOrDefault(alike.Key));
        var fresh = new List<(StatementRow, string)>();
        foreach (var (row, reference, isId) in named)
        {
            // Another amount under a known id is told to the intake, which refuses it by name.
            if (before.TryGetValue((reference, row.IsCorrection), out var posting) && posting.Amount == Alike(row).Rupiah) continue;
            if (!isId && places[Alike(row)]-- <= 0) continue;
            fresh.Add((row, reference));
        }
        return fresh;
    }

    private static List<(StatementRow Row, string Reference, bool IsId)> Named(Partner partner, IReadOnlyList<StatementRow> rows)
    {
        var (seen, ids) = (new Dictionary<string, int>(StringComparer.Ordinal), new HashSet<(string Id, bool IsCorrection)>());
        return [.. rows.Select(row =>
        {
            if (row.TransactionId.Length > 0 && ids.Add((row.TransactionId, row.IsCorrection))) return (row, ToldPosting.Reference(partner, ToldEntries.RowKind, row.TransactionId), true);
            var text = string.Create(CultureInfo.InvariantCulture, $"{row.Day:yyyyMMdd}\n{row.IsCredit} {row.IsCorrection}\n{row.Amount}\n{row.Remark}");
            var place = seen[text] = seen.GetValueOrDefault(text) + 1;
            return (row, ToldPosting.Reference(partner, ToldEntries.RowKind, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{text}\n{place}")))[..32]), false);
        })];
    }

    /// <summary>Day, whole rupiah and kind, as a posting has them.</summary>
    private static (DateOnly Day, long Rupiah, bool IsCorrection) Alike(StatementRow row) => (row.Day, (row.IsCredit ? row.Amount : -row.Amount) / 100, row.IsCorrection);
}
