using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Reads one <c>Ntry</c> of a camt message. The amount is never negative, CdtDbtInd is the direction — with RvslInd too: a reversed credit comes as a debit,
/// so nothing is turned round a second time. Σ TxDtls = Ntry is held where the details have amounts in the entry's currency.
/// </summary>
internal sealed class CamtEntryReader(string file, CamtText xml, FaultList faults)
{
    /// <summary>Characters of an entry's text; a batch of thousands of details is not one remark.</summary>
    private const int TextLimit = 2_000;

    private readonly HashSet<string> _currencies = new(StringComparer.Ordinal);
    private readonly List<Utf8Text> _texts = [];
    private Utf8Text _customerRef, _detailRef, _debtor, _creditor;
    private Int128 _detailSum;
    private int _details, _detailsWithAmount;

    public IEnumerable<string> Currencies => _currencies;
    public int NotBooked { get; private set; }
    public bool IsIncomplete { get; private set; }

    /// <summary>The entry; null where it is not booked, or cannot be read, which is a fault. Without dates of its own it has the default one: its statement's is meant.</summary>
    public ReadEntry? Read()
    {
        var (line, depth) = (xml.Line, xml.Depth);
        Forget();
        var currency = "";
        StatementAmount? amount = null;
        DateOnly? booking = null, value = null;
        string direction = "", status = "BOOK";
        bool isReversal = false;
        Utf8Text bankRef = default, entryRef = default, more = default;
        while (xml.NextChild(depth))
        {
            switch (xml.Name)
            {
                case "Amt": (currency, amount) = xml.Amount(file, faults); break;
                case "CdtDbtInd": direction = xml.Value() switch { "CRDT" => "CRDT", "DBIT" => "DBIT", _ => "" }; break;
                case "RvslInd": isReversal = xml.Value() is "true" or "1"; break;
                case "Sts": status = xml.FirstText() switch { "BOOK" or "" => "BOOK", _ => "other" }; break;
                case "BookgDt": booking = xml.Date(file, faults); break;
                case "ValDt": value = xml.Date(file, faults); break;
                case "AcctSvcrRef": bankRef = xml.Kept(); break;
                case "NtryRef": entryRef = xml.Kept(); break;
                case "NtryDtls": ReadDetails(currency, direction); break;
                case "AddtlNtryInf": more = xml.Kept(); break;
            }
        }
        if (status != "BOOK")
        {
            NotBooked++;
            return null;
        }
        return Make(line, currency, amount, direction, booking, value, isReversal, bankRef, entryRef, more);
    }

    private ReadEntry? Make(
        int line, string currency, StatementAmount? amount, string direction, DateOnly? booking, DateOnly? value, bool isReversal,
        Utf8Text bankRef, Utf8Text entryRef, Utf8Text more)
    {
        if (direction.Length == 0) faults.Add(file, line, 1, "CAMT_DIRECTION", "The entry is neither CRDT nor DBIT; ask the bank for the file again.");
        if (amount is not { } known || direction.Length == 0)
        {
            IsIncomplete = true;
            return null;
        }
        if (currency.Length > 0) _currencies.Add(currency);
        if (_details > 0 && _details == _detailsWithAmount && _detailSum != known.Thousandths)
        {
            faults.Add(file, line, 1, "ENTRY_DETAILS", $"The entry is {known} and its {_details} details make {StatementAmount.Text(_detailSum)}; ask the bank for the file again.");
        }
        var single = _details == 1;
        if (!more.IsEmpty && !_texts.Contains(more)) _texts.Add(more);
        return new ReadEntry(line, value ?? booking ?? default, booking ?? value ?? default, direction == "CRDT" ? known : -known, isReversal)
        {
            BankReference = !bankRef.IsEmpty ? bankRef : single ? _detailRef : default,
            Reference = single && !_customerRef.IsEmpty ? _customerRef : entryRef,
            Counterparty = !single ? default : direction == "CRDT" ? Either(_debtor, _creditor) : Either(_creditor, _debtor),
            Text = Joined(),
        };
    }

    private static Utf8Text Either(Utf8Text one, Utf8Text other) => one.IsEmpty ? other : one;

    private void Forget()
    {
        _texts.Clear();
        (_customerRef, _detailRef, _debtor, _creditor) = (default, default, default, default);
        (_detailSum, _details, _detailsWithAmount) = (0, 0, 0);
    }

    private void ReadDetails(string currency, string direction)
    {
        var depth = xml.Depth;
        while (xml.NextChild(depth))
        {
            if (xml.Name == "TxDtls") ReadDetail(currency, direction);
        }
    }

    private void ReadDetail(string currency, string direction)
    {
        var depth = xml.Depth;
        _details++;
        StatementAmount? amount = null, transaction = null;
        var isOpposite = false;
        while (xml.NextChild(depth))
        {
            switch (xml.Name)
            {
                case "Refs": ReadReferences(); break;
                case "Amt": amount = InCurrency(currency); break;
                case "CdtDbtInd": isOpposite = xml.Value() is var own && own.Length > 0 && direction.Length > 0 && !own.SequenceEqual(direction); break;
                case "AmtDtls": transaction = TransactionAmount(currency); break;
                case "RltdPties": ReadParties(); break;
                case "RmtInf": ReadRemittance(); break;
                case "AddtlTxInf": AddText(xml.Kept()); break;
            }
        }
        // A detail of nothing states no amount: some banks fill the place so.
        if ((amount ?? transaction) is not { Thousandths: not 0 } known) return;
        _detailsWithAmount++;
        _detailSum += isOpposite ? -known.Thousandths : known.Thousandths;
    }

    /// <summary>The amount, where it is in the entry's currency.</summary>
    private StatementAmount? InCurrency(string currency)
    {
        var (own, amount) = xml.Amount(file, faults);
        return own == currency ? amount : null;
    }

    private StatementAmount? TransactionAmount(string currency)
    {
        StatementAmount? found = null;
        var depth = xml.Depth;
        while (xml.NextChild(depth))
        {
            if (xml.Name != "TxAmt") continue;
            var inner = xml.Depth;
            while (xml.NextChild(inner))
            {
                if (xml.Name == "Amt") found = InCurrency(currency);
            }
        }
        return found;
    }

    private void ReadReferences()
    {
        var depth = xml.Depth;
        Utf8Text endToEnd = default, instruction = default;
        while (xml.NextChild(depth))
        {
            switch (xml.Name)
            {
                case "EndToEndId": endToEnd = xml.Kept(); break;
                case "AcctSvcrRef": _detailRef = xml.Kept(); break;
                case "InstrId" or "PmtInfId" when instruction.IsEmpty: instruction = xml.Kept(); break;
            }
        }
        _customerRef = !endToEnd.IsEmpty && !endToEnd.Span.SequenceEqual("NOTPROVIDED"u8) ? endToEnd : instruction;
    }

    /// <summary>Names: below Dbtr or Cdtr up to version 07, below its Pty from 08.</summary>
    private void ReadParties()
    {
        var depth = xml.Depth;
        while (xml.NextChild(depth))
        {
            if (xml.Name == "Dbtr") _debtor = Either(NameOfParty(), _debtor);
            else if (xml.Name == "Cdtr") _creditor = Either(NameOfParty(), _creditor);
            else if (xml.Name == "UltmtDbtr" && _debtor.IsEmpty) _debtor = NameOfParty();
            else if (xml.Name == "UltmtCdtr" && _creditor.IsEmpty) _creditor = NameOfParty();
        }
    }

    private Utf8Text NameOfParty()
    {
        var depth = xml.Depth;
        Utf8Text name = default;
        while (xml.NextChild(depth))
        {
            if (xml.Name == "Nm" && name.IsEmpty) name = xml.Kept();
            else if (xml.Name == "Pty" && name.IsEmpty) name = NameOfParty();
        }
        return name;
    }

    private void ReadRemittance()
    {
        var depth = xml.Depth;
        while (xml.NextChild(depth))
        {
            if (xml.Name == "Ustrd") AddText(xml.Kept());
            else if (xml.Name == "Strd") ReadStructured();
        }
    }

    private void ReadStructured()
    {
        var depth = xml.Depth;
        while (xml.NextChild(depth))
        {
            if (xml.Name == "AddtlRmtInf") AddText(xml.Kept());
            else if (xml.Name == "CdtrRefInf")
            {
                var inner = xml.Depth;
                while (xml.NextChild(inner))
                {
                    if (xml.Name == "Ref") AddText(xml.Kept());
                }
            }
        }
    }

    private void AddText(Utf8Text text)
    {
        if (!text.IsEmpty && _texts.Count < 64) _texts.Add(text);
    }

    /// <summary>The pieces with a space between them, up to the limit.</summary>
    private Utf8Text Joined()
    {
        if (_texts.Count < 2) return _texts.Count == 0 ? default : _texts[0];
        var text = new System.Text.StringBuilder();
        foreach (var piece in _texts)
        {
            if (text.Length > 0) text.Append(' ');
            text.Append(piece.ToString());
            if (text.Length > TextLimit) break;
        }
        return xml.Keep(text.ToString().AsSpan(0, Math.Min(text.Length, TextLimit)));
    }
}
