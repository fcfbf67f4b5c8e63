using System.Globalization;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>Every word that people read, in Indonesian, as tables: classes, money findings, taxonomy codes, causes of the work queue. Sentences of a row: <see cref="RowSentences"/>.</summary>
internal static class Wording
{
    private static readonly string[] Months = ["Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November", "Desember"];
    private static readonly NumberFormatInfo Indonesian = new() { NumberGroupSeparator = ".", NumberDecimalSeparator = "," };

    /// <summary>By class: what it is called, what it means, what to do next.</summary>
    public static readonly IReadOnlyDictionary<LineClass, (string Name, string Meaning, string Advice)> Classes = new Dictionary<LineClass, (string, string, string)>
    {
        [LineClass.Matched] = ("Cocok", "Orang dan jumlahnya benar, uangnya diterima.", ""),
        [LineClass.Short] = ("Kurang potong", "Dipotong kurang dari tagihan.", "Tagih lagi sisanya, atau tanyakan kepada kantor mengapa dipotong kurang."),
        [LineClass.Over] = ("Lebih potong", "Dipotong lebih dari tagihan; kelebihannya menjadi titipan anggota.", "Tanyakan kepada anggota: dikembalikan, atau dipakai untuk angsuran berikutnya."),
        [LineClass.Missing] = ("Tidak ada di daftar", "Ditagih, tetapi tidak ada pada daftar kantor.", "Tanyakan kepada kantor mengapa tagihan ini tidak dijawab."),
        [LineClass.Unbilled] = ("Tidak ditagih", "Anggota koperasi, tetapi tidak ada tagihan dengan kode itu.", "Kembalikan kepada anggota, atau pakai dengan persetujuannya."),
        [LineClass.Unknown] = ("Tidak dikenal", "Tidak jelas siapa yang dimaksud; uangnya ditahan, tidak ditebak.", "Tanyakan kepada kantor siapa yang dimaksud baris ini."),
        [LineClass.Fuzzy] = ("Perlu dipastikan", "Nomornya keliru, tetapi hanya satu anggota yang mungkin.", "Periksa usulannya, lalu konfirmasi atau tolak."),
        [LineClass.Duplicate] = ("Ganda", "Baris yang sama tertulis sekali lagi.", "Tanyakan kepada kantor apakah gaji dipotong dua kali; bila ya, kembalikan."),
        [LineClass.DoubleDeducted] = ("Terpotong dua kali", "Dipotong dari gaji dan dibayar sekali lagi lewat autodebet atau virtual account.", "Dua jalur mengambil angsuran yang sama: kembalikan yang kedua, atau simpan untuk angsuran berikutnya dengan persetujuan anggota."),
        [LineClass.Unremitted] = ("Belum disetor", "Sudah dipotong, kantor belum menyetor; anggota tidak menunggak.", "Tagih setorannya kepada kantor; anggota tidak menunggak."),
        [LineClass.PartRemitted] = ("Setoran tidak cocok", "Setoran kantor tidak sama dengan daftarnya; tidak ditebak.", "Minta kepada kantor daftar yang jumlahnya sama dengan setorannya."),
        [LineClass.WrongPeriod] = ("Bulan lain", "Kantor mencatat baris ini untuk bulan lain.", "Tanyakan kepada kantor bulan mana yang dimaksud."),
    };

    public static readonly IReadOnlyDictionary<MoneyFinding, string> Money = new Dictionary<MoneyFinding, string>
    {
        [MoneyFinding.Received] = "Diterima",
        [MoneyFinding.Fee] = "Diterima, dikurangi biaya bank",
        [MoneyFinding.Cut] = "Diterima, tanpa baris ganda",
        [MoneyFinding.Gap] = "Diterima, selisih kecil terutang",
        [MoneyFinding.Part] = "Setoran tidak cocok",
        [MoneyFinding.None] = "Belum diterima",
        [MoneyFinding.Double] = "Diterima dua kali",
        [MoneyFinding.OtherChannel] = "Diterima lewat autodebet atau virtual account",
    };

    /// <summary>Codes of the taxonomy (DOMAIN §6.2) that a reconciliation gives.</summary>
    public static readonly IReadOnlyDictionary<string, string> Taxonomy = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["A01"] = "Nomor pegawai tidak dikenal",
        ["A02"] = "Bukan anggota",
        ["A03"] = "Satu nomor dipakai dua orang",
        ["A04"] = "Nomor dan nama milik orang yang berbeda",
        ["A05"] = "Kode potongan keliru",
        ["A06"] = "Kantor keliru",
        ["A07"] = "Nama ditulis berbeda",
        ["A08"] = "Uang masuk yang belum dikenali",
        ["B01"] = "Dipotong sebagian",
        ["B02"] = "Tidak dipotong",
        ["B03"] = "Tidak ada di daftar kantor",
        ["B04"] = "Lebih dari tagihan",
        ["B05"] = "Tidak ada tagihan",
        ["B06"] = "Jumlah kontrol berbeda",
        ["B07"] = "Setoran kurang dari daftar",
        ["B08"] = "Setoran lebih dari daftar",
        ["C02"] = "Belum disetor",
        ["C03"] = "Setoran menunggu daftarnya",
        ["C04"] = "Bulan lain",
        ["C05"] = "Satu setoran untuk beberapa bulan",
        ["D03"] = "Baris ganda",
        ["D04"] = "Gaji dan rekening sama-sama dipotong",
        ["D05"] = "Gaji dipotong dan anggota membayar sendiri",
        ["E01"] = "Dibatalkan bank",
        ["F08"] = "Diambil lewat jalur lain",
        ["E06"] = "Bank mendebet koperasi untuk kekurangan anggota",
    };

    /// <summary>Causes of the work queue that are no class of a row: what they are called, what to do next.</summary>
    public static readonly IReadOnlyDictionary<string, (string Name, string Advice)> Causes = new Dictionary<string, (string, string)>(StringComparer.Ordinal)
    {
        ["gap_unexplained"] = ("Selisih setoran tidak dijelaskan", "Tanyakan kepada kantor. Baris yang disebut nilainya sama dengan selisih, sendiri atau bersama; bila tidak ada, minta daftar setorannya."),
        ["gap_owed"] = ("Selisih kecil yang masih terutang", "Selisihnya dalam batas yang diterima; kantor masih berutang (1-1030)."),
        ["held_for_employer"] = ("Setoran kantor yang menunggu", "Setoran ini tidak pas dengan satu daftar pun; uangnya di 2-1045. Tanyakan untuk bulan mana."),
        ["unremitted_earlier"] = ("Daftar bulan sebelumnya belum lunas disetor", "Tagih setorannya kepada kantor; anggota tidak menunggak. Yang sudah masuk dan belum cocok sudah dikurangkan."),
        ["paid_beyond"] = ("Dibayar lebih lewat jalur lain", "Masuk lebih dari sisa tagihan; kelebihannya di 2-1030. Tanyakan kepada anggota: dikembalikan, atau untuk angsuran berikutnya."),
        ["unidentified_credit"] = ("Uang masuk tanpa pemilik", "Tanyakan kepada bank atau pengirim; uangnya di 2-1040."),
        ["unexplained_debit"] = ("Debet bank belum dijelaskan", "Tanyakan kepada bank apa yang didebet; tercatat di 1-1050."),
        ["payout_differs"] = ("Debet bank menyebut pengembalian, tetapi lain", "Debet ini menyebut pengembalian kepada anggota, tetapi jumlahnya lain atau pengembaliannya sudah pernah didebet. Minta bank mengembalikannya, atau tanyakan untuk apa; sementara ini di 1-1050."),
        ["taken_elsewhere"] = ("Diambil bank untuk pihak lain", "Bank mendebet tagihan ini dari rekening anggota untuk pihak yang disebut; tidak dibukukan, anggota tidak menunggak. Tanyakan dasarnya, dan minta diteruskan kepada koperasi atau dikembalikan kepada anggota."),
        ["taken_twice"] = ("Diambil bank sekali lagi untuk pihak lain", "Tagihannya sudah dipotong atau dibayar, lalu didebet lagi untuk pihak yang disebut. Minta bank mengembalikan uang yang kedua kepada anggota."),
        ["taken_unbilled"] = ("Didebet bank tanpa tagihan koperasi", "Tidak ada tagihan kami untuk debet ini. Tanyakan kepada bank untuk apa dan dengan kuasa yang mana."),
        ["recourse"] = ("Debet bank untuk kekurangan anggota", "Jumlahnya sama dengan kekurangan anggota yang disebut. Tanyakan kepada bank apakah diambil dari koperasi; bila ya, bukukan sebagai piutang subrogasi anggota (1-1140). Sementara ini di 1-1050."),
        ["reversal_of_unknown"] = ("Pembatalan bank tanpa pasangan", "Cari mutasi yang dibatalkan bank; tidak ada yang persis sama."),
    };

    private static readonly Dictionary<string, LineClass> ByWord = Enum.GetValues<LineClass>().ToDictionary(LineNames.Of, StringComparer.Ordinal);

    /// <summary>What a cause of mismatches.csv is called and what to do; a cause nobody has put into words yet is shown as it is.</summary>
    public static (string Name, string Advice) OfCause(QueueCause cause)
    {
        if (ByWord.TryGetValue(cause.Class, out var kind)) return (Classes[kind].Name, Classes[kind].Advice);
        return Causes.TryGetValue(cause.Name.Split('/')[0], out var known) ? known : (cause.Name, "Periksa; petunjuknya ada di mismatches.csv.");
    }

    /// <summary>Taxonomy codes joined by a bar, each in words and as its code.</summary>
    public static string OfTaxonomy(string codes, bool hasAnswered) => codes.Length == 0 ? "" : string.Join("; ", codes.Split('|').Select(code =>
        !hasAnswered && code == "B03" ? "Kantor belum menjawab (B03)" : Taxonomy.TryGetValue(code, out var words) ? $"{words} ({code})" : code));

    /// <summary>What to do where the remittance may be here already.</summary>
    public const string AskFirst = "Ada uang masuk yang mungkin setoran ini; lihat kolom Yang mungkin pada lembar Antrian. Pastikan dahulu kepada kantor, baru ditagih; anggota tidak menunggak.";

    /// <summary>How a person ties a credit to a file that it may pay; the words of it are in mismatches.csv.</summary>
    public const string HowToTie = "Bila benar: tulis aturannya di bank_rules.json, atau nama kantor di employers.csv seperti di bank, lalu jalankan lagi.";

    /// <summary>The file that a credit may pay.</summary>
    public static string Likely(LikelyFile likely)
    {
        var file = $"{(likely.File.PayrollFile.Length > 0 ? $"berkas {likely.File.PayrollFile}" : "tagihan")} ({likely.File.Name.Employer}, {Month(likely.File.Name.Period)})";
        return likely.Fee == 0 ? $"Sama dengan jumlah {file}." : $"Sama dengan jumlah {file} dikurangi biaya bank {Rupiah(likely.Fee)}.";
    }

    /// <summary>Rp1.234.567.</summary>
    public static string Rupiah(long amount) => (amount < 0 ? "-Rp" : "Rp") + Math.Abs(amount).ToString("#,0", Indonesian);

    public static string Number(long number) => number.ToString("#,0", Indonesian);

    public static string Month(PayPeriod period) => $"{Months[period.Month - 1]} {period.Year}";

    /// <summary>A period as our files write it.</summary>
    public static string Month(string period) => PayPeriod.Parse(System.Text.Encoding.UTF8.GetBytes(period)) is { } month ? Month(month) : period;

    public static string Date(DateOnly date) => $"{date.Day} {Months[date.Month - 1]} {date.Year}";
}
