using System.Diagnostics;

namespace DeductionGateway.Answers;

/// <summary>One line on a terminal that says how far a long run is, written over again; nothing where standard error is no terminal.</summary>
internal sealed class Progress : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    private readonly TextWriter _terminal;
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private int _width;

    private Progress(TextWriter terminal) => _terminal = terminal;

    /// <summary>Null where nobody is watching.</summary>
    public static Progress? OnTerminal(TextWriter error) => Console.IsErrorRedirected || !ReferenceEquals(error, Console.Error) ? null : new Progress(error);

    public void Say(string what)
    {
        if (_width > 0 && _since.Elapsed < Pause) return;
        _since.Restart();
        _terminal.Write("\r  " + what.PadRight(_width));
        _width = what.Length;
    }

    public void Clear()
    {
        if (_width > 0) _terminal.Write("\r" + new string(' ', _width + 2) + "\r");
        _width = 0;
    }

    public void Dispose() => Clear();
}
