using DeductionGateway.Data;

namespace DeductionGateway.Schedule;

/// <summary>A day on which banks do not work, and why.</summary>
internal sealed record Holiday(DateOnly Day, string Name)
{
    /// <summary>Takes the days of a year away: it is one of which no holiday is known.</summary>
    /// <returns>How many there were.</returns>
    public static Task<int> RemoveYear(Database database, int year, CancellationToken stop) => database.AsAccess(tx => new HolidayStore(tx).Remove(year), stop);
}
