using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Matching;

/// <summary>
/// Finds the one employer that a text names: by whole name or code, as whole words, without case (CONTRACT §1). A name inside a longer
/// employer name found in the same text does not count; a name that two share names nobody.
/// </summary>
public sealed class EmployerNames
{
    private readonly Dictionary<string, List<(string[] Words, Employer Employer)>> _byFirstWord = new(StringComparer.OrdinalIgnoreCase);

    public EmployerNames(IEnumerable<Employer> employers)
    {
        foreach (var employer in employers)
        {
            Add(Words(employer.Name), employer);
            Add(Words(employer.Code), employer);
        }
    }

    /// <summary>The employer that counterparty and remark together name, or null where they name none or several.</summary>
    public Employer? Find(string counterparty, string remark)
    {
        var named = new HashSet<Employer>(ReferenceEqualityComparer.Instance);
        Collect(Words(counterparty), named);
        Collect(Words(remark), named);
        return named.Count == 1 ? named.First() : null;
    }

    private void Add(string[] words, Employer employer)
    {
        if (words.Length == 0) return;
        if (!_byFirstWord.TryGetValue(words[0], out var names)) _byFirstWord[words[0]] = names = [];
        names.Add((words, employer));
    }

    private void Collect(string[] text, HashSet<Employer> named)
    {
        List<(int From, int To, Employer Employer)>? hits = null;
        for (var at = 0; at < text.Length; at++)
        {
            if (!_byFirstWord.TryGetValue(text[at], out var names)) continue;
            foreach (var (words, employer) in names)
            {
                if (StandsAt(text, at, words)) (hits ??= []).Add((at, at + words.Length, employer));
            }
        }
        if (hits is null) return;
        foreach (var hit in hits)
        {
            var inside = hits.Exists(other => other.From <= hit.From && other.To >= hit.To && other.To - other.From > hit.To - hit.From);
            if (!inside) named.Add(hit.Employer);
        }
    }

    private static bool StandsAt(string[] text, int at, string[] words)
    {
        if (at + words.Length > text.Length) return false;
        for (var i = 1; i < words.Length; i++)
        {
            if (!string.Equals(text[at + i], words[i], StringComparison.OrdinalIgnoreCase)) return false;
        }
        return true;
    }

    private static string[] Words(string text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            while (i < text.Length && !char.IsLetterOrDigit(text[i])) i++;
            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i])) i++;
            if (i > start) words.Add(text[start..i]);
        }
        return [.. words];
    }
}
