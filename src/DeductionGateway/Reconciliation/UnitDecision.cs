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

    public required UnitName Name { get; init; }
    public required MatchedUnit Matched { get; init; }
    public required TiedMoney Money { get; init; }
    public string? PayrollFile { get; init; }
    public byte[]? PayrollSha256 { get; init; }
    public string Profile { get; init; } = "";
    public IReadOnlyList<WantedEntry> Entries => _entries;

    /// <summary>What of members' own credits and of autodebits stands on no row: the credit's identity, whole rupiah, and the account that holds it.</summary>
    public IReadOnlyList<(string Identity, long Amount, Account Account)> Rests => _rests;

    /// <summary>Credits used for the file's rows, whole rupiah.</summary>
    public long Received => Money.Lump.Used + Money.Members.Values.Sum(static own => own.Money.Used);

    /// <summary>Money for the file is still missing, whole or in part.</summary>
    public bool IsOpen => Matched.Facts.Return is not null && Matched.Reported > 0
        && (Matched.Facts.Employer.BankMode == BankMode.Member
            ? Matched.Rows.Any(static row => row.Class is LineClass.Unremitted or LineClass.PartRemitted)
            : !Money.Lump.IsReceived);

    /// <summary>What later runs are told of the unit is what they were told before.</summary>
    public bool IsAsStored(StoredUnit stored) =>
        (stored.Reported, stored.Duplicates, stored.Received, stored.IsOpen, stored.Profile, stored.PayrollFile)
        == (Matched.Reported, Matched.Duplicates, Received, IsOpen, Profile, PayrollFile)
        && (stored.PayrollSha256 ?? []).AsSpan().SequenceEqual(PayrollSha256 ?? []);

    /// <summary>Settles the unit and writes down what it stands for.</summary>
    /// <param name="autodebits">Other channels' money for members of this unit.</param>
    /// <param name="credits">The member credits of this unit, for what is left of them.</param>
    /// <param name="register">Ids of members.</param>
    public void Settle(IReadOnlyList<Autodebit> autodebits, IReadOnlyList<EmployerCredit> credits, MemberRegister register)
    {
        UnitSettlement.Settle(Matched, Money);
        var unplaced = OtherChannels.Settle(Matched, autodebits);
        var dates = new RowDates(Money, autodebits);
        var unit = Name.ToString();
        foreach (var entry in SettlementEntries.ForRows(unit, Matched.Rows, dates.Of)) Add(entry, register);
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
