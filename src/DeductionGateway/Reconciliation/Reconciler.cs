using DeductionGateway.Answers;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Settlement;
using DeductionGateway.Data;
using DeductionGateway.Intake;

namespace DeductionGateway.Reconciliation;

/// <summary>
/// Reconciles one period folder in one transaction: claim the cooperative, load what is known, decide each employer's units, write the
/// difference. Employers are taken one at a time, so that memory is bounded by the largest.
/// </summary>
internal sealed class Reconciler
{
    /// <summary>Rows go to the database in pieces of about this many bytes.</summary>
    public const long SendSize = 1 << 20;

    private const int OpeningsPerBatch = 10_000;

    private const long RowsPerRelease = 150_000;

    private readonly PeriodFolder _folder;
    private readonly PeriodInput _input;
    private readonly ReconcileOptions _options;
    private readonly Tx _tx;
    private readonly ReconcileStore _store;
    private readonly OutFolder _out;
    private readonly RunTotals _totals;
    private readonly CancellationToken _stop;
    private readonly FaultList _faults = new();
    private readonly Dictionary<UnitName, StoredUnit> _units = [];
    private readonly Dictionary<PayPeriod, EarlierFolder> _earlier = [];
    private HashSet<(string, string)> _confirmed = [];
    private ILookup<string, EmployerCredit> _credits = Array.Empty<EmployerCredit>().ToLookup(static _ => "");
    private ILookup<string, SortedEntry> _autodebits = Array.Empty<SortedEntry>().ToLookup(static _ => "");
    private readonly HashSet<UnitName> _touched = [];
    private FolderBank _bank = null!;
    private KnownTies _ties = new([], default);
    private readonly EarlierEmployers _employersThen;
    private MemberRegister _register = null!;
    private RunRows _rows = null!;
    private RawFiles _files = null!;
    private Books _books = null!;
    private CopyBuffer _lineRows = new();
    private CopyBuffer _unitRows = new();
    private long _cooperative;
    private int _runNo;
    private DateOnly _asOf;
    private bool _hasPast;
    private long _rowsAtRelease;
    private int _firstBatch;

    public Reconciler(PeriodFolder folder, ReconcileOptions options, Tx tx, OutFolder output, RunTotals totals, CancellationToken stop)
    {
        _folder = folder;
        _input = folder.Input;
        _options = options;
        _tx = tx;
        _store = new ReconcileStore(tx);
        _employersThen = new EarlierEmployers(_store);
        _out = output;
        _totals = totals;
        _stop = stop;
    }

    /// <summary>Runs the folder; the caller commits. Nothing has been written where this throws.</summary>
    /// <exception cref="RefusedException">A payroll file has faults, or the period was billed otherwise.</exception>
    public void Run()
    {
        Claim();
        using var journal = _out.Csv("journal.csv", JournalCsv.Columns);
        var journalRows = new JournalCsv(journal, _register.NumberOf);
        if (_runNo == 1) _books.Written = journalRows.Write;
        StoreFolder();
        var entries = _bank.Store(_tx, _rows, _books);
        _totals.Phase("bank entries", _bank.NewCount);
        SortCredits(entries);
        using (var lines = new LinesCsv(_out))
        using (var late = _out.Csv("late.csv", "period," + LinesCsv.Columns))
        {
            foreach (var employer in InFileOrder()) RunEmployer(employer, lines, late);
            foreach (var employer in HaveLeft()) RunLeft(employer, late);
        }
        if (_faults.Any) throw new RefusedException(_faults);
        _totals.Phase("match and settle", _totals.Rows);
        Send();
        _tx.Copy(RunRows.CopyUnits, _unitRows);
        StoreRun();
        _tx.Arrive();
        _totals.Phase("store the rest", _books.PostingCount);
        if (_runNo == 1) return;
        foreach (var (entryId, date, source, reference, posting) in _store.Journal(_input.Period)) journalRows.Write(entryId, date, (EntrySource)source, reference, posting);
        _totals.Phase("journal.csv", _books.PostingCount);
    }

    private void Claim()
    {
        _cooperative = _store.ClaimCooperative(_input.Cooperative.Code, _input.Cooperative.Name);
        if (_store.BillingOf(_input.Period) is { } billed && !billed.AsSpan().SequenceEqual(BillingSha256()))
        {
            _faults.Add("expected.csv", 0, 0, "PERIOD_BILLED_OTHERWISE",
                $"{_input.Cooperative.Code} was billed for {_input.Period} by another expected.csv; a period is billed once. If this folder is another cooperative's, say so with --cooperative <code>.");
            throw new RefusedException(_faults);
        }
        foreach (var unit in _store.LatestUnits())
        {
            var name = new UnitName(PayPeriod.FromNumber(unit.Period)!.Value, unit.Employer);
            _units[name] = unit;
            // Decided by an earlier run of this very folder: looked at again, so that late.csv says the same again.
            if (unit.Period != _input.Period.Number && unit.OriginPeriod == _input.Period.Number) _touched.Add(name);
        }
        _hasPast = _store.LastBatch() > 0;
        if (_hasPast) _ties = new KnownTies(_store.Ties(), _input.Period);
        _runNo = _store.LastRun(_input.Period) + 1;
        _confirmed = _store.Confirmations();
        _register = new MemberRegister(_input.Members, _hasPast ? _store.Members() : []);
        _rows = new RunRows(_cooperative, _register);
        _files = new RawFiles(_folder, _store, _tx, _rows);
        _firstBatch = _store.LastBatch() + 1;
        _books = new Books(_cooperative, _input.Period, _firstBatch);
        _asOf = _input.BankEntries.Count > 0 ? _input.BankEntries[^1].ValueDate : _input.Period.FirstDay;
        _bank = new FolderBank(_input, WithUnitsOnly(), _register, _store, _ties, EarlierFolderOf, _hasPast, _asOf);
        _store.EnsurePeriod(_input.Period);
        CheckAccounts();
    }

    private void CheckAccounts()
    {
        var known = _store.Accounts();
        if (_input.Cooperative.Accounts.Count == 0 && known.Count > 0)
        {
            var csv = _input.Files.Select(static file => file.Name).FirstOrDefault(static name => name.StartsWith("bank", StringComparison.Ordinal) && name.EndsWith(".csv", StringComparison.Ordinal)) ?? "bank.csv";
            var seen = _input.Statements.Select(static statement => (statement.Account, statement.File)).Concat(_input.BankEntries.Select(entry => (entry.Account, csv)));
            foreach (var (other, file) in seen.DistinctBy(static one => one.Account).Where(one => !known.Contains(one.Account)))
            {
                _faults.Add(file, 0, 0, "ACCOUNT_OTHER", $"The statement is of account {other}; {_input.Cooperative.Code} has {string.Join(", ", known)}. Take it out, or list all accounts in cooperative.json.");
            }
        }
        if (_faults.Any) throw new RefusedException(_faults);
        foreach (var account in _input.BankEntries.Select(static entry => (entry.Account, entry.Currency)).Concat(_input.Statements.Select(static one => (one.Account, one.Currency))).Distinct())
        {
            _store.AddAccount(_cooperative, account.Account, account.Currency);
        }
    }

    /// <summary>Raw files, employers, members with their opening balances, billing.</summary>
    private void StoreFolder()
    {
        foreach (var employer in _input.Employers) _store.AddEmployer(_cooperative, employer.Code, employer.Name, (short)employer.BankMode);
        foreach (var file in _input.Files) _files.Keep(file);
        var members = new CopyBuffer();
        foreach (var member in _register.New)
        {
            _rows.Member(members, member, _input.Period);
            if (members.Size > SendSize) _tx.Copy(RunRows.CopyMembers, members);
            if (SettlementEntries.Opening(member, _input.Period.FirstDay) is { } opening) _books.Write(UnitDecision.Stored(opening, _register));
            if (_books.Place < OpeningsPerBatch) continue;
            _books.CloseBatch();
            SendFull();
        }
        _tx.Copy(RunRows.CopyMembers, members);
        if (_store.BillingOf(_input.Period) is null)
        {
            var billing = new CopyBuffer();
            foreach (var line in _input.Billing)
            {
                _rows.Billing(billing, line, _input.Period);
                if (billing.Size > SendSize) _tx.Copy(RunRows.CopyBilling, billing);
            }
            _tx.Copy(RunRows.CopyBilling, billing);
        }
        _totals.Phase("members and billing", _input.Billing.Count);
    }

    /// <summary>What says that this very input was seen: file names, statements and the run itself. The same input again adds none.</summary>
    private void StoreRun()
    {
        var hash = _files.InputHash();
        // The names of the latest run say which register counts: an input that comes back after another one is noted again.
        var isLatest = _store.LatestInput(_input.Period) is { } latest && latest.AsSpan().SequenceEqual(hash);
        if (!isLatest) _files.SendNames(_input.Period, _runNo);
        if (!_store.IsKnownInput(_input.Period, hash))
        {
            var statements = new CopyBuffer();
            var number = _store.LastStatement();
            var shown = new CopyBuffer();
            foreach (var statement in _input.Statements)
            {
                _rows.Statement(statements, statement, ++number);
                foreach (var entry in statement.Entries) _rows.StatementEntry(shown, statement, number, entry.Identity);
            }
            _tx.Copy(RunRows.CopyStatements, statements);
            _tx.Copy(RunRows.CopyStatementEntries, shown);
        }
        if (!isLatest || _books.Batch > _firstBatch) _store.AddRun(_cooperative, _input.Period, _runNo, hash, BillingSha256(), _books.Batch - 1);
    }

    /// <summary>Credits by employer, this folder's and the earlier ones that still matter; and which earlier units new facts touch.</summary>
    private void SortCredits(IReadOnlyList<SortedEntry> fresh)
    {
        foreach (var unit in _bank.Touched.Where(_units.ContainsKey)) _touched.Add(unit);
        foreach (var one in fresh)
        {
            if (one.Employer is not { } employer || (one.Home ?? one.Period) is not { } period || period == _input.Period) continue;
            var unit = new UnitName(period, employer.Code);
            if (_units.ContainsKey(unit)) _touched.Add(unit);
        }
        var all = fresh.Where(static one => !one.IsCancelled && one.Cancels is null && one.Entry.Amount > 0).ToList();
        if (_hasPast)
        {
            var open = _units.Where(pair => pair.Key.Period <= _input.Period && (pair.Value.IsOpen || pair.Key.Period == _input.Period)).Select(static pair => pair.Key)
                .Concat(_touched).Concat(_ties.Units).ToHashSet();
            foreach (var employer in _input.Employers) open.Add(new UnitName(_input.Period, employer.Code));
            var seen = all.Select(static one => one.Entry.Identity).ToHashSet();
            var cancelled = fresh.Where(static one => one.Cancels is not null).Select(static one => one.Cancels!.Entry.Identity).ToHashSet();
            foreach (var stored in _store.OpenCredits(open))
            {
                if (cancelled.Contains(stored.Identity) || !seen.Add(stored.Identity)) continue;
                if (_bank.Restore(stored) is { } one) all.Add(one);
            }
        }
        _credits = all.Where(static one => one.Kind is BankEntryKind.Lump or BankEntryKind.Member)
            .ToLookup(static one => one.Employer!.Code, static one => new EmployerCredit(one.Entry, one.Period, one.MemberKey, one.ByName));
        _autodebits = all.Where(static one => one is { Kind: BankEntryKind.Autodebit, Member: not null }).ToLookup(static one => one.Employer?.Code ?? "");
        _totals.Bank = fresh;
    }

    /// <summary>By the name of the employer's file, as lines.csv is sorted; those without a file at the end.</summary>
    private IEnumerable<Employer> InFileOrder() => _input.Employers
        .OrderBy(employer => _input.Profiles.GetValueOrDefault(employer.Code)?.File is { } file ? file : "\uFFFF", StringComparer.Ordinal)
        .ThenBy(static employer => employer.Code, StringComparer.Ordinal);

    private void RunEmployer(Employer employer, LinesCsv lines, Utf8CsvWriter late)
    {
        _stop.ThrowIfCancellationRequested();
        var source = _folder.PayrollSource(employer, _faults);
        var answer = _folder.ReadReturn(employer, source, _faults);
        if (_faults.Any) return;
        if (source is not null) _files.Keep(source);
        var facts = new UnitFacts(employer, _input.Period, Members.Of(employer.Code), Billing.Of(employer.Code), answer, _register.HasNationalId, IsConfirmed);
        var matched = UnitMatcher.Match(facts);
        if (_options.ConfirmProposals && Confirm(matched)) matched = UnitMatcher.Match(facts);
        var current = new UnitName(_input.Period, employer.Code);
        var tied = Tie(employer, answer is null ? null : TieFiles.Of(matched));
        var decision = Decide(current, matched, tied, AutodebitsFor(current, employer), source, answer is null ? ProfileText(employer) : answer.Profile.Json);
        lines.Write(decision.Matched.Rows);
        _totals.Add(decision);
        _totals.Explanation?.Look(decision, tied.Ties, id => _register.NumberOf(id).ToString());
        if (_units.GetValueOrDefault(current) is { } stored && answer is not null) Correct(stored, current, employer, answer, source);
        Post(decision, _units.GetValueOrDefault(current));
        _totals.EmployerDone(_input.Employers.Count);
        CompleteOthers(employer, tied, late);
        SendFull();
        ReleaseMemory();
    }

    /// <summary>
    /// An employer's rows outlive a young collection while they are worked on, and then nobody collects them: without this a run holds
    /// what the last twenty employers left behind. Costs a tenth of a second each time.
    /// </summary>
    private void ReleaseMemory()
    {
        if (_totals.Rows - _rowsAtRelease < RowsPerRelease) return;
        _rowsAtRelease = _totals.Rows;
        GC.Collect();
    }

    /// <summary>
    /// Employers with earlier units who are not in this folder: they still owe what they owe, and a credit of theirs may be taken back.
    /// </summary>
    private List<Employer> HaveLeft()
    {
        var here = _input.Employers.Select(static employer => employer.Code).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. _units.Values.Where(unit => !here.Contains(unit.Employer) && IsLookedAt(unit)).GroupBy(static unit => unit.Employer)
                .OrderBy(static own => own.Key, StringComparer.Ordinal).Select(own => _employersThen.Of(own.Last())),
        ];
    }

    /// <summary>Employers who have units and are not in this folder, by code alone.</summary>
    private List<Employer> WithUnitsOnly()
    {
        var here = _input.Employers.Select(static employer => employer.Code).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. _units.Keys.Select(static unit => unit.Employer).Where(here.Add).Select(static code => new Employer(code, code, BankMode.Lump, null, null))];
    }

    private void RunLeft(Employer employer, Utf8CsvWriter late)
    {
        _stop.ThrowIfCancellationRequested();
        CompleteOthers(employer, Tie(employer, null), late);
        SendFull();
    }

    /// <summary>A unit of an earlier folder; one of a later folder only where new facts touch it.</summary>
    private bool IsLookedAt(StoredUnit unit) =>
        unit.Period < _input.Period.Number || (unit.Period > _input.Period.Number && _touched.Contains(NameOf(unit)));

    private static UnitName NameOf(StoredUnit unit) => new(PayPeriod.FromNumber(unit.Period)!.Value, unit.Employer);

    /// <summary>Ties all credits of an employer to his files, this folder's (null: no answer yet) and the others that are looked at.</summary>
    private TiedUnits Tie(Employer employer, TieFile? current)
    {
        var others = _units.Values.Where(unit => unit.Employer == employer.Code && IsLookedAt(unit)).ToList();
        var credits = _credits[employer.Code].ToList();
        var known = Known(others, credits);
        var files = new List<TieFile>();
        if (current is not null) files.Add(current);
        foreach (var unit in others)
        {
            // Without an answer there is no file: its credits wait for one and close no other.
            if (!known.TryGetValue(NameOf(unit), out var full))
            {
                if (unit.IsOpen || _ties.Units.Contains(NameOf(unit))) files.Add(TieFiles.Of(unit, _employersThen.Of(unit)));
            }
            else if (full.Facts.Return is not null) files.Add(TieFiles.Of(full));
        }
        return new TiedUnits(CreditTying.Tie(files, credits, _ties.Of(employer.Code), current is null ? _input.Period : null), credits, others, known);
    }

    private void CompleteOthers(Employer employer, TiedUnits tied, Utf8CsvWriter late)
    {
        _totals.AddPortions(employer.Code, tied.Ties);
        foreach (var unit in tied.Others) Complete(unit, employer, tied, late);
        foreach (var tie in _ties.Changes(employer.Code, tied.Ties)) _store.AddTie(_cooperative, employer.Code, tie);
    }

    /// <summary>Another file than the one before: what it says otherwise, row by row. The books follow by the difference of entries.</summary>
    private void Correct(StoredUnit stored, UnitName unit, Employer employer, PayrollReturn answer, SourceFile? source)
    {
        if (source is null || stored.PayrollSha256 is null || stored.PayrollSha256.AsSpan().SequenceEqual(source.Sha256)) return;
        var profile = ProfilesJson.ReadOne(employer.Code, stored.Profile);
        var before = PayrollBytes.Read(profile, employer with { ControlRows = null, ControlTotal = null }, unit.Period, _input.Codes, stored.PayrollFile!, _store.KeptBytes(stored.PayrollSha256), new FaultList());
        _totals.Corrections.Add(new Correction(unit, source.Name, ReturnDifference.Between(before?.Rows ?? [], answer.Rows)));
    }

    /// <summary>
    /// Units that must be matched again before money is tied: those that new facts touch, and those paid member by member that have a
    /// credit for the whole file as well, since their stored sums do not say what each member was reported.
    /// </summary>
    private Dictionary<UnitName, MatchedUnit> Known(List<StoredUnit> others, List<EmployerCredit> credits)
    {
        var known = new Dictionary<UnitName, MatchedUnit>();
        foreach (var unit in others)
        {
            var name = NameOf(unit);
            var isMixed = credits.Exists(credit => credit.Period == name.Period && credit.MemberKey.Length == 0) && _employersThen.Of(unit).BankMode == BankMode.Member;
            if (isMixed || _touched.Contains(name)) known[name] = MatchEarlier(name, unit);
        }
        return known;
    }

    private MatchedUnit MatchEarlier(UnitName name, StoredUnit unit) => UnitMatcher.Match(EarlierFolderOf(name.Period)!.Facts(unit, IsConfirmed));

    /// <summary>Null where nothing was billed for the period.</summary>
    private EarlierFolder? EarlierFolderOf(PayPeriod period)
    {
        if (_earlier.TryGetValue(period, out var folder)) return folder;
        var employers = _units.Keys.Where(other => other.Period == period).Select(static other => other.Employer).ToHashSet();
        return employers.Count == 0 ? null : _earlier[period] = new EarlierFolder(_store, period, employers);
    }

    /// <summary>An earlier unit whose money is another now: decided anew, its difference posted, its rows in late.csv.</summary>
    private void Complete(StoredUnit unit, Employer employer, TiedUnits tied, Utf8CsvWriter late)
    {
        var name = NameOf(unit);
        if (!_touched.Contains(name) && IsSame(unit, tied.Ties.Files.GetValueOrDefault(name.Period)))
        {
            _totals.AddEarlier(unit, name);
            return;
        }
        var matched = tied.Known.GetValueOrDefault(name) ?? MatchEarlier(name, unit);
        var decision = Decide(name, matched, tied, AutodebitsFor(name, employer), null, unit.Profile, unit);
        _totals.AddRests(decision);
        _totals.AddEarlier(decision);
        if (!Post(decision, unit) && unit.OriginPeriod != _input.Period.Number) return;
        _totals.Explanation?.Look(decision, tied.Ties, id => _register.NumberOf(id).ToString());
        if (unit.Period > _input.Period.Number) return;
        var before = _store.LinesBefore(unit, _input.Period);
        foreach (var row in decision.Matched.Rows.Where(row => !before.Contains(StoredLine.Of(row))).Order(Comparer<LineOutcome>.Create(LinesCsv.InFileOrder)))
        {
            late.Field(name.Period.ToString());
            LinesCsv.WriteRow(late, row);
        }
        if (!decision.IsOpen) _totals.AddLate(decision);
    }

    /// <summary>The money of the whole file is what it was; members' own credits are no part of it.</summary>
    private static bool IsSame(StoredUnit unit, TiedMoney? money) =>
        money is null || ((short)money.Lump.Finding == unit.Finding && (money.Lump.Used == unit.Received || money.Lump.Used + money.Lump.Held == 0));

    private UnitDecision Decide(
        UnitName name, MatchedUnit matched, TiedUnits tied, List<Autodebit> autodebits, SourceFile? source, string profile, StoredUnit? stored = null)
    {
        var decision = new UnitDecision
        {
            Name = name,
            Matched = matched,
            Money = tied.Ties.Files.GetValueOrDefault(name.Period) ?? TiedMoney.Nothing(name.Period),
            PayrollFile = stored?.PayrollFile ?? source?.Name,
            PayrollSha256 = stored?.PayrollSha256 ?? source?.Sha256,
            Profile = profile,
        };
        decision.Settle(autodebits, tied.Credits, _register);
        return decision;
    }

    /// <summary>Posts the difference to the entries in force. True where anything about the unit is new.</summary>
    private bool Post(UnitDecision decision, StoredUnit? stored)
    {
        IReadOnlyList<StoredEntry> inForce = stored is null ? [] : _store.EntriesInForce(decision.Name);
        IEnumerable<WantedEntry> post = decision.Entries;
        if (stored is not null)
        {
            post = BookDifference.Of(inForce, decision.Entries, _asOf, out var changes);
            _totals.AddChanges(changes);
            if (changes.Added + changes.Reversed == 0 && decision.IsAsStored(stored)) return false;
        }
        foreach (var entry in post) _books.Write(entry);
        var rowNo = 0;
        foreach (var row in decision.Matched.Rows) _rows.Line(_lineRows, row, decision.Name.Period, _books.Batch, ++rowNo);
        _rows.Unit(_unitRows, decision, (stored?.Revision ?? 0) + 1, _books.Batch, _input.Period, _runNo);
        _books.CloseBatch();
        return true;
    }

    /// <summary>Sends what has grown large; small pieces would cost a statement each, large ones memory.</summary>
    private void SendFull()
    {
        if (_lineRows.Size > SendSize) _tx.Copy(RunRows.CopyLines, _lineRows);
        if (_books.Entries.Size > SendSize) _tx.Copy(RunRows.CopyEntries, _books.Entries);
        if (_books.Postings.Size > SendSize) _tx.Copy(RunRows.CopyPostings, _books.Postings);
        if (_books.Totals.Size > SendSize) _tx.Copy(RunRows.CopyTotals, _books.Totals);
    }

    private void Send()
    {
        _files.Send();
        _tx.Copy(RunRows.CopyLines, _lineRows);
        _tx.Copy(RunRows.CopyEntries, _books.Entries);
        _tx.Copy(RunRows.CopyPostings, _books.Postings);
        _tx.Copy(RunRows.CopyTotals, _books.Totals);
    }

    private bool Confirm(MatchedUnit matched)
    {
        var any = false;
        foreach (var row in matched.Rows)
        {
            if (row.Proposal.Length == 0 || row.Candidates.Count != 1) continue;
            var member = row.Candidates[0].MemberNo.ToString();
            if (!_confirmed.Add((row.Proposal, member))) continue;
            _store.AddConfirmation(_cooperative, row.Proposal, member, _input.Period);
            any = true;
        }
        return any;
    }

    /// <summary>Autodebits at home in this unit; one that names another period finds no line and becomes a deposit.</summary>
    private List<Autodebit> AutodebitsFor(UnitName unit, Employer employer) =>
    [
        .. _autodebits[employer.Code].Where(one => one.Home == unit.Period)
            .Select(one => AutodebitFor(unit, one)),
    ];

    /// <summary>With the member as the unit knows him; one whom it does not know has no line in it.</summary>
    private Autodebit AutodebitFor(UnitName unit, SortedEntry one)
    {
        var member = unit.Period == _input.Period ? one.Member : EarlierFolderOf(unit.Period)?.Find(unit.Employer, one.Member!.MemberNo);
        var speaks = member is not null && (one.Period is null || one.Period == unit.Period);
        return new Autodebit(one.Entry, member ?? one.Member!, speaks ? one.Code : "");
    }

    /// <summary>What of an employer's money is tied, and which of his other units were looked at, some of them matched again.</summary>
    private sealed record TiedUnits(EmployerTies Ties, List<EmployerCredit> Credits, List<StoredUnit> Others, Dictionary<UnitName, MatchedUnit> Known);

    private ByEmployer<Core.Members.Member> Members => field ??= new(_input.Members, _input.Employers, static member => member.Employer);
    private ByEmployer<BillingLine> Billing => field ??= new(_input.Billing, _input.Employers, static line => line.Member.Employer);
    private string ProfileText(Employer employer) => _input.Profiles.GetValueOrDefault(employer.Code)?.Json ?? "";
    private bool IsConfirmed(string proposal, Utf8Text memberNo) => _confirmed.Count > 0 && _confirmed.Contains((proposal, memberNo.ToString()));

    private byte[] BillingSha256() => _input.Files.First(static file => file.Name == "expected.csv").Sha256;
}
