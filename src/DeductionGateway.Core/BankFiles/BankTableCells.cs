using System.Globalization;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>Reads the cells of a bank's table: amounts with marks and signs in the file's number format, dates in the layout's style or as a sheet's serial numbers.</summary>
internal sealed class BankTableCells(string file, BankTable table, BankTableFrame frame, FaultList faults)
{
    private static readonly BankColumnRole[] Money = [BankColumnRole.Amount, BankColumnRole.Debit, BankColumnRole.Credit, BankColumnRole.Balance, BankColumnRole.BalanceBefore];

    /// <summary>Digits a sheet keeps of a number; what is behind them is the trace of its arithmetic.</summary>
    private const int SheetDigits = 15;

    private readonly DecimalMark _evidence = new();
    private readonly int[] _moneyPlaces = [.. Money.SelectMany(table.All)];

    /// <summary>Only a layout that has D and K in a column of their own writes them behind its balances too; elsewhere 870 K may be thousands.</summary>
    private readonly bool _hasLetters = table.One(BankColumnRole.Mark) >= 0;

    /// <summary>Decides the number format by all amounts of the file; false with a fault where it cannot be known.</summary>
    public bool Weigh(IReadOnlyList<BankTableRow> rows)
    {
        foreach (var row in rows)
        {
            if (table.IsHeader(row) || frame.IsSummary(row)) continue;
            foreach (var place in _moneyPlaces)
            {
                if (!row.IsNumber(place) && row.Cell(place).Length > 0) _evidence.Weigh(row.Line, row.ColumnOf(place), Strip(row.Cell(place), _hasLetters).Digits);
            }
        }
        foreach (var summary in frame.Summaries.Where(static one => !one.IsNumber)) _evidence.Weigh(summary.Row.Line, summary.Row.ColumnOf(summary.Place), Strip(summary.Text, _hasLetters).Digits);
        return _evidence.Decide(file, faults);
    }

    /// <summary>The last row has no line end behind it: where it ends in an amount that has fewer decimals than every other one, the rest of it is cut off.</summary>
    public void CheckEnd(IReadOnlyList<BankTableRow> rows)
    {
        static int Decimals(string text) => text.LastIndexOfAny(['.', ',']) is var at and >= 0 && text.Length - at - 1 <= 2 ? text.Length - at - 1 : 0;
        var last = rows[^1];
        var place = Array.FindLastIndex(last.Cells, static cell => cell.Length > 0);
        if (place != last.Cells.Length - 1 || !_moneyPlaces.Contains(place) || !char.IsAsciiDigit(last.Cell(place)[^1]) && last.Cell(place)[^1] is not ('.' or ',')) return;
        var others = rows.SelectMany(row => _moneyPlaces.Where(other => row != last || other != place).Select(row.Cell)).Where(static text => text.Length > 0 && char.IsAsciiDigit(text[^1])).ToList();
        if (others.Count < 2 || Decimals(others[0]) is var usual && (usual == 0 || Decimals(last.Cell(place)) >= usual || others.Exists(text => Decimals(text) != usual))) return;
        faults.Add(file, last.Line, last.ColumnOf(place), "BANK_CUT", $"'{last.Cell(place)}' is the last thing in the file, without a line end behind it, and has not the {usual} decimals that every other amount has: the file is cut off. Export it again.");
    }

    public bool HasMoney(BankTableRow row) => _moneyPlaces.Any(place => row.Cell(place).AsSpan().IndexOfAnyInRange('0', '9') >= 0);

    /// <summary>Null where the cell holds no date of the layout's style.</summary>
    public DateOnly? Date(BankTableRow row, int place)
    {
        var text = row.Cell(place);
        if (row.IsNumber(place)) return StatementDates.FromSerial(text, row.DayShift);
        return StatementDates.Parse(text, table.Layout.Dates == BankDateStyle.DayMonth ? frame.Period : null);
    }

    /// <summary>What the row moves, credit positive; null with a fault where that is not plain.</summary>
    public StatementAmount? Movement(BankTableRow row)
    {
        if (table.One(BankColumnRole.Amount) is var place and >= 0) return Marked(row, place);
        var (debitPlace, creditPlace) = (table.One(BankColumnRole.Debit), table.One(BankColumnRole.Credit));
        var debit = Unsigned(row, debitPlace);
        var credit = Unsigned(row, creditPlace);
        if (debit is null || credit is null) return null;
        if (debit.Value.Thousandths != 0 && credit.Value.Thousandths != 0) return Refuse(row, creditPlace, "ROW_BOTH_SIDES", "The row has a debit and a credit; which of them moved cannot be known.");
        if (debit.Value.Thousandths == 0 && credit.Value.Thousandths == 0) return Refuse(row, creditPlace, "AMOUNT_EMPTY", "The row has a date and neither a debit nor a credit.");
        return debit.Value.Thousandths != 0 ? -debit.Value : credit;
    }

    /// <summary>The balance with its sign; null where the row has none. A balance that cannot be read is a fault.</summary>
    public StatementAmount? Balance(BankTableRow row, BankColumnRole role) =>
        table.One(role) is var place and >= 0 && row.Cell(place).Length > 0 ? Signed(row, place, row.Cell(place), row.IsNumber(place)) : null;

    public StatementAmount? Of(Summary summary) => Signed(summary.Row, summary.Place, summary.Text, summary.IsNumber);

    private StatementAmount? Marked(BankTableRow row, int place)
    {
        var (digits, sign) = Strip(row.Cell(place), _hasLetters);
        if (Read(row, place, digits, row.IsNumber(place)) is not { } amount) return null;
        var markPlace = table.One(BankColumnRole.Mark);
        var mark = row.Cell(markPlace).ToLowerInvariant();
        if (BankTableLayouts.DebitMarks.Contains(mark)) return sign == 0 ? -amount : Contradiction(row, place);
        if (BankTableLayouts.CreditMarks.Contains(mark)) return sign == 0 ? amount : Contradiction(row, place);
        if (mark.Length == 0 && sign != 0) return sign < 0 ? -amount : amount;
        return Refuse(row, markPlace >= 0 ? markPlace : place, "DEBIT_CREDIT", $"'{(mark.Length > 0 ? row.Cell(markPlace) : row.Cell(place))}' says neither debit (DB, D) nor credit (CR, K).");
    }

    private StatementAmount? Contradiction(BankTableRow row, int place) =>
        Refuse(row, place, "DEBIT_CREDIT", $"'{row.Cell(place)}' has a sign of its own beside the mark; which of them counts cannot be known.");

    private StatementAmount? Unsigned(BankTableRow row, int place)
    {
        var text = row.Cell(place);
        if (text.Length == 0 || text == "-") return default(StatementAmount);
        var (digits, sign) = Strip(text, _hasLetters);
        if (sign == 0) return Read(row, place, digits, row.IsNumber(place));
        var (code, sentence) = StatementAmount.Explain(AmountFault.Negative, text, "");
        return Refuse(row, place, code, sentence);
    }

    private StatementAmount? Signed(BankTableRow row, int place, string text, bool isNumber)
    {
        var (digits, sign) = Strip(text, _hasLetters);
        return Read(row, place, digits, isNumber) is { } amount ? sign < 0 ? -amount : amount : null;
    }

    private StatementAmount? Read(BankTableRow row, int place, string digits, bool isNumber)
    {
        var fault = isNumber ? SheetNumber(digits, out var amount) : _evidence.Parse(digits, out amount);
        if (fault == AmountFault.Good)
        {
            var currency = table.One(BankColumnRole.Currency) is var at and >= 0 && row.Cell(at).Length > 0 ? row.Cell(at).ToUpperInvariant() : frame.Currency;
            var most = Currencies.Decimals(currency);
            if (isNumber ? most >= 3 || amount.Thousandths % 10 == 0 : DecimalsOf(digits) <= most) return amount;
            return Refuse(row, place, "AMOUNT_DECIMALS", $"'{row.Cell(place)}' would have more than the {most} decimals of {currency}: the mark may be one of thousands, and the amount a thousandfold. Export the file again with decimals in every amount.");
        }
        var (code, sentence) = StatementAmount.Explain(fault, row.Cell(place), !_evidence.IsShown ? "" : _evidence.Mark == '.' ? "1,250,000.00" : "1.250.000,00");
        return Refuse(row, place, code, sentence);
    }

    private int DecimalsOf(string digits) => digits.IndexOf(_evidence.Mark, StringComparison.Ordinal) is var at and >= 0 ? digits.Length - at - 1 : 0;

    private StatementAmount? Refuse(BankTableRow row, int place, string code, string text)
    {
        faults.Add(file, row.Line, row.ColumnOf(place), code, text);
        return null;
    }

    /// <summary>Digits, points and commas alone, and the sign that minus, brackets, DB or CR around them are; 0 = none said. <c>870.000,-</c> has no sen and no sign.</summary>
    /// <param name="text">The cell.</param>
    /// <param name="hasLetters">D, C and K behind a space are marks too.</param>
    internal static (string Digits, int Sign) Strip(string text, bool hasLetters)
    {
        text = text.Trim();
        var sign = 0;
        foreach (var currency in (string[])["IDR", "Rp.", "Rp"])
        {
            if (text.StartsWith(currency, StringComparison.OrdinalIgnoreCase)) text = text[currency.Length..].TrimStart();
        }
        var letters = text.Length;
        while (letters > 0 && (char.IsAsciiLetter(text[letters - 1]) || text[letters - 1] == '.' && letters < text.Length)) letters--;
        var suffix = text[letters..].Trim('.').ToLowerInvariant();
        var isMark = suffix.Length > 1 || (hasLetters && letters > 0 && text[letters - 1] == ' ');
        if (suffix.Length > 0 && letters > 0 && isMark)
        {
            if (BankTableLayouts.DebitMarks.Contains(suffix)) (sign, text) = (-1, text[..letters].TrimEnd());
            else if (BankTableLayouts.CreditMarks.Contains(suffix)) (sign, text) = (1, text[..letters].TrimEnd());
        }
        if (text is [.., >= '0' and <= '9', ',' or '.', '-']) text = text[..^1] + "00";
        if (text is ['(', .., ')']) (sign, text) = (-1, text[1..^1]);
        if (text is ['-', _, ..]) (sign, text) = (-1, text[1..]);
        else if (text is [.., not 'E' and not 'e', '-']) (sign, text) = (-1, text[..^1]);
        else if (text is ['+', _, ..]) text = text[1..];
        return (text.Trim(), sign);
    }

    /// <summary>A number as a sheet stores it: a point, perhaps an exponent, perhaps the trace of its arithmetic behind the 15th digit.</summary>
    internal static AmountFault SheetNumber(string text, out StatementAmount amount)
    {
        var exponentAt = text.IndexOfAny(['E', 'e']);
        var mantissa = exponentAt < 0 ? text : text[..exponentAt];
        var exponent = 0;
        amount = default;
        if (exponentAt >= 0 && !int.TryParse(text[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent)) return AmountFault.Letters;
        if (exponent is < -30 or > 30) return AmountFault.TooLong;
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var digits = mantissa.Replace(".", "", StringComparison.Ordinal);
        if (digits.Length == 0 || digits.AsSpan().IndexOfAnyExceptInRange('0', '9') >= 0) return digits.Length == 0 ? AmountFault.Empty : AmountFault.Letters;
        var whole = (point < 0 ? digits.Length : point) + exponent;
        whole -= digits.Length - digits.TrimStart('0').Length;
        digits = digits.TrimStart('0');
        if (digits.Length > SheetDigits)
        {
            var rounded = long.Parse(digits.AsSpan(0, SheetDigits), NumberStyles.None, CultureInfo.InvariantCulture) + (digits[SheetDigits] >= '5' ? 1 : 0);
            digits = rounded.ToString(CultureInfo.InvariantCulture);
            whole += digits.Length - SheetDigits;
        }
        if (whole <= 0) (digits, whole) = (new string('0', 1 - whole) + digits, 1);
        if (whole >= digits.Length) return StatementAmount.Parse(digits.PadRight(whole, '0'), '.', out amount);
        return StatementAmount.Parse($"{digits[..whole]}.{digits[whole..]}", '.', out amount);
    }
}
