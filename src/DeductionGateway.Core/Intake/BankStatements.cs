namespace DeductionGateway.Core.Intake;

/// <summary>
/// Merges the statements of a folder: an entry is one fact by account, bank reference, value date, sign, amount and occurrence,
/// whichever file shows it; text never decides. The result does not depend on the order of files.
/// </summary>
public static class BankStatements
{
    public static (IReadOnlyList<BankStatement> Statements, IReadOnlyList<BankEntry> Entries) Read(
        IReadOnlyList<SourceFile> bankFiles, Cooperative cooperative, FaultList faults)
    {
        var statements = new List<BankStatement>();
        var files = new List<(string File, bool IsCsv, IReadOnlyList<BankEntry> Entries)>();
        foreach (var source in bankFiles.OrderBy(static source => source.Name, StringComparer.Ordinal))
        {
            var isCsv = source.Name.EndsWith(".csv", StringComparison.OrdinalIgnoreCase);
            if (isCsv)
            {
                files.Add((source.Name, true, BankCsvReader.Read(source.Name, source.Bytes, faults)));
            }
            else
            {
                var own = Mt940Reader.Read(source.Name, source.Bytes, faults);
                statements.AddRange(own);
                files.Add((source.Name, false, [.. own.SelectMany(static statement => statement.Entries)]));
            }
        }
        CheckAccounts(files, statements, cooperative, faults);
        CheckAgreement(files, faults);
        var merged = Merge(files);
        // One object a fact: the statements show the very entries that were merged.
        var facts = merged.ToDictionary(static entry => entry.Identity, StringComparer.Ordinal);
        return (statements.ConvertAll(statement => statement with { Entries = [.. statement.Entries.Select(entry => facts[entry.Identity])] }), merged);
    }

    private static List<BankEntry> Merge(List<(string File, bool IsCsv, IReadOnlyList<BankEntry> Entries)> files)
    {
        var facts = new Dictionary<string, BankEntry>();
        foreach (var (_, _, entries) in files.OrderByDescending(static file => file.IsCsv))
        {
            foreach (var entry in entries) facts.TryAdd(entry.Identity, entry);
        }
        var merged = facts.Values.ToList();
        merged.Sort(static (a, b) =>
        {
            var order = a.ValueDate.CompareTo(b.ValueDate);
            return order != 0 ? order : string.CompareOrdinal(a.Identity, b.Identity);
        });
        return merged;
    }

    private static void CheckAccounts(
        List<(string File, bool IsCsv, IReadOnlyList<BankEntry> Entries)> files, List<BankStatement> statements, Cooperative cooperative, FaultList faults)
    {
        var allowed = cooperative.Accounts.ToHashSet(StringComparer.Ordinal);
        if (allowed.Count == 0 && files.SelectMany(static file => file.Entries).Select(static entry => entry.Account).Order(StringComparer.Ordinal).FirstOrDefault() is { } first) allowed.Add(first);
        foreach (var (file, _, entries) in files)
        {
            var accounts = entries.Select(static entry => entry.Account).Concat(statements.Where(statement => statement.File == file).Select(static statement => statement.Account));
            foreach (var account in accounts.Distinct(StringComparer.Ordinal))
            {
                if (allowed.Count > 0 && !allowed.Contains(account)) faults.Add(file, 0, 0, "ACCOUNT_OTHER", $"The statement is of account {account}; the cooperative has {string.Join(", ", allowed)}.");
            }
            var currencies = entries.Select(static entry => entry.Currency).Concat(statements.Where(statement => statement.File == file).Select(static statement => statement.Currency)).Distinct().ToList();
            if (currencies.Count > 1) faults.Add(file, 0, 0, "CURRENCY_MIXED", $"The file holds {string.Join(" and ", currencies)}; one account has one currency.");
            else if (currencies.Count == 1 && currencies[0] != "IDR") faults.Add(file, 0, 0, "CURRENCY_OTHER", $"The file is in {currencies[0]}; only IDR is booked.");
        }
    }

    /// <summary>A reference unique in each of two files must be the same fact in both; an RC/RD of a later day is another fact with the same reference.</summary>
    private static void CheckAgreement(List<(string File, bool IsCsv, IReadOnlyList<BankEntry> Entries)> files, FaultList faults)
    {
        var seen = new Dictionary<string, (string File, BankEntry Entry)>();
        foreach (var (file, _, entries) in files)
        {
            foreach (var group in entries.Where(static entry => entry.BankRef.Length > 0).GroupBy(static entry => $"{entry.Account}/{entry.BankRef}/{(entry.IsReversal ? "R" : "")}"))
            {
                if (group.Count() > 1) continue;
                var entry = group.First();
                if (seen.TryAdd(group.Key, (file, entry))) continue;
                var (otherFile, other) = seen[group.Key];
                if (other.Amount == entry.Amount && other.Currency == entry.Currency && other.ValueDate == entry.ValueDate) continue;
                faults.Add(file, 0, 0, "STATEMENTS_DISAGREE", $"{entry.BankRef} is {entry.Amount} of {entry.ValueDate:yyyy-MM-dd} here and {other.Amount} of {other.ValueDate:yyyy-MM-dd} in {otherFile}; ask the bank which is true.");
                faults.Add(otherFile, 0, 0, "STATEMENTS_DISAGREE", $"{other.BankRef} is {other.Amount} of {other.ValueDate:yyyy-MM-dd} here and {entry.Amount} of {entry.ValueDate:yyyy-MM-dd} in {file}; ask the bank which is true.");
            }
        }
    }
}
