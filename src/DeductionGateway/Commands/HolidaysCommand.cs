using System.Globalization;
using DeductionGateway.Core.Intake;
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
          holidays remove <year>    takes the days of a year away
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
                await output.WriteLineAsync($"{Counted(holidays.Count)} of {string.Join(", ", holidays.Select(static one => one.Day.Year).Distinct().Order())}.");
                break;
            case ["remove", var text]:
                var year = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 9999 ? number : throw new UsageException($"'{text}' is no year.");
                using (var gateway = Open(line)) await output.WriteLineAsync(await BankingDays.RemoveYear(gateway.Database, year, stop) is var removed and > 0 ? $"Gone: {Counted(removed)} of {year}." : $"No holiday of {year} was known.");
                break;
            case ["list"]:
                List<Holiday> known;
                using (var gateway = Open(line)) known = await BankingDays.List(gateway.Database, stop);
                if (known.Count == 0) await output.WriteLineAsync("No holiday is known yet.");
                foreach (var one in known) await output.WriteLineAsync($"{one.Day:yyyy-MM-dd}  {one.Name}");
                break;
            default:
                throw new UsageException("holidays needs words: put <file.csv>, remove <year>, or list.");
        }
    }

    private static string Counted(int holidays) => holidays == 1 ? "1 holiday" : $"{holidays} holidays";

    private static GatewayDatabase Open(CommandLine line) => GatewayDatabase.Open(DatabaseOptions.From(line.Option("--database"), line.Option("--data")));

    private static IReadOnlyList<Holiday> Read(string path)
    {
        var faults = new FaultList();
        var days = HolidaysFile.Read(path, InputFile.Bytes(path), faults);
        return faults.Any ? throw new FileRefusedException(faults.Sorted()) : [.. days.Select(static one => new Holiday(one.Day, one.Name))];
    }
}
