using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Reads MT940 statements (DOMAIN §4.1): envelope or bare, several messages and accounts, pages chained by 60M/62M, :86: joined without separator.
/// Each statement must hold: opening + Σ entries = closing, and each page must open with what the page before closed. A statement that
/// does not, or that is cut before :62F:, refuses the file.
/// </summary>
public sealed class Mt940Reader
{
    private readonly string _file;
    private readonly FaultList _faults;
    private readonly List<Page> _pages = [];
    private readonly List<ReadNote> _notes = [];
    private Page? _page;
    private bool _isInterim;

    private Mt940Reader(string file, FaultList faults)
    {
        _file = file;
        _faults = faults;
    }

    public static ReadBankFile Read(string file, byte[] bytes, FaultList faults)
    {
        var reader = new Mt940Reader(file, faults);
        var fields = new Mt940Fields(bytes);
        if (fields.Application is not ("" or "940" or "942" or "950"))
        {
            reader.Fault(1, "MT_OTHER", $"This is an MT{fields.Application} message, not a statement; statements are MT940.");
            return new ReadBankFile(file, "mt" + fields.Application, "", [], [], IsForPosting: false);
        }
        reader._isInterim = fields.Application == "942";
        if (reader._isInterim) reader.FaultInterim(1);
        foreach (var (line, tag, value) in fields.Read())
        {
            if (!reader._isInterim) reader.Take(line, tag, value);
        }
        if (reader._isInterim) return new ReadBankFile(file, "mt942", "", [], [], IsForPosting: false);
        reader.EndOfFile(fields);
        var dialect = Mt940Dialect.Of(fields, reader._pages.SelectMany(static page => page.Narratives.Select(static remark => remark.ToString())));
        var statements = StatementChain.Check(file, reader._pages.ConvertAll(page => page.Statement(dialect)), faults, reader._notes);
        return new ReadBankFile(file, "mt940", (dialect == Mt940Dialect.Standard ? "" : dialect.Name + ", ") + (fields.HasEnvelope ? "swift-envelope" : "swift-bare"), statements, reader._notes);
    }

    private void Take(int line, string tag, string value)
    {
        switch (tag)
        {
            case "20":
                if (_page is { } open) FaultCut(open.Line);
                _page = new Page(line);
                break;
            case "25" or "25P":
                if (Current(line).Account.Length == 0) Current(line).Account = value.Split('\n')[0].Trim();
                break;
            case "28C" or "28":
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
                TakeRemark(value);
                break;
            case "62F" or "62M":
                Close(line, tag, value);
                break;
            case Mt940Fields.EndOfMessage when _page is { } unclosed:
                FaultCut(unclosed.Line);
                _page = null;
                break;
            case "34F" or "13D":
                _isInterim = true;
                FaultInterim(line);
                break;
        }
    }

    private Page Current(int line) => _page ??= new Page(line);

    private void Open(int line, string tag, string value)
    {
        var page = Current(line);
        page.ContinuesPage = tag == "60M";
        if (TryBalance(line, value, out var currency) is { } balance)
        {
            page.Opening = balance;
            page.Currency = currency;
        }
        else
        {
            page.IsOpeningBroken = true;
        }
    }

    private void TakeEntry(int line, string value)
    {
        var page = Current(line);
        if (page.Opening is null && !page.IsOpeningBroken)
        {
            Fault(line, "MT940_CUT", "An entry stands before any opening balance (:60F:); the statement's beginning is missing. Ask the bank for it again.");
            page.IsOpeningBroken = true;
        }
        if (Mt940Entry.Parse(value, Currencies.Decimals(page.Currency)) is not { } entry)
        {
            Fault(line, "MT940_LINE", $"':61:{value.Split('\n')[0]}' is no entry line, such as :61:2602250225C150000,00NTRFNONREF//B0001. Ask the bank for the file again.");
            page.HasBrokenEntry = true;
            return;
        }
        page.Entries.Add((line, entry));
        page.Narratives.Add(new Remark());
    }

    /// <summary>A :86: before the first :61: speaks of the statement; lines are joined without separator.</summary>
    private void TakeRemark(string value)
    {
        if (_page is not { Narratives: [.., var remark] } page || remark.IsTooLong) return;
        remark.Add(value.Replace("\n", "", StringComparison.Ordinal), "");
        if (remark.IsTooLong) Fault(page.Entries[^1].Line, "REMARK_TOO_LONG", Remark.Refusal);
    }

    private void Close(int line, string tag, string value)
    {
        var page = Current(line);
        _page = null;
        page.IsContinued = tag == "62M";
        if (TryBalance(line, value, out var currency) is not { } closing) return;
        if (page.Account.Length == 0) Fault(page.Line, "MT940_ACCOUNT", "The statement names no account (:25:).");
        if (page.Opening is null && !page.IsOpeningBroken) Fault(line, "MT940_CUT", "The statement has no opening balance (:60F:); its beginning is missing. Ask the bank for it again.");
        if (page.Opening is null) page.Currency = currency;
        else if (currency != page.Currency) Fault(line, "CURRENCY_MIXED", $"The statement opens in {page.Currency} and closes in {currency}.");
        page.Closing = closing;
        _pages.Add(page);
    }

    private void EndOfFile(Mt940Fields fields)
    {
        if (_page is { } open) FaultCut(open.Line);
        else if (fields.OpenBlock > 0) Fault(fields.OpenBlock, "MT940_CUT", "The SWIFT block {4: that begins here is never closed by -}; the file is cut off. Ask the bank for it again.");
        else if (_pages.Count == 0 && _faults.CountOf(_file) == 0) Fault(0, "MT940_EMPTY", "The file holds no MT940 statement; is it another format under this name?");
    }

    /// <summary>C or D, yymmdd, currency, amount with a decimal comma.</summary>
    private ReadBalance? TryBalance(int line, string value, out string currency)
    {
        currency = "";
        value = value.Split('\n')[0].Trim();
        var date = value.Length > 10 && value[0] is 'C' or 'D' ? Dates.ParseShort(value.AsSpan(1, 6)) : null;
        if (date is null || !Currencies.IsCode(value.AsSpan(7, 3)) || !Mt940Entry.TryAmount(value.AsSpan(10), Currencies.Decimals(value.Substring(7, 3)), out var amount))
        {
            Fault(line, "MT940_BALANCE", $"'{value}' is no balance; it is written C260225IDR1000000,00. Ask the bank for the file again.");
            return null;
        }
        currency = value.Substring(7, 3);
        return new ReadBalance(line, date.Value, value[0] == 'D' ? -amount : amount);
    }

    private void FaultCut(int line) => Fault(line, "MT940_CUT", "The statement that begins here has no closing balance (:62F:); the file is cut off. Ask the bank for it again.");

    private void FaultInterim(int line) => Fault(line, "MT942_NOT_POSTED", "This is an interim report (MT942), not a statement; only MT940 is booked.");

    private void Fault(int line, string code, string text) => _faults.Add(_file, line, line == 0 ? 0 : 1, code, text);

    private sealed class Page(int line)
    {
        public int Line { get; } = line;
        public string Account { get; set; } = "";
        public string Number { get; set; } = "";
        public string Currency { get; set; } = "";
        public ReadBalance? Opening { get; set; }
        public ReadBalance? Closing { get; set; }
        public bool IsOpeningBroken { get; set; }
        public bool HasBrokenEntry { get; set; }
        public bool ContinuesPage { get; set; }
        public bool IsContinued { get; set; }
        public List<(int Line, Mt940Entry Entry)> Entries { get; } = [];
        public List<Remark> Narratives { get; } = [];

        public ReadStatement Statement(Mt940Dialect dialect)
        {
            var entries = new List<ReadEntry>(Entries.Count);
            for (var i = 0; i < Entries.Count; i++)
            {
                var (line, entry) = Entries[i];
                var (text, counterparty) = dialect.Split(Narratives[i].ToString());
                entries.Add(new ReadEntry(line, entry.ValueDate, entry.BookingDate, entry.Amount, entry.IsReversal)
                {
                    Reference = Utf8Text.From(entry.CustomerRef),
                    BankReference = Utf8Text.From(entry.Reference),
                    Counterparty = Utf8Text.From(counterparty),
                    Text = Utf8Text.From(text),
                });
            }
            return new ReadStatement(Line, Account, Currency, Number, Opening, Closing, entries, ContinuesPage, IsContinued, HasBrokenEntry);
        }
    }
}
