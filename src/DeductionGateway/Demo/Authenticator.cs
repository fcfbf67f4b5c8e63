using DeductionGateway.Access;

namespace DeductionGateway.Demo;

/// <summary>The app on the manager's telephone: it was given a link once, and shows the code of the moment.</summary>
internal static class Authenticator
{
    private const string Base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private const int Digits = 6;

    /// <param name="link">As <see cref="UserSecrets"/> has it.</param>
    public static string CodeOf(string link, DateTimeOffset now) =>
        Totp.CodeOf(SecretOf(System.Web.HttpUtility.ParseQueryString(new Uri(link).Query)["secret"]!), Totp.StepOf(now), Digits);

    /// <summary>RFC 4648, without padding.</summary>
    private static byte[] SecretOf(string text)
    {
        var bytes = new List<byte>(Totp.SecretBytes);
        int held = 0, bits = 0;
        foreach (var letter in text)
        {
            held = ((held << 5) | Base32.IndexOf(letter, StringComparison.Ordinal)) & 0xFFFF;
            if ((bits += 5) >= 8) bytes.Add((byte)((held >> (bits -= 8)) & 0xFF));
        }
        return [.. bytes];
    }
}
