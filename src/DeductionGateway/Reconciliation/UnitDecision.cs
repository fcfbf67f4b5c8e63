using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Reconciliation;

/// <summary>A unit decided by all facts known: rows settled, money tied, and the entries that this stands for.</summary>
internal sealed class UnitDecision
{
    private readonly List<WantedEntry> _entries = [];
    private ILookup<string, Core.Members.Member>? _owners;
    private readonly List<(string Identity, long Amount, Account Account)> _rests = [];
    private readonly Dictionary<LineOutcome, (string Reference, DateOnly Date)> _held = [];
    private readonly Dictionary<LineOutcome, long> _moves = [];
    private readonly HashSet<(long DecisionNo, string Subject)> _inForce = [];

    public required UnitName Name { get; init; }
    public required MatchedUnit Matched { get; init; }
    public required TiedMoney Money { get; init; }
    public string? PayrollFile { get; init; }
    public byte[]? PayrollSha256 { get; init; }
    public string Profile { get; init; } = "";
    public IReadOnlyList<WantedEntry> Entries => _entries;

    /// <summary>What of members' own credits and of autodebits stands on no row: the credit's identity, whole rupiah, and the account that holds it.</summary>
    public IReadOnlyList<(string Identity, long Amount, Account Account)> Rests => _rests;

    /// <summary>Decisions of people that hold for this unit, each with what it is remembered by; one whose case is no longer what it was is not among them.</summary>
    public IReadOnlySet<(long DecisionNo, string Subject)> InForce => _inForce;

    /// <summary>What collectors took that is claimed from them.</summary>
    public IReadOnlyList<CollectorClaim> Claims { get; private set; } = [];

    /// <summary>What remittances were short of within the accepted limit, whole rupiah.</summary>
    public long Gap => Money.Lump.Gap + Money.Members.Values.Sum(static own => own.Money.Gap);

    /// <summary>The decision that wrote the gap off; null where none did.</summary>
    public long? GapMove { get; private set; }

    public string GapSubject => GapSubjectOf(Name);

    public static string GapSubjectOf(UnitName unit) => $"{unit}/gap";

    /// <summary>The decision that moved what the row holds, or says that it stays; null where none did.</summary>
    public long? MoveOf(LineOutcome row) => _moves.TryGetValue(row, out var decision) ? decision : null;

    /// <summary>Reference of the row's entry where something of it is held, else empty.</summary>
    public string ReferenceOf(LineOutcome row) => _held.GetValueOrDefault(row).Reference ?? "";

    /// <summary>Credits used for the file's rows, whole rupiah.</summary>
    public long Received => Money.Lump.Used + Money.Members.Values.Sum(static own => own.Money.Used);

    /// <summary>Money for the file is still missing, whole or in part.</summary>
    public bool IsOpen => Matched.Facts.Return is not null && Matched.Reported > 0
        && (Matched.Facts.Employer.BankMode == BankMode.Member
            ? Matched.Rows.Any(static row => row.Class is LineClass.Unremitted or LineClass.PartRemitted)
            : !Money.Lump.IsReceived);

    /// <summary>What later runs are told of the unit is what they were told before.</summary>
    public bool IsAsStored(StoredUnit stored) =>
        stored.HasCases && (stored.Reported, stored.Duplicates, stored.Received, stored.IsOpen, stored.Profile, stored.PayrollFile)
        == (Matched.Reported, Matched.Duplicates, Received, IsOpen, Profile, PayrollFile)
        && (stored.PayrollSha256 ?? []).AsSpan().SequenceEqual(PayrollSha256 ?? []);

    /// <summary>Settles the unit and writes down what it stands for.</summary>
    /// <param name="autodebits">Other channels' money for members of this unit.</param>
    /// <param name="collected">What collectors took from members of this unit.</param>
    /// <param name="credits">The member credits of this unit, for what is left of them.</param>
    /// <param name="register">Ids of members.</param>
    /// <param name="resolutions">What people decided about cases of the unit.</param>
    public void Settle(IReadOnlyList<Autodebit> autodebits, IReadOnlyList<Autodebit> collected, IReadOnlyList<EmployerCredit> credits, MemberRegister register, Resolutions resolutions)
    {
        UnitSettlement.Settle(Matched, Money);
        var unplaced = OtherChannels.Settle(Matched, autodebits);
        Claims = TakenElsewhere.Mark(Matched, collected);
        var dates = new RowDates(Money, autodebits);
        var unit = Name.ToString();
        foreach (var (row, entry) in SettlementEntries.ForRows(unit, Matched.Rows, dates.Of))
        {
            Add(entry, register);
            if (row.Suspense > 0) _held[row] = (entry.Reference, entry.Date);
        }
        if (Money.Lump.Fee + Money.Lump.Gap > 0) Add(SettlementEntries.FeeOrGap(unit, "", Money.LumpDate!.Value, Money.Lump), register);
        foreach (var (key, (money, date)) in Money.Members)
        {
            if (money.Fee + money.Gap > 0) Add(SettlementEntries.FeeOrGap(unit, key, date, money), register);
            if (money.Rest > 0) AddRest(key, money.Rest, credits, register);
        }
        foreach (var (autodebit, amount) in unplaced)
        {
            Add(SettlementEntries.Deposit(autodebit.Entry, autodebit.Member, amount), register);
            _rests.Add((autodebit.Entry.Identity, amount, ChartOfAccounts.MemberDeposit));
        }
        Resolve(resolutions, register);
    }

    /// <summary>Money that people moved goes on from where the row held it, or stays; a decision about other money than is held now lapses.</summary>
    private void Resolve(Resolutions resolutions, MemberRegister register)
    {
        foreach (var row in Matched.Rows)
        {
            if (row.Confirmed && resolutions.IdentityOf(row) is { } identity) _inForce.Add(identity);
        }
        Dictionary<string, LineOutcome>? byReference = null;
        foreach (var move in resolutions.MovesOf(Name))
        {
            if (move.Subject == GapSubject)
            {
                if (GapMove is not null || Gap == 0 || Gap != move.Amount) continue;
                GapMove = move.DecisionNo;
                var date = Money.Members.Values.Where(static own => own.Money.Gap > 0).Select(static own => own.Date).Append(Money.LumpDate ?? default).Max();
                _entries.Add(move.Entry(ChartOfAccounts.EmployerReceivable, 0, 0, date));
            }
            else
            {
                byReference ??= _held.ToDictionary(static one => one.Value.Reference, static one => one.Key, StringComparer.Ordinal);
                if (!byReference.TryGetValue(move.Subject, out var row) || !Move(move, row, register)) continue;
            }
            _inForce.Add((move.DecisionNo, move.Subject));
        }
    }

    private bool Move(Resolution move, LineOutcome row, MemberRegister register)
    {
        if (_moves.ContainsKey(row) || row.Suspense != move.Amount || row.HeldIn?.Number != move.Account) return false;
        _moves[row] = move.DecisionNo;
        if (move.To is not { } to) return true;
        var from = row.HeldIn!.Value;
        var owner = from == ChartOfAccounts.MemberDeposit && row.Member is not null ? register.IdOf(row.Member) : 0;
        var receiver = to == ChartOfAccounts.MemberDeposit ? register.IdOf(Utf8Text.From(move.MemberNo!)) : 0;
        _entries.Add(move.Entry(from, owner, receiver, _held[row].Date));
        row.HeldIn = to;
        return true;
    }

    /// <summary>What remains of a member's own credits: the latest ones are left over; the member's deposit, or nobody's.</summary>
    private void AddRest(string key, long rest, IReadOnlyList<EmployerCredit> credits, MemberRegister register)
    {
        var place = OwnerOf(key);
        var own = credits.Where(credit => !credit.ByName && CreditTying.KeyName(credit.MemberKey) == key && credit.Period == Name.Period)
            .OrderByDescending(static credit => credit.Entry.ValueDate).ThenByDescending(static credit => credit.Entry.Identity, StringComparer.Ordinal);
        foreach (var credit in own)
        {
            var part = Math.Min(rest, credit.Entry.Amount);
            if (part == 0) break;
            Add(place is null ? SettlementEntries.Unidentified(credit.Entry, part) : SettlementEntries.Deposit(credit.Entry, place, part), register);
            _rests.Add((credit.Entry.Identity, part, place is null ? ChartOfAccounts.Unidentified : ChartOfAccounts.MemberDeposit));
            rest -= part;
        }
    }

    /// <summary>The one member with this key; where several have it, nobody is credited.</summary>
    private Core.Members.Member? OwnerOf(string key)
    {
        _owners ??= Matched.Roll.Members.Where(member => !Matched.Roll.KeyOf(member).IsEmpty).ToLookup(member => CreditTying.KeyName(Matched.Roll.KeyOf(member).ToString()));
        return _owners[key].Take(2).ToList() is [var only] ? only : null;
    }

    private void Add(JournalEntry entry, MemberRegister register) => _entries.Add(Stored(entry, register));

    internal static WantedEntry Stored(JournalEntry entry, MemberRegister register)
    {
        var postings = new List<StoredPosting>(entry.Postings.Count);
        foreach (var posting in entry.Postings)
        {
            postings.Add(new StoredPosting(posting.Account.Number, posting.Member is null ? 0 : register.IdOf(posting.Member), posting.Product, posting.Debit, posting.Credit));
        }
        return new WantedEntry(entry.Date, entry.Source, entry.Reference, postings);
    }

    /// <summary>The value date of a row's money: of the file's last credit, the member's last credit, or the autodebit if that came later.</summary>
    private sealed class RowDates
    {
        private readonly TiedMoney _money;
        private readonly Dictionary<int, DateOnly> _autodebits = [];

        public RowDates(TiedMoney money, IReadOnlyList<Autodebit> autodebits)
        {
            _money = money;
            foreach (var one in autodebits)
            {
                var known = _autodebits.GetValueOrDefault(one.Member.Ordinal);
                _autodebits[one.Member.Ordinal] = known > one.Entry.ValueDate ? known : one.Entry.ValueDate;
            }
        }

        public DateOnly Of(LineOutcome row)
        {
            var date = _money.LumpDate ?? default;
            if (_money.Members.Count > 0 && _money.Members.TryGetValue(CreditTying.KeyName(row.ReportedKey.ToString()), out var own) && own.Date > date) date = own.Date;
            if (row.Money is MoneyFinding.Double or MoneyFinding.OtherChannel or MoneyFinding.None || date == default)
            {
                var member = row.Billing?.Member ?? row.CandidateBilling?.Member ?? row.Member ?? (row.Candidates.Count > 0 ? row.Candidates[0] : null);
                if (member is not null && _autodebits.TryGetValue(member.Ordinal, out var debited) && debited > date) date = debited;
            }
            return date;
        }
    }
}
