using System.Diagnostics;

namespace DeductionGateway.Bench;

/// <summary>Runs another program to its end; one that fails ends the measurement, with what it said.</summary>
internal static class Shell
{
    public static string Run(string program, IReadOnlyList<string> arguments, string folder)
    {
        var info = new ProcessStartInfo(program) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        using var process = Process.Start(info)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} ended with {process.ExitCode}: {output} {errors.Result}");
        return output;
    }
}
