namespace DeductionGateway.Answers;

/// <summary>The result folder: files are written under temporary names and appear whole at the end, or not at all.</summary>
internal sealed class OutFolder : IDisposable
{
    private const string Suffix = ".part";
    private readonly List<string> _names = [];

    /// <exception cref="IOException">There is no such folder and none can be made.</exception>
    public OutFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(path);
    }

    public string Path { get; }

    public Utf8CsvWriter Csv(string name, string header)
    {
        var writer = new Utf8CsvWriter(Create(name));
        writer.Header(header);
        return writer;
    }

    public FileStream Create(string name)
    {
        if (!_names.Contains(name)) _names.Add(name);
        return new FileStream(System.IO.Path.Combine(Path, name + Suffix), FileMode.Create, FileAccess.Write);
    }

    /// <summary>A file that only this run needs; gone when it is closed.</summary>
    public FileStream Temporary(string name) =>
        new(System.IO.Path.Combine(Path, name + Suffix), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    /// <summary>All files are complete: they get their names.</summary>
    public void Publish()
    {
        foreach (var name in _names) File.Move(System.IO.Path.Combine(Path, name + Suffix), System.IO.Path.Combine(Path, name), true);
        _names.Clear();
        // Of a run that was refused before; beside good results it would mislead.
        File.Delete(System.IO.Path.Combine(Path, "errors.csv"));
    }

    /// <summary>Only this file: a refused folder has no other answer.</summary>
    public void PublishOnly(string name)
    {
        File.Move(System.IO.Path.Combine(Path, name + Suffix), System.IO.Path.Combine(Path, name), true);
        _names.Remove(name);
    }

    public void Dispose()
    {
        foreach (var name in _names) File.Delete(System.IO.Path.Combine(Path, name + Suffix));
    }
}
