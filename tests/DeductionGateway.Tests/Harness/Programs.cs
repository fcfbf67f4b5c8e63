using System.Diagnostics;

namespace DeductionGateway.Tests.Harness;

/// <summary>Runs programs of the machine, and the gateway itself as another user.</summary>
internal static class Programs
{
    /// <summary>Runs a program to its end; exit code -1 where there is no such program.</summary>
    public static (int ExitCode, string Output, string Error) Run(string program, params string[] arguments)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(info)!;
            var error = process.StandardError.ReadToEndAsync();
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.GetAwaiter().GetResult());
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, "", $"{program} is not installed");
        }
    }

    /// <summary>The built gateway as user nobody; its files are copied to where nobody may read them. We are root.</summary>
    public static (int ExitCode, string Output, string Error) GatewayAsNobody(Scratch scratch, params string[] arguments)
    {
        var copy = scratch["program"];
        Directory.CreateDirectory(copy);
        foreach (var file in Directory.EnumerateFiles(AppContext.BaseDirectory)) File.Copy(file, Path.Combine(copy, Path.GetFileName(file)), overwrite: true);
        return Run("setpriv", ["--reuid=65534", "--regid=65534", "--clear-groups", "dotnet", Path.Combine(copy, "DeductionGateway.dll"), .. arguments]);
    }
}
