namespace DeductionGateway.Bench;

/// <summary>
/// A folder for what a measurement makes and throws away: a million lines need about 2.5 GB. Gone at the end, however it ends. Not the
/// private kind of temporary folder: where we are root, the database's user is another and must pass through.
/// </summary>
internal sealed class Room : IDisposable
{
    private readonly string _path = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"gateway-bench-{Environment.ProcessId}")).FullName;

    public string this[string name] => Path.Combine(_path, name);

    public void Dispose() => Directory.Delete(_path, true);
}
