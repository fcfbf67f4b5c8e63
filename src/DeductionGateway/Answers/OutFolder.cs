namespace DeductionGateway.Answers;

/// <summary>
/// The result folder: files are written under temporary names and appear whole at the end, or not at all. The files for people are made from
/// published ones and may fail without them: those of an earlier run are taken away first, for beside newer answers they would mislead.
/// </summary>
internal sealed class OutFolder : IDisposable
{
    private const string Suffix = ".part";
    private const string Letters = "surat";

    /// <summary>What an earlier run may have left for people.</summary>
    private static readonly string[] ForPeople = ["hasil.xlsx", "anggota.csv"];

    private readonly List<string> _names = [];
    private readonly List<string> _people = [];

    /// <exception cref="IOException">There is no such folder and none can be made.</exception>
    public OutFolder(string path)
    {
        Path = path;
        Directory.CreateDirectory(path);
        // Of a run that was killed.
        if (Directory.Exists(PartOf(Letters))) Directory.Delete(PartOf(Letters), true);
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
        return new FileStream(PartOf(name), FileMode.Create, FileAccess.Write);
    }

    /// <summary>One of the files that <see cref="PublishForPeople"/> publishes.</summary>
    public FileStream CreateForPeople(string name)
    {
        _people.Add(name);
        return new FileStream(PartOf(name), FileMode.Create, FileAccess.Write);
    }

    /// <summary>A file in the folder of letters, which is made anew as a whole.</summary>
    public FileStream CreateLetter(string name)
    {
        Directory.CreateDirectory(PartOf(Letters));
        return new FileStream(System.IO.Path.Combine(PartOf(Letters), name), FileMode.Create, FileAccess.Write);
    }

    /// <summary>A published file, to be read.</summary>
    public FileStream OpenPublished(string name) => new(FileOf(name), FileMode.Open, FileAccess.Read);

    /// <summary>A file that only this run needs; gone when it is closed.</summary>
    public FileStream Temporary(string name) =>
        new(PartOf(name), FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);

    /// <summary>All files but those for people are complete: they get their names.</summary>
    public void Publish()
    {
        foreach (var name in _names) File.Move(PartOf(name), FileOf(name), true);
        _names.Clear();
        // Of a run that was refused before; beside good results it would mislead.
        File.Delete(FileOf("errors.csv"));
    }

    /// <summary>What an earlier run left for people, and what of this one is begun, is gone.</summary>
    public void RemoveForPeople()
    {
        RemoveParts(_people);
        foreach (var name in ForPeople) File.Delete(FileOf(name));
        if (Directory.Exists(FileOf(Letters))) Directory.Delete(FileOf(Letters), true);
    }

    /// <summary>The files for people are complete: they get their names.</summary>
    public void PublishForPeople()
    {
        foreach (var name in _people) File.Move(PartOf(name), FileOf(name), true);
        _people.Clear();
        if (Directory.Exists(PartOf(Letters))) Directory.Move(PartOf(Letters), FileOf(Letters));
    }

    /// <summary>Answers of a run before this one lie in the folder.</summary>
    public bool HasEarlierAnswers => File.Exists(FileOf("lines.csv"));

    /// <summary>Only this file: a refused folder has no other answer.</summary>
    public void PublishOnly(string name)
    {
        File.Move(PartOf(name), FileOf(name), true);
        _names.Remove(name);
    }

    public void Dispose()
    {
        RemoveParts(_names);
        RemoveParts(_people);
    }

    private void RemoveParts(List<string> names)
    {
        foreach (var name in names) File.Delete(PartOf(name));
        names.Clear();
        if (Directory.Exists(PartOf(Letters))) Directory.Delete(PartOf(Letters), true);
    }

    private string FileOf(string name) => System.IO.Path.Combine(Path, name);
    private string PartOf(string name) => System.IO.Path.Combine(Path, name + Suffix);
}
