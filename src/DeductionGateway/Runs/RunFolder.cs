namespace DeductionGateway.Runs;

/// <summary>
/// The private folder of a run: its files in, its answers out, gone with the run. A file in it is held open as long as the run lives, on whatever gateway of
/// the machine: a folder whose file nobody holds was left by one that was killed.
/// </summary>
internal sealed class RunFolder : IDisposable
{
    private const string Prefix = "gateway-run-";
    private const string HeldFile = "held";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory(Prefix);
    private readonly FileStream _held;

    public RunFolder()
    {
        _held = new FileStream(Path.Combine(_folder.FullName, HeldFile), FileMode.CreateNew, FileAccess.Write, FileShare.None);
        In = _folder.CreateSubdirectory("in").FullName;
        Out = _folder.CreateSubdirectory("out").FullName;
    }

    public string In { get; }
    public string Out { get; }

    /// <summary>Removes what killed runs left; what cannot be removed is another user's, and stays.</summary>
    public static void Sweep()
    {
        foreach (var folder in Directory.EnumerateDirectories(Path.GetTempPath(), Prefix + "*"))
        {
            try
            {
                using (new FileStream(Path.Combine(folder, HeldFile), FileMode.Open, FileAccess.Write, FileShare.None)) Directory.Delete(folder, recursive: true);
            }
            catch (Exception kept) when (kept is IOException or UnauthorizedAccessException)
            {
                // A run lives in it, is just about to, or is another user's.
            }
        }
    }

    public void Dispose()
    {
        if (Directory.Exists(_folder.FullName)) _folder.Delete(recursive: true);
        _held.Dispose();
    }
}
