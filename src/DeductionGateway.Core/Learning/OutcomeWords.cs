namespace DeductionGateway.Core.Learning;

/// <summary>What a title or a status cell says became of the deduction. <see cref="Doubtful"/>: it speaks of wages that did not suffice and the like, and must be asked.</summary>
internal enum Outcome { Unsaid, Done, Failed, Doubtful }

internal static class OutcomeWords
{
    private static readonly string[] Failed = ["GAGAL", "FAILED", "FAIL", "DITOLAK", "REJECTED", "REJECT", "TERTUNDA", "PENDING", "UNDEDUCTED", "UNSUCCESSFUL", "DITUNDA", "N"];
    private static readonly string[] Done = ["BERHASIL", "TERPOTONG", "DIPOTONG", "SUKSES", "SUCCESS", "SUCCEEDED", "SUCCESSFUL", "DEDUCTED", "OK", "LUNAS", "SUDAH", "Y", "YA", "POTONGAN"];
    private static readonly string[] Not = ["TIDAK", "BELUM", "NOT", "TAK", "TIDAKTERPOTONG"];

    /// <summary>What did not happen, behind one of <see cref="Not"/>: was not enough, could not be done, was not paid.</summary>
    private static readonly string[] Hoped = ["MENCUKUPI", "CUKUP", "MEMENUHI", "SUFFICIENT", "ENOUGH", "DAPAT", "BISA", "POTONGAN", "DIPOTONG", "TERPOTONG", "DEDUCTED", "TERBAYAR", "DIBAYAR", "DISETOR", "TERTAGIH", "WITHHELD"];

    private static readonly string[] Alone = ["GAGAL", "DITOLAK", "TERTUNDA", "DITUNDA", "MINUS", "FAILED", "REJECTED", "UNDEDUCTED", "INSUFFICIENT"];

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
        if (IsOfFailure(text)) return Outcome.Doubtful;
        return words.Any(static word => Done.Contains(word) && word is not ("POTONGAN" or "SUDAH" or "DIPOTONG" or "LUNAS")) ? Outcome.Done : Outcome.Unsaid;
    }

    /// <summary>A remark or a title that speaks of money not withheld, in whatever words: belum dipotong, gaji minus, tidak mencukupi.</summary>
    public static bool IsOfFailure(string text)
    {
        var words = Words.Of(text);
        return words.Any(Alone.Contains) || words.Any(Not.Contains) && words.Any(Hoped.Contains);
    }
}
