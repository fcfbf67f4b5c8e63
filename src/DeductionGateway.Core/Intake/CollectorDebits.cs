using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>
/// A debit of a member's account that a bank took for itself or another collector, as the bank told of it: no money of the cooperative. <paramref name="Amount"/> in whole
/// rupiah. <paramref name="IsReturned"/>: the member has it back; then <paramref name="Date"/> is the day on which he got it.
/// </summary>
public sealed record CollectorDebit(string Reference, DateOnly Date, string Collector, long Amount, bool IsReturned, string Remark)
{
    /// <summary>In the form in which remarks are read. It is on no account of the cooperative.</summary>
    public BankEntry Entry { get; } = new("", Reference, Date, Date, Amount, "IDR", 1, false, Collector, Remark);
}

/// <summary>Reads the file of what collectors took: <c>reference,date,collector,amount,remark</c>, optional <c>status</c> (<c>taken</c>, which empty is too, or <c>returned</c>).</summary>
public static class CollectorDebits
{
    public const string FileName = "taken_elsewhere.csv";

    /// <summary>Characters of each text; a bank's have a tenth.</summary>
    private const int LongestText = 2_000;

    public static IReadOnlyList<CollectorDebit> Read(string file, byte[]? bytes, FaultList faults)
    {
        if (bytes is null) return [];
        var table = new TableReader(file, bytes, faults, ["reference", "date", "collector", "amount", "remark"], ["status"]);
        var debits = new List<CollectorDebit>();
        var seen = new HashSet<(string, bool)>();
        while (table.Read())
        {
            var (reference, collector, amount, date, status) = (table.Required(0).ToString(), table.Required(2).ToString(), table.Amount(3), table.Date(1), table.Text(5).ToString());
            if (status is not ("" or "taken" or "returned")) table.Fault(5, "STATUS", $"'{status}' is neither taken nor returned.");
            if (table.Text(1).IsEmpty) table.Fault(1, "FIELD_EMPTY", "'date' is empty.");
            if (amount == 0 && !table.Text(3).IsEmpty) table.Fault(3, "AMOUNT_ZERO", "A debit of nothing took nothing.");
            if (!seen.Add((reference, status == "returned"))) table.Fault(0, "REFERENCE_TWICE", $"'{reference}' stands twice; a debit is taken once, and returned once.");
            var remark = table.Text(4).ToString();
            foreach (var (column, text) in ((int, string)[])[(0, reference), (2, collector), (4, remark)])
            {
                if (text.Length > LongestText) table.Fault(column, "TOO_LONG", $"The text has more than {LongestText} characters.");
            }
            debits.Add(new CollectorDebit(reference, date ?? default, collector, amount, status == "returned", remark));
        }
        return debits;
    }
}
