using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>One plain Indonesian sentence per row: what was found and where its money is. The counterpart of <see cref="Reasons"/> for people.</summary>
internal static class RowSentences
{
    private static readonly Dictionary<IdentityFinding, Func<AnswerRow, string>> Unknown = new()
    {
        [IdentityFinding.Conflict] = static row => $"Nomornya milik satu orang, nama atau NIK milik orang lain; {Held(row, "ditahan, tidak dibukukan kepada siapa pun")}.",
        [IdentityFinding.Ambiguous] = static row => $"Beberapa anggota sama-sama mungkin; {Held(row, "ditahan, tidak ditebak")}.",
        [IdentityFinding.Key] = static row => Nobody(row),
        [IdentityFinding.Fuzzy] = static row => Nobody(row),
        [IdentityFinding.None] = static row => Nobody(row),
    };

    private static readonly Dictionary<LineClass, Func<AnswerRow, string>> ByClass = new()
    {
        [LineClass.Matched] = static row => row.Record == 0 ? $"Tidak disebut kantor, berarti dipotong sesuai tagihan; {Rp(row.Received)} diterima." : $"Dipotong sesuai tagihan; {Rp(row.Received)} diterima.",
        [LineClass.Over] = static row => $"Dipotong lebih dari tagihan; {Rp(row.Suspense)} menunggu sebagai titipan anggota.",
        [LineClass.Missing] = static row => row.Received > 0 ? $"Ditagih {Rp(row.Expected)}, tidak ada di daftar kantor; {Rp(row.Received)} masuk lewat jalur lain." : $"Ditagih {Rp(row.Expected)}, tidak ada di daftar kantor.",
        [LineClass.Unbilled] = static row => $"Tidak ada tagihan dengan kode ini; {Held(row, "menunggu sebagai titipan anggota")}.",
        [LineClass.Unknown] = static row => Unknown[row.Identity](row),
        [LineClass.Fuzzy] = static row => row.IsConfirmed ? $"Nomornya keliru, dipastikan milik anggota {row.Candidates}; {Rp(row.Received)} diterima." : $"Nomornya tidak dikenal; yang mungkin hanya anggota {row.Candidates}; {Held(row, "ditahan sampai dipastikan")}.",
        [LineClass.Duplicate] = static row => row.Received > 0 ? $"Baris yang sama sudah ada di atas; {Rp(row.Received)} diterima dan ditahan." : $"Baris yang sama sudah ada di atas; {Rp(row.Reported)} tidak diterima.",
        [LineClass.DoubleDeducted] = static row => $"Dipotong dari gaji dan juga lewat jalur lain; {Rp(row.Suspense)} menunggu sebagai titipan anggota.",
        [LineClass.Unremitted] = static row => row.Reported == 0 ? NotWithheld(row) : $"Kantor memotong {Rp(row.Reported)} dan belum menyetor; anggota tidak menunggak.",
        [LineClass.PartRemitted] = static row => row.Reported == 0 ? NotWithheld(row) : $"Kantor memotong {Rp(row.Reported)}, tetapi setorannya tidak sama dengan daftar; tidak dibagi dengan menebak.",
        [LineClass.WrongPeriod] = static row => $"Kantor mencatatnya untuk bulan lain; {Held(row, "menunggu sebagai titipan anggota")}.",
    };

    /// <summary>How the money came, where the sentence itself does not say it.</summary>
    private static readonly Dictionary<MoneyFinding, string> Tails = new()
    {
        [MoneyFinding.Fee] = " Bank memotong biaya; itu beban koperasi.",
        [MoneyFinding.Gap] = " Setorannya kurang sedikit; selisihnya terutang oleh kantor.",
        [MoneyFinding.OtherChannel] = " Dibayar lewat autodebet atau virtual account.",
        [MoneyFinding.Double] = " Juga dibayar lewat autodebet atau virtual account.",
    };

    /// <param name="row">The row.</param>
    /// <param name="reportedOfBill">What all rows of its billing line report together, whole rupiah; more than the row's own where there are several.</param>
    /// <param name="writtenName">The name as the employer wrote it, where it is spelt otherwise; else empty.</param>
    /// <param name="isLikelyPaid">A credit that nothing ties may pay the file: that nothing came may be untrue.</param>
    public static string Of(AnswerRow row, long reportedOfBill, string writtenName, bool isLikelyPaid)
    {
        var sentence = row.Class == LineClass.Short ? Short(row, reportedOfBill)
            : row is { Class: LineClass.Unremitted, Reported: > 0 } && isLikelyPaid ? $"Kantor memotong {Rp(row.Reported)}; setorannya mungkin sudah masuk dan belum dipastikan. Anggota tidak menunggak."
            : ByClass[row.Class](row);
        var name = !row.Taxonomy.Contains("A07", StringComparison.Ordinal) ? "" : writtenName.Length == 0 ? " Nama ditulis berbeda." : $" Nama ditulis berbeda: '{writtenName}'.";
        if (row.IsTakenWhole) sentence += " Selebihnya didebet bank untuk pihak lain dari rekening anggota: tidak dibukukan, anggota tidak menunggak.";
        else if (row.Taken > 0) sentence += $" {Rp(row.Taken)} didebet bank untuk pihak lain dari rekening anggota, tidak dibukukan; {Rp(row.LeftOpen)} masih terbuka.";
        return sentence + (row.Class == LineClass.DoubleDeducted ? "" : Tails.GetValueOrDefault(row.Money, "")) + name;
    }

    /// <summary>Where the money of a row lies that is applied to nothing; that nothing is held where nothing came.</summary>
    private static string Held(AnswerRow row, string how) => row.Received > 0 ? $"{Rp(row.Received)} {how}" : row.Reported > 0 ? $"{Rp(row.Reported)} belum diterima" : "tidak ada uangnya";

    private static string NotWithheld(AnswerRow row) => row.Expected > 0 ? $"Kantor tidak memotong; tagihannya {Rp(row.Expected)}." : "Kantor tidak memotong.";

    private static string Short(AnswerRow row, long reportedOfBill)
    {
        var part = reportedOfBill == row.Reported ? "" : $" (baris ini {Rp(row.Reported)})";
        return $"Dipotong {Rp(reportedOfBill)}{part} dari tagihan {Rp(row.Expected)}, kurang {Rp(row.Expected - reportedOfBill)}; {Rp(row.Received)} diterima.";
    }

    private static string Nobody(AnswerRow row) => $"Tidak ada yang ditagih dengan nomor ini; {Held(row, "ditahan")}.";

    private static string Rp(long amount) => Wording.Rupiah(amount);
}
