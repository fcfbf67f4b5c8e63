using System.Globalization;
using System.Runtime.InteropServices;
using DeductionGateway.Hosting;

namespace DeductionGateway.Bench;

/// <summary>What a figure was measured on, as a sentence without any name or path of the machine.</summary>
internal static class Machine
{
    public static string Name { get; } = string.Create(CultureInfo.InvariantCulture,
        $"{Processor()}, {Environment.ProcessorCount} cores, {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (1 << 30)} GiB, {System()}, {PostgreSql()}, {RuntimeInformation.FrameworkDescription}");

    /// <summary>How many processes wanted a core in the last minute: figures are worse where it is above the number of cores.</summary>
    public static string Load => File.Exists("/proc/loadavg") ? File.ReadAllText("/proc/loadavg").Split(' ')[0] : "";

    private static string Processor() => Value("/proc/cpuinfo", "model name", ':') ?? RuntimeInformation.ProcessArchitecture.ToString();

    private static string System() => Value("/etc/os-release", "PRETTY_NAME", '=')?.Trim('"') ?? RuntimeInformation.OSDescription;

    private static string PostgreSql() => ServerProcess.Run(Path.Combine(PostgresBinaries.Find(null), "postgres"), ["--version"], null).Output.Trim().Replace("postgres (PostgreSQL)", "PostgreSQL", StringComparison.Ordinal);

    private static string? Value(string file, string key, char separator) => !File.Exists(file) ? null
        : File.ReadLines(file).FirstOrDefault(line => line.StartsWith(key, StringComparison.Ordinal))?.Split(separator, 2)[1].Trim();
}
