namespace DeductionGateway.Sealing;

/// <summary>A key of 32 random bytes in a file that its user may read, and its group where that is set, as for a service that is given its keys; nobody else.</summary>
internal static class KeyFile
{
    public const int LengthBytes = 32;

    /// <param name="file">Where it lies.</param>
    /// <param name="name">What it is called in sentences, such as "master key".</param>
    /// <exception cref="MasterKeyException">No such file, every user may read or write it, or it does not hold 32 bytes.</exception>
    public static byte[] Read(string file, string name)
    {
        try
        {
            const UnixFileMode others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;
            if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != 0) throw new MasterKeyException($"The {name} {file} is open to every user of this machine: chmod 600 it, and take a new one if others may have read it.");
            var bytes = File.ReadAllBytes(file);
            return bytes.Length == LengthBytes ? bytes : throw new MasterKeyException($"The {name} {file} holds {bytes.Length} bytes; it must be {LengthBytes} random ones: head -c {LengthBytes} /dev/urandom.");
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            throw new MasterKeyException($"The {name} cannot be read: {trouble.Message}", trouble);
        }
    }
}
