using DeductionGateway.Answers.Sheets;
using DeductionGateway.Reconciliation;

namespace DeductionGateway.Answers.People;

/// <summary>
/// surat/&lt;employer&gt;.xlsx: a letter of differences to an employer's payroll treasurer, ready to be dated, signed and sent. Rows are named by the
/// line of the employer's own file and by its own codes. Long tables go on as a second sheet.
/// </summary>
internal sealed class Letter
{
    /// <summary>Rows of one kind in the letter itself; more stand in the annex.</summary>
    private const int RowsInLetter = 10;

    private const string AnnexName = "Lampiran";
    private const string Blank = "................................";

    private static readonly (string Head, int Width, bool IsNumber)[] Columns =
        [("No.", 5, true), ("Baris", 7, true), ("No. pegawai", 20, false), ("Nama", 25, false), ("Kode", CodeWidth, false), ("Ditagih", 13, true), ("Dipotong", 13, true), ("Selisih", 13, true)];

    private const int KindWidth = 34;
    private const int NameInCapitals = 22;
    private const int CodeWidth = 14;
    private static readonly int LetterWidth = Columns.Sum(static column => column.Width);

    private readonly PeriodPicture _picture;
    private readonly LetterMatter _matter;
    private readonly EmployerPicture _employer;
    private readonly string _month;
    private readonly bool _hasAnnex;
    private Sheet _sheet = null!;
    private int _paragraph;

    private Letter(PeriodPicture picture, LetterMatter matter)
    {
        _picture = picture;
        _matter = matter;
        _employer = matter.Employer;
        _month = Wording.Month(picture.Input.Period);
        _hasAnnex = matter.Rows.Values.Any(static rows => rows.Count > RowsInLetter);
    }

    public static void Write(Stream stream, PeriodPicture picture, LetterMatter matter) => new Letter(picture, matter).Write(stream);

    private void Write(Stream stream)
    {
        var letter = new SheetLayout("Surat", [.. Columns.Select(static column => column.Width)], RepeatFrom: 1, RepeatTo: 1, HasGrid: false);
        var annex = new SheetLayout(AnnexName, [.. Columns.Select(static column => column.Width), KindWidth], FrozenRows: 4, RepeatFrom: 4, RepeatTo: 4);
        using var book = new Workbook(stream, $"Selisih potongan gaji {_month}", _hasAnnex ? [letter, annex] : [letter]);
        using (_sheet = book.Begin(letter))
        {
            Head();
            Money();
            foreach (var (kind, rows) in _matter.Rows) Rows(kind, rows);
            Close();
        }
        if (!_hasAnnex) return;
        using (_sheet = book.Begin(annex)) Annex();
    }

    private void Head()
    {
        _sheet.NextRow(30);
        _sheet.Wide(_picture.Input.Cooperative.Name, Columns.Length, CellStyle.LetterHead);
        _sheet.NextRow();
        Line($"{Blank}, {Blank}", CellStyle.LetterRight);
        _sheet.NextRow();
        Line($"Nomor : {Blank}");
        Line($"Lampiran : {(_hasAnnex ? "1 (satu) berkas" : "-")}");
        Line($"Perihal : Selisih potongan gaji bulan {_month}", CellStyle.LetterBold);
        _sheet.NextRow();
        Line("Kepada Yth.");
        Line("Bendahara Gaji");
        Line(_employer.Employer.Name, CellStyle.LetterBold);
        Line("di tempat");
        _sheet.NextRow();
        Line("Dengan hormat,");
        var file = _employer.PayrollFile.Length > 0 ? $", berkas {_employer.PayrollFile}" : "";
        Paragraph($"Bersama ini kami sampaikan hasil pencocokan potongan gaji bulan {_month} antara tagihan koperasi, daftar hasil potongan Bapak/Ibu{file}, dan rekening koperasi sampai dengan {Wording.Date(_picture.AsOf)}. Nomor pada kolom \"Baris\" adalah nomor baris pada berkas tersebut.");
    }

    /// <summary>What is about the payment as a whole: no answer yet, owed, a gap, credits that fit nothing.</summary>
    private void Money()
    {
        if (!_employer.HasAnswered)
        {
            Headed("Daftar hasil potongan belum kami terima", $"Sampai dengan {Wording.Date(_picture.AsOf)} daftar hasil potongan bulan {_month} belum kami terima. Tagihan kami sebanyak {Wording.Number(_employer.Rows)} baris, {Wording.Rupiah(_employer.Billed)}. Mohon daftarnya dikirimkan kepada kami.");
        }
        if (_employer.Claims.Count > 0) Owed();
        if (_employer.Waiting.Count > 0) Waiting();
        if (_employer.Gap.Unexplained > 0)
        {
            var sets = QueueSheet.OfSets(_employer.Gap.Sets, _picture, new UnitName(_picture.Input.Period, _employer.Employer.Code));
            Headed("Setoran tidak sama dengan daftar", $"Setoran bulan {_month} berbeda {Wording.Rupiah(_employer.Gap.Unexplained)} dari daftar. " + (sets.Length > 0
                ? $"Yang nilainya sama dengan selisih itu: {sets}. Mohon diberitahukan baris mana yang tidak jadi dipotong."
                : "Mohon dikirimkan daftar yang jumlahnya sama dengan setoran."));
        }
    }

    private void Owed()
    {
        const string withheld = "Menurut daftar Bapak/Ibu potongan berikut sudah dipotong dari gaji pegawai";
        var likely = _employer.Claims.SelectMany(claim => _employer.LikelyOf(claim.Period)).ToList();
        if (likely.Count == 0) Headed("Sudah dipotong, belum disetor", $"{withheld}, tetapi setorannya belum, atau belum seluruhnya, dapat kami cocokkan. Mohon kekurangannya disetorkan{Account()}.");
        else
        {
            var isAll = _employer.Claims.TrueForAll(claim => _employer.LikelyOf(claim.Period).Count > 0);
            Headed("Setoran mohon dipastikan", $"{withheld}. {string.Join(" ", likely.Select(AsRemittance))} Mohon dipastikan apakah itu setoran Bapak/Ibu; {(isAll ? "bila bukan, mohon potongannya" : "bila bukan, dan untuk bulan lainnya, mohon kekurangannya")} disetorkan{Account()}.");
        }
        TableHead("Bulan", "Dipotong", "Sudah cocok", "Belum disetor");
        var number = 0;
        foreach (var claim in _employer.Claims)
        {
            _sheet.NextRow();
            _sheet.Number(++number);
            _sheet.Wide(Wording.Month(claim.Period), 4, CellStyle.Text);
            _sheet.Number(claim.Reported);
            _sheet.Number(claim.Received);
            _sheet.Number(claim.Open);
        }
        var open = _employer.Claims.Sum(static claim => claim.Open);
        Sums("Jumlah", _employer.Claims.Sum(static claim => claim.Reported), _employer.Claims.Sum(static claim => claim.Received), open);
        if (_employer.Held == 0 || _employer.Held >= open || likely.Count > 0) return;
        _sheet.NextRow();
        _sheet.Wide("Setoran yang sudah kami terima dan belum cocok (lihat di bawah)", 7, CellStyle.Text);
        _sheet.Number(-_employer.Held);
        _sheet.NextRow();
        _sheet.Wide("Masih kami tunggu", 7, CellStyle.TotalText);
        _sheet.Number(open - _employer.Held, CellStyle.TotalNumber);
    }

    /// <summary>A credit that may be the remittance, without what the bank wrote of it: it may be somebody else's.</summary>
    private static string AsRemittance(LikelyFile likely) =>
        $"Pada {Wording.Date(likely.Entry.ValueDate)} masuk {Wording.Rupiah(likely.Entry.Amount)}, yaitu jumlah daftar bulan {Wording.Month(likely.File.Name.Period)}{(likely.Fee > 0 ? $" dikurangi biaya bank {Wording.Rupiah(likely.Fee)}" : "")}, yang belum dapat kami kenali sebagai setoran Bapak/Ibu.";

    private void Waiting()
    {
        Headed("Setoran yang belum cocok dengan satu daftar pun", "Setoran berikut sudah kami terima dan kami simpan, tetapi jumlahnya tidak sama dengan daftar. Mohon diberitahukan untuk daftar dan bulan yang mana.");
        TableHead("Ref. bank", "Tanggal", "", "Rupiah");
        var number = 0;
        foreach (var part in _employer.Waiting)
        {
            _sheet.NextRow();
            _sheet.Number(++number);
            _sheet.Wide(part.BankRef, 4, CellStyle.Id);
            _sheet.Wide(Wording.Date(part.ValueDate), 2, CellStyle.Text);
            _sheet.Number(part.Amount);
        }
    }

    private void Rows(Difference kind, List<LetterRow> rows)
    {
        var (heading, request) = LetterMatter.Words[kind];
        Headed(heading, request + (rows.Count > RowsInLetter ? $" {RowsInLetter} dari {Wording.Number(rows.Count)} baris ada di bawah ini, semuanya pada lampiran." : ""));
        _sheet.NextRow();
        foreach (var (head, _, isNumber) in kind == Difference.WrongNumber ? Columns[..5] : Columns) _sheet.Text(head, isNumber ? CellStyle.HeaderRight : CellStyle.Header);
        if (kind == Difference.WrongNumber)
        {
            _sheet.Text("Dipotong", CellStyle.HeaderRight);
            _sheet.Wide("Mungkin dimaksud", 2, CellStyle.Header);
        }
        var number = 0;
        foreach (var row in rows.Take(RowsInLetter)) Row(kind, row, ++number);
        if (kind == Difference.WrongNumber) return;
        Sums(rows.Count > RowsInLetter ? $"Jumlah {Wording.Number(rows.Count)} baris" : "Jumlah", rows.Sum(static row => row.Billed), rows.Sum(static row => row.Withheld), rows.Sum(static row => row.Difference));
    }

    private void Row(Difference kind, LetterRow row, int number)
    {
        Person(row.Row, number, kind == Difference.WrongNumber ? Sheet.HeightFor(_matter.MeantBy(row.Row), Columns[^2].Width + Columns[^1].Width) : 0);
        if (kind == Difference.WrongNumber)
        {
            _sheet.Number(row.Withheld);
            _sheet.Wide(_matter.MeantBy(row.Row), 2, CellStyle.TextWrap);
            return;
        }
        Amounts(row);
    }

    private void Amounts(LetterRow row)
    {
        _sheet.Number(row.Billed, CellStyle.QuietNumber);
        _sheet.Number(row.Withheld);
        _sheet.Number(row.Difference);
    }

    /// <summary>Begins the row: who it is. As high as its end needs, in points, or as the name does, which is often in capitals.</summary>
    private void Person(AnswerRow row, int number, int height = 0)
    {
        var (employeeNo, name) = _picture.PersonOf(row);
        if (_picture.MemberOf(row.MemberNo) is { } member) employeeNo = _picture.NumberInLetter(member);
        var code = _matter.TheirCode(row);
        _sheet.NextRow(Math.Max(height, Math.Max(Sheet.HeightFor(name, NameInCapitals), Sheet.HeightFor(code, CodeWidth - 2))));
        _sheet.Number(number);
        if (_picture.LineOf(row.Employer, row.Record) is > 0 and var line) _sheet.Number(line);
        else _sheet.Empty(CellStyle.Text);
        _sheet.Text(employeeNo, CellStyle.Id);
        _sheet.Text(name, CellStyle.TextWrap);
        _sheet.Text(code, CellStyle.TextWrap);
    }

    private void Close()
    {
        _sheet.NextRow();
        if (_employer.LeftOut > 0) Paragraph($"{Wording.Number(_employer.LeftOut)} baris lain tidak termuat di surat ini dan kami kirimkan bila diminta.");
        Paragraph("Demikian kami sampaikan. Mohon jawaban Bapak/Ibu agar dapat kami bukukan. Atas perhatian dan kerja samanya kami ucapkan terima kasih.");
        _sheet.NextRow();
        // One row: a page never ends above the line for the name.
        _sheet.NextRow(112);
        _sheet.Empty(CellStyle.Plain, 4);
        _sheet.Wide($"Hormat kami,\n{_picture.Input.Cooperative.Name}\n\n\n\n( {Blank} )\nPengurus", 4, CellStyle.LetterText);
    }

    private void Annex()
    {
        _sheet.NextRow(22);
        _sheet.Text($"Lampiran: selisih potongan gaji {_month}", CellStyle.Title);
        _sheet.NextRow();
        _sheet.Text($"{_employer.Employer.Name}{(_employer.PayrollFile.Length > 0 ? $", berkas {_employer.PayrollFile}" : "")}", CellStyle.Plain);
        _sheet.NextRow();
        _sheet.NextRow();
        foreach (var (head, _, isNumber) in Columns) _sheet.Text(head, isNumber ? CellStyle.HeaderRight : CellStyle.Header);
        _sheet.Text("Jenis", CellStyle.Header);
        _sheet.Filter(_matter.Rows.Values.Sum(static rows => rows.Count));
        var number = 0;
        foreach (var (kind, rows) in _matter.Rows)
        {
            foreach (var row in rows)
            {
                var said = LetterMatter.Words[kind].Heading + (kind == Difference.WrongNumber && _matter.MeantBy(row.Row) is { Length: > 0 } meant ? $": {meant}?" : "");
                Person(row.Row, ++number, Sheet.HeightFor(said, KindWidth));
                Amounts(row);
                _sheet.Text(said, CellStyle.TextWrap);
            }
        }
    }

    /// <summary>Where to pay: said only where there is one account, so that nobody pays to the wrong one.</summary>
    private string Account()
    {
        var accounts = _picture.Input.Cooperative.Accounts.Count > 0 ? _picture.Input.Cooperative.Accounts : [.. _picture.Input.BankEntries.Select(static entry => entry.Account).Distinct()];
        return accounts.Count == 1 ? $" ke rekening koperasi nomor {accounts[0]}" : "";
    }

    private void TableHead(string wide, string first, string second, string third)
    {
        _sheet.NextRow();
        _sheet.Text("No.", CellStyle.HeaderRight);
        _sheet.Wide(wide, 4, CellStyle.Header);
        if (second.Length == 0) _sheet.Wide(first, 2, CellStyle.Header);
        else
        {
            _sheet.Text(first, CellStyle.HeaderRight);
            _sheet.Text(second, CellStyle.HeaderRight);
        }
        _sheet.Text(third, CellStyle.HeaderRight);
    }

    private void Sums(string name, params long[] sums)
    {
        _sheet.NextRow();
        _sheet.Wide(name, 5, CellStyle.TotalText);
        foreach (var sum in sums) _sheet.Number(sum, CellStyle.TotalNumber);
    }

    /// <summary>A heading with its paragraph; one row, so that no page ends between them.</summary>
    private void Headed(string heading, string text)
    {
        _sheet.NextRow();
        _sheet.NextRow(Sheet.HeightFor(text, LetterWidth) is > 0 and var height ? height + 18 : 32);
        _sheet.WideHeaded($"{++_paragraph}. {heading}", text, Columns.Length, CellStyle.LetterText);
    }

    private void Line(string text, CellStyle style = CellStyle.LetterText)
    {
        _sheet.NextRow();
        _sheet.Wide(text, Columns.Length, style);
    }

    private void Paragraph(string text)
    {
        _sheet.NextRow(Math.Max(14, Sheet.HeightFor(text, LetterWidth)) + 4);
        _sheet.Wide(text, Columns.Length, CellStyle.LetterText);
    }
}
