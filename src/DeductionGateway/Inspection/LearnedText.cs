using System.Globalization;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Learning;

namespace DeductionGateway.Inspection;

/// <summary>The proposal for a person at a terminal: what was read, why, what is not sure, and what to do next.</summary>
internal static class LearnedText
{
    private const int MostFaults = 10;

    /// <param name="isSaving">What follows is said by whoever saves.</param>
    public static void Write(TextWriter output, LearnedFile one, string path, int first, bool isSaving)
    {
        output.WriteLine($"{one.File}: {one.Format}{(one.Dialect.Length > 0 ? $" ({one.Dialect})" : "")}");
        if (one.Profile is { } profile) WriteProfile(output, one, profile);
        foreach (var line in one.Proposal.Evidence) output.WriteLine($"    {line}");
        if (one.Rows.Count > 0) WriteRows(output, one, first);
        foreach (var (doubt, at) in one.Proposal.Unsure.Select(static (doubt, at) => (doubt, at))) output.WriteLine($"{(at == 0 ? "\n  Not sure\n" : "")}    {doubt}");
        foreach (var (question, at) in one.Proposal.Questions.Select(static (question, at) => (question, at)))
        {
            output.WriteLine(at == 0 ? "\n  Questions" : "");
            WriteQuestion(output, question);
        }
        if (one.Faults.Count > 0)
        {
            output.WriteLine($"\n  It cannot be read{(one.Profile is null ? "" : " by this profile")}:");
            foreach (var fault in one.Faults.Take(MostFaults)) output.WriteLine($"    {fault}");
            if (one.Faults.Count > MostFaults) output.WriteLine($"    … and {one.Faults.Count - MostFaults} more");
        }
        if (!isSaving || one.Open.Any()) WriteNext(output, one, path);
    }

    public static void WriteQuestion(TextWriter output, Question question)
    {
        output.WriteLine($"    {question.Text}");
        var width = question.Choices.Max(static choice => choice.Value.Length);
        foreach (var choice in question.Choices)
        {
            var mark = choice.Value == question.Answer ? "  (answered)" : question.Answer is null && choice.Value == question.Proposed ? "  (proposed)" : "";
            output.WriteLine($"      --answer {Quoted($"{question.Id}={choice.Value}", width - choice.Value.Length)}  {choice.Text}{mark}");
        }
    }

    /// <summary>Only where the file was read by the profile, its total was there and right; and of what it covers.</summary>
    private static string Checked(LearnedFile one) =>
        one.Faults.Count > 0 || !one.Profile!.ContainsKey("control") ? "" : one.Proposal.HasUnread ? "; its own total is checked, for the columns that are read" : "; its own total is checked";

    private static void WriteProfile(TextWriter output, LearnedFile one, IReadOnlyDictionary<string, object> profile)
    {
        var tables = profile.TryGetValue("tables", out var list) ? (List<SortedDictionary<string, object>>)list : [];
        output.WriteLine($"\n  What it is\n    {Shape(profile)}{(tables.Count > 1 ? $", in {tables.Count} tables" : "")}{Checked(one)}");
        string[] meanings = ["employee no", "name", "national id", "code", "amount", "period"];
        var header = (List<string>)profile["header"];
        for (var i = 0; i < meanings.Length; i++)
        {
            if (header[i].Length > 0) output.WriteLine($"    {meanings[i],-12} {header[i]}");
        }
        if (profile.TryGetValue("account_header", out var account)) output.WriteLine($"    {"account",-12} {account}");
        if (profile.TryGetValue("amounts", out var amounts)) foreach (var (name, code) in (Dictionary<string, string>)amounts) output.WriteLine($"    {code,-12} {name}");
        if (profile.TryGetValue("codes", out var codes)) foreach (var (code, names) in (Dictionary<string, List<string>>)codes) output.WriteLine($"    {code,-12} {string.Join(", ", names)}");
        output.WriteLine($"    {"numbers like",-12} {profile["number"]}{(profile.TryGetValue("amount_marks", out var marks) ? $", with {string.Join(" and ", (List<string>)marks)}" : "")}");
        output.WriteLine($"    {"period",-12} {(profile.TryGetValue("period_title", out var word) ? $"from the title{(word is "" ? "" : $", beside '{word}'")}" : profile["period"] is "folder" ? "that of the folder" : profile["period"] is "date" ? "dates of the sheet" : $"like {profile["period"]}")}\n");
    }

    private static string Shape(IReadOnlyDictionary<string, object> profile) => profile["shape"] switch
    {
        "lines" => "a row per employee and deduction",
        "columns" => "a row per employee, a column per deduction",
        "total" => "a row per employee, one amount for all deductions",
        _ => "only deductions that were not made, or not in full",
    };

    private static void WriteRows(TextWriter output, LearnedFile one, int first)
    {
        var rows = one.Rows.Take(first).ToList();
        var key = rows.Max(static row => row.Key.ToString().Length);
        var name = Math.Min(30, rows.Max(static row => row.Name.ToString().Length));
        output.WriteLine($"\n  First rows as they would be read");
        foreach (var row in rows)
        {
            var called = row.Name.ToString();
            if (called.Length > name) called = called[..(name - 1)] + "…";
            output.WriteLine($"    {row.Record,5}  {row.Key.ToString().PadRight(key)}  {called.PadRight(name)}  {row.Code?.Code ?? "",-4}{Money(row.Amount),14}{(row.Period.Year == 1900 ? "" : $"  {row.Period}")}");
        }
        output.WriteLine($"\n  In all {Count(one.People)} employees with {Count(one.Rows.Count)} deductions of {Money(one.Rows.Sum(static row => row.Amount))} rupiah"
            + (one.Members is { } members ? $"; {Count(members)} of them are members{(one.Employer is { } employer ? $" of {employer}" : "")}." : "."));
    }

    private static void WriteNext(TextWriter output, LearnedFile one, string path)
    {
        if (one.Profile is null || one.Faults.Count > 0) return;
        var answers = one.Proposal.Questions.Select(question => $" --answer {Quoted($"{question.Id}={question.Answer ?? question.Proposed ?? "…"}", 0)}");
        output.WriteLine($"\n  Next{(one.Open.Any() ? ", with your answers" : "")}\n    inspect --learn {Quoted(path, 0)}{string.Concat(answers)} --employer {one.Employer ?? "<code>"} --save");
    }

    private static string Quoted(string word, int padding) =>
        (word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '=' or '.' or ',' or ':' or '_' or '-' or '/') ? word : $"'{word}'") + new string(' ', padding);

    private static string Count(int number) => number.ToString("N0", CultureInfo.InvariantCulture);

    private static string Money(long rupiah) => rupiah.ToString("N0", CultureInfo.InvariantCulture).Replace(',', '.');
}
