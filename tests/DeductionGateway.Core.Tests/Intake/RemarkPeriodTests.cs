using System.Text.RegularExpressions;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.Intake;

/// <summary>The month that a rule captures, as banks' customers write it.</summary>
public sealed class RemarkPeriodTests
{
    [Theory]
    [InlineData("202604", "2026-04-27", "2026-04")]
    [InlineData("APRIL 2026", "2026-04-27", "2026-04")]
    [InlineData("04-2026", "2026-04-27", "2026-04")]
    [InlineData("Maret", "2026-03-27", "2026-03")]
    [InlineData("DES", "2026-01-04", "2025-12")]
    [InlineData("JANUARI", "2025-12-29", "2026-01")]
    [InlineData("JUNI", "2026-03-27", "2026-06")]
    [InlineData("JULI", "2026-03-27", null)]
    [InlineData("SEPTEMBER", "2026-03-27", null)]
    [InlineData("202613", "2026-04-27", null)]
    [InlineData("GAJI", "2026-04-27", null)]
    public void It_is_read_in_digits_and_in_words(string written, string valueDate, string? period)
    {
        var rules = new BankRules([new BankRule(BankEntryKind.Lump, new Regex("POT (?<period>.+)$"), "E1")]);
        var day = DateOnly.Parse(valueDate, System.Globalization.CultureInfo.InvariantCulture);
        var read = RemarkReader.Read(rules, new BankEntry("111", "B1", day, day, 100, "IDR", 1, false, "", "POT " + written));
        read.Period?.ToString().ShouldBe(period);
        read.ByName.ShouldBe(period is null, "a rule that says the employer and no month leaves the file open");
    }
}
