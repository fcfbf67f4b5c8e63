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

    public bool Any => _counts.Count > 0;
    public IReadOnlyList<FileFault> Kept => _faults;

    public void Add(string file, int line, int column, string code, string text)
    {
        var seen = _counts.GetValueOrDefault(file);
        _counts[file] = seen + 1;
        if (seen < LimitPerFile) _faults.Add(new FileFault(file, line, column, code, text));
    }

    public int CountOf(string file) => _counts.GetValueOrDefault(file);

    /// <summary>Kept faults by file, line and column, with one closing line for each file that had more than the limit.</summary>
    public IReadOnlyList<FileFault> Sorted()
    {
        var all = new List<FileFault>(_faults);
        all.Sort(static (a, b) =>
        {
            var order = string.CompareOrdinal(a.File, b.File);
            if (order == 0) order = a.Line.CompareTo(b.Line);
            if (order == 0) order = a.Column.CompareTo(b.Column);
            return order != 0 ? order : string.CompareOrdinal(a.Code, b.Code);
        });
        foreach (var (file, count) in _counts.OrderBy(static pair => pair.Key, StringComparer.Ordinal))
        {
            if (count > LimitPerFile) all.Add(new FileFault(file, 0, 0, "MORE_FAULTS", $"{count - LimitPerFile} further faults in this file are not listed."));
        }
        return all;
    }
}
