using System.Globalization;
using System.Net;

namespace DeductionGateway.Wire;

/// <summary>An address to listen on, written <c>host:port</c>; port 0 is a free one.</summary>
internal static class ListenAddress
{
    /// <summary>Null where the text is none: the host must be an IP address or localhost.</summary>
    public static IPEndPoint? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        if (colon <= 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) return null;
        var host = text[..colon];
        if (host == "localhost") return new IPEndPoint(IPAddress.Loopback, port);
        if (host.Contains(':', StringComparison.Ordinal) != (host.StartsWith('[') && host.EndsWith(']'))) return null;
        return IPAddress.TryParse(host.Trim('[', ']'), out var address) ? new IPEndPoint(address, port) : null;
    }
}
