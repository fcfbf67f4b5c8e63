using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// The bank entries of a folder: what its statements show is read by owner, and what was not seen before gets its row and its receipt.
/// An entry seen before is no second fact; where it is read otherwise now, the reading and the receipt follow.
/// </summary>
internal sealed class FolderBank
{
    private readonly PeriodInput _input;
    private readonly IReadOnlySet<string> _ofTwo;
    private readonly MemberRegister _register;
    private readonly ReconcileStore _store;
    private readonly KnownTies _ties;
    private readonly AutodebitHomes _homes;
    private readonly Func<PayPeriod, EarlierFolder?> _earlier;
    private readonly Dictionary<string, Employer> _employers;
    private readonly IReadOnlyList<Employer> _left;
    private readonly bool _hasPast;
    private readonly DateOnly _asOf;
    private readonly HashSet<UnitName> _touched = [];
    private Dictionary<string, StoredReading> _known = [];

    /// <param name="input">The folder.</param>
    /// <param name="ofTwo">Its credits whose forms name two owners, by identity.</param>
    /// <param name="left">Employers of the past whom the folder does not have: a remark may still quote their code.</param>
    /// <param name="register">Members by number.</param>
    /// <param name="store">What is known.</param>
    /// <param name="ties">Ties of the past: which files a cancelled credit had paid.</param>
    /// <param name="earlier">An earlier folder, null where nothing was billed for the period.</param>
    /// <param name="hasPast">The cooperative has run before.</param>
    /// <param name="asOf">The date of reversals.</param>
    public FolderBank(
        PeriodInput input, IReadOnlySet<string> ofTwo, IReadOnlyList<Employer> left, MemberRegister register, ReconcileStore store, KnownTies ties, Func<PayPeriod, EarlierFolder?> earlier, bool hasPast, DateOnly asOf)
    {
        _input = input;
        _ofTwo = ofTwo;
        _register = register;
        _store = store;
        _ties = ties;
        _homes = new AutodebitHomes(input, earlier);
        _earlier = earlier;
        _employers = input.Employers.Concat(left).ToDictionary(static employer => employer.Code, StringComparer.Ordinal);
        _left = left;
        _hasPast = hasPast;
        _asOf = asOf;
    }

    /// <summary>Entries that no folder showed before.</summary>
    public int NewCount { get; private set; }

    /// <summary>Earlier units whose money is another now: a credit of theirs was taken back, or is read otherwise.</summary>
    public IReadOnlySet<UnitName> Touched => _touched;

    /// <summary>Stores and posts what is new of the folder's entries. Returns all of them, read.</summary>
    public IReadOnlyList<SortedEntry> Store(Tx tx, RunRows rows, Books books)
    {
        FindKnown();
        // A reversal seen before is linked anew like a new one, among the same entries: the same folder again finds the same.
        var reversals = _input.BankEntries.Where(static entry => entry.IsReversal).ToList();
        var identities = reversals.ConvertAll(static entry => entry.Identity).ToArray();
        var inFolder = _input.BankEntries.Select(static entry => entry.Identity).ToHashSet();
        var waiting = Waiting(inFolder);
        identities = [.. identities, .. waiting.Select(static entry => entry.Identity)];
        var earlier = Cancellable([.. reversals, .. waiting], identities).Concat(waiting).Where(entry => !inFolder.Contains(entry.Identity)).ToList();
        var takenBack = _hasPast ? _store.TakenBack([.. _known.Keys], identities) : [];
        var sorting = new EntrySorting(_input.Employers, _left, _input.Rules, _register.ByNumber);
        var payouts = FindPayouts();
        var settled = sorting.Sort([.. earlier, .. _input.BankEntries]).Select(one => Settle(BeyondRules(one, payouts), inFolder.Contains(one.Entry.Identity))).ToDictionary(static one => one.Entry.Identity);
        foreach (var one in settled.Values.Where(static one => one.IsCancelled)) TouchFilesOf(one);
        // Taken back before by a reversal that is found to mean another entry: its money is there again.
        foreach (var one in settled.Values.Where(static one => one.Kind == BankEntryKind.Reversal))
        {
            if (_known.GetValueOrDefault(one.Entry.Identity)?.Cancels is { } before && settled.GetValueOrDefault(before) is { IsCancelled: false } free) TouchFilesOf(free);
        }
        var sorted = settled.Values.Where(one => inFolder.Contains(one.Entry.Identity)).Select(one => WithItsOwner(one, settled))
            .OrderBy(static one => one.Entry.ValueDate).ThenBy(static one => one.Entry.Identity, StringComparer.Ordinal).ToList();
        StoreNew(sorted.FindAll(one => !_known.ContainsKey(one.Entry.Identity)), tx, rows, books);
        var foundNow = waiting.ConvertAll(entry => WithItsOwner(settled[entry.Identity], settled));
        StoreReadAnew([.. sorted.FindAll(one => _known.ContainsKey(one.Entry.Identity)), .. foundNow], tx, rows, books);
        if (books.Place > 0) books.CloseBatch();
        return sorted.ConvertAll(one => takenBack.Contains(one.Entry.Identity) ? one with { IsCancelled = true } : one);
    }

    /// <summary>A stored entry as it was read then; null where it names no employer, or an autodebit's member is known to no folder.</summary>
    public SortedEntry? Restore(StoredBankEntry stored) => stored.Read(EmployerOf, MemberOf);

    private void FindKnown()
    {
        if (!_hasPast) return;
        _known = _store.Readings([.. _input.BankEntries.Select(static entry => entry.Identity)]).ToDictionary(static one => one.Identity, StringComparer.Ordinal);
    }

    /// <summary>What the folder's entries are to payouts, those beside them that earlier folders booked as payouts.</summary>
    private IReadOnlyDictionary<string, PayoutEntry> FindPayouts()
    {
        if (_input.Payouts.Count == 0) return new Dictionary<string, PayoutEntry>();
        var booked = _hasPast ? _store.BookedPayouts([.. _input.Payouts.Select(static payout => payout.Reference)]) : [];
        return PayoutEntries.Find(_input.Payouts, [.. _input.BankEntries, .. booked.Select(static one => one.Entry)], booked.ToDictionary(static one => one.Identity, static one => one.MemberKey, StringComparer.Ordinal));
    }

    /// <summary>What no remark alone says of an entry.</summary>
    private SortedEntry BeyondRules(SortedEntry one, IReadOnlyDictionary<string, PayoutEntry> payouts) =>
        payouts.TryGetValue(one.Entry.Identity, out var found) ? one.As(found, _register.Known(found.Payout.MemberNo)!) : _ofTwo.Contains(one.Entry.Identity) ? one.AsOfTwo() : one;

    /// <summary>Stored reversals not linked by their reference: an entry of this folder, seen for the first time, may be the one they take back.</summary>
    private List<BankEntry> Waiting(HashSet<string> inFolder)
    {
        if (!_hasPast) return [];
        var fresh = _input.BankEntries.Where(entry => !entry.IsReversal && !_known.ContainsKey(entry.Identity)).Select(static entry => -entry.Amount).Distinct().ToArray();
        var waiting = _store.WaitingReversals(fresh).FindAll(entry => !inFolder.Contains(entry.Identity)).ConvertAll(static one => one.Entry);
        foreach (var one in _store.Readings([.. waiting.Select(static entry => entry.Identity)])) _known[one.Identity] = one;
        return waiting;
    }

    /// <summary>Stored entries that one of these reversals may take back.</summary>
    private List<BankEntry> Cancellable(List<BankEntry> reversals, string[] identities)
    {
        if (!_hasPast || reversals.Count == 0) return [];
        var stored = _store.Cancellable([.. reversals.Select(static entry => -entry.Amount).Distinct()], identities);
        foreach (var one in stored) _known.TryAdd(one.Identity, one.Reading);
        return stored.ConvertAll(static one => one.Entry);
    }

    /// <summary>
    /// What an earlier folder read, it read by the rules and registers of its time: that stands, whatever the rules at hand say. What it
    /// could not read, and what this very folder read, is read anew where it is shown again.
    /// </summary>
    private SortedEntry Settle(SortedEntry one, bool isShown)
    {
        if (one.Kind == BankEntryKind.Reversal || !_known.TryGetValue(one.Entry.Identity, out var known)) return _homes.Settle(one);
        if (isShown && known.DecisionNo is null && (known.ReadBy == _input.Period.Number || known.IsUnread))
        {
            return known.HomePeriod is { } home && one.Kind == BankEntryKind.Autodebit ? one with { Employer = EmployerOf(known.Employer), Home = PeriodOf(home) } : _homes.Settle(one);
        }
        return one with
        {
            Kind = (BankEntryKind)known.Kind, Employer = EmployerOf(known.Employer), Member = known.IsPayout ? _register.Known(known.MemberNo!) : MemberOf(known.MemberNo, known.HomePeriod), Code = known.Code ?? "",
            Period = PeriodOf(known.ForPeriod), MemberKey = known.MemberKey, ByName = known.ByName, Home = PeriodOf(known.HomePeriod),
        };
    }

    /// <summary>A reversal belongs to whom the entry belongs that it takes back.</summary>
    private static SortedEntry WithItsOwner(SortedEntry one, Dictionary<string, SortedEntry> settled) => one.Cancels is null || !settled.TryGetValue(one.Cancels.Entry.Identity, out var taken)
        ? one : one with { Cancels = taken, Employer = taken.Employer, Member = taken.Member, Code = taken.Code, Period = taken.Period };

    private void StoreNew(List<SortedEntry> fresh, Tx tx, RunRows rows, Books books)
    {
        NewCount = fresh.Count;
        var buffer = new CopyBuffer();
        foreach (var one in fresh)
        {
            rows.BankEntry(buffer, one, _input.Period);
            books.Write(Receipt(one));
        }
        tx.Copy(RunRows.CopyBankEntries, buffer);
    }

    /// <summary>
    /// Corrected rules, an employer or member entered since: the reading is another, and where its money first lay moves with it. A reversal
    /// lies where the entry lies that it takes back.
    /// </summary>
    private void StoreReadAnew(List<SortedEntry> shown, Tx tx, RunRows rows, Books books)
    {
        var anew = shown.FindAll(one => !IsKept(one) && _known[one.Entry.Identity].Reading != EntryReading.Of(one));
        if (anew.Count == 0) return;
        var buffer = new CopyBuffer();
        foreach (var one in anew)
        {
            var before = _known[one.Entry.Identity];
            rows.Reading(buffer, one, _input.Period, before.Revision + 1);
            if (before.Employer is not { } employer) continue;
            if (PeriodOf(before.HomePeriod ?? before.ForPeriod) is { } period) _touched.Add(new UnitName(period, employer));
            foreach (var tied in _ties.FilesOf(employer, before.Identity)) _touched.Add(new UnitName(tied, employer));
        }
        var moved = anew.Select(static one => one.Entry.Identity).ToHashSet();
        var receipts = shown.FindAll(one => moved.Contains(one.Entry.Identity) || (one.Cancels is { } taken && moved.Contains(taken.Entry.Identity)));
        var entries = receipts.SelectMany(static one => new[] { one.Entry.Identity, one.Cancels?.Entry.Identity ?? one.Entry.Identity }).ToArray();
        var inForce = _store.ReceiptsInForce([.. receipts.Select(static one => SettlementEntries.ReceiptReference(one.Entry))], [.. receipts.Select(one => _known[one.Entry.Identity].Period).Concat(_store.ReadersOf(entries)).Append(_input.Period.Number).Distinct()]);
        foreach (var entry in BookDifference.Of(inForce, receipts.ConvertAll(Receipt), _asOf, out _)) books.Write(entry);
        tx.Copy(RunRows.CopyReadings, buffer);
    }

    /// <summary>Read by an earlier folder, or its member or employer is not in this one: not this folder's to change.</summary>
    private bool IsKept(SortedEntry one)
    {
        var known = _known[one.Entry.Identity];
        return (known.DecisionNo is not null || (known.ReadBy != _input.Period.Number && !known.IsUnread)) && one.Kind != BankEntryKind.Reversal;
    }

    private WantedEntry Receipt(SortedEntry one) =>
        UnitDecision.Stored(one.Cancels is null ? SettlementEntries.Receipt(one.Entry, one.Holder, one.HolderMember) : SettlementEntries.BankReversal(one.Entry, one.Holder, one.HolderMember), _register);

    /// <summary>The files that a cancelled credit was tied to: by its remark, by name, by its rest, or as an autodebit at home there.</summary>
    private void TouchFilesOf(SortedEntry cancelled)
    {
        if (cancelled.Employer is not { } employer) return;
        if ((cancelled.Home ?? cancelled.Period) is { } period) _touched.Add(new UnitName(period, employer.Code));
        foreach (var tied in _ties.FilesOf(employer.Code, cancelled.Entry.Identity)) _touched.Add(new UnitName(tied, employer.Code));
    }

    /// <summary>An employer who has left is in no register of this folder, but what he paid is his.</summary>
    private Employer? EmployerOf(string? code) => code is null ? null : _employers.GetValueOrDefault(code) ?? new Employer(code, code, BankMode.Lump, null, null);

    /// <summary>A member who has left is found where his autodebit is at home.</summary>
    private Member? MemberOf(string? memberNo, int? home)
    {
        if (memberNo is null) return null;
        if (_register.ByNumber(memberNo) is { } member) return member;
        return PeriodOf(home) is { } period && period != _input.Period ? _earlier(period)?.Find(Utf8Text.From(memberNo)) : null;
    }

    private static PayPeriod? PeriodOf(int? number) => number is { } known ? PayPeriod.FromNumber(known) : null;
}
