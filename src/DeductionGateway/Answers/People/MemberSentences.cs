using DeductionGateway.Core.Members;

namespace DeductionGateway.Answers.People;

/// <summary>
/// One sentence per member for a text message: at most <see cref="Most"/> characters that every telephone has, true to the rows, about nobody
/// else, accusing nobody. What does not fit is said shorter, never cut off; parts without room for their names are one sum.
/// </summary>
internal static class MemberSentences
{
    /// <summary>Characters of one text message.</summary>
    public const int Most = 160;

    public static string Of(PeriodPicture picture, Member member) =>
        picture.Employer(member.Employer) is { } employer
            ? Of(Wording.Month(picture.Input.Period), employer.Held > 0 || employer.Likely.Count > 0 ? picture.FactsOf(member).WithMoneyWaiting() : picture.FactsOf(member), employer.HasAnswered)
            : Of(Wording.Month(picture.Input.Period), picture.FactsOf(member), hasAnswered: true);

    /// <param name="month">The period in words.</param>
    /// <param name="facts">What the rows say of the member.</param>
    /// <param name="hasAnswered">The employer's file is there, or none is needed.</param>
    public static string Of(string month, in MemberFacts facts, bool hasAnswered)
    {
        var parts = Parts(facts);
        for (var shown = parts.Count; shown >= 1; shown--)
        {
            var sentence = Joined(month, Clauses(facts, hasAnswered, Merged(parts, shown), isShort: false));
            if (sentence.Length <= Most) return sentence;
        }
        // Whole clauses are left out, the last first; each of them is true by itself.
        var clauses = Clauses(facts, hasAnswered, "", isShort: true);
        if (Joined(month, clauses).Length <= Most) return Joined(month, clauses);
        clauses.Add("rincian di koperasi");
        while (clauses.Count > 2 && Joined(month, clauses).Length > Most) clauses.RemoveAt(clauses.Count - 2);
        return Joined(month, clauses);
    }

    private static string Joined(string month, List<string> clauses) => $"{month}: {string.Join("; ", clauses)}.";

    private static List<string> Clauses(in MemberFacts facts, bool hasAnswered, string parts, bool isShort)
    {
        var clauses = new List<string>();
        var what = facts.IsPaidElsewhere ? "pembayaran" : "potongan";
        if (facts.Received > 0) clauses.Add($"{what} {Rp(facts.Received)} diterima koperasi{(parts.Length > 0 ? "; " + parts : "")}");
        if (facts.Deposit > 0) clauses.Add($"titipan Anda {Rp(facts.Deposit)}");
        if (facts.Unremitted > 0) clauses.Add(NotRemitted(facts, isShort));
        if (facts.TakenElsewhere > 0) clauses.Add(isShort ? $"{Rp(facts.TakenElsewhere)} didebet untuk pihak lain, bukan tunggakan Anda" : $"{Rp(facts.TakenElsewhere)} didebet bank untuk pihak lain, sedang kami tanyakan, bukan tunggakan Anda");
        if (facts.Open > 0) clauses.Add(NotWithheld(facts, hasAnswered, isShort));
        if (facts.IsBeingChecked) clauses.Add(isShort ? "data kantor sedang diperiksa" : "data dari kantor sedang kami periksa");
        if (facts.HasOtherPeriod && !isShort) clauses.Add("kantor mencatatnya untuk bulan lain, sedang kami tanyakan");
        if (clauses.Count == 0) clauses.Add(facts.Billed > 0 ? $"tagihan {Rp(facts.Billed)} sedang kami cocokkan dengan data kantor" : "tidak ada potongan koperasi untuk Anda");
        return clauses;
    }

    /// <summary>The employer owes it. That the member is not in arrears is said where nothing else of the bill is open.</summary>
    private static string NotRemitted(in MemberFacts facts, bool isShort)
    {
        var state = facts.IsPartRemitted ? "setorannya belum cocok" : "belum disetor";
        if (isShort) return $"{Rp(facts.Unremitted)} dipotong kantor, {state}";
        return facts.Open > 0 ? $"{Rp(facts.Unremitted)} dipotong kantor tetapi {state}, bukan tunggakan Anda" : $"{Rp(facts.Unremitted)} dipotong kantor tetapi {state}; Anda tidak menunggak";
    }

    private static string NotWithheld(in MemberFacts facts, bool hasAnswered, bool isShort) =>
        !hasAnswered ? $"daftar potongan kantor belum kami terima, tagihan {Rp(facts.Open)}"
        : isShort ? $"{Rp(facts.Open)} belum tercatat terpotong" : $"{Rp(facts.Open)} belum tercatat terpotong, sedang kami tanyakan kepada kantor";

    /// <summary>What was done with the money, in the order in which it matters to the member.</summary>
    private static List<(string Name, long Amount)> Parts(in MemberFacts facts)
    {
        List<(string Name, long Amount)> parts =
        [
            ("angsuran pinjaman", facts.Principal), ("jasa", facts.Interest), ("denda", facts.Penalty), ("simpanan", facts.Savings),
            ("toko", facts.Shop), ("lainnya", facts.Other),
        ];
        parts.RemoveAll(static part => part.Amount == 0);
        return parts.Count == 0 ? [("", 0)] : parts;
    }

    /// <summary>The first parts by name, those behind them as one sum.</summary>
    private static string Merged(List<(string Name, long Amount)> parts, int shown)
    {
        if (parts[0].Amount == 0) return "";
        if (shown == parts.Count) return string.Join(", ", parts.Select(static part => $"{part.Name} {Rp(part.Amount)}"));
        var named = parts.Take(shown).Select(static part => $"{part.Name} {Rp(part.Amount)}");
        return $"{string.Join(", ", named)}, lainnya {Rp(parts.Skip(shown).Sum(static part => part.Amount))}";
    }

    private static string Rp(long amount) => Wording.Rupiah(amount);
}
