using System.Security.Cryptography;
using System.Text;
using DeductionGateway.Data;
using Google.Protobuf;
using Grpc.Core;

namespace DeductionGateway.Wire;

/// <summary>
/// Does what a call changes once for each key that its caller gives: the change and its answer are one transaction, so that a caller who never saw
/// the answer may ask again. Every service changes through this and nothing else.
/// </summary>
internal sealed class Writes(Database database, TimeProvider time)
{
    /// <summary>Metadata, and the header of REST.</summary>
    public const string Header = "idempotency-key";

    /// <summary>Longer ones are refused: a key is a UUID or a number of the caller's own.</summary>
    public const int LongestKey = 128;

    /// <summary>How long a key means what it meant.</summary>
    public static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    /// <param name="content">What makes two calls of one method the same; for most the request.</param>
    /// <param name="write">The change; it may be begun again after a lost race, and throws where there is nothing to commit.</param>
    /// <exception cref="RpcException">ALREADY_EXISTS where the key came with other content; INVALID_ARGUMENT where it is none.</exception>
    public Task<T> Once<T>(ServerCallContext context, IMessage content, Func<Tx, Task<T>> write) where T : IMessage<T>, new()
    {
        var caller = Caller.Of(context);
        var key = Key(context);
        return database.Write(caller.CooperativeId, tx => key is null ? write(tx) : Keyed(tx, caller, key, Fingerprint(context.Method, content), write), context.CancellationToken);
    }

    private async Task<T> Keyed<T>(Tx tx, Caller caller, string key, byte[] fingerprint, Func<Tx, Task<T>> write) where T : IMessage<T>, new()
    {
        await tx.ExecuteAsync(Sql.Lock, new { Name = $"{caller.CooperativeId} {caller.Actor} {key}" });
        if (await tx.FindAsync<KeptAnswer>(Sql.Find, new { caller.Actor, Key = key }) is { } known)
        {
            if (!known.Fingerprint.AsSpan().SequenceEqual(fingerprint)) throw Faults.Of(StatusCode.AlreadyExists, $"The key '{key}' came with another content before; take a new key for a new call.", Faults.Info("KEY_USED"));
            var first = new T();
            first.MergeFrom(known.Answer);
            return first;
        }
        var now = time.GetUtcNow();
        await tx.ExecuteAsync(Sql.Forget, new { Before = now - KeptFor });
        var answer = await write(tx);
        await tx.ExecuteAsync(Sql.Keep, new { Cooperative = caller.CooperativeId, caller.Actor, Key = key, Fingerprint = fingerprint, Answer = answer.ToByteArray(), At = now });
        return answer;
    }

    private static string? Key(ServerCallContext context)
    {
        if (context.RequestHeaders.GetValue(Header) is not { } key) return null;
        var isKey = key.Length is > 0 and <= LongestKey && key.All(static c => c is > ' ' and < '\u007F');
        return isKey ? key : throw Faults.Invalid(Header, $"The key has 1 to {LongestKey} visible ASCII characters, such as a UUID.");
    }

    private static byte[] Fingerprint(string method, IMessage content) => SHA256.HashData([.. Encoding.UTF8.GetBytes(method), 0, .. content.ToByteArray()]);

    private sealed record KeptAnswer(byte[] Fingerprint, byte[] Answer);

    private static class Sql
    {
        // Two calls with one key wait for each other.
        public const string Lock = "select pg_advisory_xact_lock(hashtextextended('write_key ' || @Name, 0));";
        public const string Find = "select fingerprint, answer from write_key where actor = @Actor and key = @Key;";
        public const string Forget = "select forget_write_keys(@Before);";

        public const string Keep = """
            insert into write_key (cooperative_id, actor, key, fingerprint, answer, at)
            values (@Cooperative, @Actor, @Key, @Fingerprint, @Answer, @At);
            """;
    }
}
