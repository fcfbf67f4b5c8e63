using System.Globalization;
using DeductionGateway.Answers;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Data;

namespace DeductionGateway.BankPostings;

/// <summary>What was pushed as a bank file of ours, so that everything that holds for statements holds for it. The same postings give the same bytes.</summary>
internal static class PushedFile
{
    /// <summary>Of a period's draft. A file that somebody sends under this name stands in its place.</summary>
    public const string Name = "bank_pushed.csv";

    private const string Header = "bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative";

    /// <summary>The postings whose value date lies in the period's month; null where there are none.</summary>
    public static async Task<byte[]?> OfMonth(Tx tx, PayPeriod month) => Bytes(await new PushedStore(tx).OfMonth(month));

    /// <summary>The same for a run, which has a thread of its own.</summary>
    public static byte[]? OfMonthForRun(Tx tx, PayPeriod month) => Bytes(new PushedStore(tx).OfMonthForRun(month));

    /// <summary>How many postings each month has from a day on, by yyyymm. They are only added to: another number is other postings.</summary>
    public static Task<Dictionary<int, long>> Counts(Tx tx, DateOnly from) => new PushedStore(tx).Counts(from);

    /// <summary>How many of the month's postings are not among the entries of a folder.</summary>
    public static int CountLeftOut(Tx tx, PayPeriod month, IEnumerable<BankEntry> entries)
    {
        var read = entries.Select(static entry => PushedRow.Of(entry).Key).ToHashSet();
        return new PushedStore(tx).OfMonthForRun(month).Count(row => !read.Contains(row.Key));
    }

    public static byte[]? Bytes(IReadOnlyCollection<PushedRow> rows) => rows.Count == 0 ? null : Utf8CsvWriter.Bytes(Header, rows, Write);

    /// <summary>A posting alone, as it came: what its reader says of it.</summary>
    public static byte[] Bytes(string bankRef, string bookingDate, string valueDate, string mark, string amount, string currency, string account, string counterparty, string narrative) =>
        Utf8CsvWriter.Bytes<string[]>(Header, [[bankRef, bookingDate, valueDate, mark, amount, currency, account, counterparty, narrative]], static (csv, texts) =>
        {
            foreach (var text in texts) csv.Field(text);
        });

    /// <summary>C, D, RC, RD as statements have it.</summary>
    public static string Mark(bool isIncoming, bool isReversal) => isReversal ? (isIncoming ? "RD" : "RC") : isIncoming ? "C" : "D";

    private static void Write(Utf8CsvWriter csv, PushedRow row)
    {
        csv.Field(row.BankRef);
        csv.Field(row.BookingDate);
        csv.Field(row.ValueDate);
        csv.Field(Mark(row.Amount >= 0, row.IsReversal));
        csv.Field(Math.Abs(row.Amount).ToString(CultureInfo.InvariantCulture) + ".00");
        csv.Field(row.Currency);
        csv.Field(row.Account);
        csv.Field(row.Counterparty);
        csv.Field(row.Narrative);
    }
}
