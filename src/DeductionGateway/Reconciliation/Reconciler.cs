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
    private PeriodInput _input;
    private readonly ReconcileOptions _options;
    private readonly Tx _tx;
    private readonly ReconcileStore _store;
    private readonly OutFolder _out;
    private readonly RunTotals _totals;
    private readonly CancellationToken _stop;
    private readonly FaultList _faults = new();
    private HashSet<(string, string)> _confirmed = [];
    private KnownUnits _units = null!;
    private Resolutions _resolutions = new([]);
    private UnitPosting _posting = null!;
    private FolderBank _bank = null!;
    private FolderCollectors _collectors = null!;
    private MemberRegister _register = null!;
    private RunRows _rows = null!;
    private RawFiles _files = null!;
    private Books _books = null!;
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
        StoreCollected();
        _totals.Phase("bank entries", _bank.NewCount);
        SortCredits(entries);
        using (var lines = new LinesCsv(_out))
        using (var late = _out.Csv("late.csv", "period," + LinesCsv.Columns))
        {
            foreach (var employer in InFileOrder())
            {
                if (Waits(employer)) RunLeft(employer, late);
                else RunEmployer(employer, lines, late);
            }
            foreach (var employer in HaveLeft()) RunLeft(employer, late);
        }
        if (_faults.Any) throw new RefusedException(_faults);
        _totals.Phase("match and settle", _totals.Rows);
        Send();
        var moves = new BankMoves(_store, _resolutions, _register, _cooperative, _asOf);
        moves.Post(_tx, _books, _input.Period);
        _totals.MovedCases = moves.Cases;
        if (_hasPast || entries.Any(static one => one.Kind == BankEntryKind.Debit)) _totals.Recourses = new Recourses(_tx, _resolutions, _cooperative).Look(moves.InForce).ToDictionary(static one => one.Identity, StringComparer.Ordinal);
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
        _hasPast = _store.LastBatch() > 0;
        _runNo = _store.LastRun(_input.Period) + 1;
        _confirmed = _store.Confirmations();
        if (_hasPast) _resolutions = _store.Resolutions();
        _register = new MemberRegister(_input.Members, _hasPast ? _store.Members() : []);
        _rows = new RunRows(_cooperative, _register, _tx.Seal);
        _files = new RawFiles(_folder, _store, _tx, _rows);
        _firstBatch = _store.LastBatch() + 1;
        _books = new Books(_cooperative, _input.Period, _firstBatch);
        (_input, var ofTwo) = ToldEntries.Merge(_input, _hasPast ? _store.Told(_input.BankEntries) : [], identities => _hasPast ? _store.Booked(identities) : new HashSet<string>());
        _asOf = _input.BankEntries.Count > 0 ? _input.BankEntries[^1].ValueDate : _input.Period.FirstDay;
        _posting = new UnitPosting(_store, _rows, _resolutions, _asOf);
        LoadUnits();
        var left = WithUnitsOnly();
        _bank = new FolderBank(_input, ofTwo, left, _register, _store, _units.Ties, _units.FolderOf, _hasPast, _asOf);
        _collectors = new FolderCollectors(_tx, _input, new EntrySorting(_input.Employers, left, _input.Rules, _register.ByNumber), new AutodebitHomes(_input, _units.FolderOf), _cooperative);
        _store.EnsurePeriod(_input.Period);
        CheckPayouts();
        CheckAccounts();
    }

    private void LoadUnits()
    {
        _units = new KnownUnits(_store, _register, _resolutions, _input.Period);
        _units.Load();
        if (_hasPast) _units.LoadTies();
        _units.Confirm((proposal, memberNo) => _confirmed.Count > 0 && _confirmed.Contains((proposal, memberNo.ToString())));
        // Decided by an earlier run of this very folder: looked at again, so that late.csv says the same again.
        foreach (var unit in _units.Units.Values)
        {
            if (unit.Period != _input.Period.Number && unit.OriginPeriod == _input.Period.Number) _units.Touched.Add(unit.Name);
        }
    }

    private void CheckPayouts()
    {
        foreach (var payout in _input.Payouts.Where(payout => _register.Known(payout.MemberNo) is null))
        {
            _faults.Add(PayoutsFile.FileName, 0, 0, "MEMBER_UNKNOWN", $"'{payout.Reference}' is to be paid to {payout.MemberNo}, and no member has this number; correct it, or add the member to members.csv.");
        }
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

    private void StoreCollected()
    {
        _collectors.Store(_faults);
        if (_faults.Any) throw new RefusedException(_faults);
        _totals.Collected = _input.Collected.Select(static debit => debit.Reference).ToHashSet(StringComparer.Ordinal);
        _totals.Unowned = _collectors.Unowned;
    }

    /// <summary>Credits by employer, this folder's and the earlier ones that still matter; and which earlier units new facts touch.</summary>
    private void SortCredits(IReadOnlyList<SortedEntry> fresh)
    {
        foreach (var unit in _bank.Touched.Concat(_collectors.Touched).Where(_units.Units.ContainsKey)) _units.Touched.Add(unit);
        foreach (var one in fresh)
        {
            if (one.Employer is not { } employer || (one.Home ?? one.Period) is not { } period || period == _input.Period) continue;
            var unit = new UnitName(period, employer.Code);
            if (_units.Units.ContainsKey(unit)) _units.Touched.Add(unit);
        }
        var all = fresh.Where(static one => !one.IsCancelled && one.Cancels is null && one.Entry.Amount > 0).ToList();
        var open = _input.Employers.Select(employer => new UnitName(_input.Period, employer.Code)).ToHashSet();
        if (_hasPast)
        {
            open.UnionWith(_units.Units.Where(pair => pair.Key.Period <= _input.Period && (pair.Value.IsOpen || pair.Key.Period == _input.Period)).Select(static pair => pair.Key)
                .Concat(_units.Touched).Concat(_units.Ties.Units));
            var seen = all.Select(static one => one.Entry.Identity).ToHashSet();
            var cancelled = fresh.Where(static one => one.Cancels is not null).Select(static one => one.Cancels!.Entry.Identity).ToHashSet();
            foreach (var stored in _store.OpenCredits(open))
            {
                if (cancelled.Contains(stored.Identity) || !seen.Add(stored.Identity)) continue;
                if (_bank.Restore(stored) is { } one) all.Add(one);
            }
        }
        if (_hasPast || _input.Collected.Count > 0) _units.Collect(new CollectorStore(_tx).InForce(open).Select(_bank.Restore).OfType<SortedEntry>());
        _units.Credit(all);
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
        var facts = new UnitFacts(employer, _input.Period, Members.Of(employer.Code), Billing.Of(employer.Code), answer, _register.HasNationalId, _units.IsConfirmed, _resolutions.AssignedTo);
        var matched = UnitMatcher.Match(facts);
        if (_options.ConfirmProposals && Confirm(matched)) matched = UnitMatcher.Match(facts);
        var current = new UnitName(_input.Period, employer.Code);
        var tied = _units.Tie(employer, answer is null ? null : TieFiles.Of(matched));
        var decision = _units.Decide(current, matched, employer, tied, source?.Name, source?.Sha256, answer is null ? ProfileText(employer) : answer.Profile.Json);
        lines.Write(decision.Matched.Rows);
        _totals.Add(decision);
        _totals.Explanation?.Look(decision, tied.Ties, id => _register.NumberOf(id).ToString());
        var stored = _units.Units.GetValueOrDefault(current);
        if (stored is not null && answer is not null) Correct(stored, current, employer, answer, source);
        Post(decision, stored);
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
            .. _units.Units.Values.Where(unit => !here.Contains(unit.Employer) && _units.IsLookedAt(unit)).GroupBy(static unit => unit.Employer)
                .OrderBy(static own => own.Key, StringComparer.Ordinal).Select(own => _units.EmployersThen.Of(own.Last())),
        ];
    }

    /// <summary>Employers who have units and are not in this folder, by code alone.</summary>
    private List<Employer> WithUnitsOnly()
    {
        var here = _input.Employers.Select(static employer => employer.Code).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. _units.Units.Keys.Select(static unit => unit.Employer).Where(here.Add).Select(static code => new Employer(code, code, BankMode.Lump, null, null))];
    }

    /// <summary>Its answer is waited for, and no run has decided its period without one.</summary>
    private bool Waits(Employer employer) => _options.OnlyAnswered && !_folder.IsAnswered(employer) && !_units.Units.ContainsKey(new UnitName(_input.Period, employer.Code));

    private void RunLeft(Employer employer, Utf8CsvWriter late)
    {
        _stop.ThrowIfCancellationRequested();
        CompleteOthers(employer, _units.Tie(employer, null), late);
        SendFull();
    }

    private void CompleteOthers(Employer employer, TiedUnits tied, Utf8CsvWriter late)
    {
        _totals.AddPortions(employer.Code, tied.Ties);
        _posting.CompleteOthers(_cooperative, _units, employer, tied, (unit, decision) => Complete(unit, decision, tied, late));
    }

    /// <summary>Another file than the one before: what it says otherwise, row by row. The books follow by the difference of entries.</summary>
    private void Correct(StoredUnit stored, UnitName unit, Employer employer, PayrollReturn answer, SourceFile? source)
    {
        if (source is null || stored.PayrollSha256 is null || stored.PayrollSha256.AsSpan().SequenceEqual(source.Sha256)) return;
        var profile = ProfilesJson.ReadOne(employer.Code, stored.Profile);
        var before = PayrollBytes.Read(profile, employer with { ControlRows = null, ControlTotal = null }, unit.Period, _input.Codes, stored.PayrollFile!, _store.KeptBytes(stored.PayrollSha256), new FaultList());
        _totals.Corrections.Add(new Correction(unit, source.Name, ReturnDifference.Between(before?.Rows ?? [], answer.Rows)));
    }

    /// <summary>An earlier unit whose money is another now: decided anew, its difference posted, its rows in late.csv.</summary>
    private void Complete(StoredUnit unit, UnitDecision? decision, TiedUnits tied, Utf8CsvWriter late)
    {
        if (decision is null)
        {
            _totals.AddEarlier(unit, unit.Name, _resolutions);
            return;
        }
        _totals.AddRests(decision);
        _totals.AddEarlier(decision);
        if (!Post(decision, unit) && unit.OriginPeriod != _input.Period.Number) return;
        _totals.Explanation?.Look(decision, tied.Ties, id => _register.NumberOf(id).ToString());
        if (unit.Period > _input.Period.Number) return;
        var before = _store.LinesBefore(unit, _input.Period);
        foreach (var row in decision.Matched.Rows.Where(row => !before.Contains(StoredLine.Of(row))).Order(Comparer<LineOutcome>.Create(LinesCsv.InFileOrder)))
        {
            late.Field(unit.Name.Period.ToString());
            LinesCsv.WriteRow(late, row);
        }
        if (!decision.IsOpen) _totals.AddLate(decision);
    }

    /// <summary>True where anything about the unit is new.</summary>
    private bool Post(UnitDecision decision, StoredUnit? stored)
    {
        var isNew = _posting.Post(decision, stored, _books, _input.Period, _runNo, isRevised: _collectors.Revised.Contains(decision.Name), out var changes);
        if (changes is { } found) _totals.AddChanges(found);
        return isNew;
    }

    /// <summary>Sends what has grown large.</summary>
    private void SendFull()
    {
        _posting.SendFull(_tx);
        _books.SendFull(_tx);
    }

    private void Send()
    {
        _files.Send();
        _posting.Send(_tx);
        _books.Send(_tx);
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

    private ByEmployer<Core.Members.Member> Members => field ??= new(_input.Members, _input.Employers, static member => member.Employer);
    private ByEmployer<BillingLine> Billing => field ??= new(_input.Billing, _input.Employers, static line => line.Member.Employer);
    private string ProfileText(Employer employer) => _input.Profiles.GetValueOrDefault(employer.Code)?.Json ?? "";

    private byte[] BillingSha256() => _input.Files.First(static file => file.Name == "expected.csv").Sha256;
}
