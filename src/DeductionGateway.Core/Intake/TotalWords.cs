namespace DeductionGateway.Core.Intake;

/// <summary>Words that begin the label of a row of sums: jumlah, total, subtotal, pindahan (carried over), rekap.</summary>
public static class TotalWords
{
    private static readonly string[] Words = ["JUMLAH", "JML", "TOTAL", "SUBTOTAL", "SUB", "GRAND", "PINDAHAN", "DIPINDAHKAN", "REKAP", "REKAPITULASI", "SUM"];

    /// <summary>The text is the label of a sum: its first word is one of these, alone or followed by what is summed.</summary>
    public static bool Begin(string text)
    {
        var at = 0;
        while (at < text.Length && !char.IsLetter(text[at]))
        {
            // "12 JUMLAH" is a row number and a name, not a label.
            if (char.IsAsciiDigit(text[at])) return false;
            at++;
        }
        var end = at;
        while (end < text.Length && char.IsLetter(text[end])) end++;
        var word = text.AsSpan(at, end - at);
        foreach (var known in Words)
        {
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase)) return known != "SUB" || text.AsSpan(end).TrimStart([' ', '-']).StartsWith("TOTAL", StringComparison.OrdinalIgnoreCase) || text.AsSpan(end).TrimStart([' ', '-']).StartsWith("JUMLAH", StringComparison.OrdinalIgnoreCase);
        }
        // Letters set apart for looks: "J U M L A H".
        return text.Contains("J U M L A H", StringComparison.OrdinalIgnoreCase) || text.Contains("T O T A L", StringComparison.OrdinalIgnoreCase);
    }
}
