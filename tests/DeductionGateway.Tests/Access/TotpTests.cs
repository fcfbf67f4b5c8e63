using System.Text;
using DeductionGateway.Access;

namespace DeductionGateway.Tests.Access;

/// <summary>One-time codes as RFC 6238 shows them, and each once.</summary>
public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_111_111_109);

    /// <summary>RFC 6238, appendix B, the rows of SHA-1.</summary>
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1111111109, "07081804")]
    [InlineData(1111111111, "14050471")]
    [InlineData(1234567890, "89005924")]
    [InlineData(2000000000, "69279037")]
    [InlineData(20000000000, "65353130")]
    public void Codes_are_those_of_the_RFC(long seconds, string code)
    {
        var step = Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds));
        Totp.CodeOf(Secret, step, 8).ShouldBe(code);
        Totp.CodeOf(Secret, step, 6).ShouldBe(code[2..]);
    }

    [Theory]
    [InlineData(-2, false)]
    [InlineData(-1, true)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public void One_step_before_and_after_is_taken(int steps, bool taken)
    {
        var step = Totp.StepOf(Now) + steps;
        Totp.Accept(Secret, Totp.CodeOf(Secret, step, 6), Now, 0).ShouldBe(taken ? step : null);
    }

    [Fact]
    public void A_code_works_once_and_no_earlier_one_after_it()
    {
        var step = Totp.StepOf(Now);
        Totp.Accept(Secret, Totp.CodeOf(Secret, step, 6), Now, step).ShouldBeNull();
        Totp.Accept(Secret, Totp.CodeOf(Secret, step - 1, 6), Now, step).ShouldBeNull();
        Totp.Accept(Secret, Totp.CodeOf(Secret, step + 1, 6), Now, step).ShouldBe(step + 1);
    }

    [Theory]
    [InlineData("")]
    [InlineData("08180")]
    [InlineData("0818044")]
    [InlineData("０８１８０４")]
    public void What_is_no_code_is_none(string code) => Totp.Accept(Secret, code, Now, 0).ShouldBeNull();

    /// <summary>RFC 4648, section 10, without the padding.</summary>
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Secrets_are_written_as_the_RFC_has_it(string text, string base32) => Totp.Base32Of(Encoding.ASCII.GetBytes(text)).ShouldBe(base32);
}
