namespace DeductionGateway.Core.Intake;

/// <summary>Reads a table of days on which banks do not work: <c>day,name</c>, days as yyyy-mm-dd.</summary>
public static class HolidaysFile
{
    /// <param name="file">As faults name it.</param>
    /// <returns>Each day once, with why, in the table's order.</returns>
    public static IReadOnlyList<(DateOnly Day, string Name)> Read(string file, byte[] bytes, FaultList faults)
    {
        var table = new TableReader(file, bytes, faults, ["day", "name"], []);
        var days = new List<(DateOnly, string)>();
        var seen = new HashSet<DateOnly>();
        while (table.Read())
        {
            var (isThere, name) = (!table.Required(0).IsEmpty, table.Required(1).ToString());
            if (!isThere || table.Date(0) is not { } day) continue;
            if (!seen.Add(day)) table.Fault(0, "DAY_TWICE", $"{day:yyyy-MM-dd} stands twice.");
            days.Add((day, name));
        }
        if (table.HasHeader && table.Records == 0 && !faults.Any) faults.Add(file, 0, 0, "FILE_EMPTY", "The table has no day; 'holidays remove <year>' takes the days of a year away.");
        return days;
    }
}
