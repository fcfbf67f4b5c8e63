namespace DeductionGateway.Core.Learning;

/// <summary>Which of the tables found are the answer: all that look alike, those with a word for their outcome, or the one that a person names.</summary>
internal static class TableChoice
{
    public static IReadOnlyList<FoundTable> Of(IReadOnlyList<FoundTable> found, KnownBilling known, Asking asking)
    {
        if (found.Count == 1) return found;
        var sheets = found.Select(static table => table.Grid.Sheet).Distinct().ToList();
        if (sheets.Count == 1) return Below(found, asking);
        var main = OneSheet(found, sheets, known, asking);
        return main.Count > 1 && main.Select(static table => table.Grid.Sheet).Distinct().Count() == 1 ? Below(main, asking) : main;
    }

    /// <summary>Several tables on one sheet: money withheld and money that failed, or one list in parts.</summary>
    private static IReadOnlyList<FoundTable> Below(IReadOnlyList<FoundTable> found, Asking asking)
    {
        var failed = found.Where(static table => table.Outcome == Outcome.Failed).ToList();
        if (failed.Count > 0 || found.All(table => table.Names.SequenceEqual(found[0].Names, StringComparer.OrdinalIgnoreCase)))
        {
            asking.Evidence.Add($"{found.Count} tables{(failed.Count > 0 ? $", {failed.Count} of them of what failed" : " of one form")}");
            return [.. found.OrderBy(static table => table.Outcome == Outcome.Failed)];
        }
        var largest = found.MaxBy(static table => table.Rows.Count)!;
        List<Choice> choices = [.. found.Select((table, index) => new Choice((index + 1).ToString(), $"{Title(table)} ({table.Rows.Count} rows)")), new Choice("all", "all of them")];
        var answer = asking.Ask("tables", $"There are {found.Count} tables. Which is the list of deductions?", choices, (found.ToList().IndexOf(largest) + 1).ToString());
        return answer == "all" ? found : [found[Math.Clamp(int.TryParse(answer, out var number) ? number - 1 : 0, 0, found.Count - 1)]];
    }

    private static List<FoundTable> OneSheet(IReadOnlyList<FoundTable> found, List<string?> sheets, KnownBilling known, Asking asking)
    {
        var first = found[0];
        var alike = found.Where(table => table.Names.SequenceEqual(first.Names, StringComparer.OrdinalIgnoreCase)).ToList();
        var ofMonth = sheets.FindAll(sheet => known.Period is { } period && Intake.MonthNames.Find(sheet!) == period);
        List<Choice> choices = [.. sheets.Select(sheet => new Choice(sheet!, $"{found.Where(table => table.Grid.Sheet == sheet).Sum(static table => table.Rows.Count)} rows"))];
        if (alike.Select(static table => table.Grid.Sheet).Distinct().Count() == sheets.Count) choices.Add(new Choice("all", "all of these sheets together"));
        var byMembers = known.HasMembers ? sheets.MaxBy(sheet => found.Where(table => table.Grid.Sheet == sheet).Sum(table => Hits(table, known))) : null;
        var proposed = ofMonth.Count == 1 ? ofMonth[0] : choices[^1].Value == "all" && !sheets.Exists(static sheet => Words.Of(sheet!).Any(static word => Intake.MonthNames.Of(word) > 0)) ? "all" : byMembers ?? sheets[0];
        var answer = asking.Ask("sheet", $"{sheets.Count} sheets hold lists of employees. Which is the answer of this period?", choices, proposed);
        if (answer == "all") return [.. found];
        var ofSheet = found.Where(table => table.Grid.Sheet == answer).ToList();
        return ofSheet.Count > 0 ? ofSheet : [first];
    }

    private static int Hits(FoundTable table, KnownBilling known) =>
        table.Rows.Count(row => row.Texts.Any(text => known.Find(Intake.PayrollKey.EmployeeNo, KeyEvidence.Bare(text)) is not null || known.Find(Intake.PayrollKey.NationalId, KeyEvidence.Bare(text)) is not null));

    private static string Title(FoundTable table) => table.Title.Length > 0 ? table.Title : string.Join(", ", table.Names.Where(static name => name.Length > 0).Take(5));
}
