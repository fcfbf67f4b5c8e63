using System.Diagnostics;
using System.Text;
using DeductionGateway.Hosting;
using DeductionGateway.Tests.Harness;

namespace DeductionGateway.Tests.Proofs;

/// <summary>The built gateway in a process of its own, as users start it: what can be killed, interrupted, or run beside another.</summary>
internal sealed class GatewayProcess : IDisposable
{
    public const int Interrupt = 2;
    public const int Killed = 9;
    public const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private GatewayProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Keep(_error, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public static GatewayProcess Start(params string[] arguments) => StartWith(System.Collections.Immutable.ImmutableDictionary<string, string>.Empty, arguments);

    /// <param name="environment">Variables set for it beside ours.</param>
    public static GatewayProcess StartWith(IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = "/" };
        // A killed runtime leaves the sockets of its diagnostics in the temporary folder.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        foreach (var (name, value) in environment) info.Environment[name] = value;
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "DeductionGateway.dll"), .. arguments]) info.ArgumentList.Add(argument);
        return new GatewayProcess(Process.Start(info)!);
    }

    /// <summary>Starts <c>reconcile</c> on an embedded database whose data are under a folder.</summary>
    public static GatewayProcess Reconcile(string folder, string output, string data) => Start("reconcile", folder, "--out", output, "--data", data);

    /// <summary>Runs a command to its end.</summary>
    public static Reconciling Run(string output, params string[] arguments)
    {
        using var process = Start(arguments);
        return process.End(output);
    }

    /// <summary>What it has printed so far.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    public bool HasExited => _process.HasExited;

    public void Signal(int signal)
    {
        if (!_process.HasExited) ServerProcess.Signal(_process.Id, signal);
    }

    /// <summary>As Ctrl-C on a terminal does: the gateway and its children that stayed in its group. The group is the tests' own, so each is signalled by itself.</summary>
    public void InterruptWithChildren()
    {
        var children = DataFolder.ChildrenInGroup(_process.Id);
        foreach (var id in children.Prepend(_process.Id)) ServerProcess.Signal(id, Interrupt);
    }

    /// <summary>Waits for at most so long; false where it has not ended by then.</summary>
    public bool HasEndedWithin(TimeSpan time) => _process.WaitForExit(time);

    /// <summary>Lets it run until something holds; false where it ended before.</summary>
    public bool RunUntil(Func<bool> holds)
    {
        var watch = Stopwatch.StartNew();
        while (!holds())
        {
            if (_process.WaitForExit(2)) return false;
            if (watch.Elapsed > Patience) throw new TimeoutException($"the gateway did not come so far in {Patience}: {_error}");
        }
        return true;
    }

    /// <summary>Waits for the end; what it said, and where its files are.</summary>
    public Reconciling End(string output = "")
    {
        if (!_process.WaitForExit(Patience)) throw new TimeoutException($"the gateway did not end in {Patience}: {_error}");
        // Only the wait without a limit waits for the last lines as well.
        _process.WaitForExit();
        lock (_output) lock (_error) return new Reconciling(_process.ExitCode, _output.ToString(), _error.ToString(), output);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static void Keep(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null) text.Append(line).Append('\n');
        }
    }
}
