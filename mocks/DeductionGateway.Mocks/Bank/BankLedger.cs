using DeductionGateway.Mocks.Snap;

namespace DeductionGateway.Mocks.Bank;

/// <summary>A movement on an account.</summary>
/// <param name="Id">The bank's own, at most 16 characters, so that MT940 has it whole; never used twice.</param>
/// <param name="At">Booked, in Jakarta; its day is the value date too.</param>
/// <param name="SignedMinor">Sen; a credit is positive.</param>
/// <param name="BalanceMinor">Of the account after it, in sen.</param>
internal sealed record BankEntry(string Id, string Account, DateTimeOffset At, long SignedMinor, string Counterparty, string Remark, long BalanceMinor)
{
    public DateOnly Day => DateOnly.FromDateTime(At.Date);
    public bool IsCredit => SignedMinor > 0;
    public long AmountMinor => Math.Abs(SignedMinor);
}

/// <summary>
/// The bank's books: the truth that statements, files and notifies are all told from. Its days are its own: one lasts until <see cref="AdvanceDay"/>. Entries are never
/// changed; on each account they stand in the order in which they were booked.
/// </summary>
internal sealed class BankLedger(DateOnly firstDay)
{
    public const int LongestId = 16;

    /// <summary>Several entries share a second, as at a bank.</summary>
    private const int EntriesPerSecond = 3;
    private const int OpensAtHour = 8;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Book> _books = new(StringComparer.Ordinal);
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private int _ofDay;

    public DateOnly Day { get; private set; } = firstDay;

    /// <summary>When an entry would be booked that is booked now.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_gate) return new DateTimeOffset(Day.ToDateTime(new TimeOnly(OpensAtHour, 0)), SnapWords.Zone).AddSeconds(_ofDay / EntriesPerSecond);
        }
    }

    public IReadOnlyList<string> Accounts
    {
        get
        {
            lock (_gate) return [.. _books.Keys.Order(StringComparer.Ordinal)];
        }
    }

    public void Open(string account, string name, long openingMinor)
    {
        lock (_gate) _books.Add(account, new Book(name, openingMinor, []));
    }

    /// <summary>Whose an account is; null where there is no such account.</summary>
    public string? NameOf(string account)
    {
        lock (_gate) return _books.GetValueOrDefault(account)?.Name;
    }

    /// <summary>Books a movement; null where the account has not so much.</summary>
    /// <param name="signedMinor">Sen; a credit is positive.</param>
    /// <exception cref="ArgumentException">The account is unknown, the id is used or too long, or nothing is moved.</exception>
    public BankEntry? Post(string account, string id, long signedMinor, string counterparty, string remark)
    {
        lock (_gate)
        {
            if (!_books.TryGetValue(account, out var book)) throw new ArgumentException($"There is no account '{account}'.");
            if (id.Length is 0 or > LongestId || _ids.Contains(id)) throw new ArgumentException($"The id '{id}' is used or has more than {LongestId} characters.");
            if (signedMinor == 0) throw new ArgumentException("Nothing is moved.");
            var balance = checked(book.BalanceMinor + signedMinor);
            if (balance < 0 && signedMinor < 0) return null;
            var entry = new BankEntry(id, account, Now, signedMinor, counterparty, remark, balance);
            book.Entries.Add(entry);
            _ids.Add(id);
            _ofDay++;
            return entry;
        }
    }

    public void AdvanceDay(int days = 1)
    {
        lock (_gate) (Day, _ofDay) = (Day.AddDays(days), 0);
    }

    /// <summary>Entries of an account within moments, both included, as booked.</summary>
    public List<BankEntry> Entries(string account, DateTimeOffset from, DateTimeOffset to)
    {
        lock (_gate) return [.. _books[account].Entries.Where(one => one.At >= from && one.At <= to)];
    }

    public List<BankEntry> Entries(string account, DateOnly day) => Entries(account, Start(day), Start(day.AddDays(1)).AddSeconds(-1));

    public List<BankEntry> Entries(string account) => Entries(account, DateTimeOffset.MinValue, DateTimeOffset.MaxValue);

    /// <summary>The balance before whatever is booked at a moment or after it, in sen.</summary>
    public long BalanceBefore(string account, DateTimeOffset at)
    {
        lock (_gate) return _books[account].Entries.LastOrDefault(one => one.At < at)?.BalanceMinor ?? _books[account].OpeningMinor;
    }

    /// <summary>At a day's beginning, in sen.</summary>
    public long Opening(string account, DateOnly day) => BalanceBefore(account, Start(day));

    /// <summary>At a day's end, in sen.</summary>
    public long Closing(string account, DateOnly day) => BalanceBefore(account, Start(day.AddDays(1)));

    public static DateTimeOffset Start(DateOnly day) => new(day.ToDateTime(TimeOnly.MinValue), SnapWords.Zone);

    private sealed record Book(string Name, long OpeningMinor, List<BankEntry> Entries)
    {
        public long BalanceMinor => Entries.Count > 0 ? Entries[^1].BalanceMinor : OpeningMinor;
    }
}
