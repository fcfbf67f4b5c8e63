using DeductionGateway.Core.BankFiles;
using DeductionGateway.Core.Intake;

namespace DeductionGateway.Core.Tests.BankFiles;

/// <summary>How a table writes numbers is decided by the whole file; how it writes dates, by its layout and the calendar.</summary>
public sealed class BankTableCellTests
{
    [Theory]
    [InlineData("1,234.00", "1234.00")]
    [InlineData("1.234,00", "1234.00")]
    [InlineData("1,234,567 5.50", "1234567.00 5.50")]
    [InlineData("1.234.567 1.234", "1234567.00 1234.00")]
    [InlineData("1,50 1.500", "1.50 1500.00")]
    [InlineData("1.50 1,500", "1.50 1500.00")]
    [InlineData("1500 7", "1500.00 7.00")]
    [InlineData("0.500 7", "0.50 7.00")]
    [InlineData("0,00 500", "0.00 500.00")]
    [InlineData("0.00 1.234,50", "? 1234.50")]
    public void The_clear_amounts_of_a_file_decide_for_the_unclear_ones(string amounts, string read)
    {
        var evidence = Evidence(amounts, out var faults);
        faults.ShouldBeEmpty();
        string.Join(' ', amounts.Split(' ').Select(text => evidence.Parse(text, out var amount) == AmountFault.Good ? amount.ToString() : "?")).ShouldBe(read);
    }

    [Theory]
    [InlineData("1.234", "1 NUMBER_AMBIGUOUS")]
    [InlineData("1,234 500", "1 NUMBER_AMBIGUOUS")]
    [InlineData("1.234 0.00", "1 NUMBER_AMBIGUOUS")]
    [InlineData("1.234 Tbk.", "1 NUMBER_AMBIGUOUS")]
    [InlineData("0.500 0,500", "2 NUMBER_MIXED")]
    [InlineData("1,234.00 1.234,00", "2 NUMBER_MIXED")]
    [InlineData("1,5 1.5", "2 NUMBER_MIXED")]
    public void Amounts_that_say_nothing_or_two_things_refuse_the_file(string amounts, string fault)
    {
        Evidence(amounts, out var faults);
        faults.ShouldBe([fault]);
    }

    [Theory]
    [InlineData("12,34,567.00")]
    [InlineData("1234,567.00")]
    [InlineData(",123.00")]
    [InlineData("0,123.00")]
    public void Groups_have_three_digits(string text) => Evidence("1.00 1,234.00", out _).Parse(text, out _).ShouldBe(AmountFault.Style);

    [Theory]
    [InlineData("27/02/2026", "2026-02-27")]
    [InlineData("27-02-26", "2026-02-27")]
    [InlineData("27.02.2026", "2026-02-27")]
    [InlineData("2026-02-27", "2026-02-27")]
    [InlineData("2026-02-27 00:00:00.000", "2026-02-27")]
    [InlineData("20260227", "2026-02-27")]
    [InlineData("03 August 2026 11:27:10", "2026-08-03")]
    [InlineData("03 Agustus 2026 11:27:10", "2026-08-03")]
    [InlineData("31-DES-25", "2025-12-31")]
    [InlineData("1 Mei 2026", "2026-05-01")]
    [InlineData("29/02/2024", "2024-02-29")]
    public void Dates_are_read_day_first_with_months_in_both_languages(string text, string date) =>
        StatementDates.Parse(text, null)!.Value.ToString("yyyy-MM-dd").ShouldBe(date);

    [Theory]
    [InlineData("31/02/2026")]
    [InlineData("29/02/2026")]
    [InlineData("02/13/2026")]
    [InlineData("27/02")]
    [InlineData("27/02 10:15:00")]
    [InlineData("27 Foo 2026")]
    [InlineData("0/01/2026")]
    [InlineData("PEND")]
    [InlineData("")]
    [InlineData("27/02/99999")]
    public void What_is_no_day_of_the_calendar_is_no_date(string text) => StatementDates.Parse(text, null).ShouldBeNull();

    [Theory]
    [InlineData("31/12", "2025-12-31")]
    [InlineData("02/01", "2026-01-02")]
    public void A_missing_year_is_the_one_that_lies_in_the_period(string text, string date) =>
        StatementDates.Parse(text, StatementDates.ParsePeriod("15/12/2025 - 15/01/2026"))!.Value.ToString("yyyy-MM-dd").ShouldBe(date);

    [Theory]
    [InlineData("01/02/2026 - 28/02/2026", 28)]
    [InlineData("01-02-2026 s/d 28-02-2026", 28)]
    [InlineData("Februari 2026", 28)]
    [InlineData("01 Feb 2026 to 15 Feb 2026", 15)]
    public void A_period_is_two_dates_or_a_month(string text, int lastDay) => StatementDates.ParsePeriod(text)!.Value.To.Day.ShouldBe(lastDay);

    [Theory]
    [InlineData("46080", "2026-02-27")]
    [InlineData("46080.75", "2026-02-27")]
    [InlineData("61", "1900-03-01")]
    public void A_sheets_serial_is_a_day(string text, string date) => StatementDates.FromSerial(text)!.Value.ToString("yyyy-MM-dd").ShouldBe(date);

    [Theory]
    [InlineData("44618", "2026-02-27")]
    [InlineData("0", "1904-01-01")]
    public void Days_of_a_sheet_may_count_from_1904(string text, string date) => StatementDates.FromSerial(text, 1_462)!.Value.ToString("yyyy-MM-dd").ShouldBe(date);

    [Theory]
    [InlineData("1,500.00 DB", "1,500.00", -1)]
    [InlineData("1,500.00CR", "1,500.00", 1)]
    [InlineData("-1,500.00", "1,500.00", -1)]
    [InlineData("1,500.00-", "1,500.00", -1)]
    [InlineData("(1,500.00)", "1,500.00", -1)]
    [InlineData("Rp 1.500,00", "1.500,00", 0)]
    [InlineData("IDR 5", "5", 0)]
    [InlineData("1.5E+7", "1.5E+7", 0)]
    [InlineData("lima", "lima", 0)]
    [InlineData("870.000,-", "870.000,00", 0)]
    [InlineData("870,000.-", "870,000.00", 0)]
    [InlineData("-870.000,-", "870.000,00", -1)]
    [InlineData("870K", "870K", 0)]
    [InlineData("870 K", "870 K", 0)]
    public void Signs_and_marks_around_an_amount_are_taken_off(string text, string digits, int sign) => BankTableCells.Strip(text, false).ShouldBe((digits, sign));

    [Theory]
    [InlineData("870 K", "870", 1)]
    [InlineData("870 D", "870", -1)]
    [InlineData("870K", "870K", 0)]
    public void Letters_are_marks_behind_a_space_where_the_layout_has_such(string text, string digits, int sign) => BankTableCells.Strip(text, true).ShouldBe((digits, sign));

    private static DecimalMark Evidence(string amounts, out string[] faults)
    {
        var evidence = new DecimalMark();
        var list = new FaultList();
        var line = 0;
        foreach (var text in amounts.Split(' ')) evidence.Weigh(++line, 1, text);
        evidence.Decide("bank.csv", list);
        faults = list.Brief();
        return evidence;
    }
}
