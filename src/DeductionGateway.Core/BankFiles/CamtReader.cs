using System.Xml;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Reads camt.053 statements, camt.054 notices and camt.052 reports of any version (ISO 20022, DOMAIN §4.3) as a stream: one pass, nothing of the document is kept but
/// the statements. Names decide, not namespaces' versions: 02 to 13 differ in where a few of them stand. Only booked entries are read, pending
/// and informative ones are counted in a note. An entry that is a batch stays one entry; its details must add up to it.
/// </summary>
public sealed class CamtReader
{
    private readonly string _file;
    private readonly CamtText _xml;
    private readonly FaultList _faults;
    private readonly List<CamtPage> _statements = [];
    private readonly List<ReadNote> _notes = [];
    private string _dialect = "";

    /// <summary>Where the last message begins that says that a further one follows it; 0 where the last one says nothing such.</summary>
    private int _followed;

    private CamtReader(string file, XmlReader xml, FaultList faults)
    {
        _file = file;
        _xml = new CamtText(xml);
        _faults = faults;
    }

    /// <param name="file">Its name, for faults.</param>
    /// <param name="xml">Opened with bounds and without DTD; not disposed here.</param>
    /// <param name="faults">Where what refuses the file is added.</param>
    public static ReadBankFile Read(string file, XmlReader xml, FaultList faults)
    {
        var reader = new CamtReader(file, xml, faults);
        var format = "xml";
        try
        {
            format = reader.ReadDocuments();
        }
        catch (XmlException trouble)
        {
            var isDtd = trouble.Message.Contains("DTD", StringComparison.Ordinal);
            faults.Add(file, trouble.LineNumber, trouble.LinePosition, isDtd ? "XML_DTD" : "XML_UNREADABLE",
                isDtd ? "The file brings a document type definition; a bank's statement has none, and it is not read. Ask the bank for the file again."
                    : "The file is no readable XML from here on: it is cut off or damaged, or too large. Ask the bank for it again.");
        }
        if (format.Length == 0) return new ReadBankFile(file, "xml", "", [], [], IsForPosting: false);
        var statements = StatementChain.WithoutRepeats(reader._statements.ConvertAll(static page => page.Statement), reader._notes);
        // A report within the day and its balances are of the moment: they prove nothing. Notices have none.
        if (format == "camt.053") statements = reader.Proved(statements);
        if (format == "camt.052") reader._notes.Add(new ReadNote(0, "CAMT052_NOT_POSTED", "This is a report within the day (camt.052), not a statement: shown, never booked."));
        return new ReadBankFile(file, format, reader._dialect, statements, reader._notes, IsForPosting: format != "camt.052");
    }

    /// <summary>Whole statements that add up, and all of them.</summary>
    private IReadOnlyList<ReadStatement> Proved(IReadOnlyList<ReadStatement> once)
    {
        var kept = once.ToHashSet<ReadStatement>(ReferenceEqualityComparer.Instance);
        var statements = CamtPages.Joined(_file, _statements.Where(page => kept.Contains(page.Statement)), _faults);
        if (_followed > 0 && _faults.CountOf(_file) == 0) Fault(_followed, "CAMT_CUT", "The message that begins here says that a further page follows (LastPgInd false), and none does; the file is cut off. Ask the bank for all pages in one file.");
        return StatementChain.Check(_file, statements, _faults, _notes);
    }

    /// <summary>The format by the messages' name; empty where there is none of the three. Read to the end: an envelope may hold several documents.</summary>
    private string ReadDocuments()
    {
        var format = "";
        while (_xml.ReadNode())
        {
            if (!_xml.IsElement) continue;
            var (own, part) = _xml.Name switch
            {
                "BkToCstmrStmt" => ("camt.053", "Stmt"),
                "BkToCstmrDbtCdtNtfctn" => ("camt.054", "Ntfctn"),
                "BkToCstmrAcctRpt" => ("camt.052", "Rpt"),
                _ => ("", ""),
            };
            // The message stands in Document, and that in a bank's or a network's envelope.
            if (own.Length == 0 && (_xml.Depth < 8 || format.Length > 0)) continue;
            if (own.Length == 0) break;
            if (format.Length > 0 && own != format)
            {
                Fault("CAMT_MIXED", $"The file holds a {format} and a {own} message; each is read by itself. Put them into a file each.");
                break;
            }
            if (format.Length == 0) (format, _dialect) = (own, _xml.Version);
            var (line, before) = (_xml.Line, _statements.Count);
            ReadMessage(part);
            if (_statements.Count == before && _faults.CountOf(_file) == 0) Fault(line, "CAMT_EMPTY", $"The message holds no <{part}>: no statement, no account.");
        }
        if (format.Length > 0) return format;
        _faults.Add(_file, 0, 0, "CAMT_OTHER", "The file is XML, but holds no camt.053, camt.054 or camt.052 message; is it the right one?");
        return "";
    }

    private void ReadMessage(string part)
    {
        var (line, depth) = (_xml.Line, _xml.Depth);
        _followed = 0;
        while (_xml.NextChild(depth))
        {
            if (_xml.Name == part) ReadStatement();
            else if (_xml.Name == "GrpHdr" && !ReadHeader()) _followed = line;
        }
    }

    /// <summary>False where the message says that it is not the last page.</summary>
    private bool ReadHeader()
    {
        var (depth, isLast) = (_xml.Depth, true);
        while (_xml.NextChild(depth))
        {
            if (_xml.Name == "MsgPgntn") isLast = ReadPage().IsLast;
        }
        return isLast;
    }

    private void ReadStatement()
    {
        var (line, depth, isStatement) = (_xml.Line, _xml.Depth, _xml.Name == "Stmt");
        string id = "", sequence = "", legal = "";
        (string Number, bool IsLast) page = ("", true);
        DateOnly? made = null;
        var isBroken = false;
        var account = (Number: "", Currency: "");
        var balances = new List<(string Code, string Currency, ReadBalance Balance)>();
        var entries = new List<ReadEntry>();
        var own = new CamtEntryReader(_file, _xml, _faults);
        while (_xml.NextChild(depth))
        {
            switch (_xml.Name)
            {
                case "Id": id = _xml.Text(); break;
                case "ElctrncSeqNb": sequence = _xml.Text(); break;
                case "LglSeqNb": legal = _xml.Text(); break;
                case "StmtPgntn" or "RptPgntn" or "NtfctnPgntn": page = ReadPage(); break;
                case "Acct": account = ReadAccount(); break;
                case "CreDtTm": made = _xml.Date(_file, _faults); break;
                case "Bal": isBroken |= !ReadBalance(balances); break;
                case "Ntry" when own.Read() is { } entry: entries.Add(entry); break;
            }
        }
        if (account.Number.Length == 0) Fault(line, "CAMT_ACCOUNT", "The statement names no account (Acct/Id).");
        if (own.NotBooked > 0) _notes.Add(new ReadNote(line, "ENTRY_NOT_BOOKED", $"{own.NotBooked} entries are pending or informative and are left out."));
        // A report's interim balances are of the moment and end no page.
        if (!isStatement) balances.RemoveAll(static one => one.Code == "ITBD");
        var (opening, closing, isContinued) = Ends(balances);
        string[] named = [account.Currency, opening.Currency, closing.Currency, .. own.Currencies];
        var currencies = named.Where(static code => !string.IsNullOrEmpty(code)).Distinct().ToList();
        if (currencies.Count > 1) Fault(line, "CURRENCY_MIXED", $"The statement holds {string.Join(" and ", currencies)}; one account has one currency.");
        DateEntries(entries, closing.Balance?.Date ?? made);
        var number = legal.Length > 0 ? legal : sequence.Length > 0 ? sequence : id;
        var statement = new ReadStatement(
            line, account.Number, currencies.FirstOrDefault(""), number + (page.Number.Length > 0 && page.Number != "1" ? "/" + page.Number : ""), opening.Balance, closing.Balance, entries,
            IsIncomplete: isBroken || own.IsIncomplete || currencies.Count > 1);
        _statements.Add(new CamtPage(statement, number, !page.IsLast || isContinued));
    }

    /// <summary>
    /// What the statement or page opens and closes with: OPBD, or the day before's PRCD, and CLBD; where a page ends within the statement, ITBD, or nothing.
    /// <c>IsContinued</c>: it has no closing balance of its own.
    /// </summary>
    private static ((string Code, string Currency, ReadBalance Balance) Opening, (string Code, string Currency, ReadBalance Balance) Closing, bool IsContinued) Ends(
        List<(string Code, string Currency, ReadBalance Balance)> balances)
    {
        var interim = balances.FindAll(static one => one.Code == "ITBD");
        var opening = balances.Find(static one => one.Code == "OPBD");
        if (opening.Balance is null) opening = balances.Find(static one => one.Code == "PRCD");
        var closing = balances.FindLast(static one => one.Code == "CLBD");
        var isContinued = closing.Balance is null;
        if (opening.Balance is null && interim.Count > (isContinued ? 1 : 0)) opening = interim[0];
        if (isContinued && interim.Count > 0 && interim[^1] != opening) closing = interim[^1];
        return (opening, closing, isContinued);
    }

    /// <summary>Entries without any date are of the day the statement closes, or was made.</summary>
    private void DateEntries(List<ReadEntry> entries, DateOnly? day)
    {
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i].ValueDate != default) continue;
            if (day is { } known) entries[i] = entries[i] with { ValueDate = known, BookingDate = known };
            else Fault(entries[i].Line, "DATE", "The entry has neither a booking date nor a value date, and its statement none either.");
        }
    }

    /// <summary>Number of the page, and whether it is the last; it is where nothing else is said.</summary>
    private (string Number, bool IsLast) ReadPage()
    {
        var (depth, page, isLast) = (_xml.Depth, "", true);
        while (_xml.NextChild(depth))
        {
            if (_xml.Name == "PgNb") page = _xml.Text();
            else if (_xml.Name == "LastPgInd") isLast = _xml.Text() is not ("false" or "0");
        }
        return (page, isLast);
    }

    /// <summary>IBAN, else the bank's own number; and the currency where it is named.</summary>
    private (string Number, string Currency) ReadAccount()
    {
        var depth = _xml.Depth;
        string iban = "", other = "", currency = "";
        while (_xml.NextChild(depth))
        {
            if (_xml.Name == "Ccy") currency = _xml.Text();
            else if (_xml.Name == "Id")
            {
                var inId = _xml.Depth;
                while (_xml.NextChild(inId))
                {
                    if (_xml.Name == "IBAN") iban = _xml.Text();
                    else if (_xml.Name is "Othr" or "PrtryAcct" && other.Length == 0) other = _xml.TextOfChild("Id");
                    else if (_xml.Name is "BBAN" or "UPIC" && other.Length == 0) other = _xml.Text();
                }
            }
        }
        return (iban.Length > 0 ? iban : other, currency);
    }

    /// <summary>False with a fault where it is one that proves the statement and cannot be read.</summary>
    private bool ReadBalance(List<(string, string, ReadBalance)> balances)
    {
        var (line, depth) = (_xml.Line, _xml.Depth);
        string code = "", currency = "";
        StatementAmount? amount = null;
        DateOnly? date = null;
        var isDebit = false;
        while (_xml.NextChild(depth))
        {
            switch (_xml.Name)
            {
                case "Tp": code = _xml.TextOfDescendant("Cd", "Prtry"); break;
                case "Amt": (currency, amount) = _xml.Amount(_file, _faults); break;
                case "CdtDbtInd": isDebit = _xml.Text() == "DBIT"; break;
                case "Dt": date = _xml.Date(_file, _faults); break;
            }
        }
        if (amount is { } known && date is { } day)
        {
            balances.Add((code, currency, new ReadBalance(line, day, isDebit ? -known : known)));
            return true;
        }
        if (code is not ("OPBD" or "CLBD" or "PRCD" or "ITBD")) return true;
        Fault(line, "CAMT_BALANCE", $"The balance {code} has no {(amount is null ? "amount" : "date")} that can be read, and nothing can be compared with it. Ask the bank for the file again.");
        return false;
    }

    private void Fault(string code, string text) => Fault(_xml.Line, code, text);

    private void Fault(int line, string code, string text) => _faults.Add(_file, line, 1, code, text);
}
