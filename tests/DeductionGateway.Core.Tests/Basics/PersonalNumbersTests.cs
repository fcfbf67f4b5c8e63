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
    [InlineData("NIK 3273 0145 0680 0001 SITI", 10, "NIK 3273 01** **** 0001 SITI")]
    [InlineData("32.73.01.450680.0001", 16, "32.73.01.******.0001")]
    [InlineData("11.01.02.450680.0001", 16, "11.01.02.******.0001")]
    [InlineData("3273-0145 0680.0001", 16, "3273-01** ****.0001")]
    [InlineData("19010112 06800001", 16, "190101** ****0001")]
    [InlineData("REK 035-246-8013", 10, "REK ***-***-8013")]
    [InlineData("REK 131-00-1234567-8", 10, "REK ***-**-****567-8")]
    [InlineData("3273  0145  0680  0001", 16, "3273  0145  0680  0001")]
    [InlineData("Rp 1.250.000 dan 1.250.000.000", 10, "Rp 1.250.000 dan 1.250.000.000")]
    [InlineData("870.000 1.250.000 125.000", 10, "870.000 1.250.000 125.000")]
    [InlineData("208333.00000000006", 10, "208333.*******0006")]
    [InlineData("1250000.50 870000.00", 10, "1250000.50 870000.00")]
    [InlineData("2026-02-28 75000", 10, "2026-02-28 75000")]
    [InlineData("2026-02-01 2026-02-28", 10, "2026-02-01 2026-02-28")]
    [InlineData("28-02-2026 28.02.2026 20260228 2026-02 7500000", 10, "28-02-2026 28.02.2026 20260228 2026-02 7500000")]
    [InlineData("2026-02-28 1234567890 75000", 10, "2026-02-28 ******7890 75000")]
    [InlineData("3273014506800001 3273014506800002", 16, "327301******0001 327301******0002")]
    public void Long_numbers_in_a_text(string text, int least, string masked) => PersonalNumbers.MaskedIn(text, least).ShouldBe(masked);

    [Theory]
    [InlineData("3273014506800001", "3273014506800001")]
    [InlineData("3273.0145.0680.0001", "3273014506800001")]
    [InlineData("32 73 01-450680-0001", "3273014506800001")]
    [InlineData("3273.0145.0680.00011", "3273.0145.0680.00011")]
    [InlineData("3273.0145.0680.000", "3273.0145.0680.000")]
    [InlineData("3273.0145.0680.000x", "3273.0145.0680.000x")]
    [InlineData("777-1", "777-1")]
    [InlineData("", "")]
    public void A_national_id_is_compared_by_its_digits(string written, string compared) =>
        System.Text.Encoding.UTF8.GetString(PersonalNumbers.Compared(System.Text.Encoding.UTF8.GetBytes(written))).ShouldBe(compared);
}
