namespace DeductionGateway.Deductions;

/// <summary>Files that have lost their name already: they are gone with their handle, or with the gateway.</summary>
internal static class NamelessFile
{
    /// <param name="what">Is part of the name that the file has for a moment.</param>
    public static FileStream Make(string what)
    {
        var path = Path.Combine(Path.GetTempPath(), $"gateway-{what}-{Guid.NewGuid():N}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.Delete, BufferSize = 1 << 16 };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        File.Delete(path);
        return file;
    }
}
