using System.Text;

namespace DeductionGateway.Samples;

/// <summary>Writes truth.csv from what was decided, and adds up the accounts of the manifest.</summary>
internal sealed class TruthWriter : IDisposable
{
    private readonly StreamWriter _file;
    private readonly Dictionary<string, long> _confirmed;
    private readonly Dictionary<string, long> _unconfirmed;
    private int _rows;

    public TruthWriter(string folder, Dictionary<string, long> confirmed, Dictionary<string, long> unconfirmed)
    {
        (_confirmed, _unconfirmed) = (confirmed, unconfirmed);
        _file = new StreamWriter(Path.Combine(folder, "truth.csv"), false, new UTF8Encoding(false), 1 << 16);
        _file.Write("truth_id,class,injected,employer,expected_id,payroll_file,payroll_line,bank_ref,expected_amount,reported_amount,received_amount,"
            + "a_interest,a_principal,a_savings,a_shop,a_suspense,member_no,code,a_other,held_in,candidate_member_no,derived,rule\n");
    }

    public SortedDictionary<string, int> Classes { get; } = new(StringComparer.Ordinal);
    public SortedDictionary<string, int> Injected { get; } = new(StringComparer.Ordinal);

    public void Write(EmployerPlan plan, SampleAnswer one)
    {
        var received = (one.IsReceived ? one.Reported : 0) + one.Autodebit;
        // Payroll money first; where none came, the autodebit settles the billing line (CONTRACT §4).
        var applied = one.IsReceived && one.Class != "missing" ? one.Applied : Math.Min(one.Autodebit, one.Bill?.Amount ?? 0);
        var split = one.Whole is null ? Split.Of(one.Bill, one.FilledBefore, applied) : Split.OfAll(one.Whole, applied > 0);
        var suspense = received - applied;
        var held = suspense > 0 ? one.Held : "";
        if (suspense > 0) _confirmed[one.Held] -= suspense;
        if (one.Class == "fuzzy") _unconfirmed["2-1040"] -= received;
        else if (suspense > 0) _unconfirmed[one.Held] -= suspense;
        Count(Classes, one.FinalClass);
        if (one.Injected.Length > 0) Count(Injected, one.Injected);
        _file.Write($"T{++_rows:D8},{one.FinalClass},{one.Injected},{plan.Code},{ExpectedId(one.Bill)},{(one.Row is null ? "" : plan.File)},{one.Row?.Line},,");
        _file.Write($"{one.Bill?.Amount ?? 0},{one.Reported},{received},{split.Interest},{split.Principal},{split.Savings},{split.Shop},{suspense},");
        _file.Write($"{one.Person?.MemberNo},{one.Code},{split.Other},{held},{(one.Class == "fuzzy" ? one.Person?.MemberNo : "")},{(one.IsDerived ? "1" : "")},\n");
    }

    public void Dispose() => _file.Dispose();

    public static string ExpectedId(SampleBill? bill) => bill is null ? "" : "X" + bill.Id.ToString("D8");

    private static void Count(SortedDictionary<string, int> counts, string name) => counts[name] = counts.GetValueOrDefault(name) + 1;

    /// <summary>What an amount pays of a billing line: penalty (counted as other), interest, principal.</summary>
    private readonly record struct Split(long Interest, long Principal, long Savings, long Shop, long Other)
    {
        public static Split OfAll(IReadOnlyList<SampleBill> bills, bool isPaid)
        {
            var sum = default(Split);
            if (!isPaid) return sum;
            foreach (var bill in bills)
            {
                var one = Of(bill, 0, bill.Amount);
                sum = new Split(sum.Interest + one.Interest, sum.Principal + one.Principal, sum.Savings + one.Savings, sum.Shop + one.Shop, sum.Other + one.Other);
            }
            return sum;
        }

        public static Split Of(SampleBill? bill, long from, long amount)
        {
            if (bill is null || amount == 0) return default;
            if (!bill.IsLoan)
            {
                return bill.Code switch { "TK" => new(0, 0, 0, amount, 0), "AS" => new(0, 0, 0, 0, amount), _ => new(0, 0, amount, 0, 0) };
            }
            var penalty = Overlap(from, amount, 0, bill.Penalty);
            var interest = Overlap(from, amount, bill.Penalty, bill.Interest);
            return new Split(interest, amount - penalty - interest, 0, 0, penalty);
        }

        private static long Overlap(long from, long amount, long start, long length) => Math.Max(0, Math.Min(from + amount, start + length) - Math.Max(from, start));
    }
}
