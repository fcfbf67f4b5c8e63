using DeductionGateway.Core.Basics;

namespace DeductionGateway.Core.Tests.Basics;

/// <summary>What stands of a person's numbers when they are masked.</summary>
public sealed class PersonalNumbersTests
{
    [Theory]
    [InlineData("3273014506800001", "327301******0001")]
    [InlineData("327301450680000100", "327301********0100")]
    [InlineData("12345678", "12****78")]
    [InlineData("123", "***")]
    [InlineData("", "")]
    public void A_national_id(string id, string masked) => PersonalNumbers.MaskedNationalId(id).ShouldBe(masked);

    [Theory]
    [InlineData("0352468013", "******8013")]
    [InlineData("12345678", "****5678")]
    [InlineData("1234", "***4")]
    [InlineData("", "")]
    public void An_account_number(string number, string masked) => PersonalNumbers.MaskedAccountNo(number).ShouldBe(masked);

    [Theory]
    [InlineData("00101", "3273014506800001", "00101")]
    [InlineData("3273014506800001", "", "327301******0001")]
    [InlineData("777", "777", "***")]
    [InlineData("198001012005011001", "3273014506800001", "198001012005011001")]
    public void An_employees_number_stays_unless_it_is_a_national_id(string number, string nationalId, string masked) => PersonalNumbers.MaskedEmployeeNo(number, nationalId).ShouldBe(masked);

    [Theory]
    [InlineData("TRF 0352468013 SITI 202602", 10, "TRF ******8013 SITI 202602")]
    [InlineData("3273014506800001 dan 3273014506800002", 16, "327301******0001 dan 327301******0002")]
    [InlineData("0352468013", 16, "0352468013")]
    [InlineData("123456789", 10, "123456789")]
    [InlineData("", 10, "")]
    public void Long_numbers_in_a_text(string text, int least, string masked) => PersonalNumbers.MaskedIn(text, least).ShouldBe(masked);
}
