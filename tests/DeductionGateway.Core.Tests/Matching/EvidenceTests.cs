using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Intake;
using DeductionGateway.Core.Matching;
using DeductionGateway.Core.Members;

namespace DeductionGateway.Core.Tests.Matching;

/// <summary>What a row and a member have in common, as people are told of it. The member is 00101 Siti Aminah, 3273014506800001.</summary>
public sealed class EvidenceTests
{
    [Theory]
    [InlineData("00101", "SITI AMINAH", "3273014506800001", "same national id, same number, same name")]
    [InlineData("00110", "SITI AMINAH", "", "near number, same name")]
    [InlineData("101", "SITI AMINEH", "", "near number, 1 letter of the name differs")]
    [InlineData("99999", "SITY AMINEH", "3273014506800001", "same national id, another number, 2 letters of the name differ")]
    [InlineData("00101", "BUDI SANTOSO", "3273011203790002", "same number, another name")]
    public void It_is_said_in_words(string key, string name, string nationalId, string said) => Said(key, name, nationalId, PayrollKey.EmployeeNo).ShouldBe(said);

    /// <summary>Where the national id is what the file names employees by, it is the number and is not said twice.</summary>
    [Fact]
    public void A_national_id_that_is_the_key_is_the_number() =>
        Said("3273014506800001", "SITI AMINAH", "3273014506800001", PayrollKey.NationalId).ShouldBe("same number, same name");

    private static string Said(string key, string name, string nationalId, PayrollKey by) => Evidence.InWords(
        new PayrollRow(1, Utf8Text.From(key), Utf8Text.From(name), Utf8Text.From(nationalId), null, 0, default),
        new Member(0, Utf8Text.From("M1"), Utf8Text.From("Siti Aminah"), Utf8Text.From("3273014506800001"), "E1", Utf8Text.From("00101"), default, default), by);
}
