using DeductionGateway.Hosting;
using DeductionGateway.Schedule;

namespace DeductionGateway.Commands;

/// <summary><c>holidays</c>: days on which banks do not work, the same for all cooperatives of a database.</summary>
internal static class HolidaysCommand
{
    public const string HelpText = """
        holidays                         days on which banks do not work, beside Saturdays and Sundays

          holidays put <file.csv>   columns day,name (2026-03-20,Nyepi); the days of each year in it are these and
                                no others from then on. Jobs that keep to banking days read them
          holidays list             all that are known

          --database <conn>     a given PostgreSQL instead of the embedded one
          --data <dir>          where the embedded one keeps its data
        """;

    public static int Run(string[] args, TextWriter output, CancellationToken stop)
    {
        var line = new CommandLine(args, ["--database", "--data"], []);
        Obey(line, output, stop).GetAwaiter().GetResult();
        return ExitCode.Done;
    }

    private static async Task Obey(CommandLine line, TextWriter output, CancellationToken stop)
    {
        switch (line.Words)
        {
            case ["put", var path]:
                var holidays = Read(path);
                using (var gateway = Open(line)) await BankingDays.Put(gateway.Database, holidays, stop);
                await output.WriteLineAsync($"{holidays.Count} holidays of {string.Join(", ", holidays.Select(static one => one.Day.Year).Distinct().Order())}.");
                break;
            case ["list"]:
                using (var gateway = Open(line)) foreach (var one in await BankingDays.List(gateway.Database, stop)) await output.WriteLineAsync($"{one.Day:yyyy-MM-dd}  {one.Name}");
                break;
            default:
                throw new UsageException("holidays needs words: put <file.csv>, or list.");
        }
    }

    private static GatewayDatabase Open(CommandLine line) => GatewayDatabase.Open(DatabaseOptions.From(line.Option("--database"), line.Option("--data")));

    private static IReadOnlyList<Holiday> Read(string path)
    {
        string[] lines;
        try
        {
            lines = File.ReadAllLines(path);
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{path} cannot be read: {wrong.Message}");
        }
        var holidays = Holiday.ReadAll(lines, out var fault);
        return fault is null ? holidays : throw new UsageException($"{path}:{fault}");
    }
}
