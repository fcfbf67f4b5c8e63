using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Intake;

/// <summary>Reads bank*.csv: <c>bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative</c>, two decimals that must be zero. No balances.</summary>
public static class BankCsvReader
{
    public static IReadOnlyList<BankEntry> Read(string file, byte[] bytes, FaultList faults)
    {
        var table = new TableReader(file, bytes, faults,
            ["bank_ref", "booking_date", "value_date", "dc", "amount", "currency", "account"], ["counterparty", "narrative"]);
        var entries = new List<BankEntry>();
        var occurrences = new Dictionary<string, int>();
        // A bank file names its account and currency on each line: one string serves them all.
        var shared = new Dictionary<Utf8Text, string>();
        string Shared(Utf8Text text) => shared.TryGetValue(text, out var known) ? known : shared[text] = text.ToString();
        while (table.Read())
        {
            var mark = table.Text(3).ToString();
            if (mark is not ("C" or "D" or "RC" or "RD")) table.Fault(3, "DEBIT_CREDIT", $"'{mark}' is none of C, D, RC, RD.");
            var fault = Amounts.ParseNumber(table.Text(4).Span, out var amount);
            if (fault != AmountFault.Good)
            {
                var (code, sentence) = Amounts.Explain(fault, table.Text(4).ToString(), "1250000.00");
                table.Fault(4, code, sentence);
            }
            if (table.Date(2) is not { } valueDate)
            {
                if (table.Text(2).IsEmpty) table.Fault(2, "DATE", "The value date is empty.");
                continue;
            }
            var booking = table.Date(1) ?? valueDate;
            BankEntry Make(int occurrence) => new(
                Shared(table.Text(6)), table.Text(0).ToString(), valueDate, booking, mark is "C" or "RD" ? amount : -amount,
                Shared(table.Text(5)), occurrence, mark is "RC" or "RD", Shared(table.Text(7)), table.Text(8).ToString());
            var entry = Make(1);
            var occurrence = occurrences[entry.Identity] = occurrences.GetValueOrDefault(entry.Identity) + 1;
            entries.Add(occurrence == 1 ? entry : Make(occurrence));
        }
        return entries;
    }
}
