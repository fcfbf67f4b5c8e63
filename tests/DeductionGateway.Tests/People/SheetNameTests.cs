using System.Text;
using DeductionGateway.Answers;
using DeductionGateway.Answers.People;
using DeductionGateway.Answers.Sheets;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Tests.People;

/// <summary>Small things that the files for people are made with.</summary>
public sealed class SheetNameTests
{
    [Theory]
    [InlineData("E001", "E001")]
    [InlineData("A/B:[1]*?\\", "A_B__1____")]
    [InlineData("'quoted'", "quoted")]
    [InlineData("", "_")]
    [InlineData("History", "History_")]
    [InlineData("a code of more than thirty-one characters", "a code of more than thirty-one")]
    public void A_sheet_has_a_name_that_spreadsheets_take(string code, string name) => SheetNames.Sheet(code, Taken()).ShouldBe(name);

    [Fact]
    public void Two_codes_never_share_a_name()
    {
        var taken = Taken();
        taken.Add("Ringkasan");
        string[] codes = ["e1", "E1", "E:1", "E/1", "ringkasan", new string('x', 31), new string('x', 32)];
        var sheets = codes.Select(code => SheetNames.Sheet(code, taken)).ToList();
        sheets.Distinct(StringComparer.OrdinalIgnoreCase).Count().ShouldBe(codes.Length);
        sheets.ShouldAllBe(static name => name.Length <= 31);
        sheets.ShouldNotContain("ringkasan");
    }

    [Theory]
    [InlineData("E001", "E001")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("..", "_")]
    [InlineData("-rf", "rf")]
    [InlineData("con", "_con")]
    [InlineData("LPT1.x", "_LPT1.x")]
    [InlineData("Dinas Pendidikan", "Dinas_Pendidikan")]
    [InlineData("кооп", "____")]
    public void A_letter_has_a_name_that_file_systems_take(string code, string name) => SheetNames.File(code, Taken()).ShouldBe(name);

    [Theory]
    [InlineData("=1+1")]
    [InlineData("+62")]
    [InlineData("-5")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1")]
    [InlineData("\uFF1D1")]
    public void What_begins_like_a_formula_gets_an_apostrophe(string text) => SafeText.Of(text).ShouldBe("'" + text);

    [Theory]
    [InlineData("Budi;=1+1;Santoso", "Budi;'=1+1;Santoso")]
    [InlineData("Budi; @SUM(A1)\n-2", "Budi; '@SUM(A1)\n'-2")]
    [InlineData("=1;=2", "'=1;'=2")]
    [InlineData("\r=1", "'\r'=1")]
    [InlineData("a\n\nb", "a\n\nb")]
    public void What_another_list_separator_makes_a_cell_does_too(string text, string safe) => SafeText.Of(text).ShouldBe(safe);

    [Theory]
    [InlineData("")]
    [InlineData("Rina; S.E.")]
    [InlineData("00101")]
    [InlineData("Rina, S.E.")]
    [InlineData("a=b")]
    public void Other_text_stays(string text) => SafeText.Of(text).ShouldBe(text);

    [Fact]
    public void A_cell_carries_any_text_and_is_still_XML()
    {
        using var stream = new MemoryStream();
        using (var xml = new SheetXml(stream))
        {
            xml.Raw("<t>");
            xml.Text("<a> & \"b\" \u0001 _x0041_ \uFFFF " + new string('é', 5000) + "\U0001F600");
            xml.Raw("</t>");
        }
        System.Xml.Linq.XElement.Parse(Encoding.UTF8.GetString(stream.ToArray())).Value.ShouldBe("<a> & \"b\" _x0001_ _x005F_x0041_ _xFFFF_ " + new string('é', 5000) + "\U0001F600");
    }

    /// <summary>Records of every length over the border of two pieces, line feeds within quotes among them.</summary>
    [Fact]
    public void A_result_file_is_read_whole_whatever_its_pieces()
    {
        var text = new StringBuilder("id,text\n");
        for (var i = 0; i < 20_000; i++) text.Append(i).Append(",\"line\n").Append('x', i % 37).Append(i % 5 == 0 ? "\"\"" : "").Append("\"\n");
        using var csv = new ResultCsv(new MemoryStream(Encoding.UTF8.GetBytes(text.ToString())));
        var place = csv.PlaceOf("text");
        for (var i = 0; i < 20_000; i++)
        {
            csv.Read().ShouldBeTrue();
            csv.Number(0).ShouldBe(i);
            csv.Text(place).ShouldBe("line\n" + new string('x', i % 37) + (i % 5 == 0 ? "\"" : ""));
        }
        csv.Read().ShouldBeFalse();
    }

    [Theory]
    [InlineData("3273014506800001", PayrollKey.NationalId, "3273********0001")]
    [InlineData("3273014506800001", PayrollKey.EmployeeNo, "3273********0001")]
    [InlineData("196801261988112234", PayrollKey.EmployeeNo, "196801261988112234")]
    [InlineData("00101", PayrollKey.EmployeeNo, "00101")]
    [InlineData("1370012345678", PayrollKey.AccountNo, "1370*****5678")]
    public void A_national_id_shows_its_ends_only(string key, PayrollKey kind, string shown) => PeriodPicture.Masked(key, kind).ShouldBe(shown);

    [Fact]
    public void Every_class_cause_and_finding_has_words()
    {
        Enum.GetValues<Core.Settlement.LineClass>().ShouldAllBe(static kind => Wording.Classes.ContainsKey(kind));
        Enum.GetValues<Core.Settlement.MoneyFinding>().ShouldAllBe(static money => Wording.Money.ContainsKey(money));
        Enum.GetValues<Difference>().ShouldAllBe(static kind => LetterMatter.Words.ContainsKey(kind));
    }

    private static HashSet<string> Taken() => new(StringComparer.OrdinalIgnoreCase);
}
