using System.Security.Cryptography;

namespace DeductionGateway.Banks.Register;

/// <summary>A bank's file and what it names beside it, read: all of it can be used, as far as that is known without a database.</summary>
/// <param name="ProfileJson">Of the profile, whether it is built in or stands in the file.</param>
/// <param name="BankPublicKey">PEM.</param>
/// <param name="OwnSecret">Null where the file names none.</param>
/// <param name="OwnPrivateKey">PEM; null where the file names none.</param>
internal sealed record PartnerFiles(PartnerFile File, string ProfileJson, string BankPublicKey, string? OwnSecret, string? OwnPrivateKey)
{
    private const int LeastBits = 2048;

    /// <param name="folder">Where the files lie that it names.</param>
    /// <exception cref="ProfileException">One of them cannot be used; the sentence says which and what is wanted.</exception>
    public static PartnerFiles Of(PartnerFile file, string folder) => new(
        file, file.ProfileJson(), PublicKey(folder, file.Bank.PublicKeyFile), file.Own?.SecretFile is { } secret ? Secret(folder, secret) : null, file.Own?.PrivateKeyFile is { } key ? PrivateKey(folder, key) : null);

    private static string PublicKey(string folder, string file)
    {
        var pem = Text(folder, file);
        if (pem.Contains("PRIVATE KEY", StringComparison.Ordinal)) throw new ProfileException($"{file} is a private key; the bank's public key is wanted, and its private one belongs to the bank alone.");
        return Key(file, pem, "public", static key => key.ExportSubjectPublicKeyInfoPem());
    }

    private static string PrivateKey(string folder, string file) => Key(file, Text(folder, file), "private", static key => key.ExportPkcs8PrivateKeyPem());

    private static string Secret(string folder, string file) => Text(folder, file).Trim() is { Length: > 0 } secret ? secret : throw new ProfileException($"{file} is empty; the secret that the bank gave is wanted.");

    private static string Key(string file, string pem, string kind, Func<RSA, string> export)
    {
        try
        {
            using var key = Partner.KeyOf(pem);
            return key.KeySize >= LeastBits ? export(key) : throw new ProfileException($"{file}: the key has {key.KeySize} bits; {LeastBits} at least are wanted.");
        }
        catch (Exception wrong) when (wrong is ArgumentException or CryptographicException)
        {
            throw new ProfileException($"{file} is no PEM of an RSA {kind} key: {wrong.Message}");
        }
    }

    private static string Text(string folder, string file)
    {
        try
        {
            return System.IO.File.ReadAllText(Path.Combine(folder, file));
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException)
        {
            throw new ProfileException($"{file} cannot be read: {wrong.Message}");
        }
    }
}
