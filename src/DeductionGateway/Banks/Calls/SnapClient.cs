using System.Text.Json.Nodes;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Calls;

/// <summary>
/// Calls banks (DOMAIN §3): the bytes that go out are signed as the partner's profile has it, by a token where it wants one. What comes back is an answer always; how often
/// a call is tried, and when a bank is left alone, its pipeline says.
/// </summary>
internal sealed class SnapClient(PartnerPipelines pipelines, TimeProvider time) : IDisposable
{
    private readonly OwnTokens _tokens = new(time);
    private readonly SnapWire _wire = new();

    public Task<BankAnswer> Call(Partner partner, SnapService service, JsonObject body, CancellationToken stop) => Call(partner, service, SnapJson.Bytes(body), stop);

    /// <param name="body">JSON, sent byte for byte.</param>
    public Task<BankAnswer> Call(Partner partner, SnapService service, byte[] body, CancellationToken stop)
    {
        var pipeline = pipelines.Of(partner);
        return pipeline.Call(service, async within =>
        {
            string? token = null;
            if (partner.Profile.Signature.Outbound == SignatureKind.Symmetric)
            {
                token = await _tokens.Of(partner, () => Token(partner, pipeline, within), within);
                if (token is null) return BankAnswer.NotSent(service);
            }
            var answer = await pipeline.Try(service, within => Send(SnapMessage.OfCall(partner, service, body, token, time.GetUtcNow()), within), within);
            if (answer.Answer.Http == 401 && token is not null) _tokens.Forget(partner, token);
            return answer;
        }, stop);
    }

    public void Dispose()
    {
        _wire.Dispose();
        _tokens.Dispose();
    }

    private async Task<OwnToken?> Token(Partner partner, PartnerPipeline pipeline, CancellationToken stop)
    {
        var asked = time.GetUtcNow();
        var answer = await pipeline.Token(within => Send(SnapMessage.OfToken(partner, SnapJson.Bytes(SnapBodies.Token()), asked), within), stop);
        return OwnToken.Read(answer, asked);
    }

    private async Task<BankAnswer> Send(SnapMessage message, CancellationToken stop)
    {
        var began = time.GetTimestamp();
        var outcome = SnapOutcome.Unknown;
        try
        {
            var response = await _wire.Send(message, stop);
            var answer = BankAnswer.Read(message.Service, response.Http, response.Body);
            outcome = answer.Outcome;
            return answer;
        }
        finally
        {
            BankMeter.Tried(message.Service, outcome, time.GetElapsedTime(began));
        }
    }
}
