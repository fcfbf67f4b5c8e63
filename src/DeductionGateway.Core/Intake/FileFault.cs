namespace DeductionGateway.Core.Intake;

/// <summary>
/// One reason why a file is refused, and where. Printed as <c>file:line:column CODE text</c>.
/// <paramref name="Line"/> is the physical line (1-based; 0 = the file as a whole), <paramref name="Column"/> the 1-based
/// character position of the field (0 = the whole line); in a sheet they are row and column.
/// <paramref name="Text"/> says what is wrong and what to do about it.
/// </summary>
public readonly record struct FileFault(string File, int Line, int Column, string Code, string Text)
{
    public override string ToString() => $"{File}:{Line}:{Column} {Code} {Text}";
}

/// <summary>
/// Collects every fault of the files of a folder: up to <see cref="LimitPerFile"/> a file are kept, the rest is counted.
/// </summary>
public sealed class FaultList
{
    public const int LimitPerFile = 1_000;

    private readonly List<FileFault> _faults = [];
    private readonly Dictionary<string, int> _counts = [];
    private readonly Dictionary<(string File, string Code), int> _codes = [];

    public bool Any => _counts.Count > 0;
    public IReadOnlyList<FileFault> Kept => _faults;

    public void Add(string file, int line, int column, string code, string text)
    {
        var seen = _counts.GetValueOrDefault(file);
        _counts[file] = seen + 1;
        _codes[(file, code)] = _codes.GetValueOrDefault((file, code)) + 1;
        if (seen < LimitPerFile) _faults.Add(new FileFault(file, line, column, code, text));
    }

    public int CountOf(string file) => _counts.GetValueOrDefault(file);

    /// <summary>
    /// Where one file has faults, what is said of others only because of it is no fault of theirs: a billing line's member is not unknown
    /// when the members could not be read.
    /// </summary>
    public void ForgetBecauseOf(string file, params ReadOnlySpan<string> codes)
    {
        if (CountOf(file) == 0) return;
        foreach (var code in codes)
        {
            foreach (var key in _codes.Keys.Where(key => key.Code == code && key.File != file).ToList())
            {
                _codes.Remove(key, out var count);
                if ((_counts[key.File] -= count) == 0) _counts.Remove(key.File);
                _faults.RemoveAll(fault => fault.File == key.File && fault.Code == code);
            }
        }
    }

    /// <summary>Kept faults by file, line and column, with one closing line for each file that had more than the limit.</summary>
    public IReadOnlyList<FileFault> Sorted()
    {
        var all = _faults.OrderBy(static fault => fault.File, StringComparer.Ordinal).ThenBy(static fault => fault.Line)
            .ThenBy(static fault => fault.Column).ThenBy(static fault => fault.Code, StringComparer.Ordinal).ToList();
        foreach (var (file, count) in _counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (count > LimitPerFile) all.Add(new FileFault(file, 0, 0, "MORE_FAULTS", $"{count - LimitPerFile} further faults in this file are not listed."));
        }
        return all;
    }
}
