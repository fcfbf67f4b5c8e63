using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// Reads the gateway's own bank*.csv: <c>bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative</c>, two decimals that must be
/// zero. No balances.
/// </summary>
public static class BankCsvReader
{
    public static ReadBankFile Read(string file, byte[] bytes, FaultList faults)
    {
        var table = new TableReader(file, bytes, faults,
            ["bank_ref", "booking_date", "value_date", "dc", "amount", "currency", "account"], ["counterparty", "narrative"]);
        var accounts = new Dictionary<(Utf8Text Account, Utf8Text Currency), (int Line, List<ReadEntry> Entries)>();
        while (table.Read())
        {
            if (Entry(table) is not { } entry) continue;
            var account = (table.Text(6), table.Text(5));
            if (!accounts.TryGetValue(account, out var own)) accounts[account] = own = (entry.Line, []);
            own.Entries.Add(entry);
        }
        var statements = accounts.Select(static own => new ReadStatement(own.Value.Line, own.Key.Account.ToString(), own.Key.Currency.ToString(), "", null, null, own.Value.Entries));
        return new ReadBankFile(file, "bank-csv", "delimiter ',', decimal point", [.. statements], []);
    }

    private static ReadEntry? Entry(TableReader table)
    {
        var mark = table.Text(3).ToString();
        if (mark is not ("C" or "D" or "RC" or "RD")) table.Fault(3, "DEBIT_CREDIT", $"'{mark}' is none of C, D, RC, RD.");
        var before = table.AmountFaults;
        var rupiah = table.Amount(4);
        if (table.Date(2) is not { } valueDate)
        {
            if (table.Text(2).IsEmpty) table.Fault(2, "DATE", "The value date is empty.");
            return null;
        }
        // What it does not say another statement cannot contradict.
        if (table.AmountFaults > before) return null;
        var amount = StatementAmount.OfRupiah(mark is "C" or "RD" ? rupiah : -rupiah);
        return new ReadEntry(table.PlaceOf(4).Line, valueDate, table.Date(1) ?? valueDate, amount, mark is "RC" or "RD")
        {
            BankReference = table.Text(0),
            Counterparty = table.Text(7),
            Text = table.Text(8),
        };
    }
}
