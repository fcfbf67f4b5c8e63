using DeductionGateway.Commands;
using DeductionGateway.Schedule;
using DeductionGateway.Tests.Harness;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Tests.Schedule;

/// <summary>The calendar of banks: put by the command, read by the schedule, and never guessed.</summary>
public sealed class HolidaysTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_year_is_what_was_put_last_and_others_stay()
    {
        Put("day,name\n2026-03-19,Nyepi\n2026-03-20,Idul Fitri\n2027-01-01,Tahun Baru\n").ShouldBe((ExitCode.Done, "3 holidays of 2026, 2027.\n"));
        Put("name,day\r\n\"Idul Fitri, hari pertama\",2026-03-20\r\n").ShouldBe((ExitCode.Done, "1 holiday of 2026.\n"));
        Command("holidays", "list", "--database", database.ConnectionString).ShouldBe((ExitCode.Done, "2026-03-20  Idul Fitri, hari pertama\n2027-01-01  Tahun Baru\n"));
        var log = new Lines();
        var isBankingDay = await new BankingDays(database.Database, log).Between(new DateOnly(2026, 3, 1), new DateOnly(2028, 1, 1), TestContext.Current.CancellationToken);
        new[] { 18, 19, 20, 21, 22, 23 }.Where(day => isBankingDay(new DateOnly(2026, 3, day))).ShouldBe([18, 19, 23]);
        log.Said.ShouldBe(["No bank holiday of 2028 is known: only Saturdays and Sundays are left out; 'holidays put' makes them known"]);
    }

    [Fact]
    public void A_year_is_taken_away_by_name()
    {
        Put("day,name\n2030-03-20,Nyepi\n2030-03-21,Idul Fitri\n2031-01-01,Tahun Baru\n").Exit.ShouldBe(ExitCode.Done);
        Command("holidays", "remove", "2030", "--database", database.ConnectionString).ShouldBe((ExitCode.Done, "Gone: 2 holidays of 2030.\n"));
        Command("holidays", "remove", "2030", "--database", database.ConnectionString).ShouldBe((ExitCode.Done, "No holiday of 2030 was known.\n"));
        Command("holidays", "list", "--database", database.ConnectionString).Said.ShouldContain("2031-01-01  Tahun Baru\n");
        Command("holidays", "remove", "2031", "--database", database.ConnectionString).Said.ShouldBe("Gone: 1 holiday of 2031.\n");
        Command("holidays", "remove", "next").ShouldBe((ExitCode.WrongUsage, "'next' is no year. See --help.\n"));
    }

    /// <summary>Every fault stands with its place, as of any input file.</summary>
    [Theory]
    [InlineData("2026-03-20,Nyepi\n", "libur.csv:1:0 COLUMN_MISSING")]
    [InlineData("day,name\n", "libur.csv:0:0 FILE_EMPTY The table has no day")]
    [InlineData("day,name\n20-03-2026,Nyepi\n2026-03-21,\n", "libur.csv:2:1 DATE", "libur.csv:3:12 FIELD_EMPTY")]
    [InlineData("day,name\n2026-03-20,Nyepi\n\n2026-03-20,Nyepi\n", "libur.csv:4:1 DAY_TWICE")]
    [InlineData("day,name\n2026-03-20,Idul Fitri, hari pertama\n", "libur.csv:2:0 FIELD_COUNT")]
    public void What_is_no_calendar_is_said_with_its_place_and_changes_nothing(string text, params string[] faults)
    {
        var before = database.AsSuperuser<long>("select count(*) from bank_holiday;");
        var (exit, said) = Put(text);
        exit.ShouldBe(ExitCode.FileRefused);
        foreach (var fault in faults) said.ShouldContain(fault);
        database.AsSuperuser<long>("select count(*) from bank_holiday;").ShouldBe(before);
    }

    [Fact]
    public void A_file_that_is_not_there_is_a_wrong_word() => Command("holidays", "put", "nowhere.csv").Exit.ShouldBe(ExitCode.WrongUsage);

    private (int Exit, string Said) Put(string text)
    {
        using var scratch = new Scratch();
        File.WriteAllText(scratch["libur.csv"], text);
        return Command("holidays", "put", scratch["libur.csv"], "--database", database.ConnectionString);
    }

    private static (int Exit, string Said) Command(params string[] words)
    {
        using var said = new StringWriter { NewLine = "\n" };
        return (Troubles.Answer(words, said, said, CancellationToken.None), said.ToString());
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Said.Add(formatter(state, exception));
    }
}
