using System.Diagnostics;
using System.Runtime.InteropServices;
using DeductionGateway.Hosting;

namespace DeductionGateway.Demo;

/// <summary>A step of the month by the wire was not answered as it has to be; the sentence says which and how.</summary>
internal sealed class WireTroubleException(string message) : Exception(message);

/// <summary>One of the simulators' programs while it runs, in a session of its own. It ends with its owner, whatever happens: asked first, then killed, by its process id; where the owner is killed himself, a bank by the end of its input, an employer by itself.</summary>
internal sealed class SimulatorProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process _process;

    private SimulatorProcess(Process process) => _process = process;

    /// <param name="program">The assembly; it is started by the runtime that this program runs on.</param>
    public static SimulatorProcess Start(string program, IEnumerable<string> words) =>
        new(ServerProcess.Start(Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "dotnet")), [program, .. words], user: null, hasInput: true));

    public int Id => _process.Id;

    /// <summary>The first line that it prints.</summary>
    /// <exception cref="WireTroubleException">It ended before.</exception>
    public async Task<string> FirstLine(CancellationToken stop) => await _process.StandardOutput.ReadLineAsync(stop) ?? throw await Trouble(stop);

    /// <summary>Waits for its end.</summary>
    /// <exception cref="WireTroubleException">Its exit code is not 0.</exception>
    public async Task End(CancellationToken stop)
    {
        await _process.StandardOutput.ReadToEndAsync(stop);
        await _process.WaitForExitAsync(stop);
        if (_process.ExitCode != 0) throw await Trouble(stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) ServerProcess.Signal(_process.Id, Terminate);
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private async Task<WireTroubleException> Trouble(CancellationToken stop) => new($"A simulator ended: {(await _process.StandardError.ReadToEndAsync(stop)).Trim()}");
}
