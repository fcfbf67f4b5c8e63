using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>
/// Proposes a profile for an employer's file that nobody has described: which row names the columns, which column is what, how numbers and months
/// are written, what the words for deductions mean. By evidence only; what the file leaves open is a question. The same input gives the same proposal.
/// </summary>
public static class ProfileLearning
{
    /// <param name="grids">The text, or the sheets of the workbook, visible ones first.</param>
    /// <param name="form">The text's form; null for a workbook.</param>
    /// <param name="answers">Question id → choice, as far as answered.</param>
    public static ProfileProposal Propose(string file, IReadOnlyList<Grid> grids, TextForm? form, KnownBilling known, IReadOnlyDictionary<string, string> answers)
    {
        var asking = new Asking(answers);
        var found = grids.SelectMany(static grid => TableFinder.Find(grid)).ToList();
        // Rows without any header that we know are a table only where nothing better is there: a recapitulation looks like one.
        if (found.Exists(static table => table is { HeaderRows: > 0, HasUnknownNames: false })) found.RemoveAll(static table => table.HeaderRows == 0 || table.HasUnknownNames);
        if (found.Count == 0) return ProfileProposal.Refused("No table of employees and amounts was found: no row names an employee's number or name and an amount, and no row holds both.");
        var chosen = TableChoice.Of(OutcomesAsked(found, asking), known, asking);
        if (MonthsOf(chosen) is { Count: > 1 } months)
        {
            return ProfileProposal.Refused($"The file holds {months.Count} months below each other, each under a title and the header of its own: {string.Join(", ", months)}. One file is the answer of one month; put each month into a file of its own and learn that.");
        }
        var isAlone = chosen.Count == 1 || chosen.All(static table => table.Outcome == Outcome.Failed);
        var readings = chosen.Select(table => TableReading.Of(WithoutHidden(table, asking, out var hidden), isAlone, known, asking) is var reading ? (Reading: reading, Hidden: hidden) : default).ToList();
        if (readings.Find(static one => one.Reading.Key is not null).Reading is not { } first) return ProfileProposal.Refused("No column identifies employees: none holds employee numbers, national ids or account numbers that can be read. Names alone identify nobody: ask the employer to add a column with the NIP, the employee number or the NIK.");
        if (first.Amount is null && first.AmountCodes.Count == 0) return ProfileProposal.Refused("No column holds amounts of the cooperative's deductions.");
        if (first.UnitSum is { } unit) return ProfileProposal.Refused(unit);
        var profile = Base(file, chosen[0], form);
        var tables = new List<SortedDictionary<string, object>>();
        foreach (var (reading, hidden) in readings.Where(static one => one.Reading.Key is not null))
        {
            var keys = ProfileKeys.Of(reading);
            if (hidden is not null) keys["hidden_rows"] = hidden;
            if (reading.Period is null) AddTitle(keys, grids, reading.Table, known, asking);
            if (reading.Table.Grid.Sheet is { } sheet) keys["sheet"] = sheet;
            // A table of another shape speaks of the same employees in other words; the first one is the answer.
            if (tables.Count > 0 && (!keys["shape"].Equals(tables[0]["shape"]) || !keys["key"].Equals(tables[0]["key"]))) asking.Unsure.Add($"The table '{reading.Table.Title}' is of another shape and is not read.");
            else tables.Add(keys);
        }
        Join(profile, tables);
        if (first.HasEmptyAmounts) asking.Unsure.Add($"Some employees have no amount in '{first.Amount!.Header}'; that is read as 0, nothing withheld.");
        if (first.Money.Numbers.IsNegative) asking.Unsure.Add("Amounts are negative numbers; they are read as money withheld.");
        return new ProfileProposal(profile, asking.Questions, asking.Evidence, asking.Unsure, null) { HasUnread = readings.Exists(static one => one.Reading.Unread.Count > 0) };
    }

    /// <summary>Months of tables that stand on one sheet.</summary>
    private static List<PayPeriod> MonthsOf(IReadOnlyList<FoundTable> tables) =>
        tables.GroupBy(static table => table.Grid.Sheet).Select(static sheet => sheet.Where(static table => table.Month is not null).Select(static table => table.Month!.Value).Distinct().Order().ToList()).MaxBy(static months => months.Count) ?? [];

    /// <summary>A title that only hints that the money was not withheld is asked.</summary>
    private static List<FoundTable> OutcomesAsked(List<FoundTable> found, Asking asking)
    {
        if (found.Find(static table => table.Outcome == Outcome.Doubtful) is not { } doubtful) return found;
        var answer = asking.Ask("outcome", $"The title '{doubtful.OutcomeTitle}' speaks of deductions that could not be made. Were the amounts below it withheld?",
            [new Choice("failed", "no, these amounts were not withheld"), new Choice("withheld", "yes, these amounts were withheld like the others")], "failed");
        return [.. found.Select(table => table.Outcome == Outcome.Doubtful ? table with { Outcome = answer == "failed" ? Outcome.Failed : Outcome.Unsaid } : table)];
    }

    /// <summary>
    /// A table inherits every key of the profile: what is not in all of them stands with the tables. The header of the first stays above as well, for
    /// whoever asks the profile what it is keyed by.
    /// </summary>
    private static void Join(SortedDictionary<string, object> profile, List<SortedDictionary<string, object>> tables)
    {
        if (tables.Count == 1)
        {
            foreach (var (key, value) in tables[0]) profile[key] = value;
            return;
        }
        foreach (var (key, value) in tables[0])
        {
            if (key == "header" || key == "account_header" || tables.TrueForAll(table => table.TryGetValue(key, out var other) && value is string or int && value.Equals(other))) profile[key] = value;
        }
        foreach (var table in tables)
        {
            foreach (var key in profile.Keys.Where(key => key is not ("header" or "account_header") && table.TryGetValue(key, out var value) && value.Equals(profile[key])).ToList()) table.Remove(key);
        }
        profile["tables"] = tables;
    }

    private static SortedDictionary<string, object> Base(string file, FoundTable first, TextForm? form)
    {
        var profile = new SortedDictionary<string, object>(StringComparer.Ordinal) { ["file"] = file, ["format"] = form is null ? "xlsx" : form.Delimiter is null ? "fixed" : "csv" };
        if (form is null) profile["sheet"] = first.Grid.Sheet ?? "";
        if (form?.Delimiter is { } delimiter) profile["delimiter"] = delimiter.ToString();
        if (form is { Delimiter: null }) profile["fixed"] = form.Columns.Select(static column => new List<int> { column.First, column.Last }).ToList();
        if (form is { Encoding: not TextEncoding.Utf8 }) profile["encoding"] = form.Encoding == TextEncoding.Utf16 ? "utf-16" : "windows-1252";
        return profile;
    }

    /// <summary>The period from the title where no column says it.</summary>
    private static void AddTitle(SortedDictionary<string, object> keys, IReadOnlyList<Grid> grids, FoundTable table, KnownBilling known, Asking asking)
    {
        var grid = grids.First(one => one.Sheet == table.Grid.Sheet);
        var first = table.Rows.Count == 0 ? int.MaxValue : table.Rows[0].Line;
        if (PeriodEvidence.OfTitle(grid.Rows.TakeWhile(row => row.Line < first)) is not { } title) return;
        if (known.Period is { } billed && PeriodEvidence.IsFar(title.Period, billed) && asking.Ask("period_title", $"The title says {title.Period}, the billing at hand is of {billed}: more than a year apart. Of which period are these deductions?",
            [new Choice("title", $"{title.Period}, as the title says"), new Choice("folder", $"of the folder's ({billed}); the title was not changed")], null) == "folder") return;
        keys["period_title"] = title.Word;
        asking.Evidence.Add($"period: {title.Period}, from the title{(title.Word.Length > 0 ? $" beside '{title.Word}'" : "")}");
        if (known.Period is { } period && period != title.Period) asking.Unsure.Add($"The title says {title.Period}, the billing at hand is of {period}: the rows will count as of another period.");
    }

    /// <param name="answer">What the profile says of hidden rows; null where there are none, and the reader refuses the first that comes.</param>
    private static FoundTable WithoutHidden(FoundTable table, Asking asking, out string? answer)
    {
        answer = null;
        var hidden = table.Rows.Count(static row => row.IsHidden);
        if (hidden == 0) return table;
        answer = asking.Ask("hidden", $"The sheet hides {hidden} of its {table.Rows.Count} rows (a filter, or rows folded away). Were these deductions made?",
            [new Choice("passed_over", "no, only what is shown counts"), new Choice("read", "yes, they count like the others")], null);
        return answer == "passed_over" ? table with { Rows = [.. table.Rows.Where(static row => !row.IsHidden)] } : table;
    }
}
