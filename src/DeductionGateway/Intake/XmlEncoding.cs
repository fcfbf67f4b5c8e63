using System.Text;
using System.Text.RegularExpressions;

namespace DeductionGateway.Intake;

/// <summary>
/// The encoding that an XML file says it is written in, where that is none which the XML reader knows: banks' older programs write the code pages of Windows.
/// </summary>
internal static partial class XmlEncoding
{
    /// <summary>Bytes in which a declaration is looked for.</summary>
    private const int Head = 256;

    /// <summary>What the file declares; null where that is nothing, or the XML reader's own affair. The stream is left where it was.</summary>
    public static string? Declared(Stream stream)
    {
        if (!stream.CanSeek) return null;
        var start = new byte[Head];
        var place = stream.Position;
        var length = stream.ReadAtLeast(start, Head, throwOnEndOfStream: false);
        stream.Position = place;
        var name = Declaration().Match(Encoding.Latin1.GetString(start, 0, length));
        return name.Success && !IsKnown(name.Groups["name"].Value) ? name.Groups["name"].Value : null;
    }

    /// <summary>A code page of Windows or of ISO 8859: a character a byte, and ASCII below 128; null for every other name.</summary>
    public static Encoding? CodePage(string name) =>
        name.StartsWith("windows-125", StringComparison.OrdinalIgnoreCase) || name.StartsWith("iso-8859-", StringComparison.OrdinalIgnoreCase) ? CodePagesEncodingProvider.Instance.GetEncoding(name) : null;

    private static bool IsKnown(string name)
    {
        try
        {
            return Encoding.GetEncoding(name) is not null;
        }
        catch (Exception trouble) when (trouble is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }

    [GeneratedRegex("""^(\u00EF\u00BB\u00BF)?<\?xml[^>]*?\sencoding\s*=\s*["'](?<name>[A-Za-z0-9._-]+)["']""", RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();
}
