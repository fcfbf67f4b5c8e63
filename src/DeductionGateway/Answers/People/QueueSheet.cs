using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Basics;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers.People;

/// <summary>Antrian: mismatches.csv in its order, cases of one cause below a line that says what to do; a group can be folded away.</summary>
internal static class QueueSheet
{
    private static readonly (string Head, int Width)[] Columns =
    [
        ("No.", 7), ("Pemberi kerja", 14), ("No. anggota", 13), ("Nama", 24), ("Kode", 7), ("Rupiah", 15), ("Umur, hari", 8), ("Berkas", 18), ("Baris", 8), ("No. tagihan", 12),
        ("Ref. bank", 18), ("Yang tertulis di bank", RemarkWidth), ("Yang mungkin", MaybeWidth), ("Sebab", 36), ("Catatan petugas", 18),
    ];

    private const int RemarkWidth = 34;
    private const int MaybeWidth = 32;
    private const int HeaderRow = 3;

    public static SheetLayout Layout(string name) => new(
        name, [.. Columns.Select(static one => one.Width)], IsLandscape: true, FrozenRows: HeaderRow, RepeatFrom: HeaderRow, RepeatTo: HeaderRow);

    public static void Write(Sheet sheet, PeriodPicture picture, Stream mismatches)
    {
        var cases = picture.Causes.Sum(static cause => cause.Cases);
        sheet.NextRow(22);
        sheet.Text($"Antrian pekerjaan {Wording.Month(picture.Input.Period)}", CellStyle.Title);
        sheet.NextRow();
        sheet.Text($"{Wording.Number(cases)} kasus, dikelompokkan menurut penyebab; yang terbesar dahulu.{(cases > PeriodPicture.RowsShown ? $" Hanya {Wording.Number(PeriodPicture.RowsShown)} yang pertama dimuat; semua ada di mismatches.csv." : "")} Umur = hari sejak awal bulan tagihan, untuk mutasi bank sejak tanggalnya, sampai mutasi terakhir.{(picture.WithoutRupiah > 0 ? $" {Wording.Number(picture.WithoutRupiah)} baris Rp0 tidak dimuat." : "")}", CellStyle.Plain);
        sheet.NextRow(28);
        for (var i = 0; i < Columns.Length; i++) sheet.Text(Columns[i].Head, i is 0 or 5 or 6 or 8 ? CellStyle.HeaderRight : CellStyle.Header);
        using var csv = new ResultCsv(mismatches);
        var places = new Places(csv);
        var number = 0;
        var group = -1;
        var left = 0L;
        while (number < PeriodPicture.RowsShown && csv.Read())
        {
            if (csv.Number(places.Amount) == 0) continue;
            if (left == 0)
            {
                left = picture.Causes[++group].Cases;
                BeginGroup(sheet, picture, picture.Causes[group]);
            }
            left--;
            WriteCase(sheet, picture, csv, places, ++number);
        }
    }

    private static void BeginGroup(Sheet sheet, PeriodPicture picture, QueueCause cause)
    {
        var (name, advice) = picture.WordsOf(cause);
        var employer = cause.Employer.Length == 0 ? "" : $" – {cause.Employer} {picture.Employer(cause.Employer)?.Employer.Name}".TrimEnd();
        sheet.NextRow();
        sheet.Wide($"{name}{employer} ({Wording.Number(cause.Cases)} kasus)", 5, CellStyle.Group);
        sheet.Number(cause.Amount, CellStyle.GroupNumber);
        sheet.Empty(CellStyle.Group);
        sheet.Wide(advice, Columns.Length - 7, CellStyle.Group);
    }

    private static void WriteCase(Sheet sheet, PeriodPicture picture, ResultCsv csv, Places at, int number)
    {
        var employer = csv.Text(at.Employer);
        var member = csv.Text(at.Member);
        var record = csv.Number(at.Line);
        var (remark, maybe) = Hints(picture, csv, at, employer);
        sheet.NextRow(Math.Max(Sheet.HeightFor(remark, RemarkWidth), Sheet.HeightFor(maybe, MaybeWidth)), level: 1);
        sheet.Number(number);
        sheet.Text(employer, CellStyle.Id);
        sheet.Text(member, CellStyle.Id);
        var stranger = picture.Totals.AsWritten.GetValueOrDefault((employer, (int)record));
        sheet.Text(picture.MemberOf(member)?.Name.ToString() ?? (record > 0 ? stranger.Name : null) ?? "");
        sheet.Text(csv.Text(at.Code), CellStyle.Id);
        sheet.Number(csv.Number(at.Amount));
        sheet.Number(csv.Number(at.Age));
        sheet.Text(csv.Text(at.File));
        if (picture.LineOf(employer, record) is > 0 and var line) sheet.Number(line);
        else sheet.Empty(CellStyle.Text);
        sheet.Text(csv.Text(at.Bill), CellStyle.Id);
        sheet.Text(csv.Text(at.BankRef), CellStyle.Id);
        sheet.Text(remark, CellStyle.TextWrap);
        sheet.Text(maybe, CellStyle.TextWrap);
        sheet.Text(csv.Text(at.Cause) == "unexplained_debit" ? "Uang keluar yang belum dikenali" : Wording.OfTaxonomy(csv.Text(at.Taxonomy), picture.Employer(employer)?.HasAnswered ?? true));
        sheet.Empty(CellStyle.Text);
    }

    /// <summary>What the bank wrote, whole; and who or what it may be: members, sets of rows, the file that a credit may pay.</summary>
    private static (string Remark, string Maybe) Hints(PeriodPicture picture, ResultCsv csv, Places at, string employer)
    {
        var (caseId, candidates) = (csv.Text(at.CaseId), csv.Text(at.Candidates));
        if (csv.Text(at.Cause) == "gap_unexplained") return ("", OfSets(candidates, picture, new UnitName(PeriodOf(caseId), employer)));
        if (WorkQueue.ClaimedDebitOf(caseId, csv.Text(at.Cause)).Length > 0) return (candidates, "");
        if (!caseId.StartsWith(BankCase, StringComparison.Ordinal) || csv.Text(at.Cause) == WorkQueue.RecourseDebit) return ("", candidates.Replace("|", ", ", StringComparison.Ordinal));
        var identity = caseId.EndsWith(HeldCase, StringComparison.Ordinal) ? caseId[BankCase.Length..^HeldCase.Length] : caseId[BankCase.Length..];
        var likely = picture.Totals.Likely[identity].Select(static one => Wording.Likely(one)).ToList();
        return (candidates, likely.Count == 0 ? "" : string.Join(" Atau: ", likely) + " " + Wording.HowToTie);
    }

    private const string BankCase = "bank/";
    private const string HeldCase = "/held";

    /// <summary>A case of a file begins with the file's period.</summary>
    private static PayPeriod PeriodOf(string caseId) => PayPeriod.Parse(System.Text.Encoding.UTF8.GetBytes(caseId.Split('/')[0])) ?? throw new InvariantException($"'{caseId}' names the period of its file");

    /// <summary>Sets of records (<c>3+5|7</c>) as lines of the employer's file: "baris 5 + 7, atau 9".</summary>
    internal static string OfSets(string sets, PeriodPicture picture, UnitName file) => sets.Length == 0 ? "" : "baris " + string.Join(", atau ", sets.Split('|').Select(set =>
        string.Join(" + ", set.Split('+').Select(record => picture.LineOf(file, long.Parse(record, System.Globalization.CultureInfo.InvariantCulture))))));

    private readonly struct Places(ResultCsv csv)
    {
        public int CaseId { get; } = csv.PlaceOf("case_id");
        public int Cause { get; } = csv.PlaceOf("cause");
        public int Taxonomy { get; } = csv.PlaceOf("taxonomy");
        public int Employer { get; } = csv.PlaceOf("employer");
        public int Member { get; } = csv.PlaceOf("member_no");
        public int Code { get; } = csv.PlaceOf("code");
        public int Amount { get; } = csv.PlaceOf("amount");
        public int Age { get; } = csv.PlaceOf("age_days");
        public int File { get; } = csv.PlaceOf("payroll_file");
        public int Line { get; } = csv.PlaceOf("payroll_line");
        public int Bill { get; } = csv.PlaceOf("expected_id");
        public int BankRef { get; } = csv.PlaceOf("bank_ref");
        public int Candidates { get; } = csv.PlaceOf("candidates");
    }
}
