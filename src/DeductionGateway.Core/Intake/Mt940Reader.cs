using System.Globalization;
using System.Text;
using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// Reads MT940 statements (DOMAIN §4.1): envelope or bare, several messages, pages chained by 60M/62M, :86: joined without separator.
/// Each statement must hold: opening + Σ entries = closing, and each page must open with what the page before closed. A statement that
/// does not, or that is cut before :62F:, refuses the file.
/// </summary>
public sealed class Mt940Reader
{
    private readonly string _file;
    private readonly FaultList _faults;
    private readonly List<BankStatement> _statements = [];
    private readonly Dictionary<string, int> _occurrences = [];
    private readonly Dictionary<string, (long Balance, bool IsPage)> _lastClosing = [];
    private Page? _page;

    private Mt940Reader(string file, FaultList faults)
    {
        _file = file;
        _faults = faults;
    }

    public static IReadOnlyList<BankStatement> Read(string file, byte[] bytes, FaultList faults)
    {
        var reader = new Mt940Reader(file, faults);
        foreach (var (line, tag, value) in Fields(bytes)) reader.Take(line, tag, value);
        reader.EndOfFile();
        return reader._statements;
    }

    /// <summary>The tags with their values; continuation lines keep their line end, so that each tag joins them in its own way.</summary>
    internal static IEnumerable<(int Line, string Tag, string Value)> Fields(byte[] bytes)
    {
        var text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF');
        string? tag = null;
        var value = new StringBuilder();
        int line = 0, start = 0;
        foreach (var raw in text.Split('\n'))
        {
            line++;
            var current = raw.TrimEnd('\r');
            var block = current.IndexOf("{4:", StringComparison.Ordinal);
            if (block >= 0) current = current[(block + 3)..];
            else if (current.StartsWith('{')) continue;
            if (current is "-" or "-}" || current.StartsWith("-}", StringComparison.Ordinal))
            {
                if (tag is not null) yield return (start, tag, value.ToString());
                tag = null;
                continue;
            }
            var isTag = current.Length > 3 && current[0] == ':' && current.IndexOf(':', 1) is > 1 and <= 4;
            if (isTag)
            {
                if (tag is not null) yield return (start, tag, value.ToString());
                var end = current.IndexOf(':', 1);
                tag = current[1..end];
                value.Clear().Append(current, end + 1, current.Length - end - 1);
                start = line;
            }
            else if (tag is not null)
            {
                value.Append('\n').Append(current);
            }
        }
        if (tag is not null) yield return (start, tag, value.ToString().TrimEnd('\n'));
    }

    private void Take(int line, string tag, string value)
    {
        switch (tag)
        {
            case "20":
                if (_page is { Closed: false } open) Fault(open.Line, "MT940_CUT", "The statement that begins here has no closing balance (:62F:); the file is cut off. Ask the bank for it again.");
                _page = new Page(line);
                break;
            case "25":
                Current(line).Account = value.Split('\n')[0].Trim();
                break;
            case "28C":
                Current(line).Number = value.Trim();
                break;
            case "60F" or "60M":
                Open(line, tag, value);
                break;
            case "61":
                TakeEntry(line, value);
                break;
            case "86":
                // After :62F: it speaks of the statement that has just ended.
                _page?.AddNarrative(value);
                break;
            case "62F" or "62M":
                Close(line, tag, value);
                break;
            case "34F" or "13D":
                Fault(line, "MT942_NOT_POSTED", "This is an interim report (MT942), not a statement; only MT940 is booked.");
                break;
        }
    }

    private Page Current(int line) => _page ??= new Page(line);

    private void Open(int line, string tag, string value)
    {
        var page = Current(line);
        if (!TryBalance(line, value, out var date, out var currency, out var amount))
        {
            page.IsOpeningBroken = true;
            return;
        }
        page.Opening = amount;
        page.OpeningDate = date;
        page.Currency = currency;
        page.HasOpening = true;
        if (_lastClosing.TryGetValue(page.Account, out var last) && last.Balance != amount)
        {
            Fault(line, "BALANCE_CHAIN", $"The {(tag == "60M" ? "page" : "statement")} opens with {amount}, the one before closed with {last.Balance}; a page is missing or was changed. Ask the bank for it.");
        }
        else if (tag == "60M" && !(last.IsPage && _lastClosing.ContainsKey(page.Account)))
        {
            Fault(line, "BALANCE_CHAIN", "A further page (:60M:) without a page before it in this file.");
        }
    }

    private void TakeEntry(int line, string value)
    {
        var page = Current(line);
        if (!page.HasOpening && !page.IsOpeningBroken)
        {
            Fault(line, "MT940_CUT", "An entry stands before any opening balance (:60F:); the statement's beginning is missing. Ask the bank for it again.");
            page.IsOpeningBroken = true;
        }
        var entry = Mt940Entry.Parse(value);
        if (entry is null)
        {
            Fault(line, "MT940_LINE", $"':61:{value.Split('\n')[0]}' is no entry line, such as :61:2602250225C150000,00NTRFNONREF//B0001. Ask the bank for the file again.");
            return;
        }
        if (entry.Value.Fraction) Fault(line, "AMOUNT_FRACTION", $"'{value.Split('\n')[0]}' has a fraction of a rupiah; only whole rupiah are booked.");
        page.Entries.Add(entry.Value);
        page.Narratives.Add("");
    }

    private void Close(int line, string tag, string value)
    {
        var page = Current(line);
        page.Closed = true;
        if (!TryBalance(line, value, out var date, out var currency, out var closing))
        {
            _page = null;
            return;
        }
        if (page.Account.Length == 0) Fault(page.Line, "MT940_ACCOUNT", "The statement names no account (:25:).");
        if (!page.HasOpening && !page.IsOpeningBroken) Fault(line, "MT940_CUT", "The statement has no opening balance (:60F:); its beginning is missing. Ask the bank for it again.");
        else if (!page.HasOpening) page.Currency = currency;
        else if (currency != page.Currency) Fault(line, "CURRENCY_MIXED", $"The statement opens in {page.Currency} and closes in {currency}.");
        var sum = page.Opening + page.Entries.Sum(static entry => entry.Amount);
        if (page.HasOpening && sum != closing) Fault(line, "BALANCE_SUM", $"Opening {page.Opening} and the entries make {sum}, the statement says {closing}; an entry is missing or was changed. Ask the bank for it again.");
        _lastClosing[page.Account] = (closing, tag == "62M");
        var entries = new List<BankEntry>(page.Entries.Count);
        for (var i = 0; i < page.Entries.Count; i++) entries.Add(Entry(page, page.Entries[i], page.Narratives[i]));
        _statements.Add(new BankStatement(_file, page.Account, page.Number, page.Currency, page.OpeningDate, page.Opening, date, closing, entries));
        _page = null;
    }

    private BankEntry Entry(Page page, Mt940Entry entry, string remark)
    {
        var slash = remark.LastIndexOf(" /", StringComparison.Ordinal);
        var narrative = slash < 0 ? remark : remark[..slash];
        var counterparty = slash < 0 ? "" : remark[(slash + 2)..];
        var one = new BankEntry(page.Account, entry.Reference, entry.ValueDate, entry.BookingDate, entry.Amount, page.Currency, 1, entry.IsReversal, counterparty.Trim(), narrative.Trim()) { CustomerRef = entry.CustomerRef };
        var occurrence = _occurrences[one.Identity] = _occurrences.GetValueOrDefault(one.Identity) + 1;
        return occurrence == 1 ? one : new BankEntry(page.Account, entry.Reference, entry.ValueDate, entry.BookingDate, entry.Amount, page.Currency, occurrence, entry.IsReversal, counterparty.Trim(), narrative.Trim()) { CustomerRef = entry.CustomerRef };
    }

    private void EndOfFile()
    {
        if (_page is { } open) Fault(open.Line, "MT940_CUT", "The statement that begins here has no closing balance (:62F:); the file is cut off. Ask the bank for it again.");
        else if (_statements.Count == 0 && _faults.CountOf(_file) == 0) Fault(0, "MT940_EMPTY", "The file holds no MT940 statement; is it another format under this name?");
        foreach (var (account, last) in _lastClosing)
        {
            if (last.IsPage) Fault(0, "MT940_CUT", $"The last page of account {account} ends with :62M:; the pages after it are missing.");
        }
    }

    /// <summary>C or D, yymmdd, currency, amount with a decimal comma.</summary>
    private bool TryBalance(int line, string value, out DateOnly date, out string currency, out long amount)
    {
        (date, currency, amount) = (default, "", 0);
        value = value.Split('\n')[0].Trim();
        var fraction = false;
        var read = value.Length >= 12 && value[0] is ('C' or 'D') ? Dates.ParseShort(value.AsSpan(1, 6)) : null;
        if (read is null || !Mt940Entry.TryAmount(value.AsSpan(10), out amount, out fraction))
        {
            Fault(line, "MT940_BALANCE", $"'{value}' is no balance; it is written C260225IDR1000000,00. Ask the bank for the file again.");
            return false;
        }
        if (fraction)
        {
            Fault(line, "AMOUNT_FRACTION", $"'{value}' has a fraction of a rupiah; only whole rupiah are booked.");
            return false;
        }
        date = read.Value;
        currency = value.Substring(7, 3);
        if (value[0] == 'D') amount = -amount;
        return true;
    }

    private void Fault(int line, string code, string text) => _faults.Add(_file, line, line == 0 ? 0 : 1, code, text);

    private sealed class Page(int line)
    {
        public int Line { get; } = line;
        public string Account { get; set; } = "";
        public string Number { get; set; } = "";
        public string Currency { get; set; } = "";
        public DateOnly OpeningDate { get; set; }
        public long Opening { get; set; }
        public bool HasOpening { get; set; }
        public bool IsOpeningBroken { get; set; }
        public bool Closed { get; set; }
        public List<Mt940Entry> Entries { get; } = [];
        public List<string> Narratives { get; } = [];

        /// <summary>A :86: before the first :61: speaks of the statement; lines are joined without separator.</summary>
        public void AddNarrative(string value)
        {
            if (Narratives.Count > 0) Narratives[^1] += value.Replace("\n", "", StringComparison.Ordinal);
        }
    }
}

/// <summary>One :61: line: value date, entry date, mark, amount in whole rupiah (credit positive; RC and RD take back), bank reference.</summary>
internal readonly record struct Mt940Entry(DateOnly ValueDate, DateOnly BookingDate, long Amount, bool IsReversal, bool Fraction, string Reference, string CustomerRef)
{
    /// <summary>What SWIFT writes where there is no reference; entries that share it have nothing in common.</summary>
    private const string NoReference = "NONREF";

    public static Mt940Entry? Parse(string value)
    {
        var line = value.Split('\n')[0];
        if (line.Length < 10 || Dates.ParseShort(line.AsSpan(0, 6)) is not { } valueDate) return null;
        var at = 6;
        var booking = valueDate;
        if (line.Length > 10 && line.AsSpan(6, 4).IndexOfAnyExceptInRange('0', '9') < 0)
        {
            if (EntryDate(valueDate, line.AsSpan(6, 4)) is not { } entryDate) return null;
            booking = entryDate;
            at = 10;
        }
        var reversal = line[at] == 'R';
        if (reversal) at++;
        if (at >= line.Length || line[at] is not ('C' or 'D')) return null;
        var credit = line[at++] == 'C';
        if (at < line.Length && char.IsAsciiLetter(line[at])) at++;
        var end = at;
        while (end < line.Length && (char.IsAsciiDigit(line[end]) || line[end] == ',')) end++;
        if (!TryAmount(line.AsSpan(at, end - at), out var amount, out var fraction)) return null;
        if (end < line.Length && line[end] == '.') return null;
        var rest = end + 4 <= line.Length ? line[(end + 4)..] : "";
        var slashes = rest.IndexOf("//", StringComparison.Ordinal);
        var reference = slashes >= 0 ? rest[(slashes + 2)..] : rest;
        if (slashes < 0 && reference.Trim() == NoReference) reference = "";
        return new Mt940Entry(valueDate, booking, credit != reversal ? amount : -amount, reversal, fraction, reference.Trim(), slashes >= 0 ? rest[..slashes].Trim() : "");
    }

    /// <summary>Digits with a decimal comma, which may end the text; at most two decimals.</summary>
    public static bool TryAmount(ReadOnlySpan<char> text, out long rupiah, out bool fraction)
    {
        rupiah = 0;
        fraction = false;
        var comma = text.IndexOf(',');
        if (comma < 0) comma = text.Length;
        if (comma is 0 or > Amounts.MaximumDigits) return false;
        if (!long.TryParse(text[..comma], NumberStyles.None, CultureInfo.InvariantCulture, out rupiah)) return false;
        var decimals = comma < text.Length ? text[(comma + 1)..] : default;
        if (decimals.Length > 2 || decimals.IndexOfAnyExceptInRange('0', '9') >= 0) return false;
        fraction = decimals.IndexOfAnyExcept('0') >= 0;
        return true;
    }

    /// <summary>mmdd without a year: the year that brings it nearest to the value date (New Year).</summary>
    private static DateOnly? EntryDate(DateOnly valueDate, ReadOnlySpan<char> monthDay)
    {
        DateOnly? best = null;
        Span<char> text = stackalloc char[6];
        for (var year = valueDate.Year - 1; year <= valueDate.Year + 1; year++)
        {
            text[0] = (char)('0' + year / 10 % 10);
            text[1] = (char)('0' + year % 10);
            monthDay.CopyTo(text[2..]);
            if (Dates.ParseShort(text) is not { } date) continue;
            if (best is null || Math.Abs(date.DayNumber - valueDate.DayNumber) < Math.Abs(best.Value.DayNumber - valueDate.DayNumber)) best = date;
        }
        return best;
    }
}
