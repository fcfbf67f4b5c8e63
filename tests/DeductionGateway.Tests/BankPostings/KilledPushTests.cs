using System.Text.Json;
using System.Text.RegularExpressions;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Sealing;
using DeductionGateway.Tests.Harness;
using DeductionGateway.Tests.Proofs;
using Grpc.Core;
using Grpc.Net.Client;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.Tests.BankPostings;

/// <summary>A gateway that is killed while a bank pushes has kept whatever it acknowledged; the bank sends the rest to the next one.</summary>
public sealed partial class KilledPushTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task What_a_killed_gateway_acknowledged_is_kept()
    {
        var (postings, kills) = (ProofSize.Of(600, 6_000), ProofSize.Of(2, 10));
        using var scratch = new Scratch();
        database.AsSuperuser<int>("insert into cooperative (code, name) values ('first', 'first');");
        var secret = await new Accounts(database.Database, MasterKey.ReadOrMake(scratch["master.key"]), TimeProvider.System).AddClient("bank-1", "first", Role.BankSystem, null, null, CancellationToken.None);
        var left = new Queue<string>(Enumerable.Range(1, postings).Select(static no => $"K{no:0000}"));
        var acknowledged = new HashSet<string>(StringComparer.Ordinal);
        for (var kill = 1; left.Count > 0; kill++)
        {
            using var process = GatewayProcess.Start("serve", "--http", "127.0.0.1:0", "--grpc", "127.0.0.1:0", "--master-key", scratch["master.key"], "--database", database.ConnectionString);
            process.RunUntil(() => process.Output.Contains("Ctrl-C", StringComparison.Ordinal)).ShouldBeTrue(process.Output);
            var ports = Port().Matches(process.Output).Select(static match => match.Groups[1].Value).ToList();
            var killAt = kill > kills ? int.MaxValue : acknowledged.Count + postings / (kills + 2);
            await Push(ports, secret!, left, acknowledged, () => acknowledged.Count >= killAt, process);
            database.AsSuperuser<string>("select bank_ref from pushed_posting;").ShouldBeSubsetOf(Enumerable.Range(1, postings).Select(static no => $"K{no:0000}"));
            acknowledged.ShouldBeSubsetOf(database.AsSuperuser<string>("select bank_ref from pushed_posting;"));
        }
        acknowledged.Count.ShouldBe(postings);
        database.AsSuperuser<long>("select count(*) from pushed_posting;").ShouldBe([postings]);
    }

    /// <summary>Sends what is left and takes off what is acknowledged, until everything is or the gateway is killed.</summary>
    private static async Task Push(List<string> ports, string secret, Queue<string> left, HashSet<string> acknowledged, Func<bool> isTime, GatewayProcess process)
    {
        using var http = new HttpClient();
        using var form = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", "bank-1"), new("client_secret", secret)]);
        using var response = await http.PostAsync(new Uri($"http://127.0.0.1:{ports[0]}/oauth/token"), form);
        var token = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("access_token").GetString();
        using var channel = GrpcChannel.ForAddress($"http://127.0.0.1:{ports[1]}");
        using var call = new Bank.BankClient(channel).PostBankEntries(new Metadata { { "authorization", $"Bearer {token}" } });
        var sending = Task.Run(async () =>
        {
            foreach (var reference in left.ToArray()) await call.RequestStream.WriteAsync(PushedPostingTests.Posting(reference, 1_000));
            await call.RequestStream.CompleteAsync();
        });
        try
        {
            while (await call.ResponseStream.MoveNext(CancellationToken.None))
            {
                call.ResponseStream.Current.State.ShouldBeOneOf(PostingState.Stored, PostingState.Known);
                call.ResponseStream.Current.BankRef.ShouldBe(left.Dequeue());
                acknowledged.Add(call.ResponseStream.Current.BankRef).ShouldBeTrue();
                if (!isTime()) continue;
                process.Signal(GatewayProcess.Killed);
                process.End();
            }
            await sending;
        }
        catch (RpcException) when (process.HasExited)
        {
            // Killed; what it had acknowledged is looked for in the database.
        }
        await Task.WhenAny(sending);
    }

    [GeneratedRegex(@"127\.0\.0\.1:(\d+)/? ")]
    private static partial Regex Port();
}
