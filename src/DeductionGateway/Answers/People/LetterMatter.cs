using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>Kinds of difference that an employer can do something about, in the order in which a letter speaks of them.</summary>
internal enum Difference { NotRemitted, Missing, Short, Over, Unknown, WrongNumber, Duplicate, Unbilled, OtherPeriod }

/// <summary>
/// What a letter to one employer says: the findings of its own rows, whichever class they ended in, so that an employer that has not paid hears of
/// a row that is short as well. What it cannot act on (a double debit, a name spelt otherwise) is not in it.
/// </summary>
internal sealed class LetterMatter
{
    /// <summary>By kind: its heading and the paragraph that asks.</summary>
    public static readonly IReadOnlyDictionary<Difference, (string Heading, string Request)> Words = new Dictionary<Difference, (string, string)>
    {
        [Difference.NotRemitted] = ("Potongan pegawai yang belum disetor", "Potongan pegawai berikut menurut daftar Bapak/Ibu sudah dipotong, tetapi setorannya belum kami terima. Mohon disetorkan, atau diberitahukan tanggal setorannya."),
        [Difference.Missing] = ("Tidak ada pada daftar", "Tagihan berikut tidak kami temukan pada daftar hasil potongan. Mohon diberitahukan apakah pegawai tersebut dipotong dan, bila tidak, sebabnya."),
        [Difference.Short] = ("Kurang potong", "Potongan berikut lebih kecil daripada tagihan kami. Mohon diberitahukan sebabnya."),
        [Difference.Over] = ("Lebih potong", "Potongan berikut lebih besar daripada tagihan kami. Mohon jumlahnya diperiksa kembali."),
        [Difference.Unknown] = ("Pegawai tidak kami kenal", "Baris berikut tidak dapat kami hubungkan dengan seorang pegawai yang kami tagih. Mohon nomor dan nama pegawainya diperiksa."),
        [Difference.WrongNumber] = ("Nomor pegawai perlu dibetulkan", "Nomor pegawai pada baris berikut tidak kami kenal. Menurut catatan kami mungkin yang dimaksud adalah pegawai pada kolom terakhir; mohon dibenarkan atau dibetulkan."),
        [Difference.Duplicate] = ("Baris ganda", "Baris berikut sama dengan baris lain pada daftar yang sama. Mohon diberitahukan apakah gaji pegawai memang dipotong dua kali."),
        [Difference.Unbilled] = ("Dipotong tanpa tagihan", "Potongan berikut tidak kami tagih untuk bulan ini. Mohon dihentikan, atau diberitahukan dasarnya."),
        [Difference.OtherPeriod] = ("Bulan lain", "Baris berikut bertanda bulan lain. Mohon diberitahukan untuk bulan mana potongannya."),
    };

    private readonly PeriodPicture _picture;
    private readonly Dictionary<string, string> _theirCodes = new(StringComparer.Ordinal);

    private LetterMatter(PeriodPicture picture, EmployerPicture employer)
    {
        _picture = picture;
        Employer = employer;
        foreach (var row in employer.Shown)
        {
            if (KindOf(row, employer) is not { } kind) continue;
            if (!Rows.TryGetValue(kind, out var rows)) Rows[kind] = rows = [];
            rows.Add(row);
        }
        if (picture.Input.Profiles.GetValueOrDefault(employer.Employer.Code) is not { } profile) return;
        foreach (var (theirs, ours) in profile.Codes.Concat(profile.Amounts).OrderBy(static pair => pair.Key, StringComparer.Ordinal)) _theirCodes.TryAdd(ours, theirs);
    }

    public EmployerPicture Employer { get; }

    /// <summary>By kind, in the order of the file.</summary>
    public SortedDictionary<Difference, List<AnswerRow>> Rows { get; } = [];

    /// <summary>What to write to the employer about; null where there is nothing.</summary>
    public static LetterMatter? Of(PeriodPicture picture, EmployerPicture employer)
    {
        var matter = new LetterMatter(picture, employer);
        var money = employer.Claims.Count > 0 || employer.Waiting.Count > 0 || employer.Gap.Owed > 0 || employer.Gap.Unexplained > 0;
        return matter.Rows.Count > 0 || money || (!employer.HasAnswered && employer.Billed > 0) ? matter : null;
    }

    /// <summary>The code as the employer writes it, where its profile says.</summary>
    public string TheirCode(AnswerRow row) => _theirCodes.GetValueOrDefault(row.Code, row.Code);

    public string LineOf(AnswerRow row) => _picture.LineOf(row.Employer, row.Record) is > 0 and var line ? line.ToString(System.Globalization.CultureInfo.InvariantCulture) : "";

    public (string Number, string Name) PersonOf(AnswerRow row)
    {
        var (number, name) = _picture.PersonOf(row);
        return (number, name);
    }

    /// <summary>Whom a wrong number may mean: only ever somebody of this very employer.</summary>
    public string MeantBy(AnswerRow row) =>
        _picture.ProposedFor(row) is { } member && member.Employer == Employer.Employer.Code ? $"{member.EmployeeNo} {member.Name}".Trim() : "";

    /// <summary>What is in question, whole rupiah.</summary>
    public static long AmountOf(Difference kind, AnswerRow row) => kind switch
    {
        Difference.Short => row.Expected - row.Reported,
        Difference.Over => row.Reported - row.Expected,
        Difference.Missing => row.Expected,
        _ => row.Reported,
    };

    private static Difference? KindOf(AnswerRow row, EmployerPicture employer) => row.Class switch
    {
        LineClass.Duplicate => Difference.Duplicate,
        LineClass.Unknown => Difference.Unknown,
        LineClass.Fuzzy => Difference.WrongNumber,
        LineClass.WrongPeriod => Difference.OtherPeriod,
        LineClass.Unbilled => Difference.Unbilled,
        LineClass.Missing => employer.HasAnswered && row.Expected > row.Applied ? Difference.Missing : null,
        LineClass.Unremitted when employer.Employer.BankMode == BankMode.Member && row.Reported > 0 => Difference.NotRemitted,
        _ => row.Amount switch { AmountFinding.Short => Difference.Short, AmountFinding.Over => Difference.Over, _ => null },
    };
}
