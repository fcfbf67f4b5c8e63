using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>The answers that lie in a period folder beside its questions, and what a run's result disagrees with.</summary>
internal sealed class PeriodAnswers(string folder)
{
    /// <summary>Everything of a run that the folder's answers or the rules of bookkeeping contradict, as sentences; empty = all right.</summary>
    public List<string> Wrong(Reconciling run, bool isConfirmed)
    {
        var journal = CsvTable.Parse(run.Read("journal.csv"));
        List<string> wrong =
        [
            .. TruthScore.Wrong(CsvTable.Read(Path.Combine(folder, "truth.csv")), CsvTable.Parse(run.Read("lines.csv")), isConfirmed),
            .. WrongLate(CsvTable.Parse(run.Read("late.csv")), isConfirmed),
            .. WrongBank(CsvTable.Parse(run.Read("bank_entries.csv"))),
            .. WrongHeld(run, journal),
            .. JournalTotals.Unbalanced(journal),
            .. JournalTotals.Wrong(Path.Combine(folder, "manifest.json"), journal, isConfirmed),
        ];
        return wrong;
    }

    private List<string> WrongLate(CsvTable late, bool isConfirmed)
    {
        var answers = Path.Combine(folder, "truth_late.csv");
        return File.Exists(answers) ? TruthScore.Wrong(CsvTable.Read(answers), late, isConfirmed) : [.. late.Rows.Select(static row => $"late without an answer: {row}")];
    }

    private List<string> WrongBank(CsvTable entries)
    {
        var answers = CsvTable.Read(Path.Combine(folder, "truth_bank.csv")).Rows.Select(BankFact).ToList();
        var found = entries.Rows.Select(BankFact).ToList();
        return answers.Order(StringComparer.Ordinal).SequenceEqual(found.Order(StringComparer.Ordinal)) ? []
            : [.. answers.Except(found).Select(static fact => $"bank entry absent: {fact}"), .. found.Except(answers).Select(static fact => $"bank entry too many: {fact}"), "the bank entries differ"];
    }

    /// <summary>What rows and bank entries say is held must be what the journal holds; where earlier months are completed, the rows are in late.csv.</summary>
    private static IEnumerable<string> WrongHeld(Reconciling run, CsvTable journal)
    {
        if (CsvTable.Parse(run.Read("late.csv")).Rows.Any()) yield break;
        foreach (var account in (string[])["2-1030", "2-1040", "2-1045"])
        {
            var rows = CsvTable.Parse(run.Read("lines.csv")).Rows.Where(row => row["held_in"] == account).Sum(static row => row.Rupiah("a_suspense"));
            var entries = CsvTable.Parse(run.Read("bank_entries.csv")).Rows.Where(row => row["held_in"] == account).Sum(static row => row.Rupiah("held"));
            var booked = journal.Rows.Where(row => row["account"] == account).Sum(static row => row.Rupiah("credit") - row.Rupiah("debit"));
            if (rows + entries != booked) yield return $"{account}: rows hold {rows} and bank entries {entries}, the journal {booked}";
        }
    }

    /// <summary>What belongs to no file has one name here: the answers call some of it noise, a result says what kind of.</summary>
    private static string BankFact(CsvRow row)
    {
        var kind = row["kind"] is "noise" or "unidentified" or "fee" or "debit" ? "of no file" : row["kind"];
        return $"{row["bank_ref"]},{kind},{row["employer"]},{row["member_no"]},{row["amount"]}";
    }
}
