using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Reads a bank's export in a table, CSV or sheet, by the layout whose header it has (DOMAIN §4.2). Number format by evidence of the whole file; the running
/// balance of each row must follow from the row before; what is wrapped over rows is joined; headers may be repeated; pending rows are left out.
/// </summary>
public sealed class BankTableReader
{
    private readonly string _file;
    private readonly FaultList _faults;
    private readonly BankTable _table;
    private readonly List<BankTableRow> _rows;
    private readonly BankTableFrame _frame;
    private readonly BankTableCells _cells;
    private readonly List<BankMovement> _movements = [];
    private int _pending;

    /// <summary>The movement whose remark may go on in the next row; null behind a row that is pending or refused, whose own remark that is.</summary>
    private BankMovement? _spoken;

    /// <summary>Fields of the first row that moves money.</summary>
    private int _width;
    private bool _isBroken;

    private BankTableReader(string file, BankTable table, List<BankTableRow> rows, FaultList faults)
    {
        _file = file;
        _faults = faults;
        _table = table;
        _rows = rows;
        _frame = new BankTableFrame(table);
        _cells = new BankTableCells(file, table, _frame, faults);
    }

    /// <summary>The same for a text file, whatever parts its fields; null where no layout's header is found.</summary>
    public static ReadBankFile? ReadCsv(string file, byte[] bytes, FaultList faults)
    {
        foreach (var delimiter in ",;\t|")
        {
            if (BankTable.Find(new CsvRecords(file, bytes, delimiter, new FaultList())) is null) continue;
            var isOpenEnded = bytes is not [.., (byte)'\n' or (byte)'\r'];
            return ReadTable(file, "bank-csv", new CsvRecords(file, bytes, delimiter, faults), faults, isOpenEnded) is { } table ? Joined([table], faults) : null;
        }
        return null;
    }

    /// <param name="file">Its name, for faults.</param>
    /// <param name="format">As <c>inspect</c> shows it.</param>
    /// <param name="records">From the file's first row.</param>
    /// <param name="faults">Where what refuses the file is added.</param>
    /// <returns>Null, with nothing added, where no layout's header is found.</returns>
    public static ReadBankFile? Read(string file, string format, RecordSource records, FaultList faults) =>
        ReadTable(file, format, records, faults) is { } table ? Joined([table], faults) : null;

    /// <summary>The same of one table among several of a file: its statements are not yet held against each other, nor against those of the other tables.</summary>
    public static ReadBankFile? ReadTable(string file, string format, RecordSource records, FaultList faults) => ReadTable(file, format, records, faults, isOpenEnded: false);

    /// <param name="isOpenEnded">No line end stands behind the last row: the file may be cut off there.</param>
    private static ReadBankFile? ReadTable(string file, string format, RecordSource records, FaultList faults, bool isOpenEnded)
    {
        if (BankTable.Find(records) is not { } table) return null;
        var rows = new List<BankTableRow>();
        while (records.Read()) rows.Add(BankTableRow.Of(records));
        var reader = new BankTableReader(file, table, rows, faults);
        if (isOpenEnded && rows.Count > 0) reader._cells.CheckEnd(rows);
        return reader.Read(format);
    }

    /// <summary>One file of its tables, at least one: their statements must follow from each other, and what stands twice counts once.</summary>
    public static ReadBankFile Joined(IReadOnlyList<ReadBankFile> tables, FaultList faults)
    {
        var statements = tables.SelectMany(static table => table.Statements).ToList();
        // An empty sheet among others says nothing of any account.
        if (statements.Exists(static one => one.Entries.Count > 0)) statements.RemoveAll(static one => one.Entries.Count == 0 && one.Opening is null && one.Closing is null);
        RefuseUnproved(tables, faults);
        List<ReadNote> notes = [.. tables.SelectMany(static table => table.Notes)];
        var first = tables[0];
        return first with
        {
            Dialect = string.Join(", ", tables.Select(static table => table.Dialect).Distinct()), Statements = StatementChain.Check(first.File, statements, faults, notes), Notes = notes,
        };
    }

    /// <summary>Without balances nothing shows whether a second sheet of an account goes on or says a part of the first once more, such as a filtered copy.</summary>
    private static void RefuseUnproved(IReadOnlyList<ReadBankFile> tables, FaultList faults)
    {
        if (tables.Count == 1) return;
        var own = tables.SelectMany((table, place) => table.Statements.Where(static one => one.Entries.Count > 0).Select(one => (Place: place, one.Account, IsProved: one.Opening is not null && one.Closing is not null)));
        foreach (var account in own.GroupBy(static one => one.Account).Where(static group => group.DistinctBy(static one => one.Place).Count() > 1 && group.Any(static one => !one.IsProved)))
        {
            faults.Add(tables[0].File, 0, 0, "SHEETS_UNPROVED", $"Several sheets have rows of account {(account.Key.Length > 0 ? account.Key : "that is not named")} and no balances that show how they follow; one may be a copy of another. Keep one sheet, or save each as a file of its own.");
        }
    }

    private ReadBankFile Read(string format)
    {
        foreach (var row in _rows) _frame.TakeSummary(row);
        var notes = new List<ReadNote>();
        if (_cells.Weigh(_rows))
        {
            foreach (var row in _rows)
            {
                if (!_table.IsHeader(row) && !_frame.IsSummary(row)) TakeRow(row);
            }
        }
        else
        {
            _isBroken = true;
        }
        if (_pending > 0) notes.Add(new ReadNote(0, "ENTRY_NOT_BOOKED", $"{_pending} rows are pending and are left out."));
        var balances = new BankTableBalances(_file, _table, _frame, _cells, _faults);
        var statements = balances.Statements(_movements, _isBroken);
        return new ReadBankFile(_file, format, _table.Layout.Name, statements, notes);
    }

    private void TakeRow(BankTableRow row)
    {
        var place = _table.One(BankColumnRole.BookingDate);
        var written = row.Cell(place);
        if (BankTableLayouts.PendingWords.Contains(written.ToLowerInvariant()))
        {
            _pending++;
            _spoken = null;
            return;
        }
        var hasMoney = _cells.HasMoney(row);
        if (written.Length == 0 && !hasMoney)
        {
            if (_table.IsBeyond(row)) RefuseShifted(row);
            else if (_spoken is not null) Say(_spoken, row);
            return;
        }
        if (_cells.Date(row, place) is { } booking && IsOfPeriod(booking)) TakeMovement(row, booking);
        // A line of text in the first column is a page's heading or the bank's signature: no money is in it.
        else if (hasMoney)
        {
            _spoken = null;
            Refuse(row, place, written.Length == 0 ? "ROW_WITHOUT_DATE" : "DATE", written.Length == 0 ? "The row has an amount and no date." : DateSentence(written));
        }
    }

    /// <summary>A heading that names a period names the days of all its rows; value dates may lie before or behind.</summary>
    private bool IsOfPeriod(DateOnly booking) => _frame.Period is not { } period || (booking >= period.From && booking <= period.To);

    private string DateSentence(string written)
    {
        if (_frame.Period is not { } period)
        {
            return _table.Layout.Dates != BankDateStyle.DayMonth ? $"'{written}' is no date."
                : $"'{written}' has no year, and no period stands above the table that would say which. Export the file again with its heading.";
        }
        return StatementDates.IsOfSeveralYears(written, period)
            ? $"'{written}' has no year, and the period {period.From:yyyy-MM-dd} to {period.To:yyyy-MM-dd} has this day more than once. Export it in parts of less than a year."
            : $"'{written}' is no day of the period {period.From:yyyy-MM-dd} to {period.To:yyyy-MM-dd}. Export the file again.";
    }

    private void RefuseShifted(BankTableRow row) => Refuse(row, -1, "FIELD_COUNT",
        $"The row has {row.Cells.Length} fields, the header {_table.Width}: a comma or another delimiter stands inside a text or an amount without quotes, or the row is cut off. Export the file again with another delimiter, or as a workbook.");

    private void TakeMovement(BankTableRow row, DateOnly booking)
    {
        _spoken = null;
        if (_table.IsShifted(row, _width))
        {
            RefuseShifted(row);
            return;
        }
        if (_width == 0) _width = row.Cells.Length;
        if (_cells.Movement(row) is not { } amount)
        {
            _isBroken = true;
            return;
        }
        var place = _table.One(BankColumnRole.ValueDate);
        var value = row.Cell(place).Length > 0 ? _cells.Date(row, place) : booking;
        if (value is null) Refuse(row, place, "DATE", DateSentence(row.Cell(place)));
        var account = row.Cell(_table.One(BankColumnRole.Account));
        var currency = row.Cell(_table.One(BankColumnRole.Currency));
        var movement = new BankMovement(row, value ?? booking, booking, amount, _cells.Balance(row, BankColumnRole.Balance), _cells.Balance(row, BankColumnRole.BalanceBefore))
        {
            Account = account.Length > 0 ? account : _frame.Account,
            Currency = currency.Length > 0 ? currency.ToUpperInvariant() : _frame.Currency,
            BankReference = ReferenceOf(row, booking),
            Reference = row.Cell(_table.One(BankColumnRole.Reference)),
            Counterparty = row.Cell(_table.One(BankColumnRole.Counterparty)),
        };
        Say(movement, row);
        _movements.Add(movement);
        _spoken = movement;
    }

    /// <summary>Adds what the row says to the movement's remark: its own row, and those in which the remark goes on.</summary>
    private void Say(BankMovement movement, BankTableRow row)
    {
        if (movement.Text.IsTooLong) return;
        movement.Text.Add(TextOf(row), " ");
        if (movement.Text.IsTooLong) Refuse(movement.Row, -1, "REMARK_TOO_LONG", Remark.Refusal);
    }

    private string ReferenceOf(BankTableRow row, DateOnly booking)
    {
        var layout = _table.Layout;
        if (layout.ReferenceInText?.Match(TextOf(row)) is { Success: true } hit) return hit.Groups["reference"].Value;
        var reference = row.Cell(_table.One(BankColumnRole.BankReference));
        if (reference.Length == 0 || reference.All(static c => c is '0' or '-')) return "";
        return layout.HasReferencePerDay ? $"{booking:yyyyMMdd}-{reference}" : reference;
    }

    /// <summary>Some banks say the same in two columns, in one of them cut off: what another begins with is not said again.</summary>
    private string TextOf(BankTableRow row)
    {
        var texts = _table.All(BankColumnRole.Text).Select(row.Cell).Where(static text => text.Length > 0).Distinct(StringComparer.Ordinal).ToList();
        return string.Join(' ', texts.Where(text => !texts.Exists(other => other.Length > text.Length && other.StartsWith(text, StringComparison.Ordinal))));
    }

    private void Refuse(BankTableRow row, int place, string code, string text)
    {
        _isBroken = true;
        _faults.Add(_file, row.Line, row.ColumnOf(place), code, text);
    }
}

/// <summary>One row that moves money, before its balance is checked.</summary>
internal sealed record BankMovement(BankTableRow Row, DateOnly ValueDate, DateOnly BookingDate, StatementAmount Amount, StatementAmount? Balance, StatementAmount? BalanceBefore)
{
    public string Account { get; init; } = "";
    public string Currency { get; init; } = "";
    public Remark Text { get; } = new();
    public string BankReference { get; init; } = "";
    public string Reference { get; init; } = "";
    public string Counterparty { get; init; } = "";

    public ReadEntry Entry() => new(Row.Line, ValueDate, BookingDate, Amount, false)
    {
        Reference = Utf8Text.From(Reference),
        BankReference = Utf8Text.From(BankReference),
        Counterparty = Utf8Text.From(Counterparty),
        Text = Utf8Text.From(Text.ToString()),
    };
}
