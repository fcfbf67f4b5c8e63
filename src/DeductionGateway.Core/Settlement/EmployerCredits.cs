using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Settlement;

/// <summary>How a credit came to a file: a rule read its remark, or it names the employer and the amount fits exactly one way, or it was the rest of a later file's money.</summary>
public enum TieKind { Rule, Name, Rest }

/// <summary>
/// A credit that belongs to one employer. <paramref name="Period"/> and <paramref name="MemberKey"/> as the remark says
/// (member key: as the employer reported it, "" for lump). <paramref name="ByName"/>: no rule read it, its text names the employer.
/// </summary>
public sealed record EmployerCredit(BankEntry Entry, PayPeriod? Period, string MemberKey, bool ByName);

/// <summary>
/// Whole rupiah of a credit, and where they lie: with a file (<paramref name="Period"/>), or held for the employer.
/// <paramref name="From"/>: for a rest, the later file whose money was left.
/// </summary>
public readonly record struct CreditPortion(BankEntry Entry, TieKind Kind, PayPeriod? Period, long Amount, bool IsHeld, PayPeriod? From = null);

/// <summary>
/// A tie made before that is not read from the remark: by name, or of the rest of a later file's money (<paramref name="From"/>).
/// </summary>
public sealed record EarlierTie(BankEntry Entry, TieKind Kind, PayPeriod Period, PayPeriod? From, long Amount);

/// <summary>
/// What tying needs to know of a file. Members: for bank mode member, Σ reported and Σ duplicates by the key as reported; empty for lump.
/// </summary>
public sealed record TieFile(
    PayPeriod Period, long Reported, long Duplicates, MoneyTerms Terms, bool ByMember, IReadOnlyDictionary<string, (long Reported, long Duplicates)> Members);

/// <summary>The money of one file: for lump one finding, for bank mode member one a reported key. Dates: value date of the last credit.</summary>
public sealed record TiedMoney(PayPeriod Period, FileMoney Lump, DateOnly? LumpDate, IReadOnlyDictionary<string, (FileMoney Money, DateOnly Date)> Members)
{
    public static TiedMoney Nothing(PayPeriod period) =>
        new(period, new FileMoney(MoneyFinding.None, 0, 0, 0, 0, 0), null, new Dictionary<string, (FileMoney, DateOnly)>());
}

/// <summary>The ties of all credits of an employer: money per file, and where every rupiah of every credit lies.</summary>
public sealed record EmployerTies(IReadOnlyDictionary<PayPeriod, TiedMoney> Files, IReadOnlyList<CreditPortion> Portions);

/// <summary>
/// Ties an employer's credits to its files (CONTRACT §4). What goes in belongs together: the files that are open, touched or tied not by
/// rule, with all credits of theirs; and the ties by name and of rests that were made before, which stand while they still fit. A file
/// that is not among them keeps what it has. The same facts give the same ties, in whatever order they came.
/// </summary>
public static class CreditTying
{
    /// <param name="files">Those looked at.</param>
    /// <param name="credits">All of the employer's.</param>
    /// <param name="earlier">As they hold now.</param>
    /// <param name="unanswered">A period whose file was there before and is not: what closed it waits for it, held.</param>
    public static EmployerTies Tie(
        IReadOnlyList<TieFile> files, IReadOnlyList<EmployerCredit> credits, IReadOnlyList<EarlierTie> earlier, PayPeriod? unanswered = null)
    {
        var ordered = credits.OrderBy(static credit => credit.Entry.ValueDate).ThenBy(static credit => credit.Entry.Identity, StringComparer.Ordinal).ToList();
        var byAge = files.OrderBy(static file => file.Period).ToList();
        var board = new Board();
        foreach (var file in byAge) board.Open(file);
        foreach (var credit in ordered.Where(static credit => !credit.ByName)) board.TieByRule(credit);
        var rests = earlier.Where(static tie => tie.Kind == TieKind.Rest).ToList();
        foreach (var tie in rests) board.KeepRest(tie);
        board.TieByName([.. ordered.Where(static credit => credit.ByName)], earlier, unanswered);
        foreach (var file in byAge) board.CloseEarlierWithRest(file, rests);
        return board.Result();
    }

    /// <summary>Upper case, so that a key quoted in a remark is compared without case.</summary>
    public static string KeyName(string key) => key.ToUpperInvariant();

    /// <summary>Whole rupiah of a credit that lie with a file; <paramref name="From"/> as in <see cref="CreditPortion"/>.</summary>
    private readonly record struct Tied(EmployerCredit Credit, TieKind Kind, long Amount, PayPeriod? From = null);

    private sealed class FileState(TieFile file)
    {
        public TieFile File { get; } = file;
        public List<Tied> Credits { get; } = [];
        public SortedDictionary<string, List<EmployerCredit>> Members { get; } = new(StringComparer.Ordinal);

        public long Credited => Credits.Sum(static tie => tie.Amount);

        /// <summary>The money of the credits for the whole file. Members who are credited on their own are no part of what these pay.</summary>
        public FileMoney Money()
        {
            long reported = File.Reported, duplicates = File.Duplicates;
            if (Credits.Count > 0)
            {
                foreach (var key in Members.Keys)
                {
                    var own = File.Members.GetValueOrDefault(key);
                    reported -= own.Reported;
                    duplicates -= own.Duplicates;
                }
            }
            return FileMoney.Decide(reported, Credited, Credits.Count, duplicates, File.Terms);
        }
    }

    private sealed class Board
    {
        private readonly SortedDictionary<PayPeriod, FileState> _files = [];
        private readonly List<CreditPortion> _held = [];

        public void Open(TieFile file) => _files[file.Period] = new FileState(file);

        public void TieByRule(EmployerCredit credit)
        {
            if (credit.Period is not { } period || !_files.TryGetValue(period, out var state)) Hold(credit, TieKind.Rule, credit.Entry.Amount);
            else if (!state.File.ByMember || credit.MemberKey.Length == 0) state.Credits.Add(new Tied(credit, TieKind.Rule, credit.Entry.Amount));
            else
            {
                var key = KeyName(credit.MemberKey);
                if (!state.Members.TryGetValue(key, out var own)) state.Members[key] = own = [];
                own.Add(credit);
            }
        }

        /// <summary>The later file that had money left is not looked at: what it gave stays given. Where it is, its rest is found anew.</summary>
        public void KeepRest(EarlierTie tie)
        {
            if (tie.From is { } from && _files.ContainsKey(from)) return;
            if (_files.TryGetValue(tie.Period, out var state)) state.Credits.Add(new Tied(new EmployerCredit(tie.Entry, tie.From, "", false), TieKind.Rest, tie.Amount, tie.From));
        }

        /// <summary>Ties made before stand while the file still is what it was; what is left is tied where exactly one way exists.</summary>
        public void TieByName(List<EmployerCredit> credits, IReadOnlyList<EarlierTie> earlier, PayPeriod? unanswered)
        {
            foreach (var tie in earlier.Where(static tie => tie.Kind == TieKind.Name).GroupBy(static tie => tie.Period))
            {
                var own = credits.FindAll(credit => tie.Any(one => one.Entry.Identity == credit.Entry.Identity));
                if (!_files.TryGetValue(tie.Key, out var state))
                {
                    // A later file than this folder's: not looked at, and what closed it is not free.
                    foreach (var credit in own)
                    {
                        if (tie.Key == unanswered) Hold(credit, TieKind.Name, credit.Entry.Amount);
                        else _held.Add(new CreditPortion(credit.Entry, TieKind.Name, tie.Key, credit.Entry.Amount, IsHeld: false));
                    }
                    credits.RemoveAll(own.Contains);
                    continue;
                }
                if (!IsOpen(state) || own.Sum(static credit => credit.Entry.Amount) != state.File.Reported) continue;
                foreach (var credit in own) state.Credits.Add(new Tied(credit, TieKind.Name, credit.Entry.Amount));
                credits.RemoveAll(own.Contains);
            }
            var open = _files.Values.Where(IsOpen).ToList();
            var assigned = UniqueAssignment.Find([.. credits.Select(static credit => credit.Entry.Amount)], [.. open.Select(static state => state.File.Reported)]);
            for (var i = 0; i < credits.Count; i++)
            {
                if (assigned is null || assigned[i] < 0) Hold(credits[i], TieKind.Name, credits[i].Entry.Amount);
                else open[assigned[i]].Credits.Add(new Tied(credits[i], TieKind.Name, credits[i].Entry.Amount));
            }
        }

        /// <summary>
        /// (f): what came beyond R closes an earlier open file, oldest first, where it equals that file's whole open amount. The file it
        /// closed before stands first while it still fits: an older file that opens later does not take the money away.
        /// </summary>
        public void CloseEarlierWithRest(TieFile file, IReadOnlyList<EarlierTie> rests)
        {
            var state = _files[file.Period];
            var rest = state.Money().Rest;
            if (rest == 0 || state.Credits.Count == 0) return;
            bool IsClosedByIt(FileState other) =>
                other.File.Period < file.Period && other.Members.Count == 0 && !other.Money().IsReceived && other.File.Reported - other.Credited == rest;
            var closed = rests.Where(tie => tie.From == file.Period).Select(tie => _files.GetValueOrDefault(tie.Period)).FirstOrDefault(other => other is not null && IsClosedByIt(other))
                ?? _files.Values.FirstOrDefault(IsClosedByIt);
            for (var i = state.Credits.Count - 1; i >= 0 && rest > 0; i--)
            {
                var tied = state.Credits[i];
                var part = Math.Min(tied.Amount, rest);
                rest -= part;
                if (part == tied.Amount) state.Credits.RemoveAt(i);
                else state.Credits[i] = tied with { Amount = tied.Amount - part };
                if (closed is null) Hold(tied.Credit, tied.Kind, part);
                else closed.Credits.Add(new Tied(tied.Credit, TieKind.Rest, part, file.Period));
            }
        }

        public EmployerTies Result()
        {
            var files = new Dictionary<PayPeriod, TiedMoney>();
            var portions = new List<CreditPortion>(_held);
            foreach (var (period, state) in _files)
            {
                var lump = state.Money();
                foreach (var tied in state.Credits) portions.Add(new CreditPortion(tied.Credit.Entry, tied.Kind, period, tied.Amount, lump.Held > 0, tied.From));
                var members = new Dictionary<string, (FileMoney, DateOnly)>();
                foreach (var (key, own) in state.Members)
                {
                    var (reported, duplicates) = state.File.Members.GetValueOrDefault(key);
                    var money = FileMoney.Decide(reported, own.Sum(static credit => credit.Entry.Amount), own.Count, duplicates, state.File.Terms);
                    foreach (var credit in own) portions.Add(new CreditPortion(credit.Entry, TieKind.Rule, period, credit.Entry.Amount, money.Held > 0));
                    members[key] = (money, own.Max(static credit => credit.Entry.ValueDate));
                }
                DateOnly? date = state.Credits.Count == 0 ? null : state.Credits.Max(static tie => tie.Credit.Entry.ValueDate);
                files[period] = new TiedMoney(period, lump, date, members);
            }
            return new EmployerTies(files, portions);
        }

        private static bool IsOpen(FileState state) => state.Credits.Count == 0 && state.Members.Count == 0 && state.File.Reported > 0;

        private void Hold(EmployerCredit credit, TieKind kind, long amount) => _held.Add(new CreditPortion(credit.Entry, kind, null, amount, IsHeld: true));
    }
}
