using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>Several statements of one account: linked, overlapping, with a gap, and accounts written in several ways.</summary>
public sealed class StatementRowsTests
{
    private const string First = ":20:S\n:25:1370012345678\n:28C:1\n:60F:C260201IDR100,00\n:61:260202C50,00NTRFX//A1\n:61:260203C50,00NTRFX//A2\n:62F:C260203IDR200,00\n";
    private const string Next = ":20:S\n:25:1370012345678\n:28C:2\n:60F:C260203IDR200,00\n:61:260204C7,00NTRFX//A3\n:62F:C260204IDR207,00\n";
    private const string AfterNext = ":20:S\n:25:1370012345678\n:28C:3\n:60F:C260204IDR207,00\n:61:260205C1,00NTRFX//A4\n:62F:C260205IDR208,00\n";
    private const string Overlapping = ":20:S\n:25:1370012345678\n:28C:9\n:60F:C260202IDR150,00\n:61:260203C50,00NTRFX//A2\n:61:260204C7,00NTRFX//A3\n:62F:C260204IDR207,00\n";

    [Fact]
    public void Statements_that_follow_each_other_are_all_taken() => References(out var facts, First, Next, AfterNext).ShouldBe("A1 A2 A3 A4", string.Concat(facts.Warnings));

    [Fact]
    public void What_comes_after_a_gap_waits()
    {
        References(out var facts, First, AfterNext).ShouldBe("A1 A2");
        facts.Warnings.ShouldHaveSingleItem().ShouldStartWith("STATEMENT_GAP: account 1370012345678 closed with 200 on 2026-02-03 (bank1.mt940), the next statement opens with 207 on 2026-02-04 (bank2.mt940).");
        facts.Statements.ShouldHaveSingleItem();
    }

    [Fact]
    public void A_fraction_that_all_balances_share_stays_out_of_the_books()
    {
        References(out var facts, Sen(First, 46), Sen(Next, 46)).ShouldBe("A1 A2 A3");
        facts.Warnings.ShouldBeEmpty();
        facts.Statements.ShouldAllBe(static one => one.Closing - one.Opening == one.Entries.Sum(static entry => entry.Amount) && one.Thousandths == 460);
    }

    [Theory]
    [InlineData(":60F:D260202IDR1,46", ":62F:C260202IDR48,54", -2)]
    [InlineData(":60F:D260202IDR50,46", ":62F:D260202IDR0,46", -51)]
    [InlineData(":60F:C260202IDR0,46", ":62F:C260202IDR50,46", 0)]
    public void An_overdrawn_balance_is_rounded_down_as_any_other(string opening, string closing, long booked)
    {
        var facts = Facts(out var faults, $":20:S\n:25:1370012345678\n:28C:1\n{opening}\n:61:260202C50,00NTRFX//A1\n{closing}\n");
        faults.ShouldBeEmpty();
        var statement = facts.Statements.ShouldHaveSingleItem();
        (statement.Opening, statement.Closing).ShouldBe((booked, booked + 50));
    }

    [Fact]
    public void Balances_that_differ_by_sen_alone_are_a_gap()
    {
        References(out var facts, Sen(First, 46), Sen(Next, 96)).ShouldBe("A1 A2");
        facts.Warnings.ShouldHaveSingleItem().ShouldStartWith("STATEMENT_GAP: account 1370012345678 closed with 200.46 on 2026-02-03 (bank1.mt940), the next statement opens with 200.96 on 2026-02-03 (bank2.mt940).");
    }

    [Fact]
    public void An_entry_with_a_fraction_is_refused_with_the_balances_that_it_moves()
    {
        Facts(out var faults, ":20:S\n:25:1370012345678\n:28C:1\n:60F:C260202IDR100,46\n:61:260202C50,10NTRFX//A1\n:62F:C260202IDR150,56\n");
        faults.ShouldBe(["bank1.mt940:4:1 AMOUNT_FRACTION", "bank1.mt940:5:1 AMOUNT_FRACTION", "bank1.mt940:6:1 AMOUNT_FRACTION"]);
    }

    [Fact]
    public void The_order_of_the_files_decides_no_gap() => References(out _, AfterNext, Next, First).ShouldBe("A1 A2 A3 A4");

    [Fact]
    public void An_overlap_is_no_gap_and_counts_once()
    {
        References(out var facts, First, Overlapping, AfterNext).ShouldBe("A1 A2 A3 A4");
        facts.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Two_accounts_have_gaps_of_their_own()
    {
        var other = AfterNext.Replace("1370012345678", "2220012345678", StringComparison.Ordinal).Replace("A4", "Z4", StringComparison.Ordinal);
        References(out var facts, First, Next, other).ShouldBe("A1 A2 A3 Z4");
        facts.Warnings.ShouldBeEmpty();
    }

    [Fact]
    public void Equal_entries_without_reference_in_statements_that_follow_each_other_refuse_the_folder()
    {
        Facts(out var faults, Bare(1, 100, 150), Bare(2, 150, 200));
        faults.ShouldBe(["bank2.mt940:0:0 ENTRIES_ALIKE"]);
    }

    [Fact]
    public void The_same_statement_twice_shows_the_same_entries() => Facts(out _, Bare(1, 100, 150), Bare(1, 100, 150)).Entries.ShouldHaveSingleItem();

    /// <summary>One file each, in an order that is not theirs; one that is missing shows.</summary>
    [Theory]
    [InlineData(0, 60)]
    [InlineData(17, 17)]
    public void Statements_of_one_day_follow_each_other_by_their_balances(int missing, int taken)
    {
        var shuffled = Enumerable.Range(1, 60).Where(number => number - 1 != missing || missing == 0).OrderBy(static number => number * 37 % 61).Select(static number => OfOneDay(number));
        var facts = Facts(out var faults, [.. shuffled]);
        faults.ShouldBeEmpty();
        facts.Entries.Count.ShouldBe(taken);
        facts.Warnings.Count.ShouldBe(missing == 0 ? 0 : 1);
    }

    [Theory]
    [InlineData("0001370012345678")]
    [InlineData("BMRIIDJA/1370012345678")]
    [InlineData("1370012345678IDR")]
    [InlineData("137-00-1234567-8")]
    [InlineData("ID901370012345678")]
    public void One_account_may_be_written_in_several_ways(string written)
    {
        var facts = Facts(out var faults, First.Replace("1370012345678", written, StringComparison.Ordinal));
        faults.ShouldBeEmpty();
        facts.Entries.Select(static entry => entry.Account).Distinct().ShouldBe(["1370012345678"]);
    }

    [Theory]
    [InlineData("345678")]
    [InlineData("9990012345678")]
    public void Another_account_is_another(string written)
    {
        Facts(out var faults, First.Replace("1370012345678", written, StringComparison.Ordinal));
        faults.ShouldBe(["bank1.mt940:0:0 ACCOUNT_OTHER"]);
    }

    /// <summary>The statement with so many sen in its balances.</summary>
    private static string Sen(string statement, int sen) =>
        string.Join('\n', statement.Split('\n').Select(line => line.StartsWith(":6", StringComparison.Ordinal) && line[2] is '0' or '2' ? line.Replace(",00", $",{sen}", StringComparison.Ordinal) : line));

    private static string OfOneDay(int number)
    {
        var opening = 100 * number;
        return $":20:S\n:25:1370012345678\n:28C:{number:000}\n:60F:C260202IDR{opening},00\n:61:260202C100,00NTRFX//D{number}\n:62F:C260202IDR{opening + 100},00\n";
    }

    private static string Bare(int number, long opening, long closing) =>
        $":20:S\n:25:1370012345678\n:28C:{number}\n:60F:C260202IDR{opening},00\n:61:260202C{closing - opening},00NTRFNONREF\n:62F:C260202IDR{closing},00\n";

    private static string References(out BankFacts facts, params string[] files)
    {
        facts = Facts(out var faults, files);
        faults.ShouldBeEmpty();
        return string.Join(' ', facts.Entries.Select(static entry => entry.BankRef));
    }

    private static BankFacts Facts(out string[] faults, params string[] files)
    {
        var list = new FaultList();
        var read = files.Select((text, index) => Mt940Reader.Read($"bank{index + 1}.mt940", Bytes.Of(text), list)).ToList();
        var facts = BankStatements.Read(read, new Cooperative("K", "Koperasi", ["1370012345678", "2220012345678"]), list);
        faults = list.Places();
        return facts;
    }
}
