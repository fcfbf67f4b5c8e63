namespace DeductionGateway.Tests.Proofs;

/// <summary>
/// Compares rows with a folder's answers. Rows of one payroll line are paired as far as code, billing line and class let them; each pair must
/// then agree in class, identification, amounts and in where every rupiah went. A fuzzy row's money waits in 2-1040 until it is confirmed.
/// </summary>
internal static class TruthScore
{
    private static readonly string[] Components = ["a_interest", "a_principal", "a_savings", "a_shop", "a_other", "a_suspense"];

    /// <summary>What two rows must share to be the same one, strictest first.</summary>
    private static readonly Func<CsvRow, CsvRow, bool>[] Likeness =
    [
        static (truth, row) => IsSame(truth, row, "code") && BillingLine(truth) == BillingLine(row) && IsSame(truth, row, "class"),
        static (truth, row) => IsSame(truth, row, "code") && BillingLine(truth) == BillingLine(row),
        static (truth, row) => BillingLine(truth).Length > 0 && BillingLine(truth) == BillingLine(row),
        static (truth, row) => IsSame(truth, row, "code") && IsSame(truth, row, "class"),
    ];

    /// <summary>Every disagreement as one sentence; empty = every row right.</summary>
    public static List<string> Wrong(CsvTable truth, CsvTable rows, bool isConfirmed)
    {
        var wrong = new List<string>();
        foreach (var (expected, row) in Pair(truth, rows))
        {
            if (expected is null) wrong.Add($"too many: {row}");
            else if (row is null) wrong.Add($"absent: {expected}");
            else if (Disagreement(expected.Value, row.Value, isConfirmed) is { } disagreement) wrong.Add($"{disagreement}\n  truth {expected}\n  row   {row}");
        }
        return wrong;
    }

    private static IEnumerable<(CsvRow? Truth, CsvRow? Row)> Pair(CsvTable truth, CsvTable rows)
    {
        var places = new Dictionary<string, (List<CsvRow> Truths, List<CsvRow> Rows)>(StringComparer.Ordinal);
        foreach (var one in truth.Rows) At(places, one).Truths.Add(one);
        foreach (var one in rows.Rows) At(places, one).Rows.Add(one);
        foreach (var (truths, found) in places.Values)
        {
            if (truths.Count == 1 && found.Count == 1)
            {
                yield return (truths[0], found[0]);
                continue;
            }
            foreach (var alike in Likeness)
            {
                foreach (var one in truths.ToList())
                {
                    var place = found.FindIndex(row => alike(one, row));
                    if (place < 0) continue;
                    yield return (one, found[place]);
                    truths.Remove(one);
                    found.RemoveAt(place);
                }
            }
            foreach (var one in truths) yield return (one, null);
            foreach (var one in found) yield return (null, one);
        }
    }

    private static string? Disagreement(CsvRow truth, CsvRow row, bool isConfirmed)
    {
        if (!IsSame(truth, row, "class")) return "class";
        var isFuzzy = truth["class"] == "fuzzy";
        if (isFuzzy && !IsCandidate(truth, row)) return "candidate";
        if (!isFuzzy && BillingLine(truth).Length > 0 && truth["class"] != "wrong_period" && BillingLine(truth) != BillingLine(row)) return "billing line";
        foreach (var column in (ReadOnlySpan<string>)["employer", "code", "reported_amount"])
        {
            if (truth.Table.Has(column) && !IsSame(truth, row, column)) return column;
        }
        if (!isFuzzy && truth.Table.Has("member_no") && !IsSame(truth, row, "member_no")) return "member_no";
        return MoneyDisagreement(truth, row, isFuzzy && !isConfirmed);
    }

    private static string? MoneyDisagreement(CsvRow truth, CsvRow row, bool isWaiting)
    {
        if (truth.Rupiah("received_amount") != row.Rupiah("received_amount")) return "received_amount";
        if (Components.Sum(row.Rupiah) != row.Rupiah("received_amount")) return "the a_* do not add up to received_amount";
        var whole = Components.Sum(truth.Rupiah);
        foreach (var component in Components)
        {
            var expected = !isWaiting ? truth.Rupiah(component) : component == "a_suspense" ? whole : 0;
            if (row.Rupiah(component) != expected) return component;
        }
        var held = !isWaiting ? truth["held_in"] : whole > 0 ? "2-1040" : "";
        return truth.Table.Has("held_in") && row["held_in"] != held ? "held_in" : null;
    }

    /// <summary>The proposal is the billing line the answer names or, for a whole row of a Total file, the member.</summary>
    private static bool IsCandidate(CsvRow truth, CsvRow row) => truth["expected_id"] is { Length: > 0 } line
        ? row["expected_id"] == line || row["candidate_expected_id"] == line
        : row["candidate_member_no"].Split('|').Contains(truth["member_no"]);

    private static string BillingLine(CsvRow row) => row["expected_id"] is { Length: > 0 } line ? line : row["candidate_expected_id"];

    private static bool IsSame(CsvRow truth, CsvRow row, string column) => string.Equals(truth[column], row[column], StringComparison.Ordinal);

    private static (List<CsvRow> Truths, List<CsvRow> Rows) At(Dictionary<string, (List<CsvRow> Truths, List<CsvRow> Rows)> places, CsvRow row)
    {
        var place = $"{row["period"]}/{(row["payroll_line"] is { Length: > 0 } line ? $"{row["payroll_file"]}/{line}" : BillingLine(row))}";
        if (!places.TryGetValue(place, out var rows)) places[place] = rows = ([], []);
        return rows;
    }
}
