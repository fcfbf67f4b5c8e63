namespace DeductionGateway.Tests.Harness;

/// <summary>A folder of its own under the system's temporary one; it goes with all that is in it.</summary>
public sealed class Scratch : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("gateway-test-").FullName;

    /// <summary>The path of a file or folder in it, there or not.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Copies a folder into a new one of this name; what stands there already is replaced, a folder takes a file's place.</summary>
    public string Lay(string source, string name)
    {
        var target = this[name];
        Copy(source, target);
        return target;
    }

    public void Dispose()
    {
        if (Directory.Exists(Path)) Directory.Delete(Path, recursive: true);
    }

    private static void Copy(string source, string target)
    {
        if (File.Exists(target)) File.Delete(target);
        Directory.CreateDirectory(target);
        foreach (var file in Directory.EnumerateFiles(source)) File.Copy(file, System.IO.Path.Combine(target, System.IO.Path.GetFileName(file)), overwrite: true);
        foreach (var folder in Directory.EnumerateDirectories(source)) Copy(folder, System.IO.Path.Combine(target, System.IO.Path.GetFileName(folder)));
    }
}
