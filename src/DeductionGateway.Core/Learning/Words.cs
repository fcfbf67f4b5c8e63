using System.Text;

namespace DeductionGateway.Core.Learning;

/// <summary>The words of a header or a title: upper case, without punctuation, the field's usual abbreviations written out.</summary>
internal static class Words
{
    private static readonly Dictionary<string, string> LongForms = new(StringComparer.Ordinal)
    {
        ["SIMP"] = "SIMPANAN", ["SIM"] = "SIMPANAN", ["SIMPAN"] = "SIMPANAN", ["WJB"] = "WAJIB", ["WJ"] = "WAJIB", ["SUK"] = "SUKARELA", ["SKRL"] = "SUKARELA", ["SKR"] = "SUKARELA", ["ANGS"] = "ANGSURAN",
        ["ANG"] = "ANGSURAN", ["ANGSR"] = "ANGSURAN", ["CICIL"] = "CICILAN", ["PINJ"] = "PINJAMAN", ["PINJAM"] = "PINJAMAN", ["PJM"] = "PINJAMAN", ["PNJ"] = "PINJAMAN", ["POT"] = "POTONGAN",
        ["PTG"] = "POTONGAN", ["POTONG"] = "POTONGAN", ["KOP"] = "KOPERASI", ["JML"] = "JUMLAH", ["JMLH"] = "JUMLAH", ["JLH"] = "JUMLAH", ["TTL"] = "TOTAL", ["TOT"] = "TOTAL", ["KET"] = "KETERANGAN", ["NOMOR"] = "NO", ["NUMBER"] = "NO",
        ["NUM"] = "NO", ["BLN"] = "BULAN", ["THN"] = "TAHUN", ["TGL"] = "TANGGAL", ["REK"] = "REKENING", ["BRG"] = "BARANG", ["TDK"] = "TIDAK", ["BLM"] = "BELUM", ["PEG"] = "PEGAWAI", ["KARY"] = "KARYAWAN",
    };

    public static string[] Of(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        for (var i = 0; i <= text.Length; i++)
        {
            var c = i < text.Length ? text[i] : ' ';
            // "EmpNo" and "PayPeriod" are two words; so are "S01" of letters and digits only one.
            if (word.Length > 0 && char.IsUpper(c) && char.IsLower(text[i - 1])) Add(words, word);
            if (char.IsLetterOrDigit(c) || c is '%') word.Append(char.ToUpperInvariant(c));
            else Add(words, word);
        }
        return [.. words];
    }

    private static void Add(List<string> words, StringBuilder word)
    {
        if (word.Length == 0) return;
        var text = word.ToString();
        words.Add(LongForms.GetValueOrDefault(text, text));
        word.Clear();
    }
}
