using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Learning;

/// <summary>What one table was found to be: which column is what, in which shape. Written into the keys of a profile by <see cref="ProfileKeys"/>.</summary>
internal sealed class TableReading
{
    private readonly FoundTable _table;
    private readonly KnownBilling _known;
    private readonly Asking _asking;
    private readonly List<ColumnFacts> _columns;

    private readonly bool _isAlone;
    private readonly BillingEvidence _evidence;
    private readonly HashSet<ColumnFacts> _rowTotals = [];
    private readonly HashSet<ColumnFacts> _asked = [];

    /// <summary>The period of the billing, else of the title; null where neither says one.</summary>
    private readonly PayPeriod? _reference;

    private TableReading(FoundTable table, bool isAlone, KnownBilling known, Asking asking)
    {
        _isAlone = isAlone;
        (_table, _known, _asking) = (table, known, asking);
        _columns = [.. Enumerable.Range(0, table.Width).Select(column => new ColumnFacts(table, column))];
        // A code of the cooperative's own (Qurban, Arisan) is known by its name only here.
        foreach (var column in _columns.Where(static column => column.IsMostlyAmounts && column.Role is ColumnRole.Unknown or ColumnRole.Other or ColumnRole.Amount))
        {
            if (column.Header.Length > 0 && column.IsMostlyAmounts && CodeWords.Guess(column.Header, known.Codes) is { } code && !Billing.DeductionCode.Standard.Any(one => one.Code == code)) column.Role = ColumnRole.CodeAmount;
        }
        _reference = known.Period ?? PeriodEvidence.OfTitle(table.Grid.Rows.TakeWhile(row => table.Rows.Count > 0 && row.Line < table.Rows[0].Line))?.Period;
        foreach (var column in _columns.Where(column => column.Role == ColumnRole.Unknown && PeriodEvidence.IsByContent(column, _reference))) column.Role = ColumnRole.Period;
        Key = KeyChoice.Of(table, _columns, known, asking);
        _evidence = new BillingEvidence(table, Key, known);
        if (Key is not null) TrustBilling();
        if (Key is not null) TrustPeriods();
        Money = new MoneyColumns(table, _columns, Key, known, asking);
    }

    public FoundTable Table => _table;
    public KeyChoice? Key { get; }
    public MoneyColumns Money { get; }
    public PayrollShape Shape { get; private set; }
    public ColumnFacts? Name { get; private set; }
    public ColumnFacts? NationalId { get; private set; }
    public ColumnFacts? Code { get; private set; }
    public ColumnFacts? Amount { get; private set; }

    /// <summary>What of the billed amount was not withheld, where the file shows no withheld amount itself.</summary>
    public ColumnFacts? Shortfall { get; private set; }

    public ColumnFacts? Period { get; private set; }
    public PeriodStyle PeriodStyle { get; private set; } = PeriodStyle.Folder;
    public StatusChoice? Status { get; private set; }

    /// <summary>The table lists what was not withheld, in an amount that was billed.</summary>
    public bool IsFailed { get; private set; }

    /// <summary>Shape columns: column → our code. Shape lines: their code → ours, or <see cref="CodeMapping.NotOurs"/>.</summary>
    public List<(ColumnFacts Column, string Code)> AmountCodes { get; } = [];

    public Dictionary<string, string> Codes { get; private set; } = [];

    /// <summary>Columns of amounts that are not read, and that are no sum of those that are.</summary>
    public IReadOnlyList<ColumnFacts> Unread { get; private set; } = [];

    /// <summary>Columns that the profile does not read, sums among them.</summary>
    public IReadOnlyList<ColumnFacts> Others => [.. _columns.Where(column =>
        column.Header.Length > 0 && column != Key!.Column && column != Name && column != NationalId && column != Period && column != Status?.Column && !AmountCodes.Exists(one => one.Column == column))];

    /// <summary>An employee's later rows leave the key empty.</summary>
    public bool KeyStandsOnce { get; private set; }

    public bool HasEmptyAmounts { get; private set; }

    /// <summary>Why the table cannot be read where sums of units stand above their people; null where none do.</summary>
    public string? UnitSum { get; private set; }

    /// <param name="isAlone">No other table of the file says what was withheld: one of failures is then a list of exceptions.</param>
    public static TableReading Of(FoundTable table, bool isAlone, KnownBilling known, Asking asking)
    {
        var reading = new TableReading(table, isAlone, known, asking);
        if (reading.Key is not null) reading.Read();
        return reading;
    }

    private void Read()
    {
        Name = Key!.IsInName ? Key.Column : _columns.FirstOrDefault(column => column.Role == ColumnRole.Name && column != Key.Column && column.Filled > 0)
            ?? (_columns.Exists(static column => column.Role == ColumnRole.Name) ? null : _columns.FirstOrDefault(column => column.Role == ColumnRole.Unknown && column.IsMostlyLetters && column.Distinct * 2 > column.Filled));
        NationalId = Key!.Kind == PayrollKey.NationalId ? Key.Column
            : _columns.FirstOrDefault(column => column != Key.Column && column is { Role: ColumnRole.NationalId, Lost: 0, Retyped: 0 } && column.NationalIds * 10 >= column.Filled * 8 && column.Filled > 0);
        ReadPeriod();
        ReadShape();
        if (Shape == PayrollShape.Columns) AskOfUnread();
        if (Shape == PayrollShape.Columns) CheckRowTotals();
        Unread = [.. _columns.Where(IsLeftOut)];
        if (Unread.Count > 0) _asking.Unsure.Add(LeftOut.Sentence(_table, Unread, Shape));
        List<ColumnFacts> texts = [.. _columns.Where(column => column != Code && column != Key.Column && column != Name)];
        Status = StatusChoice.Of(_table, texts);
        if (Status is not null && (Amount?.Role == ColumnRole.Withheld || !FailedHaveMoney())) Status = null;
        if (Status is null && Amount?.Role != ColumnRole.Withheld && Shape != PayrollShape.Exceptions && _table.Outcome != Outcome.Failed) Status = StatusChoice.OfRemarks(_table, texts, HasMoney, _asking);
        if (Status is not null) _asking.Evidence.Add($"status: '{Status.Column.Header}' says of each row whether money was withheld; failed is {string.Join(", ", Status.Failed.DefaultIfEmpty("nothing yet"))}");
        if (Shape is PayrollShape.Total or PayrollShape.Columns) UnitSum = new UnitSums(_table, Key, _known).Find(Amount is not null ? [Amount] : [.. AmountCodes.Select(static one => one.Column)], Money);
        IsFailed = _table.Outcome == Outcome.Failed && Amount?.Role != ColumnRole.Withheld && Shortfall is null;
    }

    /// <summary>A column of exactly what its employees are billed is a deduction, whatever its header says; one that another column is already is none.</summary>
    private void TrustBilling()
    {
        foreach (var column in _columns.Where(static column => !column.IsCounting && column.Role is (ColumnRole.Period or ColumnRole.Other or ColumnRole.Note or ColumnRole.Unit or ColumnRole.Status)))
        {
            if (column == Key!.Column || _evidence.CodeOf(column) is not { } code) continue;
            var isTaken = _columns.Exists(other => other != column && other.Role is (ColumnRole.CodeAmount or ColumnRole.Unknown or ColumnRole.Amount) && _evidence.CodeOf(other) == code);
            if (!isTaken) column.Role = ColumnRole.CodeAmount;
        }
    }

    /// <summary>Numbers that only a header calls periods are amounts where they would be days of another time; a month of another time is asked.</summary>
    private void TrustPeriods()
    {
        foreach (var column in _columns.Where(static column => column.Role == ColumnRole.Period && column.Filled > 0))
        {
            if (PeriodEvidence.Of(column.Values) is not { } style || !PeriodEvidence.IsFar(column, style, _reference)) continue;
            var said = PeriodEvidence.Most(column, style);
            if (style is PeriodStyle.Compact || style is PeriodStyle.SheetDate && column.Dates < column.Filled)
            {
                column.Role = ColumnRole.Unknown;
                _asking.Unsure.Add($"'{column.Header}' is taken for amounts: '{column.Values[0]}' as a period would be {said}, far from {_reference}.");
                continue;
            }
            var answer = _asking.Ask("period", $"'{_table.Reference(column.Column)}' says {said}, {(_known.Period is null ? "the title" : "the billing at hand")} {_reference}: more than a year apart. Of which period are these deductions?",
                [new Choice("column", $"{said}, as the column says"), new Choice("other", "of the title's or the folder's; the column is something else")], "other");
            if (answer == "other") column.Role = ColumnRole.Other;
        }
    }

    private void ReadPeriod()
    {
        foreach (var column in _columns.Where(static column => column.Role == ColumnRole.Period && column.Filled > 0))
        {
            if (PeriodEvidence.Of(column.Values) is not { } style) continue;
            (Period, PeriodStyle) = (column, style);
            _asking.Evidence.Add($"period: '{column.Header}', written like {column.Values[0]}");
            return;
        }
        if (_columns.Find(static column => column.Role == ColumnRole.Period && column.Filled > 0) is { } unread) _asking.Unsure.Add($"'{unread.Header}' names no month and year ('{unread.Values[0]}'); the period is taken from elsewhere.");
    }

    private void ReadShape()
    {
        var money = Money.Columns.Where(static column => column.Filled > 0 || column.Role == ColumnRole.CodeAmount).ToList();
        Code = CodeColumn(money);
        if (Code is not null)
        {
            Amount = Best(money);
            Shortfall = FindShortfall(money);
            Shape = PayrollShape.Lines;
            MapLines();
            return;
        }
        var parts = money.Where(column => column.Role == ColumnRole.CodeAmount && !Money.Sums.Contains(column)).ToList();
        var withheld = money.Exists(static column => column.Role == ColumnRole.Withheld);
        if (parts.Count > 0 && !(parts.Count == 1 && withheld))
        {
            Shape = PayrollShape.Columns;
            MapColumns(WithoutBalances([.. money.Where(column => !Money.Sums.Contains(column) && column.Role is ColumnRole.CodeAmount or ColumnRole.Unknown or ColumnRole.Amount && !Money.Sums.Contains(column))]));
            return;
        }
        var unknown = money.Where(column => column.Role == ColumnRole.Unknown && !Money.Sums.Contains(column)).ToList();
        if (unknown.Count > 1 && !withheld && (Money.Sums.Count > 0 || FitsBilling(unknown)))
        {
            Shape = PayrollShape.Columns;
            MapColumns(unknown);
            return;
        }
        Shape = PayrollShape.Total;
        Amount = Best(money);
        Shortfall = FindShortfall(money);
        HasEmptyAmounts = HasEmpty();
        if (Shortfall is not null) AskExceptions();
    }

    /// <summary>
    /// Billed and not withheld side by side, and no column of what was withheld: the difference was. Only where no row falls short by more than it is billed.
    /// </summary>
    private ColumnFacts? FindShortfall(List<ColumnFacts> money)
    {
        if (Amount?.Role != ColumnRole.Billed || money.FindAll(static column => column.Role == ColumnRole.Gap) is not [var gap]) return null;
        if (!Enumerable.Range(0, _table.Rows.Count).All(row => (Money.Value(gap, row) ?? 0) <= (Money.Value(Amount, row) ?? 0))) return null;
        _asking.Evidence.Add($"withheld: '{Amount.Header}' less '{gap.Header}'");
        return gap;
    }

    /// <summary>
    /// Leaves out what is no deduction though its name speaks of one: columns that the file's own sum leaves out, and the loan itself beside its instalment.
    /// </summary>
    private List<ColumnFacts> WithoutBalances(List<ColumnFacts> columns)
    {
        var kept = new List<ColumnFacts>(columns);
        foreach (var column in columns)
        {
            var isOutside = Money.Summed.Count > 1 && column.Filled > 0 && IsOutsideRowSum(column) && _evidence.CodeOf(column) is null
                && (CodeWords.Guess(column.Header, _known.Codes) is not { } code || Money.Summed.Any(one => CodeWords.Guess(one.Header, _known.Codes) == code));
            if (!isOutside && !IsLoanItself(column, columns)) continue;
            kept.Remove(column);
            _asking.Unsure.Add($"'{column.Header}' is taken for a balance, no deduction{(isOutside ? ": the file's own sum leaves it out" : ": it is many times the instalment")}.");
        }
        return kept;
    }

    private bool IsOutsideRowSum(ColumnFacts column) => Money.RowSum is { } sum && column.Column < sum.Column && !Money.Summed.Contains(column);

    private bool IsLoanItself(ColumnFacts column, List<ColumnFacts> columns)
    {
        static bool IsInstalment(ColumnFacts one) => Words.Of(one.Header).Any(static word => word is "ANGSURAN" or "CICILAN" or "INSTALLMENT" or "INSTALMENT");
        if (!Words.Of(column.Header).Any(static word => word is "PINJAMAN" or "LOAN" or "HUTANG") || IsInstalment(column) || column.Filled < 2) return false;
        return columns.Find(IsInstalment) is { } instalment && Enumerable.Range(0, _table.Rows.Count).All(row => Money.Value(column, row) is not > 0 || Money.Value(column, row) >= 3 * (Money.Value(instalment, row) ?? 0));
    }

    /// <summary>Two unnamed columns or more each of which equals something that is billed.</summary>
    private bool FitsBilling(List<ColumnFacts> unknown) =>
        Key!.Hits > 0 && unknown.Count(column => Enumerable.Range(0, _table.Rows.Count).Count(row => Money.Value(column, row) is > 0 and var rupiah
            && _known.Find(Key.Kind, MemberKeys.Clean(_table.Rows[row][Key.Column.Column], Key)) is { } member && _known.Codes.Any(code => _known.Billed(member, code.Code) == rupiah)) >= 2) >= 2;

    /// <summary>A column of few texts that come again and mean codes; not units, not remarks.</summary>
    private ColumnFacts? CodeColumn(List<ColumnFacts> money)
    {
        var texts = _columns.Where(column => column != Key!.Column && column != Name && column != NationalId && column != Period && !money.Contains(column) && column.Filled * 10 >= column.Rows * 9
            && column.Distinct <= Math.Max(12, column.Filled / 20)).ToList();
        // A payroll program writes its own number and a text for the same thing: the one that says more of what it means; never one word for all rows where another tells them apart.
        return texts.Where(static column => column.Role == ColumnRole.Code).OrderByDescending(static column => Math.Min(column.Distinct, 2)).ThenByDescending(MeantRows).FirstOrDefault()
            ?? texts.Find(column => column.Role is ColumnRole.Note or ColumnRole.Unknown or ColumnRole.CodeAmount or ColumnRole.Amount && IsMostlyCodes(column));
    }

    private int MeantRows(ColumnFacts column) => column.Values.Count(text => CodeWords.Guess(text, _known.Codes) is not null);

    private bool IsMostlyCodes(ColumnFacts column)
    {
        var texts = column.Values.Distinct(StringComparer.Ordinal).ToList();
        return texts.TrueForAll(static text => !NumberEvidence.IsAmount(text)) && texts.Count(text => CodeWords.Guess(text, _known.Codes) is not null) * 2 >= texts.Count;
    }

    /// <summary>The amount withheld, where several columns hold amounts.</summary>
    private ColumnFacts? Best(List<ColumnFacts> money)
    {
        foreach (var role in (ReadOnlySpan<ColumnRole>)[ColumnRole.Withheld, ColumnRole.Amount, ColumnRole.Sum, ColumnRole.CodeAmount, ColumnRole.Unknown, ColumnRole.Billed])
        {
            var of = money.Where(column => column.Role == role && column.Filled > 0).ToList();
            if (of.Count == 0) continue;
            if (of.Count == 1) return of[0];
            if (of.Find(Money.Sums.Contains) is { } sum) return sum;
            var named = of.FindAll(static column => Words.Of(column.Header).Any(static word => word is "KOPERASI" or "COOP" or "COOPERATIVE" or "KPRI" or "KOPKAR"));
            if (named.Count == 1) return named[0];
            var proposed = of.OrderByDescending(BilledTotals).ThenBy(static column => column.Column).First();
            var answer = _asking.Ask("amount", "Several columns hold amounts. Which one is the money withheld for the cooperative?",
                [.. of.Select(column => new Choice(_table.Reference(column.Column), $"for example {column.Values[0]}"))], BilledTotals(proposed) > 0 ? _table.Reference(proposed.Column) : null);
            return of.Find(column => _table.Reference(column.Column) == answer) ?? proposed;
        }
        return null;
    }

    private int BilledTotals(ColumnFacts column) => Key!.Hits == 0 ? 0 : Enumerable.Range(0, _table.Rows.Count).Count(row =>
        Money.Value(column, row) is > 0 and var rupiah && _known.Find(Key.Kind, MemberKeys.Clean(_table.Rows[row][Key.Column.Column], Key)) is { } member && _known.Billed(member, "") == rupiah);

    private void MapColumns(List<ColumnFacts> columns)
    {
        var all = Enumerable.Range(0, _table.Rows.Count).ToList();
        // Names that stand twice are asked by their places.
        string Text(ColumnFacts column) => column.Header.Length > 0 && columns.Count(other => other.Header == column.Header) == 1 ? column.Header : _table.Reference(column.Column);
        _asked.UnionWith(columns);
        var mapping = new CodeMapping(_table, Key, Money, _known, _asking).Map([.. columns.Select(column => (Text(column), column, (IReadOnlyList<int>)all))], "column");
        foreach (var column in columns)
        {
            if (mapping[Text(column)] is var code && code != CodeMapping.NotOurs) AmountCodes.Add((column, code));
        }
    }

    private bool IsLeftOut(ColumnFacts column) =>
        column != Key!.Column && column != Name && column != NationalId && column != Period && column != Code && column != Amount && column != Shortfall && column != Status?.Column
        && !Money.Sums.Contains(column) && !_rowTotals.Contains(column) && !AmountCodes.Exists(one => one.Column == column) && LeftOut.IsMoney(column);

    /// <summary>A column that is not read is asked where it could be what no other column is: it bears a word of the code's name, or equals some of its bill.</summary>
    private void AskOfUnread()
    {
        foreach (var code in _evidence.CodesBilled().Where(code => !AmountCodes.Exists(one => one.Code == code)))
        {
            var name = Words.Of(_known.Codes.First(one => one.Code == code).Name);
            if (_columns.Find(column => IsLeftOut(column) && !_asked.Contains(column) && (_evidence.Touches(column, code) || Words.Of(column.Header).Any(name.Contains))) is not { } column) continue;
            _asked.Add(column);
            var isTouched = _evidence.Touches(column, code);
            var answer = _asking.Ask($"column:{_table.Reference(column.Column).Replace('=', '-')}", $"What is '{_table.Reference(column.Column)}'? {code} is billed and no column is it; these amounts are {(isTouched ? "what is billed in some rows only" : "not those billed")}.",
                [.. _known.Codes.Select(static one => new Choice(one.Code, one.Name)), new Choice(CodeMapping.NotOurs, "not ours: somebody else's deduction, or no deduction")], isTouched ? code : CodeMapping.NotOurs);
            if (answer != CodeMapping.NotOurs) AmountCodes.Add((column, answer));
        }
    }

    /// <summary>A row's total that does not fit the columns read shows that one was overlooked, or is not what it seems.</summary>
    private void CheckRowTotals()
    {
        var isLeavingOut = AmountCodes.Exists(one => IsOutsideRowSum(one.Column));
        foreach (var total in _columns.Where(column => isLeavingOut && column == Money.RowSum || column.Role == ColumnRole.Sum && !Money.Sums.Contains(column) && LeftOut.IsMoney(column)))
        {
            var read = AmountCodes.Where(one => one.Column.Column < total.Column).Select(static one => one.Column).ToList();
            if (read.Count == 0) continue;
            var unread = _columns.Where(column => column.Column < total.Column && IsLeftOut(column)).ToList();
            var sums = new RowTotals(LeftOut.Values(_table, total), [.. read.Select(column => LeftOut.Values(_table, column))], [.. unread.Select(column => LeftOut.Values(_table, column))]);
            if (sums.Added() is { } added)
            {
                _rowTotals.Add(total);
                _asking.Evidence.Add($"'{total.Header}' is the sum of {string.Join(" + ", read.Concat(added.Select(at => unread[at])).OrderBy(static column => column.Column).Select(static column => column.Header))}, no deduction of its own");
                if (added.Count > 0) _asking.Unsure.Add($"'{total.Header}' counts {string.Join(" and ", added.Select(at => $"'{unread[at].Header}'"))} too, not read by {(added.Count > 1 ? "their names" : "its name")}: if the employer pays the cooperative that total, it is more than what is read.");
            }
            else AskRowTotal(total, sums.Example());
            if (Shape != PayrollShape.Columns) return;
        }
    }

    private void AskRowTotal(ColumnFacts total, (long Shown, long Sum) example)
    {
        var answer = _asking.Ask("row_total", $"'{total.Header}' is not the sum of the columns read: it shows {LeftOut.Money(example.Shown)} where they give {LeftOut.Money(example.Sum)}. What was withheld?",
            [new Choice("columns", "what the columns say; the total counts something else"), new Choice("total", "the total, one amount for all deductions of an employee")], null);
        _rowTotals.Add(total);
        if (answer != "total") return;
        Shape = PayrollShape.Total;
        AmountCodes.Clear();
        Amount = total;
        HasEmptyAmounts = HasEmpty();
    }

    private void MapLines()
    {
        if (Amount is null) return;
        // A signature below the list may look like a row; without a number and an amount it means no code.
        var texts = Enumerable.Range(0, _table.Rows.Count).Where(row => Money.Value(Amount, row) is not null || IsKeyed(_table.Rows[row])).Select(row => _table.Rows[row][Code!.Column])
            .Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        var rows = texts.ToDictionary(static text => text, static _ => new List<int>());
        for (var row = 0; row < _table.Rows.Count; row++)
        {
            if (rows.TryGetValue(_table.Rows[row][Code!.Column], out var of)) of.Add(row);
        }
        Codes = new CodeMapping(_table, Key, Money, _known, _asking).Map([.. texts.Select(text => (text, Amount, (IReadOnlyList<int>)rows[text]))], "code");
        HasEmptyAmounts = HasEmpty();
        var empty = _table.Rows.Count - Key!.Column.Filled;
        KeyStandsOnce = empty > 0 && _table.Rows.All(row => row[Key.Column.Column].Length > 0 || row[Code!.Column].Length > 0);
        if (KeyStandsOnce) _asking.Evidence.Add("an employee's number stands in the first of his or her rows only");
        AskExceptions();
    }

    /// <summary>Rows of employees whose amount is empty; where it was the row's only number, they did not look like rows.</summary>
    private bool HasEmpty() => Amount is { } amount && (_table.Rows.Any(row => IsKeyed(row) && (row[amount.Column].Length == 0 || NumberEvidence.IsNothing(row[amount.Column]))) || _table.Others.Any(row =>
        row[amount.Column].Length == 0 && KeyEvidence.IsKeyLike(row[Key!.Column.Column]) && (Name is null || row[Name.Column].Length > 0 && !row[Name.Column].Any(char.IsAsciiDigit))));

    private bool IsKeyed(GridRow row) => row[Key!.Column.Column] is var key && (key.Length == 0 || Key.IsInName || KeyEvidence.IsKeyLike(key));

    /// <summary>Does the list name everybody, or only those whose deduction failed in whole or in part?</summary>
    private void AskExceptions()
    {
        if (!_isAlone) return;
        var isTitled = Shortfall is not null || _table.Outcome == Outcome.Failed || Words.Of(_table.Title).Any(static word => word is "KURANG" or "BELUM" or "PENGECUALIAN" or "KEKURANGAN" or "SELISIH" or "EXCEPTION" or "EXCEPTIONS");
        var lines = Key!.Hits == 0 ? 0 : BilledLines();
        if (!isTitled && !(lines > 0 && _table.Rows.Count * 10 < lines * 4)) return;
        var answer = _asking.Ask("shape", $"The list has {_table.Rows.Count} rows{(lines > 0 ? $", billed are {lines}" : "")}{(isTitled ? ", and it speaks of what was not withheld" : "")}. What of the employees it does not name?",
            [new Choice("exceptions", "their deduction was made in full, the list names only the others"), new Choice(Shape == PayrollShape.Total ? "total" : "lines", "nothing was withheld from them")], "exceptions");
        if (answer == "exceptions") Shape = PayrollShape.Exceptions;
    }

    private int BilledLines()
    {
        var employer = _known.Employer.Length > 0 ? _known.Employer
            : Key!.Column.Values.Select(value => _known.Find(Key.Kind, MemberKeys.Clean(value, Key))).Where(static member => member is not null).GroupBy(static member => member!.Employer).MaxBy(static group => group.Count())?.Key;
        return _known.Billing.Count(line => line.Member.Employer == employer);
    }

    private bool HasMoney(int row) => Amount is not null ? Money.Value(Amount, row) > 0 : AmountCodes.Exists(one => Money.Value(one.Column, row) > 0);

    private bool FailedHaveMoney()
    {
        for (var row = 0; row < _table.Rows.Count; row++)
        {
            if (!Status!.Failed.Contains(_table.Rows[row][Status.Column.Column])) continue;
            if (HasMoney(row)) return true;
        }
        return Status!.Failed.Count == 0 && Status.Column.Role == ColumnRole.Status;
    }
}
