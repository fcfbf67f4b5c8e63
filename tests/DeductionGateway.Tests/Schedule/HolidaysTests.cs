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
        Put("day,name\n2026-03-20,Idul Fitri, hari pertama\n").ShouldBe((ExitCode.Done, "1 holidays of 2026.\n"));
        Command("holidays", "list", "--database", database.ConnectionString).ShouldBe((ExitCode.Done, "2026-03-20  Idul Fitri, hari pertama\n2027-01-01  Tahun Baru\n"));
        var log = new Lines();
        var isBankingDay = await new BankingDays(database.Database, log).Between(new DateOnly(2026, 3, 1), new DateOnly(2028, 1, 1), TestContext.Current.CancellationToken);
        new[] { 18, 19, 20, 21, 22, 23 }.Where(day => isBankingDay(new DateOnly(2026, 3, day))).ShouldBe([18, 19, 23]);
        log.Said.ShouldBe(["No bank holiday of 2028 is known: only Saturdays and Sundays are left out; 'holidays put' makes them known"]);
    }

    [Theory]
    [InlineData("2026-03-20,Nyepi\n", ":1: the first line")]
    [InlineData("day,name\n", ":1: the table has no day")]
    [InlineData("day,name\n20-03-2026,Nyepi\n", ":2: a day as yyyy-mm-dd")]
    [InlineData("day,name\n2026-03-20,Nyepi\n\n2026-03-20,Nyepi\n", ":4: 2026-03-20 stands twice")]
    public void What_is_no_calendar_is_said_with_its_line_and_changes_nothing(string text, string words)
    {
        var before = database.AsSuperuser<long>("select count(*) from bank_holiday;");
        var (exit, said) = Put(text);
        exit.ShouldBe(ExitCode.WrongUsage);
        said.ShouldContain(words);
        database.AsSuperuser<long>("select count(*) from bank_holiday;").ShouldBe(before);
    }

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
