namespace DeductionGateway.Core.Intake;

/// <summary>Money of 2-1050 that two people approved to be paid out to a member. <paramref name="Reference"/>: by which the bank knows the transfer, and its debit names it; <paramref name="Amount"/> in whole rupiah.</summary>
public sealed record ApprovedPayout(string Reference, string MemberNo, long Amount);

/// <summary>Reads the file of what was to be paid out: <c>reference,member_no,amount</c>. It moves nothing: what was paid, the bank's statement says.</summary>
public static class PayoutsFile
{
    public const string FileName = "payouts.csv";

    /// <summary>Shorter ones stand in remarks by chance.</summary>
    private const int LeastReference = 10;

    /// <summary>Characters of each text; the standard's references have 64.</summary>
    private const int LongestText = 64;

    public static IReadOnlyList<ApprovedPayout> Read(string file, byte[]? bytes, FaultList faults)
    {
        if (bytes is null) return [];
        var table = new TableReader(file, bytes, faults, ["reference", "member_no", "amount"], []);
        var payouts = new List<ApprovedPayout>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        while (table.Read())
        {
            var (reference, memberNo, amount) = (table.Required(0).ToString(), table.Required(1).ToString(), table.Amount(2));
            if (reference.Length is > 0 and < LeastReference || !reference.All(char.IsAsciiLetterOrDigit)) table.Fault(0, "REFERENCE_FORM", $"'{reference}' is no reference of a transfer: {LeastReference} to {LongestText} letters and digits are.");
            if (amount == 0 && !table.Text(2).IsEmpty) table.Fault(2, "AMOUNT_ZERO", "A payout of nothing pays nothing.");
            if (!seen.Add(reference)) table.Fault(0, "REFERENCE_TWICE", $"'{reference}' stands twice; each payout has a reference of its own.");
            foreach (var (column, text) in ((int, string)[])[(0, reference), (1, memberNo)])
            {
                if (text.Length > LongestText) table.Fault(column, "TOO_LONG", $"The text has more than {LongestText} characters.");
            }
            payouts.Add(new ApprovedPayout(reference, memberNo, amount));
        }
        return payouts;
    }
}
