using DeductionGateway.Core.Billing;

namespace DeductionGateway.Core.Matching;

/// <summary>A part of a payroll line that falls on a billing line; indexes into the group's lists.</summary>
public readonly record struct LaidPart(int Line, int Bill, long Amount);

/// <summary>
/// Lays the lines of one key (employee, code, period) on its billing lines (CONTRACT §3, "several lines, several billing lines").
/// A line that names a billing line takes it, whatever its amount. Of the others one that equals an untouched billing line takes it, and the rest fill the billing lines
/// oldest first, largest line first.
/// What goes beyond stands on the last billing line. A billing line for which nothing was left becomes a part of 0 of the last line.
/// </summary>
public sealed class LayOn
{
    private readonly List<LaidPart> _parts = [];
    private readonly List<int> _order = [];
    private long[] _filled = new long[8];
    private bool[] _touched = new bool[8];
    private bool[] _took = new bool[8];

    /// <summary>Parts in the order laid, each (line, bill) once. Valid until the next call.</summary>
    public IReadOnlyList<LaidPart> Parts => _parts;

    /// <summary>What the billing line got, the excess on the last one included.</summary>
    public long Filled(int bill) => _filled[bill];

    /// <param name="amounts">The lines' amounts, in line order; at least one.</param>
    /// <param name="bills">Billing lines, oldest first; at least one.</param>
    /// <param name="named">For each line the billing line that it names, -1 where it names none; empty where no line does.</param>
    public void Lay(ReadOnlySpan<long> amounts, ReadOnlySpan<BillingLine> bills, ReadOnlySpan<int> named = default)
    {
        Reset(amounts.Length, bills.Length);
        if (amounts.Length == 1 && bills.Length == 1)
        {
            _parts.Add(new LaidPart(0, 0, amounts[0]));
            _filled[0] = amounts[0];
            return;
        }
        OrderLargestFirst(amounts);
        for (var line = 0; line < named.Length; line++)
        {
            if (named[line] < 0) continue;
            _took[line] = true;
            Add(line, named[line], amounts[line]);
        }
        foreach (var line in _order)
        {
            if (!_took[line]) TakeEqual(line, amounts[line], bills);
        }
        var anyLaid = false;
        foreach (var line in _order)
        {
            if (_took[line]) continue;
            anyLaid = true;
            Spread(line, amounts[line], bills);
        }
        var last = _order.FindLast(line => !anyLaid || !_took[line]);
        for (var bill = 0; bill < bills.Length; bill++)
        {
            if (!_touched[bill]) Add(last, bill, 0);
        }
    }

    private void Reset(int lines, int bills)
    {
        _parts.Clear();
        _order.Clear();
        if (_filled.Length < bills) Array.Resize(ref _filled, bills * 2);
        if (_touched.Length < bills) Array.Resize(ref _touched, bills * 2);
        if (_took.Length < lines) Array.Resize(ref _took, lines * 2);
        Array.Clear(_filled, 0, bills);
        Array.Clear(_touched, 0, bills);
        Array.Clear(_took, 0, lines);
    }

    private void OrderLargestFirst(ReadOnlySpan<long> amounts)
    {
        for (var line = 0; line < amounts.Length; line++)
        {
            var at = _order.Count;
            while (at > 0 && amounts[_order[at - 1]] < amounts[line]) at--;
            _order.Insert(at, line);
        }
    }

    private void TakeEqual(int line, long amount, ReadOnlySpan<BillingLine> bills)
    {
        for (var bill = 0; bill < bills.Length; bill++)
        {
            if (_touched[bill] || bills[bill].Amount != amount) continue;
            _took[line] = true;
            Add(line, bill, amount);
            return;
        }
    }

    private void Spread(int line, long amount, ReadOnlySpan<BillingLine> bills)
    {
        var rest = amount;
        for (var bill = 0; bill < bills.Length && rest > 0; bill++)
        {
            var room = bills[bill].Amount - _filled[bill];
            if (room <= 0) continue;
            var part = Math.Min(room, rest);
            Add(line, bill, part);
            rest -= part;
        }
        if (rest > 0)
        {
            Add(line, bills.Length - 1, rest);
        }
        else if (amount == 0)
        {
            var open = 0;
            while (open < bills.Length - 1 && _filled[open] >= bills[open].Amount) open++;
            Add(line, open, 0);
        }
    }

    private void Add(int line, int bill, long amount)
    {
        _touched[bill] = true;
        _filled[bill] += amount;
        var same = _parts.FindIndex(part => part.Line == line && part.Bill == bill);
        if (same < 0) _parts.Add(new LaidPart(line, bill, amount));
        else _parts[same] = _parts[same] with { Amount = _parts[same].Amount + amount };
    }
}
