using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Learning;

/// <summary>An employer's words for deductions, to the cooperative's codes: by meaning, by what is billed, and where these do not decide by asking.</summary>
internal sealed class CodeMapping(FoundTable table, KeyChoice? key, MoneyColumns money, KnownBilling known, Asking asking)
{
    private readonly BillParts _parts = new(table, key, money, known);

    /// <summary>The answer for words of somebody else's deduction.</summary>
    public const string NotOurs = "-";

    /// <param name="words">Their words, each with the place of its amounts: the rows and the column.</param>
    /// <param name="id">What kind of words they are, for the question: code or column.</param>
    /// <returns>Their words → our code, or <see cref="NotOurs"/>.</returns>
    public Dictionary<string, string> Map(IReadOnlyList<(string Text, ColumnFacts Amount, IReadOnlyList<int> Rows)> words, string id)
    {
        var mapping = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new List<(string Text, string? Proposed, string Why)>();
        var bills = words.ToDictionary(static one => one.Text, one => ByBilling(one.Amount, one.Rows), StringComparer.Ordinal);
        foreach (var (text, amount, rows) in words)
        {
            if (asking.Meanings.TryGetValue($"{id}:{text}", out var before))
            {
                mapping[text] = before;
                continue;
            }
            var meant = CodeWords.Guess(text, known.Codes);
            var billed = bills[text];
            // Two columns of 100.000 are not both the saving that is billed once.
            var isTwice = id == "column" && billed is not null && meant != billed && bills.Any(other => other.Key != text && other.Value == billed);
            if (isTwice) open.Add((text, NotOurs, $" {billed} is billed once, and another column is it."));
            else if (meant is not null && (billed is null || billed == meant || rows.Count < 3)) mapping[text] = meant;
            else if (meant is null && billed is not null) mapping[text] = billed;
            else open.Add((text, billed ?? meant ?? (TotalWords.AreAll(text) || IsBilledToNobody(amount, rows) ? NotOurs : null), ""));
        }
        if (id == "column" && PartBills(words, bills, mapping, open) is { Count: > 0 } doubtful) AskOfSame(doubtful, mapping, open);
        foreach (var (text, _, _) in words)
        {
            if (mapping.TryGetValue(text, out var ours) && ours != NotOurs && !asking.Meanings.ContainsKey($"{id}:{text}")) asking.Evidence.Add($"'{text}' is {ours}{(bills[text] == ours ? ": equals what is billed" : ": by its words")}");
        }
        if (open.Count > asking.Left && open.Count > 1) AskTogether(open, mapping);
        else foreach (var (text, proposed, why) in open) mapping[text] = asking.Ask($"{id}:{text.Replace('=', '-')}", $"What is '{text}'?{why}", Choices(), proposed);
        foreach (var (text, code) in mapping) asking.Meanings[$"{id}:{text}"] = code;
        return mapping;
    }

    /// <summary>
    /// One bill is never read from two columns unasked: only parts whose sum it is are. Of the rest the columns that the billing does not prove are open,
    /// beside one that it does.
    /// </summary>
    /// <returns>Codes of which the billing proves no column or several, with their columns.</returns>
    private List<(string Code, List<string> Columns)> PartBills(
        IReadOnlyList<(string Text, ColumnFacts Amount, IReadOnlyList<int> Rows)> words, Dictionary<string, string?> bills, Dictionary<string, string> mapping, List<(string Text, string? Proposed, string Why)> open)
    {
        var doubtful = new List<(string Code, List<string> Columns)>();
        foreach (var same in words.Where(one => one.Amount.Filled > 0 && mapping.GetValueOrDefault(one.Text, NotOurs) != NotOurs).GroupBy(one => mapping[one.Text]).Where(static group => group.Count() > 1).ToList())
        {
            if (same.All(one => asking.Meanings.ContainsKey($"column:{one.Text}"))) continue;
            var columns = same.ToList();
            foreach (var sum in columns.Where(one => _parts.IsSumOfOthers(one.Amount, [.. columns.Where(other => other.Text != one.Text).Select(static other => other.Amount)])).ToList())
            {
                if (columns.Count == 2) break;
                columns.Remove(sum);
                mapping[sum.Text] = NotOurs;
                asking.Evidence.Add($"'{sum.Text}' is the sum of {string.Join(" + ", columns.Select(static one => one.Text))}, no deduction of its own");
            }
            if (columns.Count == 1 || _parts.Are(same.Key, [.. columns.Select(static one => one.Amount)])) continue;
            var proven = columns.FindAll(one => bills[one.Text] == same.Key);
            foreach (var one in columns.Where(one => proven.Count != 1 || one != proven[0])) mapping.Remove(one.Text);
            if (proven.Count == 1) open.AddRange(columns.Where(one => one != proven[0]).Select(one => (one.Text, (string?)NotOurs, $" {same.Key} is billed once, and '{proven[0].Text}' is it.")));
            else doubtful.Add((same.Key, [.. columns.Select(static one => one.Text)]));
        }
        return doubtful;
    }

    /// <summary>Which of several columns is the deduction, where the file does not say whether they are parts of it.</summary>
    private void AskOfSame(List<(string Code, List<string> Columns)> doubtful, Dictionary<string, string> mapping, List<(string Text, string? Proposed, string Why)> open)
    {
        if (doubtful.Count + open.Count > asking.Left)
        {
            foreach (var (code, columns) in doubtful) open.AddRange(columns.Select(column => (column, (string?)null, "")));
            return;
        }
        foreach (var (code, columns) in doubtful)
        {
            var answer = asking.Ask($"columns:{code}", $"{string.Join(" and ", columns.Select(static column => $"'{column}'"))} look like {code}, and nothing shows that they are parts of one bill. Which is what was withheld?",
                [.. columns.Select(static column => new Choice(column, "this column alone")), new Choice("all", "all of them: parts of one deduction, added up")], null);
            foreach (var column in columns) mapping[column] = answer == "all" || answer == column ? code : NotOurs;
        }
    }

    private List<Choice> Choices() =>
        [.. known.Codes.Select(static code => new Choice(code.Code, code.Name)), new Choice(NotOurs, "not ours: somebody else's deduction, or no deduction")];

    private void AskTogether(List<(string Text, string? Proposed, string Why)> open, Dictionary<string, string> mapping)
    {
        // Without any evidence the proposal follows the cooperative's own order, and says so by being no proposal.
        var proposed = string.Join(';', open.Select((one, index) => $"{one.Text}={one.Proposed ?? known.Codes[index % known.Codes.Count].Code}"));
        var hasEvidence = open.TrueForAll(static one => one.Proposed is not null);
        var answer = asking.Ask("codes", $"What are {string.Join(", ", open.Select(static one => $"'{one.Text}'"))}? Answer in this form, with {string.Join(", ", known.Codes.Select(static code => $"{code.Code} ({code.Name})"))}, or - for what is not ours.",
            [new Choice(proposed, hasEvidence ? "as billed" : "only an example of the form")], hasEvidence ? proposed : null, isFree: true);
        foreach (var pair in answer.Split(';'))
        {
            var equals = pair.LastIndexOf('=');
            if (equals > 0) mapping[pair[..equals].Trim()] = pair[(equals + 1)..].Trim();
        }
        foreach (var (text, _, _) in open) mapping.TryAdd(text, NotOurs);
    }

    /// <summary>The one code under which most of these amounts are exactly what their employees are billed; null where none or two.</summary>
    private string? ByBilling(ColumnFacts amount, IReadOnlyList<int> rows)
    {
        if (key is null || known.Billing.Count == 0) return null;
        var fits = known.Codes.ToDictionary(static code => code.Code, static _ => 0);
        var seen = 0;
        foreach (var row in rows)
        {
            if (Member(row) is not { } member || money.Value(amount, row) is not > 0) continue;
            seen++;
            foreach (var code in known.Codes)
            {
                if (known.Billed(member, code.Code) == money.Value(amount, row)) fits[code.Code]++;
            }
        }
        var best = fits.OrderByDescending(static pair => pair.Value).ThenBy(static pair => pair.Key, StringComparer.Ordinal).ToList();
        return best.Count > 0 && best[0].Value >= 2 && best[0].Value * 2 >= seen && (best.Count == 1 || best[0].Value >= 2 * best[1].Value) ? best[0].Key : null;
    }

    /// <summary>Identified employees have amounts here, and not one is billed that much under any code.</summary>
    private bool IsBilledToNobody(ColumnFacts amount, IReadOnlyList<int> rows)
    {
        if (key is null || known.Billing.Count == 0) return false;
        var seen = rows.Where(row => money.Value(amount, row) is > 0 && Member(row) is not null).ToList();
        return seen.Count >= 3 && !seen.Exists(row => known.Codes.Any(code => known.Billed(Member(row)!, code.Code) == money.Value(amount, row)));
    }

    private Member? Member(int row) => known.Find(key!.Kind, MemberKeys.Clean(table.Rows[row][key.Column.Column], key));
}
