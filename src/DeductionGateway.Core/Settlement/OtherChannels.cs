using DeductionGateway.Core.Billing;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Settlement;

/// <summary>
/// What another channel brought for a member of this unit: an autodebit, or a payment of his own. <paramref name="Code"/>: of the lines it is for; empty where it
/// names the member alone, null where it is for another period. <paramref name="IsOwnPayment"/>: he paid it himself, to a virtual account.
/// </summary>
public sealed record Autodebit(BankEntry Entry, Member Member, string? Code, bool IsOwnPayment = false);

/// <summary>
/// Money that another channel took for the same obligations (CONTRACT §4): it settles open billing lines, oldest first; what is beyond
/// is the member's deposit, on the last row it settled, or on the oldest received row, which is then double. What names a member and no
/// code settles what wages left open of any code, and makes nothing double: what is beyond it is his deposit.
/// </summary>
public sealed class OtherChannels
{
    private const string AnyCode = "";

    private readonly Dictionary<(int Member, string Code), List<BillingLine>> _bills = [];
    private readonly Dictionary<int, List<LineOutcome>> _rowsOfBill = [];
    private readonly Dictionary<int, List<LineOutcome>> _wholeRows = [];
    private readonly Dictionary<int, long> _taken = [];

    private OtherChannels(MatchedUnit unit, IReadOnlyList<Autodebit> autodebits)
    {
        var members = autodebits.Select(static autodebit => autodebit.Member.Ordinal).ToHashSet();
        foreach (var bill in unit.Facts.Billing)
        {
            if (!members.Contains(bill.Member.Ordinal)) continue;
            foreach (var code in (ReadOnlySpan<string>)[bill.Code.Code, AnyCode])
            {
                var key = (bill.Member.Ordinal, code);
                if (!_bills.TryGetValue(key, out var bills)) _bills[key] = bills = [];
                bills.Add(bill);
            }
        }
        foreach (var bills in _bills.Values) bills.Sort(BillingLine.OldestFirst);
        foreach (var row in unit.Rows) Remember(row, members);
    }

    /// <summary>Lays autodebits on the settled unit, earliest value date first. Returns what fell on no row: (autodebit, whole rupiah), the member's deposit.</summary>
    public static IReadOnlyList<(Autodebit Autodebit, long Amount)> Settle(MatchedUnit unit, IReadOnlyList<Autodebit> autodebits)
    {
        if (autodebits.Count == 0) return [];
        var channels = new OtherChannels(unit, autodebits);
        var unplaced = new List<(Autodebit, long)>();
        foreach (var autodebit in autodebits.OrderBy(static one => one.Entry.ValueDate).ThenBy(static one => one.Entry.Identity, StringComparer.Ordinal))
        {
            var rest = channels.Lay(autodebit);
            if (rest > 0) unplaced.Add((autodebit, rest));
        }
        return unplaced;
    }

    private void Remember(LineOutcome row, HashSet<int> members)
    {
        if (row.Class == LineClass.Duplicate) return;
        if ((row.Billing ?? row.CandidateBilling) is { } bill)
        {
            if (!members.Contains(bill.Member.Ordinal)) return;
            if (!_rowsOfBill.TryGetValue(bill.Ordinal, out var rows)) _rowsOfBill[bill.Ordinal] = rows = [];
            rows.Add(row);
            foreach (var applied in row.Applied) _taken[bill.Ordinal] = _taken.GetValueOrDefault(bill.Ordinal) + applied.Total;
        }
        else if (row.SpeaksForAll && (row.Member ?? row.Candidates[0]) is { } member && members.Contains(member.Ordinal))
        {
            if (!_wholeRows.TryGetValue(member.Ordinal, out var rows)) _wholeRows[member.Ordinal] = rows = [];
            rows.Add(row);
            foreach (var applied in row.Applied) _taken[applied.Billing!.Ordinal] = _taken.GetValueOrDefault(applied.Billing.Ordinal) + applied.Total;
        }
    }

    private long Lay(Autodebit autodebit)
    {
        var rest = autodebit.Entry.Amount;
        if (autodebit.Code is not { } code || !_bills.TryGetValue((autodebit.Member.Ordinal, code), out var bills)) return rest;
        LineOutcome? settled = null;
        foreach (var bill in bills)
        {
            var open = bill.Amount - _taken.GetValueOrDefault(bill.Ordinal);
            var part = Math.Min(open, rest);
            if (part <= 0 || LastRow(bill) is not { } row) continue;
            if (code == AnyCode && row.Class is not (LineClass.Missing or LineClass.Short)) continue;
            Put(row, bill, part);
            Name(row, autodebit);
            settled = row;
            rest -= part;
        }
        if (rest == 0) return 0;
        var holder = settled ?? (code == AnyCode ? null : Double(bills, autodebit.IsOwnPayment ? "D05" : "D04"));
        if (holder is null) return rest;
        if (settled is null) Name(holder, autodebit);
        holder.Received += rest;
        holder.Suspense += rest;
        holder.HeldIn ??= ChartOfAccounts.MemberDeposit;
        return 0;
    }

    private static void Name(LineOutcome row, Autodebit autodebit) => row.OtherEntries = [.. row.OtherEntries, autodebit.Entry.BankRef];

    private void Put(LineOutcome row, BillingLine bill, long part)
    {
        row.Received += part;
        row.Money = MoneyFinding.OtherChannel;
        if (row.Class == LineClass.Fuzzy && !row.Confirmed)
        {
            row.Suspense += part;
            row.HeldIn = ChartOfAccounts.Unidentified;
        }
        else
        {
            row.Applied = [.. row.Applied, Waterfall.Lay(bill, _taken.GetValueOrDefault(bill.Ordinal), part)];
        }
        row.Rule = row.Confirmed ? "other_channel+confirmed" : "other_channel";
        _taken[bill.Ordinal] = _taken.GetValueOrDefault(bill.Ordinal) + part;
    }

    /// <summary>The money has no open line to go to: the oldest matched billing line was taken twice, else the oldest of any kind shows it.</summary>
    private LineOutcome? Double(List<BillingLine> bills, string taxonomy)
    {
        var taken = bills.Find(bill => LastRow(bill) is { Class: LineClass.Matched });
        if (taken is null) taken = bills.Find(bill => LastRow(bill) is not null);
        if (taken is null) return null;
        var last = LastRow(taken)!;
        last.Money = MoneyFinding.Double;
        if (last.Class is not (LineClass.Matched or LineClass.DoubleDeducted)) return last;
        foreach (var row in _rowsOfBill[taken.Ordinal])
        {
            if (row.Class is not (LineClass.Matched or LineClass.DoubleDeducted)) continue;
            row.Class = LineClass.DoubleDeducted;
            if (!row.Taxonomy.Contains(taxonomy, StringComparison.Ordinal)) row.Taxonomy = CodeMatching.Joined(taxonomy, row.Taxonomy);
        }
        return last;
    }

    /// <summary>Of several rows of a billing line the one latest in the file.</summary>
    private LineOutcome? LastRow(BillingLine bill)
    {
        var rows = _rowsOfBill.GetValueOrDefault(bill.Ordinal) ?? _wholeRows.GetValueOrDefault(bill.Member.Ordinal);
        return rows?.MaxBy(static row => row.Record);
    }
}
