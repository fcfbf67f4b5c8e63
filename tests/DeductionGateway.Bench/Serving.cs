using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Dapper;
using DeductionGateway.Access;
using DeductionGateway.Hosting;
using DeductionGateway.Sealing;
using Grpc.Core;
using Grpc.Net.Client;

namespace DeductionGateway.Bench;

/// <summary>The published <c>serve</c> in a process of its own, with an account for the core system of one cooperative, and a client beside it.</summary>
internal sealed partial class Serving : IDisposable
{
    private const string Client = "bench-1";
    private readonly Process _process;

    private Serving(Process process, Uri http, GrpcChannel channel) => (_process, Http, Channel) = (process, http, channel);

    public Uri Http { get; }
    public GrpcChannel Channel { get; }

    /// <summary>Makes the cooperative and the account in a data folder that nobody uses; the account's secret.</summary>
    public static async Task<string> Account(string data, string cooperative)
    {
        using var gateway = GatewayDatabase.Open(new DatabaseOptions(null, data));
        using (var connection = gateway.Database.OpenAsOwner()) await connection.ExecuteAsync("insert into cooperative (code, name) values (@cooperative, @cooperative) on conflict do nothing;", new { cooperative });
        return (await new Accounts(gateway.Database, MasterKey.ReadOrMake(Path.Combine(data, "master.key")), TimeProvider.System).AddClient(Client, cooperative, Role.CoreSystem, null, null, CancellationToken.None))!;
    }

    public static Serving Start(string data)
    {
        var info = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true };
        foreach (var word in (string[])[Gateway.Program, "serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--data", data]) info.ArgumentList.Add(word);
        var process = Process.Start(info)!;
        var ports = new List<string>();
        while (ports.Count < 2)
        {
            var line = process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("serve ended before it served");
            ports.AddRange(Port().Matches(line).Select(static match => match.Groups[1].Value));
        }
        return new Serving(process, new Uri($"http://127.0.0.1:{ports[0]}"), GrpcChannel.ForAddress($"http://127.0.0.1:{ports[1]}"));
    }

    /// <summary>Metadata of a call; a token lives ten minutes.</summary>
    public async Task<Metadata> SignIn(string secret)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", Client), new("client_secret", secret)]);
        using var response = await http.PostAsync(new Uri(Http, "/oauth/token"), form);
        var text = await response.Content.ReadAsStringAsync();
        return new Metadata { { "authorization", $"Bearer {JsonDocument.Parse(text).RootElement.GetProperty("access_token").GetString()}" } };
    }

    /// <summary>The most that the process had resident since it began, MiB.</summary>
    public double PeakMemoryMiB()
    {
        var line = File.ReadLines($"/proc/{_process.Id}/status").First(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return long.Parse(line.Split(':')[1].Trim().Split(' ')[0], CultureInfo.InvariantCulture) / 1024.0;
    }

    /// <summary>Seconds that the process had a core since it began: what it costs, however busy the machine is.</summary>
    public double CpuSeconds() => Process.GetProcessById(_process.Id).TotalProcessorTime.TotalSeconds;

    /// <summary>The same for its database: the server's process and its children, as long as they live.</summary>
    public double DatabaseCpuSeconds()
    {
        var parents = Directory.GetDirectories("/proc").Select(static folder => Path.GetFileName(folder)).Where(static name => int.TryParse(name, out _)).Select(Stat).Where(static stat => stat is not null).Select(static stat => stat!.Value).ToList();
        HashSet<int> own = [_process.Id];
        for (var count = 0; count != own.Count;)
        {
            count = own.Count;
            own.UnionWith(parents.Where(stat => own.Contains(stat.Parent)).Select(static stat => stat.Process));
        }
        return parents.Where(stat => stat.Process != _process.Id && own.Contains(stat.Process)).Sum(static stat => stat.Ticks) / 100.0;
    }

    /// <summary>proc(5): after the name, which may have spaces, fields 3 and on. Ticks of 10 ms; those of children that ended too.</summary>
    private static (int Process, int Parent, long Ticks)? Stat(string process)
    {
        try
        {
            var fields = File.ReadAllText($"/proc/{process}/stat").Split(") ")[^1].Split(' ');
            return (int.Parse(process, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture), fields[11..15].Sum(static field => long.Parse(field, CultureInfo.InvariantCulture)));
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        Channel.Dispose();
        ServerProcess.Signal(_process.Id, 15);
        _process.WaitForExit();
        _process.Dispose();
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)/? ")]
    private static partial Regex Port();
}
