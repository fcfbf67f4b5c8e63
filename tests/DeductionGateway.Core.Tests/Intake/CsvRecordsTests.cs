using System.Text;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

public sealed class CsvRecordsTests
{
    [Fact]
    public void Fields_stand_between_delimiters() => Good("a,b,c\nd,e,f\n").ShouldBe(["a|b|c", "d|e|f"]);

    [Fact]
    public void The_delimiter_is_the_declared_one() => Good("a;b,c;d\n", ';').ShouldBe(["a|b,c|d"]);

    [Fact]
    public void Empty_fields_are_fields() => Good(",a,\n,,\n").ShouldBe(["|a|", "||"]);

    [Theory]
    [InlineData("a,b\nc,d")]
    [InlineData("a,b\r\nc,d\r\n")]
    [InlineData("a,b\r\nc,d")]
    [InlineData("\uFEFFa,b\nc,d\n")]
    [InlineData("a,b\nc,d\n\n\n")]
    [InlineData("a,b\r\nc,d\r\n\r\n   \r\n")]
    [InlineData("\"a\",\"b\"\n\"c\",\"d\"\n")]
    [InlineData("\"a\",\"b\"\r\n\"c\",\"d\"\r\n")]
    [InlineData("\"a\",b\n\nc,\"d\"")]
    public void Line_ends_byte_order_mark_quotes_and_blank_lines_say_nothing(string text) => Good(text).ShouldBe(["a|b", "c|d"]);

    [Fact]
    public void The_last_field_of_a_file_may_be_empty() => Good("a,b\nc,").ShouldBe(["a|b", "c|"]);

    [Fact]
    public void A_quoted_field_may_hold_the_delimiter_and_a_line_end() => Good("\"a,1\",\"b\nb\"\nc,d\n").ShouldBe(["a,1|b\nb", "c|d"]);

    [Theory]
    [InlineData("\"say \"\"hi\"\"\",b\n", "say \"hi\"|b")]
    [InlineData("\"\"\"\",b\n", "\"|b")]
    [InlineData("\"\",b\n", "|b")]
    public void A_doubled_quote_is_a_quote(string text, string record) => Good(text).ShouldBe([record]);

    [Fact]
    public void A_quote_inside_a_plain_field_is_text() => Good("5\" pipa,b\n").ShouldBe(["5\" pipa|b"]);

    [Theory]
    [InlineData("a,b\nc,\"d\ne,f\n", "csv:2:3 OPEN_QUOTE")]
    [InlineData("\"a", "csv:1:1 OPEN_QUOTE")]
    [InlineData("a,\"b\"\"\n", "csv:1:3 OPEN_QUOTE")]
    public void An_open_quote_refuses_the_file_at_its_place(string text, string fault) => Faults(Bytes.Of(text)).ShouldBe([fault]);

    [Fact]
    public void Text_after_a_closing_quote_is_a_fault() => Faults(Bytes.Of("a,b\n\"c\"x,d\n")).ShouldBe(["csv:2:1 TEXT_AFTER_QUOTE"]);

    /// <summary>Delimiters are looked for in blocks of 64 bytes: a field of any length puts the ones behind it anywhere in a block.</summary>
    [Fact]
    public void Where_a_block_ends_says_nothing()
    {
        for (var length = 0; length < 200; length++)
        {
            var field = new string('x', length);
            foreach (var quoted in new[] { field, $"\"{field}\"", $"\"{field},\n\"" })
            {
                var read = quoted.Replace("\"", "", StringComparison.Ordinal);
                Good($"{quoted},b,,d\r\ne,{quoted},g,h\ni,j,k,{quoted}").ShouldBe([$"{read}|b||d", $"e|{read}|g|h", $"i|j|k|{read}"]);
            }
        }
    }

    [Fact]
    public void The_line_of_a_record_is_physical()
    {
        var records = new CsvRecords("csv", Bytes.Of("a,b\n\n\"c\nc\",d\ne,f\n"), ',', new FaultList());
        var lines = new List<int>();
        while (records.Read()) lines.Add(records.Line);
        lines.ShouldBe([1, 3, 5]);
    }

    [Fact]
    public void The_column_of_a_field_counts_characters_not_bytes()
    {
        var records = new CsvRecords("csv", Bytes.Of("é,ü,x\n"), ',', new FaultList());
        records.Read().ShouldBeTrue();
        Enumerable.Range(0, 3).Select(records.ColumnOf).ShouldBe([1, 3, 5]);
    }

    [Fact]
    public void A_NUL_byte_refuses_the_file() => Faults(Bytes.Of("a,b\nc,\0d\n")).ShouldBe(["csv:2:0 NUL_BYTE"]);

    [Fact]
    public void UTF16_is_refused_whichever_byte_comes_first()
    {
        Faults([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("a,b\n")]).ShouldBe(["csv:1:1 ENCODING"]);
        Faults([.. Encoding.BigEndianUnicode.GetPreamble(), .. Encoding.BigEndianUnicode.GetBytes("a,b\n")]).ShouldBe(["csv:1:1 ENCODING"]);
    }

    [Fact]
    public void Every_line_that_is_not_UTF8_is_named() =>
        Faults(Encoding.Latin1.GetBytes("a,b\nJosé,1\nc,d\nZoë,2\n")).ShouldBe(["csv:2:0 ENCODING", "csv:4:0 ENCODING"]);

    [Fact]
    public void A_refused_file_has_no_records() => new CsvRecords("csv", Bytes.Of("a\0"), ',', new FaultList()).Read().ShouldBeFalse();

    [Theory]
    [InlineData(CsvText.LineLimit, false)]
    [InlineData(CsvText.LineLimit + 1, true)]
    public void A_line_has_a_limit(int length, bool refused) =>
        Faults(Bytes.Of("a\n" + new string('x', length) + "\nb\n")).ShouldBe(refused ? ["csv:2:0 LINE_TOO_LONG"] : []);

    [Theory]
    [InlineData(CsvText.LineLimit, false)]
    [InlineData(CsvText.LineLimit + 1, true)]
    public void The_limit_holds_for_a_last_line_without_an_end(int length, bool refused) =>
        Faults(Bytes.Of(new string('x', length))).ShouldBe(refused ? ["csv:1:0 LINE_TOO_LONG"] : []);

    private static string[] Good(string text, char delimiter = ',')
    {
        var faults = new FaultList();
        var read = Read(Bytes.Of(text), delimiter, faults);
        faults.Sorted().ShouldBeEmpty();
        return read;
    }

    private static string[] Faults(byte[] bytes)
    {
        var faults = new FaultList();
        Read(bytes, ',', faults);
        return faults.Places();
    }

    private static string[] Read(byte[] bytes, char delimiter, FaultList faults)
    {
        var records = new CsvRecords("csv", bytes, delimiter, faults);
        var read = new List<string>();
        while (records.Read()) read.Add(string.Join('|', records.Fields.ToArray().Select(static field => field.ToString())));
        return [.. read];
    }
}
