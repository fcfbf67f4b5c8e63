using DeductionGateway.Core.BankFiles;

namespace DeductionGateway.Core.Intake;

/// <summary>The bank's side of a folder: statements with balances, each fact once, and sentences on what was accepted and waits.</summary>
public sealed record BankFacts(IReadOnlyList<BankStatement> Statements, IReadOnlyList<BankEntry> Entries, IReadOnlyList<string> Warnings);

/// <summary>
/// The border between what banks write and what is booked (decision 0013): accounts are ours, currency is IDR, entries are whole rupiah. Merges the files of a
/// folder: an entry is one fact by account, bank reference, value date, sign, amount and occurrence within its file, whichever file shows it; text never
/// decides. The result does not depend on the order of files.
/// </summary>
public static class BankStatements
{
    /// <summary>Files whose texts are taken first where several show one fact: our own CSV has names as they are written, MT940 in capitals.</summary>
    private static readonly string[] ByText = ["bank-csv", "bank-xlsx", "camt.053", "camt.054"];

    public static BankFacts Read(IReadOnlyList<ReadBankFile> bankFiles, Cooperative cooperative, FaultList faults)
    {
        var own = cooperative.Accounts.Count > 0 ? cooperative.Accounts : FirstSeen(bankFiles);
        var files = new List<AcceptedFile>();
        foreach (var read in bankFiles.OrderBy(static read => read.File, StringComparer.Ordinal)) files.Add(Accept(read, own, cooperative, faults));
        CheckAccounts(files, own, faults);
        CheckAgreement(files, faults);
        var warnings = new List<string>();
        var all = files.SelectMany(static file => file.Statements).ToList();
        var statements = StatementRows.BeforeGaps(all, warnings);
        StatementRows.CheckToldApart(statements, faults);
        var waiting = all.Except(statements, ReferenceEqualityComparer.Instance).Cast<BankStatement>().SelectMany(static one => one.Entries).ToHashSet<BankEntry>(ReferenceEqualityComparer.Instance);
        var merged = Merge(files, waiting);
        // One object a fact: the statements show the very entries that were merged.
        var facts = merged.ToDictionary(static entry => entry.Identity, StringComparer.Ordinal);
        return new BankFacts(statements.ConvertAll(statement => statement with { Entries = [.. statement.Entries.Select(entry => facts[entry.Identity])] }), merged, warnings);
    }

    private static string[] FirstSeen(IReadOnlyList<ReadBankFile> files) =>
        files.SelectMany(static file => file.Statements).Where(static statement => statement.Entries.Count > 0 && statement.Account.Length > 0)
            .Select(static statement => statement.Account).Order(StringComparer.Ordinal).Take(1).ToArray();

    private static AcceptedFile Accept(ReadBankFile read, IReadOnlyList<string> own, Cooperative cooperative, FaultList faults)
    {
        // MT942 is refused by its reader; a camt.052 is read, and refused here.
        if (!read.IsForPosting && faults.CountOf(read.File) == 0) faults.Add(read.File, 0, 0, "CAMT052_NOT_POSTED", "This is a report within the day (camt.052), not a statement, and is never booked. Put the day's camt.053 in its place.");
        var accepted = new AcceptedFile(read, [], [], []);
        var occurrences = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var statement in read.Statements)
        {
            if (statement.Account.Length == 0 && cooperative.Accounts.Count != 1)
            {
                if (faults.CountOf(read.File) == 0) faults.Add(read.File, statement.Line, 0, "ACCOUNT_MISSING", "The file names no account; list the only account it can be of in cooperative.json.");
                continue;
            }
            var account = statement.Account.Length == 0 ? cooperative.Accounts[0] : AccountNumbers.Resolve(statement.Account, own);
            var entries = new List<BankEntry>(statement.Entries.Count);
            // An entry of nothing moves nothing: some banks write a charge of zero.
            foreach (var entry in statement.Entries.Where(static entry => entry.Amount.Thousandths != 0)) entries.Add(Entry(read.File, account, statement.Currency, entry, occurrences, faults));
            accepted.Entries.AddRange(entries);
            accepted.Currencies.Add((account, statement.Currency));
            if (statement is { Opening: { } opening, Closing: { } closing })
            {
                // Statements add up: where every entry is whole, both balances have the same fraction, which no entry moves and the books do not know.
                var (first, fraction) = opening.Amount.Parts();
                var (last, other) = closing.Amount.Parts();
                if (fraction != other)
                {
                    Rupiah(read.File, opening.Line, statement.Currency, opening.Amount, faults);
                    Rupiah(read.File, closing.Line, statement.Currency, closing.Amount, faults);
                }
                accepted.Statements.Add(new BankStatement(read.File, account, statement.Number, statement.Currency, opening.Date, first, closing.Date, last, entries) { Thousandths = fraction });
            }
        }
        return accepted;
    }

    private static BankEntry Entry(string file, string account, string currency, ReadEntry entry, Dictionary<string, int> occurrences, FaultList faults)
    {
        var rupiah = Rupiah(file, entry.Line, currency, entry.Amount, faults);
        BankEntry Make(int occurrence) => new(
            account, entry.BankReference.ToString(), entry.ValueDate, entry.BookingDate, rupiah, currency, occurrence, entry.IsReversal,
            entry.Counterparty.ToString(), entry.Text.ToString()) { CustomerRef = entry.Reference.ToString() };
        var one = Make(1);
        var occurrence = occurrences[one.Identity] = occurrences.GetValueOrDefault(one.Identity) + 1;
        return occurrence == 1 ? one : Make(occurrence);
    }

    /// <summary>Whole rupiah; a fraction is a fault. Another currency is refused by itself and its cents are no fault beside.</summary>
    private static long Rupiah(string file, int line, string currency, StatementAmount amount, FaultList faults)
    {
        if (!amount.TryRupiah(out var rupiah) && currency == "IDR") faults.Add(file, line, line == 0 ? 0 : 1, "AMOUNT_FRACTION", $"'{amount}' has a fraction of a rupiah; only whole rupiah are booked.");
        return rupiah;
    }

    private static List<BankEntry> Merge(List<AcceptedFile> files, HashSet<BankEntry> waiting)
    {
        var facts = new Dictionary<string, BankEntry>();
        foreach (var file in files.OrderBy(static file => Array.IndexOf(ByText, file.Read.Format) is var place and >= 0 ? place : ByText.Length))
        {
            foreach (var entry in file.Entries)
            {
                if (!waiting.Contains(entry)) facts.TryAdd(entry.Identity, entry);
            }
        }
        var merged = facts.Values.ToList();
        merged.Sort(static (a, b) =>
        {
            var order = a.ValueDate.CompareTo(b.ValueDate);
            return order != 0 ? order : string.CompareOrdinal(a.Identity, b.Identity);
        });
        return merged;
    }

    private static void CheckAccounts(List<AcceptedFile> files, IReadOnlyList<string> own, FaultList faults)
    {
        foreach (var file in files)
        {
            foreach (var account in file.Currencies.Select(static one => one.Account).Distinct(StringComparer.Ordinal))
            {
                if (own.Count > 0 && !own.Contains(account)) faults.Add(file.Name, 0, 0, "ACCOUNT_OTHER", $"The statement is of account {account}; the cooperative has {string.Join(", ", own)}.");
            }
            var currencies = file.Currencies.Select(static one => one.Currency).Distinct().ToList();
            if (currencies.Count > 1) faults.Add(file.Name, 0, 0, "CURRENCY_MIXED", $"The file holds {string.Join(" and ", currencies)}; one account has one currency.");
            else if (currencies.Count == 1 && currencies[0] != "IDR") faults.Add(file.Name, 0, 0, "CURRENCY_OTHER", $"The file is in {(currencies[0].Length > 0 ? currencies[0] : "no named currency")}; only IDR is booked.");
        }
    }

    /// <summary>A reference unique in each of two files must be the same fact in both; an RC/RD of a later day is another fact with the same reference.</summary>
    private static void CheckAgreement(List<AcceptedFile> files, FaultList faults)
    {
        var seen = new Dictionary<string, (string File, BankEntry Entry)>();
        foreach (var file in files)
        {
            foreach (var group in file.Entries.Where(static entry => entry.BankRef.Length > 0).GroupBy(static entry => $"{entry.Account}/{entry.BankRef}/{(entry.IsReversal ? "R" : "")}"))
            {
                if (group.Count() > 1) continue;
                var entry = group.First();
                if (seen.TryAdd(group.Key, (file.Name, entry))) continue;
                var (otherFile, other) = seen[group.Key];
                if (other.Amount == entry.Amount && other.Currency == entry.Currency && other.ValueDate == entry.ValueDate) continue;
                faults.Add(file.Name, 0, 0, "STATEMENTS_DISAGREE", $"{entry.BankRef} is {entry.Amount} of {entry.ValueDate:yyyy-MM-dd} here and {other.Amount} of {other.ValueDate:yyyy-MM-dd} in {otherFile}; ask the bank which is true.");
                faults.Add(otherFile, 0, 0, "STATEMENTS_DISAGREE", $"{other.BankRef} is {other.Amount} of {other.ValueDate:yyyy-MM-dd} here and {entry.Amount} of {entry.ValueDate:yyyy-MM-dd} in {file.Name}; ask the bank which is true.");
            }
        }
    }

    private sealed record AcceptedFile(ReadBankFile Read, List<BankStatement> Statements, List<BankEntry> Entries, HashSet<(string Account, string Currency)> Currencies)
    {
        public string Name => Read.File;
    }
}
