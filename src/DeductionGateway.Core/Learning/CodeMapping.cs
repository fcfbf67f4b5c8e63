using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Learning;

/// <summary>An employer's words for deductions, to the cooperative's codes: by meaning, by what is billed, and where these do not decide by asking.</summary>
internal sealed class CodeMapping(FoundTable table, KeyChoice? key, MoneyColumns money, KnownBilling known, Asking asking)
{
    /// <summary>The answer for words of somebody else's deduction.</summary>
    public const string NotOurs = "-";

    /// <param name="words">Their words, each with the place of its amounts: the rows and the column.</param>
    /// <param name="id">What kind of words they are, for the question: code or column.</param>
    /// <returns>Their words → our code, or <see cref="NotOurs"/>.</returns>
    public Dictionary<string, string> Map(IReadOnlyList<(string Text, ColumnFacts Amount, IReadOnlyList<int> Rows)> words, string id)
    {
        var mapping = new Dictionary<string, string>(StringComparer.Ordinal);
        var open = new List<(string Text, string? Proposed)>();
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
            if (isTwice) open.Add((text, NotOurs));
            else if (meant is not null && (billed is null || billed == meant || rows.Count < 3)) mapping[text] = meant;
            else if (meant is null && billed is not null) mapping[text] = billed;
            else open.Add((text, billed ?? meant ?? (IsBilledToNobody(amount, rows) ? NotOurs : null)));
            if (mapping.TryGetValue(text, out var ours)) asking.Evidence.Add($"'{text}' is {ours}{(billed == ours ? ": equals what is billed" : ": by its words")}");
        }
        if (open.Count > asking.Left && open.Count > 1) AskTogether(open, mapping);
        else foreach (var (text, proposed) in open) mapping[text] = asking.Ask($"{id}:{text.Replace('=', '-')}", $"What is '{text}'?", Choices(), proposed);
        foreach (var (text, code) in mapping) asking.Meanings[$"{id}:{text}"] = code;
        return mapping;
    }

    private List<Choice> Choices() =>
        [.. known.Codes.Select(static code => new Choice(code.Code, code.Name)), new Choice(NotOurs, "not ours: somebody else's deduction, or no deduction")];

    private void AskTogether(List<(string Text, string? Proposed)> open, Dictionary<string, string> mapping)
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
        foreach (var (text, _) in open) mapping.TryAdd(text, NotOurs);
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
