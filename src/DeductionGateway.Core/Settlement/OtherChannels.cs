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
public sealed record Autodebit(BankEntry Entry, Member Member, string? Code, bool IsOwnPayment = false)
{
    /// <summary>In which order several are laid, whatever order they came in.</summary>
    public static IEnumerable<Autodebit> InOrder(IEnumerable<Autodebit> autodebits) =>
        autodebits.OrderBy(static one => one.Entry.ValueDate).ThenBy(static one => one.Entry.Identity, StringComparer.Ordinal);
}

/// <summary>
/// Money that another channel took for the same obligations (CONTRACT §4): it settles open billing lines, oldest first; what is beyond
/// is the member's deposit, on the last row it settled, or on the oldest received row, which is then double. What names a member and no
/// code settles what wages left open of any code, and makes nothing double: what is beyond it is his deposit.
/// </summary>
public sealed class OtherChannels
{
    private readonly PaidBills _bills;

    private OtherChannels(PaidBills bills) => _bills = bills;

    /// <summary>Lays autodebits on the settled unit, earliest value date first. Returns what fell on no row: (autodebit, whole rupiah), the member's deposit.</summary>
    public static IReadOnlyList<(Autodebit Autodebit, long Amount)> Settle(MatchedUnit unit, IReadOnlyList<Autodebit> autodebits)
    {
        if (autodebits.Count == 0) return [];
        var channels = new OtherChannels(new PaidBills(unit, autodebits.Select(static autodebit => autodebit.Member)));
        var unplaced = new List<(Autodebit, long)>();
        foreach (var autodebit in Autodebit.InOrder(autodebits))
        {
            var rest = channels.Lay(autodebit);
            if (rest > 0) unplaced.Add((autodebit, rest));
        }
        return unplaced;
    }

    private long Lay(Autodebit autodebit)
    {
        var rest = autodebit.Entry.Amount;
        if (autodebit.Code is not { } code) return rest;
        var bills = _bills.Of(autodebit.Member, code);
        LineOutcome? settled = null;
        foreach (var bill in bills)
        {
            var part = Math.Min(bill.Amount - _bills.Got(bill), rest);
            if (part <= 0 || _bills.LastRow(bill) is not { } row) continue;
            if (code == PaidBills.AnyCode && row.Class is not (LineClass.Missing or LineClass.Short)) continue;
            Put(row, bill, part);
            Name(row, autodebit);
            settled = row;
            rest -= part;
        }
        if (rest == 0) return 0;
        var taxonomy = autodebit.IsOwnPayment ? "D05" : "D04";
        var holder = settled ?? (code == PaidBills.AnyCode ? null : Double(bills, taxonomy));
        if (holder is null) return rest;
        if (!holder.Beyond.Contains(taxonomy, StringComparison.Ordinal)) holder.Beyond = CodeMatching.Joined(taxonomy, holder.Beyond);
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
            row.Applied = [.. row.Applied, Waterfall.Lay(bill, _bills.Got(bill), part)];
        }
        row.Rule = row.Confirmed ? "other_channel+confirmed" : "other_channel";
        _bills.Add(bill, part);
    }

    /// <summary>The money has no open line to go to: the oldest matched billing line was taken twice, else the oldest of any kind shows it.</summary>
    private LineOutcome? Double(IReadOnlyList<BillingLine> bills, string taxonomy)
    {
        var taken = bills.FirstOrDefault(bill => _bills.LastRow(bill) is { Class: LineClass.Matched }) ?? bills.FirstOrDefault(bill => _bills.LastRow(bill) is not null);
        if (taken is null) return null;
        var last = _bills.LastRow(taken)!;
        last.Money = MoneyFinding.Double;
        if (last.Class is not (LineClass.Matched or LineClass.DoubleDeducted)) return last;
        foreach (var row in _bills.RowsOf(taken))
        {
            if (row.Class is not (LineClass.Matched or LineClass.DoubleDeducted)) continue;
            row.Class = LineClass.DoubleDeducted;
            if (!row.Taxonomy.Contains(taxonomy, StringComparison.Ordinal)) row.Taxonomy = CodeMatching.Joined(taxonomy, row.Taxonomy);
        }
        return last;
    }
}
