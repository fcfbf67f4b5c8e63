using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Proves a table by its balance column: each row's balance must follow from the row before, oldest first or newest first. Makes the statement, oldest row first,
/// with the balances that the table proves or that its summary states.
/// </summary>
internal sealed class BankTableBalances(string file, BankTable table, BankTableFrame frame, BankTableCells cells, FaultList faults)
{
    /// <summary>The file's only account, or one of several: of which of them a balance beside the table is cannot be known.</summary>
    private bool _isOnly = true;

    /// <summary>One statement for each account and currency, in the order in which the file names them.</summary>
    public List<ReadStatement> Statements(List<BankMovement> rows, bool isBroken)
    {
        var accounts = rows.GroupBy(static one => (one.Account, one.Currency)).Select(static own => own.ToList()).ToList();
        if (accounts.Count == 0) return [Statement(frame.Account, frame.Currency, [], isBroken)];
        _isOnly = accounts.Count == 1;
        if (!_isOnly && !isBroken) CheckShared(rows);
        return accounts.ConvertAll(own => Statement(own[0].Account, own[0].Currency, own, isBroken));
    }

    /// <summary>Totals of several accounts are those of all rows, in one currency; balances beside them are of nobody.</summary>
    private void CheckShared(List<BankMovement> rows)
    {
        var isOneCurrency = rows.All(row => row.Currency == rows[0].Currency);
        foreach (var summary in new[] { frame.Opening, frame.Closing, isOneCurrency ? null : frame.Credits ?? frame.Debits }.OfType<Summary>())
        {
            faults.Add(file, summary.Row.Line, summary.Row.ColumnOf(summary.Place), "SUMMARY_SHARED", $"'{summary.Text}' stands once in a file of several accounts or currencies; of which of them it is cannot be known. Export each account by itself.");
        }
        if (isOneCurrency) CheckTotals(rows);
    }

    private ReadStatement Statement(string account, string currency, List<BankMovement> rows, bool isBroken)
    {
        var ordered = isBroken ? rows : InOrder(rows, ref isBroken);
        var opening = Of(Opening) ?? (ordered.Count > 0 ? Before(ordered[0]) : null);
        var closing = Of(Closing) ?? (ordered.Count > 0 ? ordered[^1].Balance : null);
        if (!isBroken) CheckDays(ordered);
        if (!isBroken && _isOnly) CheckTotals(ordered);
        var (from, to) = frame.Period ?? (ordered.Count > 0 ? (ordered.Min(static row => row.BookingDate), ordered.Max(static row => row.BookingDate)) : default);
        var hasBalances = opening is not null && closing is not null && to != default;
        // Without a row and a period there is no day for a statement, and nobody else compares them.
        if (!isBroken && !hasBalances && opening is not null && closing is not null && opening != closing) Refuse(Closing!, $"The table has no row, opens with {opening} and closes with {closing}; the rows are missing. Export the file again.");
        return new ReadStatement(
            ordered.Count > 0 ? rows[0].Row.Line : 0, account, currency, "",
            hasBalances ? new ReadBalance(Opening?.Row.Line ?? LineOf(ordered, 0), from, opening!.Value) : null,
            hasBalances ? new ReadBalance(Closing?.Row.Line ?? LineOf(ordered, ordered.Count - 1), to, closing!.Value) : null,
            [.. ordered.Select(static row => row.Entry())], IsIncomplete: isBroken);
    }

    private Summary? Opening => _isOnly ? frame.Opening : null;
    private Summary? Closing => _isOnly ? frame.Closing : null;

    private static int LineOf(List<BankMovement> rows, int index) => rows.Count == 0 ? 0 : rows[index].Row.Line;

    private StatementAmount? Of(Summary? summary) => summary is null ? null : cells.Of(summary);

    private static StatementAmount? Before(BankMovement row) =>
        row.BalanceBefore ?? (row.Balance is { } balance ? new StatementAmount(balance.Thousandths - row.Amount.Thousandths) : null);

    /// <summary>The rows, oldest first. Where neither direction holds, the better one tells the rows that break it.</summary>
    private List<BankMovement> InOrder(List<BankMovement> rows, ref bool isBroken)
    {
        var turned = Enumerable.Reverse(rows).ToList();
        var (forwards, backwards) = (Breaks(rows), Breaks(turned));
        var isNewestFirst = rows.Count > 1 && rows[0].BookingDate > rows[^1].BookingDate;
        var takeTurned = backwards.Count < forwards.Count || (backwards.Count == forwards.Count && isNewestFirst);
        var place = table.One(BankColumnRole.Balance);
        foreach (var (row, expected) in takeTurned ? backwards : forwards)
        {
            isBroken = true;
            faults.Add(file, row.Row.Line, row.Row.ColumnOf(place), "BALANCE_ROW", $"After this row the balance would be {StatementAmount.Text(expected)}, the file says {row.Balance}; a row is missing or was changed. Export the file again.");
        }
        return takeTurned ? turned : rows;
    }

    /// <summary>Rows whose balance does not follow from the last one known.</summary>
    private List<(BankMovement Row, Int128 Expected)> Breaks(List<BankMovement> rows)
    {
        var breaks = new List<(BankMovement, Int128)>();
        Int128? known = Of(Opening)?.Thousandths;
        foreach (var row in rows)
        {
            if (row.BalanceBefore is { } before)
            {
                if (known is { } left && left != before.Thousandths) breaks.Add((row, left + row.Amount.Thousandths));
                known = before.Thousandths;
            }
            if (known is { } last) known = last + row.Amount.Thousandths;
            if (row.Balance is not { } balance) continue;
            if (known is { } expected && expected != balance.Thousandths) breaks.Add((row, expected));
            known = balance.Thousandths;
        }
        return breaks;
    }

    /// <summary>
    /// Rows that follow from each other by their balances follow by their days too. Where they do not, and the column mixes dates with texts, or day and month
    /// changed places put every row in its order, a spreadsheet has taken the one for the other where it could.
    /// </summary>
    private void CheckDays(List<BankMovement> rows)
    {
        if (!rows.TrueForAll(static row => row.Balance is not null)) return;
        var place = table.One(BankColumnRole.BookingDate);
        var at = 1;
        while (at < rows.Count && rows[at].BookingDate >= rows[at - 1].BookingDate) at++;
        if (at >= rows.Count) return;
        var numbers = rows.Count(row => row.Row.IsNumber(place));
        var isMixed = numbers > 0 && numbers < rows.Count;
        if (!isMixed && !IsInOrderTurned(rows)) return;
        var (before, row) = (rows[at - 1], rows[at]);
        faults.Add(file, row.Row.Line, row.Row.ColumnOf(place), "DATES_TURNED", $"This row of {row.BookingDate:yyyy-MM-dd} follows by its balance on line {before.Row.Line} of {before.BookingDate:yyyy-MM-dd}: the days go back{(isMixed ? ", and some are dates of the sheet and others texts" : ", and with day and month changed they do not")}. A spreadsheet has taken day for month; export the file again and do not open it in a spreadsheet.");
    }

    /// <summary>With day and month changed where both can be months, no day goes back.</summary>
    private static bool IsInOrderTurned(List<BankMovement> rows)
    {
        var days = rows.ConvertAll(static row => row.BookingDate.Day <= 12 ? new DateOnly(row.BookingDate.Year, row.BookingDate.Day, row.BookingDate.Month) : row.BookingDate);
        return days.Zip(days.Skip(1)).All(static pair => pair.First <= pair.Second);
    }

    /// <summary>What the bank itself added up must be what was read: nothing is missing and nothing stands twice.</summary>
    private void CheckTotals(List<BankMovement> rows)
    {
        var credits = rows.Where(static row => !row.Amount.IsNegative).ToList();
        var debits = rows.Where(static row => row.Amount.IsNegative).ToList();
        Check(frame.Credits, credits, "credits");
        Check(frame.Debits, debits, "debits");
        if (frame.Total is not { } total) return;
        Check(Column(total, BankColumnRole.Credit), credits, "credits");
        Check(Column(total, BankColumnRole.Debit), debits, "debits");
    }

    private Summary? Column(BankTableRow total, BankColumnRole role) => table.One(role) is var place and >= 0 && total.Cell(place).AsSpan().IndexOfAnyInRange('0', '9') >= 0
        ? new Summary(total, place, total.Cell(place), total.IsNumber(place), null) : null;

    private void Check(Summary? stated, List<BankMovement> rows, string what)
    {
        if (stated is null || Of(stated) is not { } total) return;
        Int128 sum = 0;
        foreach (var row in rows) sum += Math.Abs(row.Amount.Thousandths);
        if (sum != Math.Abs(total.Thousandths))
        {
            Refuse(stated, $"The rows' {what} make {StatementAmount.Text(sum)}, the file says {total}; a row is missing or was changed. Export the file again.");
        }
        else if (stated.Count is { } count && count != rows.Count)
        {
            Refuse(stated, $"The file says {count} {what}, it has {rows.Count}; a row is missing or was changed. Export the file again.");
        }
    }

    private void Refuse(Summary stated, string text) => faults.Add(file, stated.Row.Line, stated.Row.ColumnOf(stated.Place), "BALANCE_SUM", text);
}
