using System.Globalization;
using System.Text;

namespace DeductionGateway.Mocks.Bank;

/// <summary>The ledger's entries as the files that a bank's customer downloads.</summary>
internal static class StatementFiles
{
    private const int LongestText = 65;
    private const int MostTexts = 6;

    /// <summary>The gateway's own table of bank entries; the whole file with its header.</summary>
    public static string Csv(BankLedger ledger, string account, DateOnly from, DateOnly to)
    {
        var text = new StringBuilder("bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\n");
        foreach (var entry in Days(from, to).SelectMany(day => ledger.Entries(account, day)))
        {
            var day = entry.Day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
            text.AppendJoin(',', entry.Id, day, day, entry.IsCredit ? "C" : "D", Snap.SnapWords.Amount(entry.AmountMinor), "IDR", account, Quoted(entry.Counterparty), Quoted(entry.Remark)).Append('\n');
        }
        return text.ToString();
    }

    /// <summary>MT940, a message for each day: its opening balance is the closing balance of the day before.</summary>
    public static string Mt940(BankLedger ledger, string account, DateOnly from, DateOnly to)
    {
        var text = new StringBuilder();
        foreach (var day in Days(from, to))
        {
            var stamp = day.ToString("yyMMdd", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $":20:STMT{stamp}\r\n:25:{account}\r\n:28C:{day.DayOfYear:00000}/00001\r\n:60F:{Balance(stamp, ledger.Opening(account, day))}\r\n");
            foreach (var entry in ledger.Entries(account, day))
            {
                text.Append(CultureInfo.InvariantCulture, $":61:{stamp}{stamp[2..]}{(entry.IsCredit ? 'C' : 'D')}{Amount(entry.AmountMinor)}NTRFNONREF//{entry.Id}\r\n:86:{Remark(entry)}\r\n");
            }
            text.Append(CultureInfo.InvariantCulture, $":62F:{Balance(stamp, ledger.Closing(account, day))}\r\n-\r\n");
        }
        return text.ToString();
    }

    private static IEnumerable<DateOnly> Days(DateOnly from, DateOnly to)
    {
        for (var day = from; day <= to; day = day.AddDays(1)) yield return day;
    }

    private static string Balance(string stamp, long minor) => $"{(minor < 0 ? 'D' : 'C')}{stamp}IDR{Amount(Math.Abs(minor))}";

    private static string Amount(long minor) => string.Create(CultureInfo.InvariantCulture, $"{minor / 100},{minor % 100:00}");

    /// <summary>Capitals in lines of 65, six of them; a sign that SWIFT has not becomes a blank.</summary>
    private static string Remark(BankEntry entry)
    {
        var whole = (entry.Counterparty.Length > 0 ? $"{entry.Remark} /{entry.Counterparty}" : entry.Remark).ToUpperInvariant();
        var kept = new string([.. whole.Select(static one => char.IsAsciiLetterOrDigit(one) || " /-?:().,'+".Contains(one, StringComparison.Ordinal) ? one : ' ')]);
        return string.Join("\r\n", kept.Chunk(LongestText).Take(MostTexts).Select(static line => new string(line)));
    }

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
