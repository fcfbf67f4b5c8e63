using System.Diagnostics;
using System.Runtime.InteropServices;

namespace DeductionGateway.Hosting;

/// <summary>Starts programs beside this one; PostgreSQL's as an ordinary user, for they refuse to run as root.</summary>
internal static class ServerProcess
{
    /// <summary>The user for the database where we are root: postgres, else nobody; null where we are an ordinary user ourselves.</summary>
    public static string? User { get; } = geteuid() != 0 ? null : UserExists("postgres") ? "postgres" : "nobody";

    /// <summary>Runs a program to its end, which Ctrl-C does not shorten: initdb takes a second, half of one is of no use. Exit code and output.</summary>
    public static (int ExitCode, string Output) Run(string program, IReadOnlyList<string> arguments, string? user)
    {
        using var process = Start(program, arguments, user);
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + error.GetAwaiter().GetResult());
    }

    /// <summary>Starts a program in a session of its own, so that Ctrl-C reaches only the gateway, which then stops it in order.</summary>
    /// <param name="hasInput">Its standard input is a pipe of ours: it ends when we do, even killed.</param>
    public static Process Start(string program, IReadOnlyList<string> arguments, string? user, bool hasInput = false)
    {
        var info = StartInfo("setsid", [program, .. arguments], user);
        info.RedirectStandardInput = hasInput;
        return Process.Start(info)!;
    }

    /// <summary>Asks a process to end: SIGINT is PostgreSQL's fast shutdown, SIGQUIT its immediate one.</summary>
    public static void Signal(int processId, int signal) => _ = kill(processId, signal);

    public static bool IsAlive(int processId) => kill(processId, 0) == 0 || Marshal.GetLastPInvokeError() == 1;

    /// <summary>Gives a folder to the database's user, where that is not us.</summary>
    public static void GiveTo(string folder, string? user)
    {
        if (user is not null) Run("chown", [user, folder], null);
    }

    private static ProcessStartInfo StartInfo(string program, IReadOnlyList<string> arguments, string? user)
    {
        var info = new ProcessStartInfo(program) { RedirectStandardError = true, RedirectStandardOutput = true, WorkingDirectory = "/" };
        foreach (var argument in arguments) info.ArgumentList.Add(argument);
        if (user is not null) info.UserName = user;
        info.Environment["LC_ALL"] = "C";
        return info;
    }

    private static bool UserExists(string name) =>
        File.Exists("/etc/passwd") && File.ReadLines("/etc/passwd").Any(line => line.StartsWith(name + ":", StringComparison.Ordinal));

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();

    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int kill(int processId, int signal);
}
