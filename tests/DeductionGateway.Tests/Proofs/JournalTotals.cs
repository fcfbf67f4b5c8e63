using System.Text.Json;

namespace DeductionGateway.Tests.Proofs;

/// <summary>What a journal adds up to: per account (debit − credit), and entry by entry.</summary>
internal static class JournalTotals
{
    /// <summary>Rupiah per account, debit positive.</summary>
    public static SortedDictionary<string, long> ByAccount(CsvTable journal)
    {
        var totals = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var posting in journal.Rows) totals[posting["account"]] = totals.GetValueOrDefault(posting["account"]) + posting.Rupiah("debit") - posting.Rupiah("credit");
        return totals;
    }

    /// <summary>Entries whose debits are not their credits, or that say nothing.</summary>
    public static List<string> Unbalanced(CsvTable journal) =>
        [.. journal.Rows.GroupBy(static posting => posting["entry_no"])
            .Where(static entry => entry.Sum(static posting => posting.Rupiah("debit") - posting.Rupiah("credit")) != 0 || entry.All(static posting => posting.Rupiah("debit") + posting.Rupiah("credit") == 0))
            .Select(static entry => $"entry {entry.Key} {entry.First()["reference"]}")];

    /// <summary>The accounts whose totals are not those of the folder's manifest, as sentences. A manifest may name none.</summary>
    public static List<string> Wrong(string manifestFile, CsvTable journal, bool isConfirmed)
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(manifestFile));
        if (!manifest.RootElement.TryGetProperty(isConfirmed ? "accounts" : "accounts_unconfirmed", out var accounts)) return [];
        var totals = ByAccount(journal);
        return [.. accounts.EnumerateObject()
            .Where(account => account.Value.GetInt64() != totals.GetValueOrDefault(account.Name))
            .Select(account => $"{account.Name} should be {account.Value.GetInt64()} and is {totals.GetValueOrDefault(account.Name)}")];
    }
}
