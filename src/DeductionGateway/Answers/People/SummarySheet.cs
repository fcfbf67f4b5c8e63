using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Ledger;
using DeductionGateway.Core.Settlement;

namespace DeductionGateway.Answers.People;

/// <summary>Ringkasan: what came out by class, where the rupiah are, employer by employer, who owes, and what is to be done. Sums are formulas.</summary>
internal static class SummarySheet
{
    private const int MeaningWidth = 62;

    public static SheetLayout Layout(string name) => new(name, [30, MeaningWidth, 10, 18, 18, 18, 18, 24], IsLandscape: true, HasGrid: false);

    public static void Write(Sheet sheet, PeriodPicture picture, IReadOnlyList<(EmployerPicture Employer, string Sheet)> employers, string queueSheet)
    {
        sheet.NextRow(22);
        sheet.Text($"Hasil pencocokan potongan gaji {Wording.Month(picture.Input.Period)}", CellStyle.Title);
        sheet.NextRow();
        sheet.Text(picture.Input.Cooperative.Name, CellStyle.Bold);
        sheet.NextRow();
        sheet.Text($"Rekening koran sampai dengan {Wording.Date(picture.AsOf)}. {Wording.Number(picture.Input.Billing.Count)} tagihan kepada {Wording.Number(picture.Input.Members.Count)} anggota di {picture.Input.Employers.Count} pemberi kerja. Semua angka dalam rupiah.", CellStyle.Plain);
        if (picture.IsExceptionsOnly)
        {
            sheet.NextRow();
            sheet.Text($"Ada {Wording.Number(picture.Totals.Rows)} baris: lembar pemberi kerja dan Anggota hanya memuat yang tidak langsung cocok. Semua baris ada di lines.csv.", CellStyle.Bold);
        }
        ByClass(sheet, picture);
        Places(sheet, picture);
        ByEmployer(sheet, employers);
        Claims(sheet, picture);
        Queue(sheet, picture, queueSheet);
        Late(sheet, picture);
    }

    private static void ByClass(Sheet sheet, PeriodPicture picture)
    {
        Section(sheet, "1. Hasil menurut jenis");
        Header(sheet, ["Jenis", "Artinya"], ["Baris", "Dipotong", "Diterima"]);
        var from = sheet.Row + 1;
        foreach (var kind in Enum.GetValues<LineClass>())
        {
            var (rows, reported, received) = picture.Totals.Classes.GetValueOrDefault(kind);
            if (rows == 0) continue;
            sheet.NextRow(Sheet.HeightFor(Wording.Classes[kind].Meaning, MeaningWidth));
            sheet.Text(Wording.Classes[kind].Name, kind == LineClass.Matched ? CellStyle.Good : CellStyle.Text);
            sheet.Text(Wording.Classes[kind].Meaning, CellStyle.TextWrap);
            sheet.Number(rows);
            sheet.Number(reported);
            sheet.Number(received);
        }
        Total(sheet, 1, from, picture.Totals.Rows, picture.Totals.Reported, picture.Totals.Received);
    }

    private static void Places(Sheet sheet, PeriodPicture picture)
    {
        var totals = picture.Totals;
        Section(sheet, "2. Di mana uang yang diterima");
        sheet.NextRow();
        sheet.Text("Tempat", CellStyle.Header);
        sheet.Wide("Keterangan", 2, CellStyle.Header);
        sheet.Text("Rupiah", CellStyle.HeaderRight);
        var from = sheet.Row + 1;
        Place(sheet, "Pokok pinjaman", "Mengurangi pinjaman anggota", totals.Principal);
        Place(sheet, "Jasa", "Pendapatan jasa pinjaman", totals.Interest);
        Place(sheet, "Denda", "Pendapatan denda", totals.Penalty);
        Place(sheet, "Simpanan", "Menambah simpanan anggota", totals.Savings);
        Place(sheet, "Toko", "Mengurangi piutang toko", totals.Shop);
        Place(sheet, "Pihak ketiga", "Diteruskan kepada pihak ketiga", totals.Passthrough);
        foreach (var (account, amount) in totals.Held) Place(sheet, $"Ditahan di {account}", ChartOfAccounts.Names[account], amount);
        sheet.NextRow();
        sheet.Text("Jumlah", CellStyle.TotalText);
        sheet.Text("Sama dengan yang diterima di atas: setiap rupiah ada di satu tempat", CellStyle.TotalText);
        sheet.Empty(CellStyle.TotalText);
        Sum(sheet, "D", from, sheet.Row - 1, totals.Principal + totals.Interest + totals.Penalty + totals.Savings + totals.Shop + totals.Passthrough + totals.Suspense);
        foreach (var (account, amount) in EntryMoney.HeldOnNoRow(totals)) Place(sheet, $"Selain itu di {account}", $"{ChartOfAccounts.Names[account]}: diterima bank, bukan untuk satu baris pun", amount, always: true);
        Costs(sheet, picture);
    }

    /// <summary>What the bank took: from the account, and of remittances before they came.</summary>
    private static void Costs(Sheet sheet, PeriodPicture picture)
    {
        long Debited(Account account) => -picture.Totals.Bank.Where(one => one.Entry.Amount < 0 && one is { Cancels: null, IsCancelled: false, Kind: BankEntryKind.Fee or BankEntryKind.Debit or BankEntryKind.Payout } && one.Holder.Equals(account)).Sum(static one => one.Entry.Amount);
        Place(sheet, "Keluar: biaya bank", $"{ChartOfAccounts.BankFees} {ChartOfAccounts.Names[ChartOfAccounts.BankFees]}: didebet dari rekening koperasi", Debited(ChartOfAccounts.BankFees));
        Place(sheet, "Keluar: dikembalikan", $"{ChartOfAccounts.RefundPayable} {ChartOfAccounts.Names[ChartOfAccounts.RefundPayable]}: dibayar dari rekening koperasi kepada anggota", Debited(ChartOfAccounts.RefundPayable));
        Place(sheet, "Keluar: belum dijelaskan", $"{ChartOfAccounts.UnexplainedDebit} {ChartOfAccounts.Names[ChartOfAccounts.UnexplainedDebit]}: didebet dari rekening koperasi", Debited(ChartOfAccounts.UnexplainedDebit));
        Place(sheet, "Biaya bank atas setoran", $"{ChartOfAccounts.BankFees}: dipotong bank sebelum setoran masuk; termasuk dalam yang diterima di atas", picture.Totals.Fees);
    }

    private static void Place(Sheet sheet, string name, string meaning, long amount, bool always = false)
    {
        if (amount == 0 && !always) return;
        sheet.NextRow(Sheet.HeightFor(meaning, MeaningWidth + 10));
        sheet.Text(name);
        sheet.Wide(meaning, 2, CellStyle.TextWrap);
        sheet.Number(amount);
    }

    private static void ByEmployer(Sheet sheet, IReadOnlyList<(EmployerPicture Employer, string Sheet)> employers)
    {
        Section(sheet, "3. Menurut pemberi kerja");
        Header(sheet, ["Kode", "Pemberi kerja"], ["Baris", "Ditagih", "Dipotong", "Diterima", "Belum disetor"], "Keadaan");
        var from = sheet.Row + 1;
        foreach (var (employer, name) in employers)
        {
            sheet.NextRow();
            sheet.Link(employer.Employer.Code, name);
            sheet.Text(employer.Employer.Name, CellStyle.TextWrap);
            sheet.Number(employer.Rows);
            sheet.Number(employer.Billed);
            sheet.Number(employer.Reported);
            sheet.Number(employer.Received);
            sheet.Number(employer.Claims.Sum(static claim => claim.Open));
            var state = State(employer);
            sheet.Text(state, state == Settled ? CellStyle.Good : CellStyle.Check);
        }
        Total(sheet, 1, from, employers.Sum(static one => one.Employer.Rows), employers.Sum(static one => one.Employer.Billed), employers.Sum(static one => one.Employer.Reported),
            employers.Sum(static one => one.Employer.Received), employers.Sum(static one => one.Employer.Claims.Sum(static claim => claim.Open)));
        sheet.Empty(CellStyle.TotalText);
        sheet.NextRow();
        sheet.Text("Diterima dapat lebih besar daripada dipotong: di dalamnya ada yang dibayar lewat jalur lain, misalnya autodebet.", CellStyle.Plain);
    }

    private const string Settled = "Lunas";

    /// <summary>How it stands with an employer, the gravest first.</summary>
    internal static string State(EmployerPicture employer) =>
        !employer.HasAnswered ? "Belum menjawab"
        : employer.Gap.Owed > 0 && employer.Claims.Sum(static claim => claim.Open) == employer.Gap.Owed ? "Selisih kecil terutang"
        : employer.Likely.Count > 0 && employer.Claims.Count > 0 ? "Setoran perlu dipastikan"
        : employer.Claims.Exists(static claim => claim.Received == 0) ? employer.Held == 0 ? "Belum disetor" : "Setoran tidak cocok"
        : employer.Claims.Count > 0 ? "Kurang disetor"
        : employer.Held > 0 ? "Ada setoran menunggu"
        : Settled;

    private static void Claims(Sheet sheet, PeriodPicture picture)
    {
        Section(sheet, "4. Pemberi kerja yang memotong dan belum menyetor semuanya");
        var owing = picture.Employers.SelectMany(static employer => employer.Claims.Select(claim => (employer, claim))).OrderByDescending(static one => one.claim.Open).ToList();
        if (owing.Count == 0)
        {
            sheet.NextRow();
            sheet.Text("Tidak ada: semua potongan sudah disetor.", CellStyle.Plain);
            return;
        }
        Header(sheet, ["Kode", "Pemberi kerja"], ["Umur, hari", "Dipotong", "Sudah cocok", "Belum cocok"], "Bulan", 6);
        var from = sheet.Row + 1;
        foreach (var (employer, claim) in owing)
        {
            sheet.NextRow();
            sheet.Text(employer.Employer.Code, CellStyle.Id);
            sheet.Text(employer.Employer.Name, CellStyle.TextWrap);
            sheet.Number(claim.AgeDays);
            sheet.Number(claim.Reported);
            sheet.Number(claim.Received);
            sheet.Number(claim.Open);
            sheet.Text(Wording.Month(claim.Period));
        }
        Total(sheet, 2, from, owing.Sum(static one => one.claim.Reported), owing.Sum(static one => one.claim.Received), owing.Sum(static one => one.claim.Open));
        sheet.Empty(CellStyle.TotalText);
    }

    private static void Queue(Sheet sheet, PeriodPicture picture, string queueSheet)
    {
        Section(sheet, "5. Yang perlu dikerjakan (lembar Antrian)");
        if (picture.Causes.Count == 0)
        {
            sheet.NextRow();
            sheet.Text("Tidak ada.", CellStyle.Plain);
            return;
        }
        Header(sheet, ["Penyebab", "Yang dilakukan"], ["Kasus", "Rupiah"], "Pemberi kerja", 4);
        var from = sheet.Row + 1;
        foreach (var cause in picture.Causes)
        {
            var (name, advice) = picture.WordsOf(cause);
            sheet.NextRow(Sheet.HeightFor(advice, MeaningWidth));
            sheet.Link(name, queueSheet);
            sheet.Text(advice, CellStyle.TextWrap);
            sheet.Number(cause.Cases);
            sheet.Number(cause.Amount);
            sheet.Text(cause.Employer, CellStyle.Id);
        }
        // Rupiah that are held and rupiah that are owed make no sum together.
        Total(sheet, 1, from, picture.Causes.Sum(static cause => cause.Cases));
        sheet.Empty(CellStyle.TotalText, 2);
    }

    private static void Late(Sheet sheet, PeriodPicture picture)
    {
        if (picture.Late.Count == 0) return;
        Section(sheet, "6. Bulan sebelumnya yang dilengkapi setoran kali ini (late.csv)");
        Header(sheet, ["Bulan", "Pemberi kerja"], ["Baris", "Diterima"]);
        var from = sheet.Row + 1;
        foreach (var late in picture.Late)
        {
            sheet.NextRow();
            sheet.Text(Wording.Month(late.Period));
            sheet.Text($"{late.Employer} {picture.Employer(late.Employer)?.Employer.Name}".TrimEnd(), CellStyle.TextWrap);
            sheet.Number(late.Rows);
            sheet.Number(late.Received);
        }
        Total(sheet, 1, from, picture.Late.Sum(static late => late.Rows), picture.Late.Sum(static late => late.Received));
    }

    private static void Section(Sheet sheet, string text)
    {
        sheet.NextRow();
        sheet.NextRow(18);
        sheet.Text(text, CellStyle.Section);
    }

    private static void Header(Sheet sheet, string[] texts, string[] numbers, string last = "", int lastColumn = 7)
    {
        sheet.NextRow();
        foreach (var text in texts) sheet.Text(text, CellStyle.Header);
        foreach (var number in numbers) sheet.Text(number, CellStyle.HeaderRight);
        if (last.Length > 0 && texts.Length + numbers.Length == lastColumn) sheet.Text(last, CellStyle.Header);
    }

    /// <summary>The sums below a table whose numbers begin behind its two texts; where <paramref name="texts"/> is 2 a further column is not summed.</summary>
    private static void Total(Sheet sheet, int texts, int from, params long[] sums)
    {
        var to = sheet.Row;
        sheet.NextRow();
        sheet.Text("Jumlah", CellStyle.TotalText);
        sheet.Empty(CellStyle.TotalText, texts);
        for (var i = 0; i < sums.Length; i++) Sum(sheet, Sheet.ColumnName(1 + texts + i), from, to, sums[i]);
    }

    private static void Sum(Sheet sheet, string column, int from, int to, long value)
    {
        if (to < from) sheet.Number(value, CellStyle.TotalNumber);
        else sheet.Formula($"SUM({column}{from}:{column}{to})", value);
    }
}
