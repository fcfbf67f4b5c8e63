namespace DeductionGateway.Core.Intake;

/// <summary>Words that begin the label of a row of sums: jumlah, total, subtotal, pindahan (carried over), rekap.</summary>
public static class TotalWords
{
    private static readonly string[] Words = ["JUMLAH", "JML", "TOTAL", "SUBTOTAL", "SUB", "GRAND", "PINDAHAN", "DIPINDAHKAN", "REKAP", "REKAPITULASI", "SUM"];

    /// <summary>What may follow within the label: of everything, of deductions, of rupiah.</summary>
    private static readonly string[] OfAll = ["KESELURUHAN", "SELURUH", "SELURUHNYA", "SEMUA", "POTONGAN", "KOPERASI", "RP", "IDR", "RUPIAH", "AMOUNT", "DEDUCTION", "DEDUCTIONS"];

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
            if (word.Equals(known, StringComparison.OrdinalIgnoreCase)) return known is not ("SUB" or "GRAND") || IsBeforeTotal(text.AsSpan(end));
        }
        // Letters set apart for looks: "J U M L A H".
        return text.Contains("J U M L A H", StringComparison.OrdinalIgnoreCase) || text.Contains("T O T A L", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The text is nothing but such a label: no word of it could be a person's or a place's.</summary>
    public static bool AreAll(string text)
    {
        if (!Begin(text)) return false;
        foreach (var word in text.Split([' ', '-', '.', ':', '=', '(', ')', '/'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (word.Length > 1 && !Array.Exists(Words, known => known.Equals(word, StringComparison.OrdinalIgnoreCase)) && !Array.Exists(OfAll, known => known.Equals(word, StringComparison.OrdinalIgnoreCase))) return false;
        }
        return true;
    }

    /// <summary>"Grand" and "Sub" begin names too, of hotels and of people: they are of a label only before the word for the sum.</summary>
    private static bool IsBeforeTotal(ReadOnlySpan<char> after)
    {
        var next = after.TrimStart([' ', '-', '.']);
        return next.StartsWith("TOTAL", StringComparison.OrdinalIgnoreCase) || next.StartsWith("JUMLAH", StringComparison.OrdinalIgnoreCase) || next.StartsWith("JML", StringComparison.OrdinalIgnoreCase);
    }
}
