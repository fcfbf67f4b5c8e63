using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Answers.People;

/// <summary>Anggota: what was billed, withheld, received, applied and held for each member, and the sentence he or she is sent.</summary>
internal static class MemberSheet
{
    private static readonly (string Head, int Width)[] Texts = [("No. anggota", 13), ("Nama", 28), ("Pemberi kerja", 14), ("No. pegawai", 20)];

    private static readonly (string Head, Func<MemberFacts, long> Of)[] Amounts =
    [
        ("Ditagih", static facts => facts.Billed), ("Dipotong", static facts => facts.Withheld), ("Diterima", static facts => facts.Received),
        ("Pokok", static facts => facts.Principal), ("Jasa", static facts => facts.Interest), ("Simpanan", static facts => facts.Savings), ("Toko", static facts => facts.Shop),
        ("Denda, lainnya", static facts => facts.Penalty + facts.Other), ("Titipan", static facts => facts.Deposit), ("Belum disetor kantor", static facts => facts.Unremitted),
        ("Belum terpotong", static facts => facts.Open),
    ];

    private const int HeaderRow = 4;

    public static SheetLayout Layout(string name) => new(
        name, [.. Texts.Select(static one => one.Width), .. Amounts.Select(static _ => 13), 125],
        IsLandscape: true, FrozenRows: HeaderRow, FrozenColumns: 2, RepeatFrom: HeaderRow, RepeatTo: HeaderRow, PrintColumns: Texts.Length + Amounts.Length);

    public static void Write(Sheet sheet, PeriodPicture picture)
    {
        var members = Shown(picture);
        sheet.NextRow(22);
        sheet.Text($"Anggota {Wording.Month(picture.Input.Period)}", CellStyle.Title);
        sheet.NextRow();
        sheet.Text(
            (picture.IsExceptionsOnly ? $"{Wording.Number(members.Count)} dari {Wording.Number(picture.Input.Members.Count)} anggota: hanya yang tidak seluruhnya cocok{(members.Count == PeriodPicture.RowsShown ? ", tidak semua termuat" : "")}. Semua ada di anggota.csv." : $"{Wording.Number(members.Count)} anggota.")
            + " Uang yang belum jelas pemiliknya tidak termasuk di sini.", CellStyle.Plain);
        sheet.NextRow();
        sheet.Text("Jumlah", CellStyle.TotalText);
        sheet.Text("yang tampil", CellStyle.TotalText);
        sheet.Empty(CellStyle.TotalText, 2);
        for (var i = 0; i < Amounts.Length; i++)
        {
            var column = Sheet.ColumnName(Texts.Length + i);
            var of = Amounts[i].Of;
            if (members.Count == 0) sheet.Number(0, CellStyle.TotalNumber);
            else sheet.Formula($"SUBTOTAL(9,{column}{HeaderRow + 1}:{column}{HeaderRow + members.Count})", members.Sum(member => of(picture.FactsOf(member))));
        }
        sheet.Empty(CellStyle.TotalText);
        sheet.NextRow(28);
        foreach (var (head, _) in Texts) sheet.Text(head, CellStyle.Header);
        foreach (var (head, _) in Amounts) sheet.Text(head, CellStyle.HeaderRight);
        sheet.Text("Kalimat untuk anggota", CellStyle.Header);
        if (members.Count > 0) sheet.Filter(members.Count);
        foreach (var member in members) WriteRow(sheet, picture, member);
    }

    private static List<Member> Shown(PeriodPicture picture) =>
        picture.IsExceptionsOnly ? [.. picture.Input.Members.Where(member => picture.FactsOf(member).HasMismatch).Take(PeriodPicture.RowsShown)] : [.. picture.Input.Members];

    private static void WriteRow(Sheet sheet, PeriodPicture picture, Member member)
    {
        var facts = picture.FactsOf(member);
        sheet.NextRow();
        sheet.Text(member.MemberNo.ToString(), CellStyle.Id);
        sheet.Text(member.Name.ToString());
        sheet.Text(member.Employer, CellStyle.Id);
        sheet.Text(member.EmployeeNo.ToString(), CellStyle.Id);
        for (var i = 0; i < Amounts.Length; i++) sheet.Number(Amounts[i].Of(facts), i < 3 ? CellStyle.Number : CellStyle.QuietNumber);
        sheet.Text(MemberSentences.Of(picture, member));
    }
}
