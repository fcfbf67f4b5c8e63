using System.Collections.Concurrent;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using Microsoft.Extensions.Logging;

namespace DeductionGateway.Schedule;

/// <summary>On which days banks work: not on Saturdays and Sundays, nor on the days of the calendar table. A year of which the table has no day is named, once; its holidays are not guessed.</summary>
internal sealed partial class BankingDays(Database database, ILogger log)
{
    /// <summary>Years that were named; jobs of several cooperatives ask at once.</summary>
    private readonly ConcurrentDictionary<int, bool> _named = new();

    /// <summary>Says of each day from the one to the other whether it is a banking day.</summary>
    public async Task<Func<DateOnly, bool>> Between(DateOnly from, DateOnly to, CancellationToken stop)
    {
        var holidays = await database.AskOfNone(tx => new HolidayStore(tx).Days(from.Year, to.Year), stop);
        foreach (var year in Enumerable.Range(from.Year, to.Year - from.Year + 1).Except(holidays.Select(static day => day.Year)))
        {
            if (_named.TryAdd(year, true)) LogUnknownYear(log, year);
        }
        var closed = holidays.ToHashSet();
        return day => Is(day, closed);
    }

    public static Task<List<Holiday>> List(Database database, CancellationToken stop) => database.AsAccess(static tx => new HolidayStore(tx).List(), stop);

    /// <summary>The holidays of the years that these lie in are these and no others.</summary>
    public static Task Put(Database database, IReadOnlyList<Holiday> holidays, CancellationToken stop) => database.AsAccess(async tx =>
    {
        await new HolidayStore(tx).Replace([.. holidays.Select(static one => one.Day.Year).Distinct()], holidays);
        return true;
    }, stop);

    /// <summary>Takes the days of a year away: it is one of which no holiday is known.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> RemoveYear(Database database, int year, CancellationToken stop) => database.AsAccess(tx => new HolidayStore(tx).Remove(year), stop);

    public static bool Is(DateOnly day, IReadOnlySet<DateOnly> holidays) => day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day);

    [LoggerMessage(1, LogLevel.Warning, "No bank holiday of {Year} is known: only Saturdays and Sundays are left out; 'holidays put' makes them known")]
    private static partial void LogUnknownYear(ILogger log, int year);
}
