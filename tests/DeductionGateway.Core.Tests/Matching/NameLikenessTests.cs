using DeductionGateway.Core.Matching;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>CONTRACT §3 "One name". The second name is the billed one.</summary>
public sealed class NameLikenessTests
{
    [Theory]
    [InlineData("SITI AMINAH", "SITI AMINAH")]
    [InlineData("siti aminah", "SITI AMINAH")]
    [InlineData("  Siti   Aminah ", "SITI AMINAH")]
    [InlineData("SITI AMINAH, S.Pd, M.Si", "SITI AMINAH")]
    [InlineData("SITI AMINAH", "Siti Aminah, S.Pd")]
    [InlineData("AMINAH SITI", "SITI AMINAH")]
    [InlineData("HAKIM LINA SULASTRI", "SULASTRI LINA HAKIM")]
    [InlineData("DUA SATU EMPAT TIGA LIMA", "SATU DUA TIGA EMPAT LIMA")]
    [InlineData("josé maría", "JOSÉ MARÍA")]
    public void Case_titles_spaces_and_word_order_say_nothing(string reported, string billed) => Distance(reported, billed).ShouldBe(0);

    [Theory]
    [InlineData("SITI AMINEH", 1)]
    [InlineData("SITI AMNAH", 1)]
    [InlineData("SITI AMINNAH", 1)]
    [InlineData("SITI AIMNAH", 1)]
    [InlineData("SITY AMINEH", 2)]
    [InlineData("SITY AMENEH", 3)]
    [InlineData("AMINEH SITY", 2)]
    [InlineData("SITIAMINAH", 1)]
    public void A_letter_wrong_lost_added_or_exchanged_is_one(string reported, int letters) => Distance(reported, "SITI AMINAH").ShouldBe(letters);

    [Theory]
    [InlineData("SOTY AMENEH")]
    [InlineData("SITI")]
    [InlineData("SITI AMINAH BINTI")]
    [InlineData("")]
    public void Four_letters_are_another_name(string reported) => Distance(reported, "SITI AMINAH").ShouldBe(NameLikeness.Strangers);

    [Theory]
    [InlineData("SUHARTX", "SUHARTO", true)]
    [InlineData("SUHARXX", "SUHARTO", false)]
    [InlineData("SUHARTXX", "SUHARTOP", true)]
    [InlineData("SUHARXXX", "SUHARTOP", true)]
    [InlineData("SUHAXXXX", "SUHARTOP", false)]
    public void A_billed_name_of_fewer_than_eight_characters_allows_one_letter(string reported, string billed, bool one) => IsOne(reported, billed).ShouldBe(one);

    [Fact]
    public void The_billed_name_decides_what_is_short()
    {
        IsOne("SUHARTOPO", "SUHARTO").ShouldBeFalse();
        IsOne("SUHARTO", "SUHARTOPO").ShouldBeTrue();
    }

    [Fact]
    public void A_title_does_not_make_a_short_name_long() => IsOne("BUDXX, S.PD", "BUDII, S.PD").ShouldBeFalse();

    [Fact]
    public void A_misspelt_first_letter_counts_once_in_any_word_order_also_of_five_words() =>
        Distance("EKA DEWI CITRA BUDI ZNI", "ANI BUDI CITRA DEWI EKA").ShouldBe(1);

    [Theory]
    [InlineData("LIMA EMPAT TIGA DUA SATU AB", "SATU DUA TIGA EMPAT LIMA", 3)]
    [InlineData("LIMA EMPAT TIGA DUA SATU ABC", "SATU DUA TIGA EMPAT LIMA", NameLikeness.Strangers)]
    public void A_word_more_counts_with_its_space(string reported, string billed, int letters) => Distance(reported, billed).ShouldBe(letters);

    [Fact]
    public void An_empty_name_is_nobodys()
    {
        IsOne("", "").ShouldBeFalse();
        IsOne("SITI", "").ShouldBeFalse();
        IsOne(", S.Pd", "SITI").ShouldBeFalse();
    }

    private static int Distance(string reported, string billed) => NameLikeness.Distance(A.Text(reported), A.Text(billed));
    private static bool IsOne(string reported, string billed) => NameLikeness.IsOneName(A.Text(reported), A.Text(billed));
}
