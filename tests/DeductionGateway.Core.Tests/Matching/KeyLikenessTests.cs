using DeductionGateway.Core.Matching;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>CONTRACT §3: a near key has two neighbours swapped, one character wrong or lost, or leading zeros lost.</summary>
public sealed class KeyLikenessTests
{
    [Theory]
    [InlineData("12435", "12345")]
    [InlineData("21345", "12345")]
    [InlineData("12354", "12345")]
    [InlineData("12345", "12945")]
    [InlineData("92345", "12345")]
    [InlineData("12349", "12345")]
    [InlineData("2345", "12345")]
    [InlineData("1245", "12345")]
    [InlineData("1234", "12345")]
    [InlineData("7", "0007")]
    [InlineData("07", "0007")]
    [InlineData("123", "000123")]
    [InlineData("A1", "AB1")]
    public void These_are_near(string reported, string key) => Near(reported, key).ShouldBeTrue();

    [Theory]
    [InlineData("12345", "12345")]
    [InlineData("123456", "12345")]
    [InlineData("012345", "12345")]
    [InlineData("0007", "07")]
    [InlineData("123", "12345")]
    [InlineData("99345", "12345")]
    [InlineData("14325", "12345")]
    [InlineData("21354", "12345")]
    [InlineData("8", "0007")]
    [InlineData("", "1")]
    public void These_are_not(string reported, string key) => Near(reported, key).ShouldBeFalse();

    private static bool Near(string reported, string key) => KeyLikeness.IsNear(Bytes.Of(reported), Bytes.Of(key));
}
