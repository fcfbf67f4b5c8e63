using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>Statements may overlap: an entry is one fact, whichever file shows it.</summary>
public sealed class BankStatementsTests
{
    [Fact]
    public void An_entry_in_two_files_is_one_fact() =>
        Good(Csv("bank1.csv", "B1,C,100"), Csv("bank2.csv", "B1,C,100", "B2,C,200")).ShouldBe(["B1 100 #1", "B2 200 #1"]);

    [Fact]
    public void An_entry_in_a_CSV_and_in_MT940_is_one_fact() =>
        Good(Csv("bank.csv", "B1,C,100"), Mt940("bank.mt940", 100, ":61:260225C100,00NTRFNONREF//B1")).ShouldBe(["B1 100 #1"]);

    [Fact]
    public void Text_never_decides()
    {
        var entries = Entries([Csv("bank1.csv", "B1,C,100,Pt Maju,Potongan"), Csv("bank2.csv", "B1,C,100,PT MAJU,LAIN SEKALI")], out var faults);
        faults.ShouldBeEmpty();
        entries.ShouldHaveSingleItem();
    }

    [Fact]
    public void Two_equal_entries_of_one_file_are_two_facts() => Good(Csv("bank.csv", "B1,C,100", "B1,C,100")).ShouldBe(["B1 100 #1", "B1 100 #2"]);

    [Fact]
    public void Two_equal_entries_shown_twice_remain_two_facts() =>
        Good(Csv("bank1.csv", "B1,C,100", "B1,C,100"), Csv("bank2.csv", "B1,C,100", "B1,C,100")).ShouldBe(["B1 100 #1", "B1 100 #2"]);

    [Fact]
    public void Entries_without_a_reference_are_told_apart_by_date_sign_and_amount() =>
        Good(Csv("bank1.csv", ",C,100", ",D,100", ",C,200"), Csv("bank2.csv", ",C,100")).Length.ShouldBe(3);

    [Fact]
    public void The_order_of_files_changes_nothing()
    {
        SourceFile[] files = [Csv("bank1.csv", "B3,C,5", "B1,C,100"), Csv("bank2.csv", "B2,C,7"), Mt940("bank3.mt940", 9, ":61:260225C9,00NTRFNONREF//B0")];
        Good([.. files.Reverse()]).ShouldBe(Good(files));
    }

    [Theory]
    [InlineData("B1,C,101")]
    [InlineData("B1,D,100")]
    [InlineData("B1,C,100,,,2026-02-26")]
    public void The_same_reference_with_another_amount_sign_or_date_refuses_both(string other)
    {
        Entries([Csv("bank1.csv", "B1,C,100"), Csv("bank2.csv", other)], out var faults);
        faults.ShouldBe(["bank1.csv:0:0 STATEMENTS_DISAGREE", "bank2.csv:0:0 STATEMENTS_DISAGREE"]);
    }

    [Fact]
    public void The_same_reference_in_another_currency_refuses_both()
    {
        Entries([Csv("bank1.csv", "B1,C,100"), Csv("bank2.csv", "B1,C,100,,,,USD")], out var faults);
        faults.ShouldContain("bank1.csv:0:0 STATEMENTS_DISAGREE");
        faults.ShouldContain("bank2.csv:0:0 STATEMENTS_DISAGREE");
    }

    [Fact]
    public void A_reference_that_stands_twice_in_a_file_proves_no_disagreement() =>
        Good(Csv("bank1.csv", "B1,C,100", "B1,C,150"), Csv("bank2.csv", "B1,C,100")).ShouldBe(["B1 100 #1", "B1 150 #1"]);

    [Fact]
    public void The_reversal_of_an_entry_in_a_later_file_is_no_disagreement() =>
        Good(Csv("bank1.csv", "B1,C,100"), Csv("bank2.csv", "B1,RC,100,,,2026-02-26")).ShouldBe(["B1 100 #1", "B1 -100 #1"]);

    [Fact]
    public void An_account_that_is_not_listed_is_refused()
    {
        Entries([Csv("bank.csv", "B1,C,100")], out var faults, "222");
        faults.ShouldBe(["bank.csv:0:0 ACCOUNT_OTHER"]);
    }

    [Fact]
    public void A_listed_account_is_taken()
    {
        Entries([Csv("bank.csv", "B1,C,100")], out var faults, "222", "111");
        faults.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("B1,C,100,,,,USD", "CURRENCY_OTHER")]
    [InlineData("B1,C,100,,,,IDR|B2,C,100,,,,USD", "CURRENCY_MIXED")]
    public void Only_rupiah_is_booked(string rows, string code)
    {
        Entries([Csv("bank.csv", rows.Split('|'))], out var faults);
        faults.ShouldBe([$"bank.csv:0:0 {code}"]);
    }

    [Fact]
    public void Every_file_that_cannot_be_read_says_so()
    {
        Entries([Csv("bank1.csv", "B1,K,100"), Mt940("bank2.mt940", 1, ":61:260225C2,00NTRFNONREF//B1")], out var faults);
        faults.ShouldContain(static fault => fault.StartsWith("bank1.csv:2", StringComparison.Ordinal));
        faults.ShouldContain(static fault => fault.StartsWith("bank2.mt940:5", StringComparison.Ordinal));
    }

    private static string[] Good(params SourceFile[] files)
    {
        var entries = Entries(files, out var faults);
        faults.ShouldBeEmpty();
        return [.. entries.Select(static entry => $"{entry.BankRef} {entry.Amount} #{entry.Occurrence}")];
    }

    private static IReadOnlyList<BankEntry> Entries(SourceFile[] files, out string[] faults, params string[] accounts)
    {
        var list = new FaultList();
        var read = files.Select(file => BankContents.Of(file.Bytes) == BankContent.Mt940 ? Mt940Reader.Read(file.Name, file.Bytes, list) : BankCsvReader.Read(file.Name, file.Bytes, list));
        var facts = BankStatements.Read([.. read], new Cooperative("K", "Koperasi", accounts), list);
        faults = list.Places();
        return facts.Entries;
    }

    /// <summary>Rows "reference,mark,amount[,counterparty,remark,value date,currency]" of account 111.</summary>
    private static SourceFile Csv(string name, params string[] rows)
    {
        var lines = rows.Select(static row =>
        {
            var cells = row.Split(',');
            string Cell(int index, string otherwise) => index < cells.Length && cells[index].Length > 0 ? cells[index] : otherwise;
            return $"{cells[0]},2026-02-25,{Cell(5, "2026-02-25")},{cells[1]},{cells[2]}.00,{Cell(6, "IDR")},111,{Cell(3, "")},{Cell(4, "")}\n";
        });
        return new SourceFile(name, Bytes.Of("bank_ref,booking_date,value_date,dc,amount,currency,account,counterparty,narrative\n" + string.Concat(lines)), []);
    }

    private static SourceFile Mt940(string name, long closing, params string[] entries) =>
        new(name, Bytes.Of($":20:S\n:25:111\n:60F:C260225IDR0,00\n{string.Join('\n', entries)}\n:62F:C260225IDR{closing},00\n"), []);
}
