using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Settlement;

/// <summary>
/// A bank tells of a movement when it happens, shows it as a row when it is asked for its statement, and once more in the statement's file, each under a reference of its own and
/// often of another day: one fact in three forms. Which are one is decided here. A notice is found by words, never by amount alone: the other form's text must hold the number that
/// was paid to, or the bank's reference of the payment. Rows and a file are both the whole list of one account, so that of one day's equal amounts each is one of the other's.
/// </summary>
public static class ToldEntries
{
    /// <summary>How references begin that the gateway gave to what a bank told by SNAP, before the bank's name; no statement's file has them.</summary>
    public const string Prefix = "snap/";

    /// <summary>Behind the bank's name: what its statement showed when it was asked for.</summary>
    public const string RowKind = "row";

    /// <summary>Between two forms.</summary>
    public const int MostDays = 3;

    /// <summary>Shorter words stand in remarks by chance; a reference field holds nothing else.</summary>
    private const int ShortestWord = 6;

    /// <summary>Words of a told entry's remark behind which stands what ties it to its statement.</summary>
    public const string NumberWord = "VA", ReferenceWord = "REF";

    /// <summary>How much further from each other a day makes two forms than their words can.</summary>
    private const int Unlike = 10;

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
    /// <param name="earlier">Entries that an earlier folder booked: this one may have them in another form.</param>
    /// <param name="known">Which of these identities are booked: what is, stays, and the other form is left out.</param>
    /// <returns>Besides, by identity, the credits whose forms name two different owners.</returns>
    public static (PeriodInput Input, IReadOnlySet<string> OfTwo) Merge(PeriodInput input, IReadOnlyList<BankEntry> earlier, Func<IReadOnlyList<string>, IReadOnlySet<string>> known)
    {
        var ofTwo = new HashSet<string>(StringComparer.Ordinal);
        if (!earlier.Concat(input.BankEntries).Any(IsTold)) return (input, ofTwo);
        input = Merge(input, input.BankEntries.Concat(earlier).Where(IsRow), input.BankEntries.Concat(earlier).Where(static entry => !IsTold(entry)), known, (row, file) => ListedTwice(row, file, input.Rules), (row, file) => Both(row, file, input.Rules), ofTwo);
        // Whose it is, a notice says better than a statement's remark.
        return (Merge(input, input.BankEntries.Concat(earlier).Where(IsNotice), input.BankEntries.Concat(earlier).Where(static entry => !IsNotice(entry)), known, Named, static (notice, _) => (notice, false), ofTwo), ofTwo);
    }

    /// <param name="apart">How far two forms of one fact are from each other, the nearest are one first; null where they are two facts.</param>
    /// <param name="texts">What is known by both forms of one, and whether they name two owners.</param>
    /// <param name="ofTwo">Gets those that do, and loses those that are another form's by now.</param>
    private static PeriodInput Merge(
        PeriodInput input, IEnumerable<BankEntry> told, IEnumerable<BankEntry> shown, Func<IReadOnlyList<string>, IReadOnlySet<string>> known, Func<BankEntry, BankEntry, int?> apart,
        Func<BankEntry, BankEntry, (BankEntry Text, bool IsOfTwo)> texts, HashSet<string> ofTwo)
    {
        var fits = Fits(told, shown, apart);
        if (fits.Count == 0) return input;
        var booked = known([.. fits.SelectMany(static one => new[] { one.Told.Identity, one.Shown.Identity }).Distinct()]);
        var stays = new Dictionary<string, BankEntry>(StringComparer.Ordinal);
        foreach (var (of, other) in Pairs(fits, booked))
        {
            // What is booked keeps its identity.
            var kept = booked.Contains(other.Identity) ? other : of;
            var (text, isOfTwo) = texts(of, other);
            stays[of.Identity] = stays[other.Identity] = kept with { Narrative = text.Narrative, Counterparty = text.Counterparty, CustomerRef = text.CustomerRef };
            ofTwo.ExceptWith([of.Identity, other.Identity]);
            if (isOfTwo) ofTwo.Add(kept.Identity);
        }
        BankEntry Form(BankEntry entry) => stays.GetValueOrDefault(entry.Identity, entry);
        return input with
        {
            BankEntries = [.. input.BankEntries.Select(Form).DistinctBy(static entry => entry.Identity).OrderBy(static entry => entry.ValueDate).ThenBy(static entry => entry.Identity, StringComparer.Ordinal)],
            Statements = [.. input.Statements.Select(statement => statement with { Entries = [.. statement.Entries.Select(Form)] })],
        };
    }

    /// <summary>What may be one: nearest days first, then by identity, so that the same entries give the same pairs.</summary>
    private static List<(BankEntry Told, BankEntry Shown)> Fits(IEnumerable<BankEntry> told, IEnumerable<BankEntry> shown, Func<BankEntry, BankEntry, int?> apart)
    {
        var byAmount = shown.DistinctBy(static entry => entry.Identity).ToLookup(static entry => (entry.Account, entry.Amount, entry.Currency, entry.IsReversal));
        return
        [
            .. told.DistinctBy(static entry => entry.Identity)
                .SelectMany(one => byAmount[(one.Account, one.Amount, one.Currency, one.IsReversal)].Select(entry => (Told: one, Shown: entry, Apart: apart(one, entry)))).Where(static one => one.Apart is not null)
                .OrderBy(static one => one.Apart).ThenBy(static one => one.Told.ValueDate).ThenBy(static one => one.Told.Identity, StringComparer.Ordinal).ThenBy(static one => one.Shown.Identity, StringComparer.Ordinal)
                .Select(static one => (one.Told, one.Shown)),
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

    private static bool IsRow(BankEntry entry) => IsTold(entry) && entry.BankRef.Split('/', 4) is [_, _, RowKind, _];

    private static bool IsNotice(BankEntry entry) => IsTold(entry) && !IsRow(entry);

    /// <summary>
    /// A row has one day; the file, that of the booking beside the value's. Of one day those that name each other first, then those with the most words in common, and last
    /// those that name two different owners.
    /// </summary>
    private static int? ListedTwice(BankEntry row, BankEntry file, BankRules rules)
    {
        var (days, isNamed) = (Math.Min(Days(row.ValueDate, file.ValueDate), Days(row.ValueDate, file.BookingDate)), Shows(file, row));
        if (days > 0 && (days > MostDays || !isNamed)) return null;
        return days * Unlike + (isNamed ? 0 : NamesTwo(row, file, rules) ? Unlike - 1 : Unlike - 2 - Math.Min(Unlike - 3, Pieces(row).Intersect(Pieces(file), StringComparer.OrdinalIgnoreCase).Count()));
    }

    /// <summary>By the bank rules the texts are of one kind, and each of somebody else.</summary>
    private static bool NamesTwo(BankEntry row, BankEntry file, BankRules rules)
    {
        var (one, other) = (RemarkReader.Read(rules, row), RemarkReader.Read(rules, file));
        return one.Kind == other.Kind && (Differ(one.MemberNo, other.MemberNo) || Differ(one.EmployeeNo, other.EmployeeNo) || Differ(one.Employer, other.Employer));

        static bool Differ(string first, string second) => first.Length > 0 && second.Length > 0 && !first.Equals(second, StringComparison.OrdinalIgnoreCase);
    }

    private static int? Named(BankEntry notice, BankEntry shown) => Days(notice.ValueDate, shown.ValueDate) is var days and <= MostDays && Shows(shown, notice) ? days : null;

    private static int Days(DateOnly one, DateOnly other) => Math.Abs(one.DayNumber - other.DayNumber);

    private static string[] Pieces(BankEntry entry) => entry.Narrative.Split(Between, StringSplitOptions.RemoveEmptyEntries);

    private static bool Shows(BankEntry shown, BankEntry told)
    {
        var ties = TiesOf(told);
        return ties.Contains(shown.BankRef) || ties.Contains(shown.CustomerRef) || Pieces(shown).Any(word => word.Length >= ShortestWord && ties.Contains(word));
    }

    /// <summary>The row with what only the file says, and the file's reference as one more tie: a notice may be known by either.</summary>
    private static (BankEntry Text, bool IsOfTwo) Both(BankEntry row, BankEntry file, BankRules rules)
    {
        var text = row.Narrative.Contains(file.Narrative, StringComparison.OrdinalIgnoreCase) ? row.Narrative : $"{row.Narrative} | {file.Narrative}";
        var tie = file.BankRef.Length == 0 || file.BankRef.Contains(' ', StringComparison.Ordinal) ? "" : $" {ReferenceWord} {file.BankRef}";
        return (row with { Narrative = text + tie, CustomerRef = file.CustomerRef, Counterparty = row.Counterparty.Length > 0 ? row.Counterparty : file.Counterparty }, row.Amount > 0 && NamesTwo(row, file, rules));
    }

    private static HashSet<string> TiesOf(BankEntry told)
    {
        var words = Words(told);
        return words.Zip(words.Skip(1)).Where(static pair => pair.First is NumberWord or ReferenceWord).Select(static pair => pair.Second).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    private static string[] Words(BankEntry entry) => entry.Narrative.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
