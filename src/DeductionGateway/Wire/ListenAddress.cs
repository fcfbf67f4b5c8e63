using System.Globalization;
using System.Net;

namespace DeductionGateway.Wire;

/// <summary>An address to listen on, written <c>host:port</c>; port 0 is a free one.</summary>
internal static class ListenAddress
{
    /// <summary>Without TLS tokens and passwords are sent in clear text: only this machine may reach the gateway then. Null where the address may be listened on, else why not.</summary>
    public static string? Refusal(IPAddress address) => IPAddress.IsLoopback(address) ? null
        : $"{address} can be reached from other machines, and without a certificate passwords and tokens would be sent in clear text: give --certificate and --key, or a loopback address such as 127.0.0.1.";

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
