using System.Net.Sockets;
using System.Text;

namespace DeductionGateway.Mocks;

/// <summary>A request after which, or in the midst of which, the connection ends: nobody hears what became of it.</summary>
internal static class CutConnection
{
    /// <param name="to">An http address with its path.</param>
    /// <param name="isWhole">False: only half of the body is sent.</param>
    public static async Task Post(Uri to, IEnumerable<KeyValuePair<string, string>> headers, byte[] body, bool isWhole, CancellationToken stop)
    {
        var head = new StringBuilder($"POST {to.PathAndQuery} HTTP/1.1\r\nHost: {to.Authority}\r\nContent-Length: {body.Length}\r\n");
        foreach (var (name, value) in headers) head.Append($"{name}: {value}\r\n");
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(to.Host, to.Port, stop);
            await socket.GetStream().WriteAsync((byte[])[.. Encoding.ASCII.GetBytes(head.Append("\r\n").ToString()), .. body.AsSpan(0, isWhole ? body.Length : body.Length / 2)], stop);
        }
        catch (Exception gone) when (gone is SocketException or IOException)
        {
            // Cut by the other side: the same to us.
        }
    }
}
