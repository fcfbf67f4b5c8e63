using System.Security.Cryptography;
using System.Text;

namespace DeductionGateway.Demo;

/// <summary>Keys and secrets that in life the cooperative, its bank and its employer exchange: each in a file of a folder that only this user may read.</summary>
internal sealed class WireKeys
{
    private const int KeyBits = 2048;

    public WireKeys(string folder)
    {
        Folder = folder;
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public string Folder { get; }

    /// <summary>Makes an RSA key: the private half as <c>name.pem</c>, the public one as <c>name-public.pem</c>.</summary>
    public void MakePair(string name)
    {
        using var key = RSA.Create(KeyBits);
        Write($"{name}.pem", key.ExportPkcs8PrivateKeyPem());
        Write($"{name}-public.pem", key.ExportSubjectPublicKeyInfoPem());
    }

    /// <summary>Makes a secret, and keeps it under a name.</summary>
    public void MakeSecret(string name) => Write(name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));

    public void Write(string name, string text)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(PathOf(name), options);
        stream.Write(Encoding.UTF8.GetBytes(text));
    }

    public string PathOf(string name) => Path.Combine(Folder, name);
}
