using System.Security.Cryptography;

namespace DeductionGateway.Core.Snap;

/// <summary>A body as signatures see it: without the whitespace between its parts, and otherwise byte for byte as it was sent. Nothing is parsed and written again: numbers, escapes and the order of keys stay the sender's.</summary>
public static class SnapBody
{
    /// <summary>Drops space, tab, line feed and carriage return outside of strings. What is no JSON comes through too, for the signature is looked at before the body is understood.</summary>
    public static byte[] Minify(ReadOnlySpan<byte> body)
    {
        var minified = new byte[body.Length];
        var (length, isString, isEscaped) = (0, false, false);
        foreach (var one in body)
        {
            if (!isString && one is (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r') continue;
            minified[length++] = one;
            if (isEscaped) isEscaped = false;
            else if (isString && one == (byte)'\\') isEscaped = true;
            else if (one == (byte)'"') isString = !isString;
        }
        return minified[..length];
    }

    /// <summary>SHA-256 of the minified body, lower-case hexadecimal; of no body that of nothing.</summary>
    public static string Hash(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(Minify(body)));
}
