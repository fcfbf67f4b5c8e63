using System.Globalization;

namespace DeductionGateway.Tests.Architecture;

/// <summary>Every rule on the source tree, run on a small file that breaks it: it finds exactly that.</summary>
public sealed class SourceTreeBiteTests
{
    [Fact]
    public void It_bites_on_the_601st_line()
    {
        TextRules.LongFiles([File(Lines(600))]).ShouldBeEmpty();
        TextRules.LongFiles([File(Lines(601))]).ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs", "has 601 lines")]);
    }

    [Fact]
    public void It_bites_on_the_71st_line_of_a_method()
    {
        TextRules.LongMethods([File(Method("public void Long(int a = 1)", 70))]).ShouldBeEmpty();
        TextRules.LongMethods([File(Method("public void Long(int a = 1)", 71))]).ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs:5", "Long has 71 lines")]);
        TextRules.LongMethods([File(Method("[Fact] public static bool operator ==(A a, A b)", 71))]).Single().What.ShouldStartWith("operator ==");
        TextRules.LongMethods([File(Method("private static readonly Dictionary<string, int> Table = new()", 100, ";"))]).ShouldBeEmpty();
    }

    [Fact]
    public void It_bites_on_a_long_expression_and_in_a_nested_type()
    {
        var expression = "namespace A;\nclass B\n{\n    class C\n    {\n        int D(int x) => x switch\n        {\n" + string.Concat(Enumerable.Repeat("            1 => 2,\n", 80)) + "        };\n    }\n}\n";
        TextRules.LongMethods([File(expression)]).ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs:6", "D has 83 lines")]);
    }

    [Fact]
    public void Braces_in_strings_and_comments_are_no_braces()
    {
        var text = "class A\n{\n    // }}}\n    string B() => \"}\" + '}' + $\"{(1 > 0 ? \"}\" : \"{{\")}}}\" + @\"}\"\"}\" + \"\"\"\n}}\n\"\"\";\n    void C() { }\n}\n";
        MethodLengths.In(text).ShouldBe([("B", 4, 3), ("C", 7, 1)]);
    }

    [Theory]
    [InlineData("class LedgerManager;", "LedgerManager")]
    [InlineData("static class DateUtils { }", "DateUtils")]
    [InlineData("internal sealed record struct MoneyHelper(int A);", "MoneyHelper")]
    [InlineData("interface IBookImpl { }", "IBookImpl")]
    public void It_bites_on_an_empty_name(string text, string name) =>
        TextRules.EmptyNames([File(text)]).ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs", $"is or holds {name}")]);

    [Fact]
    public void It_bites_on_a_file_with_an_empty_name_and_not_on_a_word_in_a_comment() =>
        TextRules.EmptyNames([File("// class WordManager"), new SourceFile("src/A/FileUtil.cs", "")]).ShouldBe([new Finding("src/A/FileUtil.cs", "is or holds FileUtil")]);

    [Fact]
    public void It_bites_on_a_namespace_of_another_folder() =>
        TextRules.NamespacesNotFolders([File("using A;\nnamespace DeductionGateway.Other;\n"), File("namespace DeductionGateway.Room;\n")])
            .ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs:2", "namespace DeductionGateway.Other")]);

    [Theory]
    [InlineData("var a = \"/" + "work/x\";", "/" + "work")]
    [InlineData("// see /" + "home/me/notes", "/" + "home")]
    [InlineData("cp (/" + "root/.config)", "/" + "root")]
    [InlineData("Path.Combine(\"/tmp\", name)", "/tmp")]
    public void It_bites_on_a_machine_path(string text, string found) =>
        TextRules.MachinePaths([File(text)], "work", "home", "root", "tmp").ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs:1", found)]);

    [Theory]
    [InlineData("\"xl/workbook.xml\"")]
    [InlineData("src/work/x")]
    [InlineData("\"/workbook\"")]
    [InlineData("\"/var/lib/deduction-gateway\"")]
    public void A_path_that_merely_looks_alike_is_none(string text) => TextRules.MachinePaths([File(text)], "work", "home", "root", "tmp").ShouldBeEmpty();

    [Theory]
    [InlineData("\"resolved\": \"https://registry.npm" + "js.org/htmx\"", "npm" + "js.org")]
    [InlineData("<add key=\"a\" value=\"https://api.nu" + "get.org/v3" + "/index.json\" />", "nu" + "get.org")]
    [InlineData("https://mirror.example/v3" + "/index.json", "v3" + "/index.json")]
    public void It_bites_on_a_registry(string text, string found) => TextRules.RegistryHosts([File(text)])[0].What.ShouldBe(found);

    [Fact]
    public void It_bites_on_what_is_left_for_later() =>
        TextRules.Leftovers([File("a\n// TODO later\n")]).ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs:2", "TODO")]);

    [Theory]
    [InlineData("tx.Execute($\"select {name} from member;\");")]
    [InlineData("tx.Execute($\"\"\"\n  insert into {table} values (1);\n  \"\"\");")]
    [InlineData("tx.Execute(\"delete from member where name = '\" + name + \"'\");")]
    [InlineData("var sql = $\"create table {name} (a int)\";")]
    public void It_bites_on_assembled_SQL(string text) => TextRules.AssembledSql([File(text)]).ShouldBe([new Finding("src/DeductionGateway/Room/Planted.cs:1", "SQL is assembled")]);

    [Theory]
    [InlineData("public const string A = $\"select {Columns} from member;\";")]
    [InlineData("tx.Execute(\"select name from member;\");")]
    [InlineData("throw new UsageException($\"Please select {one}.\");")]
    public void Constant_SQL_and_plain_sentences_are_left_alone(string text) => TextRules.AssembledSql([File(text)]).ShouldBeEmpty();

    [Theory]
    [InlineData("insert into posting (a) values (1)")]
    [InlineData("copy posting (a, b) from stdin (format binary)")]
    [InlineData("update posting p set a = 1")]
    [InlineData("delete from posting")]
    [InlineData("with x as (select 1) insert into posting select 1")]
    public void It_bites_on_a_second_writer(string statement) =>
        TextRules.TablesWithTwoWriters([
            new SourceFile("src/DeductionGateway/Ledger/A.cs", "var a = \"copy posting (x) from stdin (format binary)\";"),
            new SourceFile("src/DeductionGateway/Letters/B.cs", $"var b = \"{statement}\";"),
            new SourceFile("src/DeductionGateway/Members/C.cs", "// insert into posting\nvar c = \"select 1 from posting for update\";"),
        ]).ShouldBe([new Finding("posting", "is written by Ledger and Letters")]);

    [Fact]
    public void It_bites_on_a_migration_out_of_order_or_badly_named() =>
        TextRules.MigrationNames(["0001-a.sql", "0001-a.after.sql", "0003-c.sql", "0003-d.sql", "4-E.sql"]).ShouldBe(
        [
            new Finding("4-E.sql", "is not named NNNN-name.sql"), new Finding("0003-c.sql", "should be number 0002"),
        ]);

    private static SourceFile File(string text) => new("src/DeductionGateway/Room/Planted.cs", text);

    private static string Lines(int count) => string.Concat(Enumerable.Repeat("//\n", count));

    private static string Method(string head, int lines, string end = "") =>
        string.Create(CultureInfo.InvariantCulture, $"namespace A;\n\nclass B\n{{\n    {head}\n    {{\n{Lines(lines - 3)}    }}{end}\n}}\n");
}
