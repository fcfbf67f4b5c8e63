using System.Text.RegularExpressions;
using static DeductionGateway.Core.BankFiles.BankColumnRole;

namespace DeductionGateway.Core.BankFiles;

/// <summary>
/// The layouts that are known (DOMAIN §4.2). Another bank's export is one more record here and golden files beside the others; nothing else knows a bank's name.
/// </summary>
public static class BankTableLayouts
{
    private const RegexOptions Options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant;

    public static IReadOnlyList<BankTableLayout> All { get; } =
    [
        // KlikBCA, Informasi Rekening – Mutasi Rekening: no year in dates, the mark in a column without a name, PEND rows.
        new("bca-klikbca", BankDateStyle.DayMonth,
            [new("Tanggal Transaksi", BookingDate), new("Keterangan", Text), new("Cabang", Other), new("Jumlah", Amount), new("", Mark), new("Saldo", Balance)]),
        // KlikBCA Individu in either language: days with their year, balances and totals below as "Saldo Awal,=,…".
        new("bca-individual", BankDateStyle.DayMonth,
            [new("Tanggal", BookingDate), new("Keterangan", Text), new("Cabang", Other), new("Jumlah", Amount), new("", Mark), new("Saldo", Balance)]),
        new("bca-individual", BankDateStyle.DayMonth,
            [new("Date", BookingDate), new("Description", Text), new("Branch", Other), new("Amount", Amount), new("", Mark), new("Balance", Balance)]),
        // KlikBCA Bisnis: the direction is a suffix of the amount.
        new("bca-bisnis", BankDateStyle.DayMonth,
            [new("Tanggal Transaksi", BookingDate), new("Keterangan", Text), new("Cabang", Other), new("Jumlah", Amount), new("Saldo", Balance)]),
        // Kopra and its forerunner; the remark holds the number of the BI-FAST or RTGS journal.
        new("mandiri-kopra", BankDateStyle.DayMonthYear,
            [new("AccountNo", Account), new("Ccy", Currency), new("PostDate", BookingDate), new("Remarks", Text), new("AdditionalDesc", Text),
            new("Credit Amount", Credit), new("Debit Amount", Debit), new("Close Balance", Balance)])
            { ReferenceInText = new Regex(@"\b(?<reference>\d{8}BMRIIDJA[0-9A-Z]{10,20})\b", Options) },
        // Mandiri Cash Management: two columns of one name, no balance.
        new("mandiri-mcm", BankDateStyle.DayMonthYear,
            [new("Account No", Account), new("Date", BookingDate), new("Val. Date", ValueDate), new("Transaction Code", Other), new("Description", Text),
            new("Description", Text), new("Reference No.", BankReference), new("Debit", Debit), new("Credit", Credit)]),
        new("bni", BankDateStyle.DayMonthYear,
            [new("Tgl Trans", BookingDate), new("Uraian", Text), new("Debet", Debit), new("Kredit", Credit), new("Saldo", Balance)]),
        // BNIDirect: journals are numbered anew each day.
        new("bni-direct", BankDateStyle.DayMonthYear,
            [new("Posting Date", BookingDate), new("Effective Date", ValueDate), new("Branch", Other), new("Journal", BankReference), new("Transaction Description", Text),
            new("Amount", Amount), new("DB/CR", Mark), new("Balance", Balance)])
            { HasReferencePerDay = true },
        // BRI: a transfer and its fee share one SEQ; SEQ begins anew each day.
        new("bri", BankDateStyle.DayMonthYear,
            [new("ID", Other), new("NOREK", Account), new("TGL_TRAN", BookingDate), new("TGL_EFEKTIF", ValueDate), new("JAM_TRAN", Other), new("SEQ", BankReference),
            new("DESK_TRAN", Text), new("SALDO_AWAL_MUTASI", BalanceBefore), new("MUTASI_DEBET", Debit), new("MUTASI_KREDIT", Credit), new("SALDO_AKHIR_MUTASI", Balance),
            new("GLSIGN", Other), new("TRUSER", Other), new("KODE_TRAN", Other), new("KODE_TRAN_TELLER", Other), new("TRREMK", Text, IsOptional: true),
            new("TLBDS1", Other, IsOptional: true), new("TLBDS2", Other, IsOptional: true), new("REMARK_CUSTOM", Text, IsOptional: true)])
            { HasReferencePerDay = true },
        new("bri-short", BankDateStyle.DayMonthYear,
            [new("NOREK", Account), new("TGL_TRAN", BookingDate), new("TGL_EFEKTIF", ValueDate, IsOptional: true), new("JAM_TRAN", Other, IsOptional: true),
            new("SEQ", BankReference, IsOptional: true), new("DESK_TRAN", Text), new("SALDO_AWAL_MUTASI", BalanceBefore, IsOptional: true),
            new("MUTASI_DEBET", Debit), new("MUTASI_KREDIT", Credit), new("SALDO_AKHIR_MUTASI", Balance, IsOptional: true)])
            { HasReferencePerDay = true },
        new("permata", BankDateStyle.DayMonthYear,
            [new("Post Date", BookingDate), new("Eff Date", ValueDate), new("Transaction Code", Other), new("Cheque Number", Other), new("Ref No", BankReference),
            new("Customer No", Reference), new("Description", Text), new("Debit", Debit), new("Credit", Credit), new("Total", Balance)]),
        new("bsi", BankDateStyle.DayMonthYear,
            [new("TrxId", BankReference), new("Tanggal", BookingDate), new("Trx Time", Other), new("D/K", Mark), new("Mutasi", Amount), new("Saldo", Balance), new("Keterangan", Text)]),
        new("ocbc", BankDateStyle.DayMonthYear,
            [new("Transaction Date", BookingDate), new("Value Date", ValueDate), new("Reference No.", BankReference), new("Cheque No.", Other), new("Description", Text),
            new("Debit", Debit), new("Credit", Credit), new("Balance", Balance)]),
        // Bank Jatim; regional banks pay most civil servants.
        new("bank-jatim", BankDateStyle.DayMonthYear,
            [new("Post Date", BookingDate), new("Effective Date", ValueDate), new("Account", Account), new("Name", Other), new("Description", Text), new("Currency", Currency),
            new("Debit", Debit), new("Credit", Credit), new("Balance", Balance), new("Reference No.", BankReference)]),
    ];

    /// <summary>What stands above a table: the words before the colon.</summary>
    internal static readonly string[] AccountWords =
        ["no. rekening", "no rekening", "nomor rekening", "no. rek", "norek", "rekening", "account no.", "account no", "account number", "account"];

    internal static readonly string[] PeriodWords = ["periode", "period", "statement period"];
    internal static readonly string[] CurrencyWords = ["kode mata uang", "mata uang", "currency", "ccy"];

    /// <summary>What stands below it, or in a row of its own within it.</summary>
    internal static readonly string[] OpeningWords = ["saldo awal", "opening balance", "beginning balance", "starting balance"];

    internal static readonly string[] ClosingWords = ["saldo akhir", "closing balance", "ending balance"];
    internal static readonly string[] CreditWords = ["mutasi kredit", "total kredit", "total credit"];
    internal static readonly string[] DebitWords = ["mutasi debet", "mutasi debit", "total debet", "total debit"];

    /// <summary>These alone in a cell; a remark begins with them too.</summary>
    internal static readonly string[] CreditCells = ["kredit", "credit"];

    internal static readonly string[] DebitCells = ["debet", "debit"];

    /// <summary>A row that adds up the columns above it.</summary>
    internal static readonly string[] TotalWords = ["total", "grand total", "jumlah", "jumlah total"];

    /// <summary>In place of a date: not booked yet.</summary>
    internal static readonly string[] PendingWords = ["pend", "pending"];

    internal static readonly string[] DebitMarks = ["db", "d", "debit", "debet", "dr"];
    internal static readonly string[] CreditMarks = ["cr", "c", "k", "kredit", "credit", "kr"];
}
