using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Learning;

/// <summary>Which of our deduction codes an employer's words mean: SIMP. WAJIB, ANGS. POKOK, BELANJA TOKO. Only where the words are decisive.</summary>
internal static class CodeWords
{
    private static readonly (string Code, string[] Words)[] Meanings =
    [
        ("TK", ["TOKO", "WASERDA", "BELANJA", "SHOP", "MINIMARKET", "SWALAYAN", "STORE", "SEMBAKO", "WARUNG", "KANTIN", "MART", "TK"]),
        ("PB", ["BARANG", "ELEKTRONIK", "MOTOR", "KENDARAAN", "GOODS", "PB"]),
        ("SS", ["SUKARELA", "MANASUKA", "SISUKA", "SIMSUK", "SIMSUKA", "VOLUNTARY", "TABUNGAN", "SS"]),
        ("SW", ["WAJIB", "SIMWA", "SIMWAJIB", "MANDATORY", "SW"]),
        ("PU", ["PINJAMAN", "ANGSURAN", "CICILAN", "LOAN", "USP", "UANG", "JASA", "BUNGA", "INTEREST", "PRINCIPAL", "HUTANG", "UTANG", "KREDIT", "DENDA", "INSTALLMENT", "INSTALMENT", "PU"]),
    ];

    /// <summary>The standard code that the words mean; null where they decide nothing.</summary>
    public static string? Guess(string[] words)
    {
        foreach (var (code, known) in Meanings)
        {
            // "IURAN WAJIB" is a saving; "PENSIUN WAJIB" and the like are not ours, but nobody writes them in a cooperative's list.
            if (words.Any(known.Contains)) return code;
        }
        // Principal of a loan, unless it is the share paid once.
        return words.Contains("POKOK") && !words.Contains("SIMPANAN") && !words.Contains("GAJI") ? "PU" : null;
    }

    /// <summary>The cooperative's code that a text of the employer means: its code, its name, or the meaning of its words; null where unclear.</summary>
    public static string? Guess(string text, IReadOnlyList<DeductionCode> codes)
    {
        var words = Words.Of(text);
        foreach (var code in codes)
        {
            if (string.Equals(code.Code, text, StringComparison.OrdinalIgnoreCase) || string.Equals(code.Name, text, StringComparison.OrdinalIgnoreCase)) return code.Code;
        }
        foreach (var code in codes)
        {
            if (words.Contains(code.Code)) return code.Code;
            var own = Words.Of(code.Name);
            // A name of the cooperative's own (Asuransi, Qurban); the standard ones go by their meanings below.
            if (!DeductionCode.Standard.Any(one => one.Code == code.Code) && own.Length > 0 && own.All(words.Contains)) return code.Code;
        }
        return Guess(words) is { } standard && codes.Any(code => code.Code == standard) ? standard : null;
    }
}
