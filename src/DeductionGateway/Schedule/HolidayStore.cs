using DeductionGateway.Data;
using DeductionGateway.Wire;

namespace DeductionGateway.Schedule;

/// <summary>The calendar of all cooperatives.</summary>
internal sealed class HolidayStore(Tx tx)
{
    public Task<List<DateOnly>> Days(int fromYear, int toYear) => tx.QueryAsync<DateOnly>(Sql.Days, new { From = new DateOnly(fromYear, 1, 1), To = new DateOnly(toYear, 12, 31) });

    public Task<List<Holiday>> List() => tx.QueryAsync<Holiday>(Sql.List);

    /// <summary>The days of these years are these and no others.</summary>
    public async Task Replace(IReadOnlyCollection<int> years, IReadOnlyCollection<Holiday> days)
    {
        await tx.QueryAsync<DateOnly>(Sql.Remove, new { Years = years.ToArray() });
        await tx.ExecuteAsync(Sql.Add, new { Days = days.Select(static one => WireDay.Of(one.Day)).ToArray(), Names = days.Select(static one => one.Name).ToArray() });
    }

    /// <summary>How many days of the year there were.</summary>
    public async Task<int> Remove(int year) => (await tx.QueryAsync<DateOnly>(Sql.Remove, new { Years = new[] { year } })).Count;

    private static class Sql
    {
        public const string Days = "select day from bank_holiday where day between @From and @To;";
        public const string List = "select day, name from bank_holiday order by day;";
        public const string Remove = "delete from bank_holiday where extract(year from day) = any(@Years) returning day;";
        public const string Add = "insert into bank_holiday (day, name) select d.day::date, d.name from unnest(@Days, @Names) as d (day, name);";
    }
}
