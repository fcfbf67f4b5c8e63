namespace DeductionGateway.Tests.Harness;

/// <summary>A disk of a few kilobytes or megabytes in memory, mounted on a folder; only root can make one.</summary>
internal sealed class SmallDisk : IDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Skips the test where no such disk can be mounted.</summary>
    public static SmallDisk Mount(string path, string size)
    {
        Directory.CreateDirectory(path);
        var (exit, _, error) = Programs.Run("mount", "-t", "tmpfs", "-o", $"size={size}", "tmpfs", path);
        Assert.SkipUnless(exit == 0, $"no small disk can be mounted here, a full one cannot be tried: {error.Trim()}");
        return new SmallDisk(path);
    }

    /// <summary>Fills the disk up to the last bytes; deleting the file it returns makes room again.</summary>
    public string Fill(long leaveBytes)
    {
        var filler = System.IO.Path.Combine(Path, "filler");
        using var stream = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        var page = new byte[4096];
        try
        {
            while (true) stream.Write(page);
        }
        catch (IOException)
        {
            stream.SetLength(Math.Max(0, stream.Position / page.Length * page.Length - leaveBytes));
        }
        return filler;
    }

    public void Dispose() => Programs.Run("umount", "--lazy", Path);
}
