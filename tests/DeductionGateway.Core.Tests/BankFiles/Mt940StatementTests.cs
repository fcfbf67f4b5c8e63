using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>Whole files: pages, several messages, envelopes, and balances that must prove each other.</summary>
public sealed class Mt940StatementTests
{
    private const string Bare = """
        :20:STMT
        :25:111
        :28C:00001/00001
        :60F:C260225IDR1000,00
        :61:2602250225C500,00NTRFNONREF//B1
        :86:GAJI
        :61:2602260226D200,00NCHGNONREF//B2
        :86:BIAYA ADM
        :62F:C260226IDR1300,00

        """;

    [Fact]
    public void A_statement_has_account_number_currency_and_both_balances()
    {
        var statement = Good(Bare).ShouldHaveSingleItem();
        (statement.Account, statement.Number, statement.Currency).ShouldBe(("111", "00001/00001", "IDR"));
        (statement.OpeningDate, statement.Opening).ShouldBe((new DateOnly(2026, 2, 25), 1_000));
        (statement.ClosingDate, statement.Closing).ShouldBe((new DateOnly(2026, 2, 26), 1_300));
        statement.Entries.Select(static entry => entry.Amount).ShouldBe([500, -200]);
    }

    [Fact]
    public void A_debit_balance_is_negative()
    {
        var statement = Good(":20:S\n:25:111\n:60F:D260225IDR1000,00\n:61:260225C400,00NTRFX//B1\n:62F:D260225IDR600,00\n").Single();
        (statement.Opening, statement.Closing).ShouldBe((-1_000, -600));
    }

    [Fact]
    public void Line_ends_of_Windows_say_the_same() =>
        Shown(Good(Bare.ReplaceLineEndings("\r\n"))).ShouldBe(Shown(Good(Bare.ReplaceLineEndings("\n"))));

    [Fact]
    public void A_byte_order_mark_says_nothing() => Shown(Good("\uFEFF" + Bare)).ShouldBe(Shown(Good(Bare)));

    [Fact]
    public void A_missing_last_line_end_is_normal() => Shown(Good(Bare.TrimEnd())).ShouldBe(Shown(Good(Bare)));

    [Fact]
    public void The_SWIFT_envelope_is_taken_off()
    {
        var enveloped = "{1:F01BMRIIDJAXXXX0000000000}{2:I940XXXXXXXXXXXXN}{4:\n" + Bare + "-}\n";
        Shown(Good(enveloped)).ShouldBe(Shown(Good(Bare)));
    }

    /// <summary>Without :62F: the message is cut off; what follows it, with or without :20:, is another message and completes nothing.</summary>
    [Theory]
    [InlineData("-\n:25:999\n:28C:1/1\n:60F:C260226IDR0,00\n:61:2602270227D500,00NTRFNONREF//B2\n:62F:D260227IDR500,00\n-\n")]
    [InlineData("-\n:20:N\n:25:111\n:60F:C260226IDR0,00\n:62F:C260227IDR0,00\n-\n")]
    [InlineData("-\n")]
    public void A_message_that_ends_without_a_closing_balance_is_cut_off(string rest)
    {
        var faults = new FaultList();
        Mt940Reader.Read("bank.sta", Bytes.Of(":20:A\n:25:111\n:28C:1/1\n:60F:C260226IDR0,00\n:61:2602270227C500,00NTRFNONREF//B1\n:86:first\n" + rest), faults);
        faults.Brief().ShouldBe(["1 MT940_CUT"]);
    }

    [Fact]
    public void Several_enveloped_messages_are_several_statements()
    {
        const string Next = ":20:NEXT\n:25:111\n:60F:C260227IDR1300,00\n:62F:C260227IDR1300,00\n";
        Good("{1:A}{2:B}{4:\n" + Bare + "-}{5:C}\n{1:A}{2:B}{4:\n" + Next + "-}\n").Count.ShouldBe(2);
    }

    [Fact]
    public void Available_balances_and_a_remark_after_the_closing_belong_to_the_statement() =>
        Good(Bare + ":64:C260226IDR1300,00\n:65:C260227IDR1300,00\n:86:AKHIR LAPORAN\n").Single().Entries[^1].Narrative.ShouldBe("BIAYA ADM");

    [Fact]
    public void Pages_chained_by_60M_are_read_as_one_run_of_balances()
    {
        var pages = Good("""
            :20:S
            :25:111
            :28C:1/1
            :60F:C260225IDR0,00
            :61:260225C100,00NTRFX//B1
            :62M:C260225IDR100,00
            :20:S
            :25:111
            :28C:1/2
            :60M:C260225IDR100,00
            :61:260225C200,00NTRFX//B2
            :62M:C260225IDR300,00
            :20:S
            :25:111
            :28C:1/3
            :60M:C260225IDR300,00
            :61:260225C300,00NTRFX//B3
            :62F:C260225IDR600,00
            """);
        pages.SelectMany(static page => page.Entries).Select(static entry => entry.BankRef).ShouldBe(["B1", "B2", "B3"]);
        pages[^1].Closing.ShouldBe(600);
    }

    [Fact]
    public void A_page_that_opens_otherwise_than_the_page_before_closed_refuses_the_file() =>
        Faults(":20:S\n:25:111\n:60F:C260225IDR0,00\n:61:260225C100,00NTRFX//B1\n:62M:C260225IDR100,00\n"
            + ":20:S\n:25:111\n:60M:C260225IDR101,00\n:62F:C260225IDR101,00\n").ShouldBe(["8 BALANCE_CHAIN"]);

    [Fact]
    public void A_further_page_without_a_first_one_refuses_the_file() =>
        Faults(":20:S\n:25:111\n:60M:C260225IDR0,00\n:62F:C260225IDR0,00\n").ShouldBe(["3 BALANCE_CHAIN"]);

    [Fact]
    public void A_further_page_after_a_finished_statement_refuses_the_file() =>
        Faults(Bare + ":20:S\n:25:111\n:60M:C260226IDR1300,00\n:62F:C260226IDR1300,00\n").ShouldBe(["12 BALANCE_CHAIN"]);

    [Fact]
    public void A_file_whose_last_page_is_62M_is_cut() =>
        Faults(":20:S\n:25:111\n:60F:C260225IDR0,00\n:62M:C260225IDR0,00\n").ShouldBe(["0 MT940_CUT"]);

    /// <summary>The balances are alike, so that only the numbers tell whether the second is a further page of the first.</summary>
    [Theory]
    [InlineData("31/1", "32/1", "6 MT940_CUT")]
    [InlineData("31/1", "31/2", "")]
    [InlineData("31", "31", "")]
    public void A_page_that_another_follows_is_not_followed_by_another_statement(string first, string second, string fault) =>
        string.Join(' ', Faults($":20:S\n:25:111\n:28C:{first}\n:60F:C260225IDR0,00\n:61:260225C5,00NTRFX//B1\n:62M:C260225IDR5,00\n:20:T\n:25:111\n:28C:{second}\n:60F:C260225IDR5,00\n:61:260225C6,00NTRFX//B2\n:62F:C260225IDR11,00\n")).ShouldBe(fault);

    [Fact]
    public void Statements_of_one_account_must_follow_each_other() =>
        Faults(Bare + ":20:S\n:25:111\n:60F:C260227IDR1299,00\n:62F:C260227IDR1299,00\n").ShouldBe(["12 BALANCE_CHAIN"]);

    [Fact]
    public void Statements_of_two_accounts_have_chains_of_their_own() =>
        Good(Bare + ":20:S\n:25:222\n:60F:C260227IDR7,00\n:62F:C260227IDR7,00\n").Select(static statement => statement.Account).ShouldBe(["111", "222"]);

    [Theory]
    [InlineData("C260226IDR1299,00")]
    [InlineData("C260226IDR1301,00")]
    [InlineData("D260226IDR1300,00")]
    public void Opening_and_entries_must_make_the_closing(string closing) =>
        Faults(Bare.Replace("C260226IDR1300,00", closing, StringComparison.Ordinal)).ShouldBe(["9 BALANCE_SUM"]);

    [Fact]
    public void A_file_that_ends_before_62F_is_cut() =>
        Faults(Bare[..Bare.IndexOf(":62F:", StringComparison.Ordinal)]).ShouldBe(["1 MT940_CUT"]);

    [Fact]
    public void A_statement_cut_by_the_next_one_refuses_the_file() =>
        Faults(Bare[..Bare.IndexOf(":62F:", StringComparison.Ordinal)] + Bare).ShouldContain("1 MT940_CUT");

    [Fact]
    public void A_file_that_begins_in_the_middle_is_cut() =>
        Faults(Bare[Bare.IndexOf(":61:", StringComparison.Ordinal)..]).ShouldContain("1 MT940_CUT");

    [Fact]
    public void A_closing_in_another_currency_than_the_opening_refuses_the_file() =>
        Faults(Bare.Replace("C260226IDR1300,00", "C260226USD1300,00", StringComparison.Ordinal)).ShouldBe(["9 CURRENCY_MIXED"]);

    [Fact]
    public void A_statement_without_an_account_refuses_the_file() =>
        Faults(Bare.Replace(":25:111\n", "", StringComparison.Ordinal)).ShouldBe(["1 MT940_ACCOUNT"]);

    [Theory]
    [InlineData("")]
    [InlineData("bank_ref,booking_date\n")]
    public void A_file_without_a_statement_is_refused(string text) => Faults(text).ShouldBe(["0 MT940_EMPTY"]);

    [Theory]
    [InlineData(":34F:IDR0,00")]
    [InlineData(":13D:2602251200+0700")]
    public void An_interim_report_is_never_posted(string tag) =>
        Faults(Bare.Replace(":60F:", tag + "\n:60F:", StringComparison.Ordinal)).ShouldContain("4 MT942_NOT_POSTED");

    [Theory]
    [InlineData("X260225IDR1000,00")]
    [InlineData("C261325IDR1000,00")]
    [InlineData("C260225IDR")]
    [InlineData("")]
    public void What_is_no_balance_refuses_the_file(string balance) =>
        Faults(Bare.Replace("C260225IDR1000,00", balance, StringComparison.Ordinal)).ShouldBe(["4 MT940_BALANCE"]);

    [Fact]
    public void Equal_entries_of_one_file_are_counted_apart() =>
        Good(":20:S\n:25:111\n:60F:C260225IDR0,00\n:61:260225C100,00NTRFX//B1\n:61:260225C100,00NTRFX//B1\n:61:260225C200,00NTRFX//B1\n:62F:C260225IDR400,00\n")
            .Single().Entries.Select(static entry => (entry.Amount, entry.Occurrence)).ShouldBe([(100, 1), (100, 2), (200, 1)]);

    private static IReadOnlyList<BankStatement> Good(string text)
    {
        var faults = new FaultList();
        var statements = Border.Mt940(text, faults).Statements;
        faults.Sorted().ShouldBeEmpty();
        return statements;
    }

    private static string[] Faults(string text)
    {
        var faults = new FaultList();
        Border.Mt940(text, faults);
        return faults.Brief();
    }

    private static string Shown(IReadOnlyList<BankStatement> statements) => string.Join('\n', statements.Select(static statement =>
        $"{statement.Account} {statement.Number} {statement.Opening} {statement.Closing}: {string.Join("; ", statement.Entries)}"));
}
