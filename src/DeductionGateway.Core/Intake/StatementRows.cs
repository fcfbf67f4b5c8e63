using System.Globalization;
using DeductionGateway.Core.BankFiles;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// The statements of one account, one after the other (DOMAIN §4.1). Where one is missing between two, what follows is not posted until it comes: its own
/// entries could be those that the missing one takes back. Statements that overlap are no gap.
/// </summary>
internal static class StatementRows
{
    /// <summary>The statements up to each account's first gap, in the order given; a warning says what waits.</summary>
    public static List<BankStatement> BeforeGaps(IReadOnlyList<BankStatement> statements, List<string> warnings)
    {
        var kept = new HashSet<BankStatement>(ReferenceEqualityComparer.Instance);
        foreach (var account in statements.GroupBy(static one => one.Account))
        {
            var balances = new HashSet<(long Rupiah, int Thousandths)>();
            BankStatement? latest = null, missingBefore = null;
            var waiting = 0;
            foreach (var next in ByDate(account))
            {
                if (missingBefore is not null || IsGap(latest, next, balances))
                {
                    missingBefore ??= next;
                    waiting++;
                    continue;
                }
                kept.Add(next);
                if (latest is null || next.ClosingDate >= latest.ClosingDate) latest = next;
                var balance = next.Opening;
                balances.Add(next.Exact(balance));
                foreach (var entry in next.Entries) balances.Add(next.Exact(balance += entry.Amount));
            }
            if (missingBefore is not null) warnings.Add(Warning(latest!, missingBefore, waiting));
        }
        return [.. statements.Where(kept.Contains)];
    }

    /// <summary>
    /// Statements that follow each other without overlap show different facts. Entries without a bank reference that are equal in everything else cannot be told
    /// apart by identity, and one of them would be lost.
    /// </summary>
    public static void CheckToldApart(IReadOnlyList<BankStatement> statements, FaultList faults)
    {
        foreach (var account in statements.GroupBy(static one => one.Account))
        {
            var seen = new Dictionary<string, string>(StringComparer.Ordinal);
            BankStatement? latest = null;
            foreach (var next in ByDate(account))
            {
                var isContinuing = latest is not null && next.File != latest.File && next.Exact(next.Opening) == latest.Exact(latest.Closing) && next.OpeningDate >= latest.OpeningDate;
                foreach (var entry in next.Entries.Where(static entry => entry.BankRef.Length == 0))
                {
                    if (isContinuing && seen.TryGetValue(entry.Identity, out var file) && file != next.File)
                    {
                        faults.Add(next.File, 0, 0, "ENTRIES_ALIKE", $"{entry.Amount.ToString(CultureInfo.InvariantCulture)} of {entry.ValueDate:yyyy-MM-dd} stands here and in {file} without a bank reference: two entries that nothing tells apart. Ask the bank for one statement over both.");
                    }
                    seen.TryAdd(entry.Identity, next.File);
                }
                if (latest is null || next.ClosingDate >= latest.ClosingDate) latest = next;
            }
        }
    }

    private static bool IsGap(BankStatement? latest, BankStatement next, HashSet<(long Rupiah, int Thousandths)> balances) =>
        latest is not null && !balances.Contains(next.Exact(next.Opening)) && next.OpeningDate >= latest.ClosingDate;

    /// <summary>By opening day; within a day so that each follows the one that closed with its opening, where there is one.</summary>
    private static IEnumerable<BankStatement> ByDate(IEnumerable<BankStatement> statements)
    {
        var inOrder = statements.OrderBy(static one => one.OpeningDate).ThenBy(static one => one.ClosingDate).ThenBy(static one => one.Number, StringComparer.Ordinal);
        BankStatement? latest = null;
        foreach (var day in inOrder.GroupBy(static one => one.OpeningDate).Select(static day => day.ToList()))
        {
            var byOpening = new Dictionary<(long Rupiah, int Thousandths), Queue<int>>();
            for (var at = 0; at < day.Count; at++)
            {
                var balance = day[at].Exact(day[at].Opening);
                if (!byOpening.TryGetValue(balance, out var opening)) byOpening[balance] = opening = new Queue<int>();
                opening.Enqueue(at);
            }
            var taken = new bool[day.Count];
            var next = 0;
            for (var count = 0; count < day.Count; count++)
            {
                while (taken[next]) next++;
                var at = latest is null ? FirstOf(day) : Following(latest, byOpening, taken) ?? next;
                taken[at] = true;
                yield return latest = day[at];
            }
        }
    }

    /// <summary>The earliest of the day not taken yet that opens with what the latest closed with.</summary>
    private static int? Following(BankStatement latest, Dictionary<(long Rupiah, int Thousandths), Queue<int>> byOpening, bool[] taken)
    {
        if (!byOpening.TryGetValue(latest.Exact(latest.Closing), out var opening)) return null;
        while (opening.TryDequeue(out var at))
        {
            if (!taken[at]) return at;
        }
        return null;
    }

    /// <summary>Of the first day's statements the one that continues no other of that day.</summary>
    private static int FirstOf(List<BankStatement> day)
    {
        var closings = day.CountBy(static one => one.Exact(one.Closing)).ToDictionary();
        var first = day.FindIndex(one => closings.GetValueOrDefault(one.Exact(one.Opening)) == (one.Opening == one.Closing ? 1 : 0));
        return Math.Max(first, 0);
    }

    private static string Warning(BankStatement latest, BankStatement missingBefore, int waiting) => string.Create(CultureInfo.InvariantCulture,
        $"STATEMENT_GAP: account {latest.Account} closed with {Text(latest, latest.Closing)} on {latest.ClosingDate:yyyy-MM-dd} ({latest.File}), the next statement opens with {Text(missingBefore, missingBefore.Opening)} on {missingBefore.OpeningDate:yyyy-MM-dd} ({missingBefore.File}). {waiting} statement(s) after the gap are not posted until the missing one is put into the folder.");

    private static string Text(BankStatement statement, long balance) => statement.Thousandths == 0 ? balance.ToString(CultureInfo.InvariantCulture) : StatementAmount.Text((Int128)balance * 1000 + statement.Thousandths);
}
