namespace DeductionGateway.Core.Settlement;

/// <summary>
/// What the credits tied to a file say about it (CONTRACT §4 a–f). Whole rupiah. <paramref name="Used"/> is what of the credits pays
/// the file's rows, <paramref name="Held"/> what is kept in 2-1045 because nothing explains the gap, <paramref name="Rest"/> what
/// came beyond. The fee or gap closes the difference between <paramref name="Used"/> and what the rows receive.
/// </summary>
public readonly record struct FileMoney(MoneyFinding Finding, long Used, long Fee, long Gap, long Held, long Rest)
{
    public bool IsReceived => Finding is MoneyFinding.Received or MoneyFinding.Fee or MoneyFinding.Cut or MoneyFinding.Gap;

    /// <summary>Rules (a) to (e), and the first half of (f); the first that fits counts.</summary>
    /// <param name="reported">R: Σ reported of the file's rows.</param>
    /// <param name="credited">K: Σ credits tied to it.</param>
    /// <param name="credits">How many credits that is; the bank may have kept one fee of each.</param>
    /// <param name="duplicates">Σ of the file's duplicates.</param>
    /// <param name="terms">Fees and gap limit of the employer.</param>
    public static FileMoney Decide(long reported, long credited, int credits, long duplicates, MoneyTerms terms)
    {
        if (reported == 0) return new FileMoney(MoneyFinding.Received, 0, 0, 0, 0, credited);
        if (credited == 0) return new FileMoney(MoneyFinding.None, 0, 0, 0, 0, 0);
        if (credited == reported) return new FileMoney(MoneyFinding.Received, credited, 0, 0, 0, 0);
        if (credited > reported)
        {
            return terms.ByException
                ? new FileMoney(MoneyFinding.Part, 0, 0, 0, credited, 0)
                : new FileMoney(MoneyFinding.Received, reported, 0, 0, 0, credited - reported);
        }
        var gap = reported - credited;
        var isFee = IsSumOfFees(gap, terms.FeesRupiah, credits);
        var isCut = !terms.ByException && gap == duplicates;
        if (isFee && !isCut) return new FileMoney(MoneyFinding.Fee, credited, gap, 0, 0, 0);
        if (isCut && !isFee) return new FileMoney(MoneyFinding.Cut, credited, 0, 0, 0, 0);
        if (!isFee && !terms.ByException && gap <= terms.GapLimitRupiah) return new FileMoney(MoneyFinding.Gap, credited, 0, gap, 0, 0);
        return new FileMoney(MoneyFinding.Part, 0, 0, 0, credited, 0);
    }

    /// <summary>Whether the gap is a sum of listed fees, at most one a credit.</summary>
    internal static bool IsSumOfFees(long gap, IReadOnlyList<long> fees, int credits)
    {
        const int maximumSums = 100_000;
        if (fees.Count == 0 || gap <= 0) return false;
        var reached = new HashSet<long> { 0 };
        for (var credit = 0; credit < credits && reached.Count < maximumSums; credit++)
        {
            var more = new HashSet<long>(reached);
            foreach (var sum in reached)
            {
                foreach (var fee in fees)
                {
                    if (sum + fee == gap) return true;
                    if (sum + fee < gap) more.Add(sum + fee);
                }
            }
            if (more.Count == reached.Count) return false;
            reached = more;
        }
        return false;
    }
}

/// <summary>An employer's terms. By exception (shapes exceptions, none): what was not listed was never stated, so only (a) and (b) explain a credit.</summary>
public sealed record MoneyTerms(IReadOnlyList<long> FeesRupiah, long GapLimitRupiah, bool ByException)
{
    public static MoneyTerms None { get; } = new([], 0, false);
}
