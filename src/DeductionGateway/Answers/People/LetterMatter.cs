using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>Kinds of difference that an employer can do something about, in the order in which a letter speaks of them.</summary>
internal enum Difference { NotRemitted, Missing, Short, Over, Unknown, WrongNumber, Duplicate, Unbilled, OtherPeriod }

/// <summary>
/// A row as a letter shows it. A billing line that several rows speak for is billed, and differs, once: on the first of them, so that the sums are right.
/// Whole rupiah.
/// </summary>
internal readonly record struct LetterRow(AnswerRow Row, long Billed, long Withheld, long Difference);

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
        foreach (var ofKind in employer.Shown.GroupBy(row => KindOf(row, employer)))
        {
            if (ofKind.Key is { } kind) Rows[kind] = InLetter(kind, [.. ofKind]);
        }
        if (picture.Input.Profiles.GetValueOrDefault(employer.Employer.Code) is not { } profile) return;
        var headers = WithoutCommon([.. profile.Amounts.Keys]);
        foreach (var (theirs, ours) in profile.Codes.Concat(profile.Amounts).OrderBy(static pair => pair.Key, StringComparer.Ordinal)) _theirCodes.TryAdd(ours, headers.GetValueOrDefault(theirs, theirs));
    }

    public EmployerPicture Employer { get; }

    /// <summary>By kind, in the order of the file.</summary>
    public SortedDictionary<Difference, List<LetterRow>> Rows { get; } = [];

    /// <summary>What to write to the employer about; null where there is nothing.</summary>
    public static LetterMatter? Of(PeriodPicture picture, EmployerPicture employer)
    {
        var matter = new LetterMatter(picture, employer);
        var money = employer.Claims.Count > 0 || employer.Waiting.Count > 0 || employer.Gap.Unexplained > 0;
        return matter.Rows.Count > 0 || money || (!employer.HasAnswered && employer.Billed > 0) ? matter : null;
    }

    /// <summary>The code as the employer writes it, where its profile says.</summary>
    public string TheirCode(AnswerRow row) => _theirCodes.GetValueOrDefault(row.Code, row.Code);

    /// <summary>Headers without the words that all of several begin with, such as those of a heading above them: these tell none from another.</summary>
    private static Dictionary<string, string> WithoutCommon(IReadOnlyList<string> headers)
    {
        var words = headers.ToDictionary(static header => header, static header => header.Split(' ', StringSplitOptions.RemoveEmptyEntries), StringComparer.Ordinal);
        var common = 0;
        while (headers.Count > 1 && words.Values.All(own => own.Length > common + 1 && own[common] == words[headers[0]][common])) common++;
        return words.ToDictionary(static one => one.Key, one => string.Join(' ', one.Value[common..]), StringComparer.Ordinal);
    }

    /// <summary>Whom a wrong number may mean: only ever somebody of this very employer.</summary>
    public string MeantBy(AnswerRow row) =>
        _picture.ProposedFor(row) is { } member && member.Employer == Employer.Employer.Code ? $"{_picture.NumberInLetter(member)} {member.Name}".Trim() : "";

    private static List<LetterRow> InLetter(Difference kind, List<AnswerRow> rows)
    {
        var reported = rows.Where(static row => row.BillId.Length > 0).GroupBy(static row => row.BillId).ToDictionary(static bill => bill.Key, static bill => bill.Sum(static row => row.Reported));
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var shown = new List<LetterRow>(rows.Count);
        foreach (var row in rows)
        {
            var isFirst = row.BillId.Length == 0 || seen.Add(row.BillId);
            var ofBill = reported.GetValueOrDefault(row.BillId, row.Reported);
            shown.Add(new LetterRow(row, isFirst ? row.Expected : 0, row.Reported, kind switch
            {
                Difference.Short => isFirst ? row.Expected - ofBill - row.Taken : 0,
                Difference.Over => isFirst ? ofBill - row.Expected : 0,
                Difference.Missing => row.Expected - row.Taken,
                _ => row.Reported,
            }));
        }
        return shown;
    }

    /// <summary>What a collector took instead is a matter of the bank: an employer is asked for what is open besides, and not told why it is less.</summary>
    private static Difference? KindOf(AnswerRow row, EmployerPicture employer) => row.IsTakenWhole ? null : row.Class switch
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
