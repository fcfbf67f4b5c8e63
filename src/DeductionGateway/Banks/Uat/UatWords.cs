namespace DeductionGateway.Banks.Uat;

/// <summary>In which language evidence is written for people.</summary>
internal enum UatLanguage
{
    Indonesian,
    English,
}

/// <summary>Every word of a test's evidence, in both languages; titles of cases are the form's.</summary>
internal static class UatWords
{
    public static string Of(UatTitle title, UatLanguage language) => language == UatLanguage.Indonesian ? title.Id : title.En;

    public static string Of(UatVerdict verdict, UatLanguage language) => (verdict, language) switch
    {
        (UatVerdict.Passed, UatLanguage.Indonesian) => "lulus",
        (UatVerdict.Failed, UatLanguage.Indonesian) => "gagal",
        (UatVerdict.NotRun, UatLanguage.Indonesian) => "tidak dijalankan",
        (UatVerdict.Seen, UatLanguage.Indonesian) => "diterima",
        (UatVerdict.Passed, _) => "passed",
        (UatVerdict.Failed, _) => "failed",
        (UatVerdict.NotRun, _) => "not run",
        _ => "received",
    };

    /// <summary>A clause; empty where nothing is to be said.</summary>
    public static string Of(UatReason reason, UatLanguage language) => language == UatLanguage.Indonesian ? InIndonesian(reason) : InEnglish(reason);

    private static string InIndonesian(UatReason reason) => reason.Why switch
    {
        UatWhy.OtherCode => reason.Detail.Length > 0 ? $"kode lain: {reason.Detail}" : "kode lain",
        UatWhy.NoCode => $"jawaban tanpa responseCode, HTTP {reason.Detail}",
        UatWhy.OtherStatus => $"responseCode benar, tetapi HTTP {reason.Detail}",
        UatWhy.Unreadable => "responseCode benar, tetapi isi jawabannya tidak terbaca",
        UatWhy.NoAnswer => "tidak ada jawaban dalam batas waktu",
        UatWhy.NoConnection => "tidak ada koneksi",
        UatWhy.NoToken => "bank tidak memberi token",
        UatWhy.FirstRefused => $"panggilan benar yang pertama ditolak: {reason.Detail}",
        UatWhy.MovesMoney => "memindahkan uang; dijalankan dengan --move-money",
        UatWhy.FormSilent => $"formulir tidak menyebut {reason.Detail}",
        UatWhy.NoNumbers => "virtual account tidak dibuat di bank ini",
        UatWhy.NoTokens => "panggilan ke bank ini tanpa token",
        UatWhy.NothingMoved => $"kasus {reason.Detail} tidak memindahkan uang",
        _ => "",
    };

    private static string InEnglish(UatReason reason) => reason.Why switch
    {
        UatWhy.OtherCode => reason.Detail.Length > 0 ? $"another code: {reason.Detail}" : "another code",
        UatWhy.NoCode => $"an answer without responseCode, HTTP {reason.Detail}",
        UatWhy.OtherStatus => $"the right responseCode, but HTTP {reason.Detail}",
        UatWhy.Unreadable => "the right responseCode, but its answer cannot be read",
        UatWhy.NoAnswer => "no answer within the bank's time",
        UatWhy.NoConnection => "no connection",
        UatWhy.NoToken => "the bank gave no token",
        UatWhy.FirstRefused => $"the right call that goes first was refused: {reason.Detail}",
        UatWhy.MovesMoney => "moves money; --move-money runs it",
        UatWhy.FormSilent => $"the form does not say {reason.Detail}",
        UatWhy.NoNumbers => "virtual accounts are not made at this bank",
        UatWhy.NoTokens => "calls to this bank have no token",
        UatWhy.NothingMoved => $"case {reason.Detail} moved nothing",
        _ => "",
    };
}
