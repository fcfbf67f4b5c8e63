namespace DeductionGateway.Core.Learning;

/// <summary>What a title or a status cell says became of the deduction.</summary>
internal enum Outcome { Unsaid, Done, Failed }

internal static class OutcomeWords
{
    private static readonly string[] Failed = ["GAGAL", "FAILED", "FAIL", "DITOLAK", "REJECTED", "REJECT", "TERTUNDA", "PENDING", "UNDEDUCTED", "UNSUCCESSFUL", "DITUNDA", "N"];
    private static readonly string[] Done = ["BERHASIL", "TERPOTONG", "DIPOTONG", "SUKSES", "SUCCESS", "SUCCEEDED", "SUCCESSFUL", "DEDUCTED", "OK", "LUNAS", "SUDAH", "Y", "YA", "POTONGAN"];
    private static readonly string[] Not = ["TIDAK", "BELUM", "NOT", "TAK", "TIDAKTERPOTONG"];

    public static Outcome Of(string text)
    {
        var words = Words.Of(text);
        if (words.Any(Failed.Contains)) return Outcome.Failed;
        if (words.Any(Done.Contains)) return words.Any(Not.Contains) ? Outcome.Failed : words is ["POTONGAN", ..] && words.Length > 1 ? Outcome.Unsaid : Outcome.Done;
        return Outcome.Unsaid;
    }

    /// <summary>Of a title: "DAFTAR POTONGAN" says nothing of the outcome.</summary>
    public static Outcome OfTitle(string text)
    {
        var words = Words.Of(text).Where(static word => word.Length > 2).ToArray();
        if (words.Any(Failed.Contains)) return Outcome.Failed;
        if (words.Any(Not.Contains) && words.Any(static word => Done.Contains(word))) return Outcome.Failed;
        return words.Any(static word => Done.Contains(word) && word is not ("POTONGAN" or "SUDAH" or "DIPOTONG" or "LUNAS")) ? Outcome.Done : Outcome.Unsaid;
    }
}
