using DeductionGateway.Contract.V1;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.BankPostings;

/// <summary>What banks push, by the wire.</summary>
internal sealed class BankService(Database database, TimeProvider time) : Bank.BankBase
{
    /// <summary>Postings of one transaction.</summary>
    private const int BatchSize = 200;

    /// <summary>Postings of one request.</summary>
    private const int RequestLimit = 1_000;

    private readonly Writes _writes = new(database, time);

    /// <summary>What has arrived by now is stored together: a bank that waits for each acknowledgement gets it at once, one that sends on is not slowed by a commit for each.</summary>
    public override async Task PostBankEntries(IAsyncStreamReader<BankPosting> requestStream, IServerStreamWriter<BankPostingAck> responseStream, ServerCallContext context)
    {
        var (caller, stop) = (Caller.Of(context), context.CancellationToken);
        var (taken, waiting) = (0L, new List<BankPosting>());
        for (var next = requestStream.MoveNext(stop); ; next = requestStream.MoveNext(stop))
        {
            if (waiting.Count > 0 && (!next.IsCompleted || waiting.Count >= BatchSize))
            {
                await Store(waiting);
                waiting.Clear();
            }
            if (!await next) break;
            waiting.Add(requestStream.Current);
        }
        if (waiting.Count > 0) await Store(waiting);

        async Task Store(List<BankPosting> postings)
        {
            var acks = await database.Write(caller.CooperativeId, tx => PostingIntake.Take(tx, caller, postings, taken, time.GetUtcNow()), stop);
            taken += postings.Count;
            foreach (var ack in acks) await responseStream.WriteAsync(ack, stop);
        }
    }

    public override Task<PostBankEntriesBatchResponse> PostBankEntriesBatch(PostBankEntriesBatchRequest request, ServerCallContext context)
    {
        if (request.Postings.Count is 0 or > RequestLimit) throw Faults.Invalid("postings", $"The request has {request.Postings.Count} postings; 1 to {RequestLimit} are taken at once.");
        return _writes.Once(context, request, async tx =>
        {
            var answer = new PostBankEntriesBatchResponse();
            answer.Acks.Add(await PostingIntake.Take(tx, Caller.Of(context), request.Postings, 0, time.GetUtcNow()));
            return answer;
        });
    }
}
