namespace DeductionGateway.Core.Intake;

/// <summary>
/// A bank tells of a movement when it happens and shows it in its statement later, under another reference and often of another day: one fact in two forms. Which are one is
/// decided here, never on amount alone: the statement's text must hold the number that was paid to, or the bank's reference of the payment.
/// </summary>
public static class ToldEntries
{
    /// <summary>How references begin that the gateway gave to what it was told; no statement has them.</summary>
    public const string Prefix = "snap/";

    /// <summary>Between what was told and what a statement shows.</summary>
    public const int MostDays = 3;

    /// <summary>Shorter words stand in remarks by chance; a reference field holds nothing else.</summary>
    private const int ShortestWord = 6;

    /// <summary>Words of a told entry's remark behind which stands what ties it to its statement.</summary>
    public const string NumberWord = "VA", ReferenceWord = "REF";

    private static readonly char[] Between = [' ', '/', ',', ';', ':', '|', '-', '.'];

    /// <summary>The virtual account that a remark says was paid to; empty where it says none.</summary>
    public static string NumberPaidTo(BankEntry entry)
    {
        var words = Words(entry);
        var place = Array.IndexOf(words, NumberWord);
        return place >= 0 && place + 1 < words.Length ? words[place + 1] : "";
    }

    public static bool IsTold(BankEntry entry) => entry.BankRef.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The folder with each such fact once.</summary>
    /// <param name="input">What its files show.</param>
    /// <param name="earlier">Told entries that an earlier folder booked: a statement of this one may show them.</param>
    /// <param name="known">Which of these identities are booked: what is, stays, and the other form is left out.</param>
    public static PeriodInput Merge(PeriodInput input, IReadOnlyList<BankEntry> earlier, Func<IReadOnlyList<string>, IReadOnlySet<string>> known)
    {
        var told = input.BankEntries.Where(IsTold).Concat(earlier).DistinctBy(static entry => entry.Identity).ToList();
        if (told.Count == 0) return input;
        var fits = Fits(told, input.BankEntries.Where(static entry => !IsTold(entry)));
        var booked = known([.. fits.SelectMany(static one => new[] { one.Told.Identity, one.Shown.Identity }).Distinct()]);
        var pairs = Pairs(fits, booked);
        if (pairs.Count == 0) return input;
        var stays = new Dictionary<string, BankEntry>(StringComparer.Ordinal);
        foreach (var (of, shown) in pairs)
        {
            // What is booked keeps its identity; whose it is, what was told says better than a statement's remark.
            if (booked.Contains(shown.Identity)) stays[of.Identity] = stays[shown.Identity] = shown with { Narrative = of.Narrative, Counterparty = of.Counterparty };
            else stays[shown.Identity] = of;
        }
        BankEntry Form(BankEntry entry) => stays.GetValueOrDefault(entry.Identity, entry);
        return input with
        {
            BankEntries = [.. input.BankEntries.Select(Form).DistinctBy(static entry => entry.Identity).OrderBy(static entry => entry.ValueDate).ThenBy(static entry => entry.Identity, StringComparer.Ordinal)],
            Statements = [.. input.Statements.Select(statement => statement with { Entries = [.. statement.Entries.Select(Form)] })],
        };
    }

    /// <summary>What may be one: nearest days first, then by identity, so that the same entries give the same pairs.</summary>
    private static List<(BankEntry Told, BankEntry Shown)> Fits(List<BankEntry> told, IEnumerable<BankEntry> shown)
    {
        var byAmount = shown.ToLookup(static entry => (entry.Account, entry.Amount, entry.Currency, entry.IsReversal));
        return
        [
            .. told.SelectMany(one => byAmount[(one.Account, one.Amount, one.Currency, one.IsReversal)].Where(entry => Days(one, entry) <= MostDays && Shows(entry, one)).Select(entry => (Told: one, Shown: entry)))
                .OrderBy(static one => Days(one.Told, one.Shown)).ThenBy(static one => one.Told.ValueDate).ThenBy(static one => one.Told.Identity, StringComparer.Ordinal).ThenBy(static one => one.Shown.Identity, StringComparer.Ordinal),
        ];
    }

    /// <summary>Of several alike each is paired once; first what is booked in one form with the other form, which is new. Two that are both booked are two facts.</summary>
    private static List<(BankEntry Told, BankEntry Shown)> Pairs(List<(BankEntry Told, BankEntry Shown)> fits, IReadOnlySet<string> booked)
    {
        var (pairs, taken) = (new List<(BankEntry, BankEntry)>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var (toldIsBooked, shownIsBooked) in ((bool, bool)[])[(true, false), (false, true), (false, false)])
        {
            foreach (var (told, shown) in fits)
            {
                if (booked.Contains(told.Identity) != toldIsBooked || booked.Contains(shown.Identity) != shownIsBooked) continue;
                if (taken.Contains(told.Identity) || taken.Contains(shown.Identity)) continue;
                taken.UnionWith([told.Identity, shown.Identity]);
                pairs.Add((told, shown));
            }
        }
        return pairs;
    }

    private static int Days(BankEntry one, BankEntry other) => Math.Abs(one.ValueDate.DayNumber - other.ValueDate.DayNumber);

    private static bool Shows(BankEntry shown, BankEntry told)
    {
        var ties = TiesOf(told);
        return ties.Contains(shown.BankRef) || ties.Contains(shown.CustomerRef) || shown.Narrative.Split(Between, StringSplitOptions.RemoveEmptyEntries).Any(word => word.Length >= ShortestWord && ties.Contains(word));
    }

    private static HashSet<string> TiesOf(BankEntry told)
    {
        var words = Words(told);
        return words.Zip(words.Skip(1)).Where(static pair => pair.First is NumberWord or ReferenceWord).Select(static pair => pair.Second).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string[] Words(BankEntry entry) => entry.Narrative.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
