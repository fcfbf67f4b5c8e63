using System.Security.Cryptography;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Snap;

namespace DeductionGateway.Banks.Uat;

/// <summary>
/// Runs a form at a bank, one case after another. Each request goes out once, whatever is answered, at the bank's rate: what the bank does with it is what the test is to
/// show. Requests are made and signed as those of every call (<see cref="SnapMessage"/>); a case changes what is signed, or a header after it.
/// </summary>
internal sealed class UatRun(Partner partner, UatForm form, SnapWire wire, PartnerPipeline pipeline, TimeProvider time)
{
    private static readonly TimeSpan Age = new(2, 0, 0);

    private readonly UatBodies _bodies = new(partner, form, time.GetUtcNow());
    private readonly Dictionary<string, SentTransfer> _moved = new(StringComparer.Ordinal);
    private readonly HashSet<string> _tokens = new(StringComparer.Ordinal);
    private OwnToken? _token;
    private bool _isReached;

    private bool HasTokens => partner.Profile.Signature.Outbound == SignatureKind.Symmetric;

    /// <param name="movesMoney">Whether cases of services 17 and 18 are run.</param>
    /// <exception cref="BankTroubleException">Nothing of the first case could be sent.</exception>
    public async Task<UatResult> Run(UatCase one, bool movesMoney, CancellationToken stop)
    {
        var service = (SnapService)one.Service;
        if (WhyNot(one, service, movesMoney) is { } reason) return new UatResult(one, UatVerdict.NotRun, reason, []);
        var exchanges = new List<UatExchange>();
        if (service != SnapService.Token && HasTokens && !await HasToken(exchanges, stop)) return new UatResult(one, UatVerdict.Failed, new UatReason(UatWhy.NoToken), exchanges);
        var now = time.GetUtcNow();
        var first = new Call(SnapReference.New(now), now, "");
        if (one.Repeat != UatRepeat.None)
        {
            var sent = await Send(RightMessage(service, first), exchanges, stop);
            if (sent.Answer.Outcome is not (SnapOutcome.Done or SnapOutcome.Pending)) return new UatResult(one, UatVerdict.Failed, sent.Response is null ? new UatReason(UatWhy.NoAnswer) : new UatReason(UatWhy.FirstRefused, sent.Code), exchanges);
            first = first with { ExternalId = sent.Request.Header(SnapMessage.ExternalId) };
        }
        var last = await Send(Message(one, service, first), exchanges, stop);
        if (service == SnapService.Token) Keep(last);
        if (service.MovesMoney() && last.Answer.Outcome is SnapOutcome.Done or SnapOutcome.Pending) _moved[one.Id] = new SentTransfer(service, first.Reference, first.At);
        return UatJudgement.Of(one, last, exchanges);
    }

    /// <summary>Knows the accounts of bank and form, and the tokens that the bank gave by now.</summary>
    public EvidenceMask Mask() => new([partner.Account, partner.VaPrefix + _bodies.CustomerNo, _bodies.CustomerNo, form.Transfer?.Account ?? "", form.Transfer?.OtherAccount ?? ""], _tokens);

    private UatReason? WhyNot(UatCase one, SnapService service, bool movesMoney) => service switch
    {
        SnapService.Token when !HasTokens => new UatReason(UatWhy.NoTokens),
        _ when !HasTokens && (one.Token != UatToken.Right || one.WithoutHeaders.Contains(SnapMessage.Authorization)) => new UatReason(UatWhy.NoTokens),
        _ when service.MovesMoney() && !movesMoney => new UatReason(UatWhy.MovesMoney),
        SnapService.TransferIntrabank when form.Transfer is null => new UatReason(UatWhy.FormSilent, "transfer"),
        SnapService.TransferInterbank when form.Transfer is not { OtherBank.Length: > 0, OtherAccount.Length: > 0, OtherName.Length: > 0 } => new UatReason(UatWhy.FormSilent, "transfer.other_bank"),
        SnapService.VaCreate or SnapService.VaUpdate or SnapService.VaUpdateStatus or SnapService.VaInquiryOwn or SnapService.VaDelete when partner.VaPrefix.Length == 0 || !partner.Profile.VirtualAccounts.AtBank => new UatReason(UatWhy.NoNumbers),
        SnapService.TransferStatus when one.After.Length > 0 && !_moved.ContainsKey(one.After) => new UatReason(UatWhy.NothingMoved, one.After),
        SnapService.DebitStatus when one.IsPositive && form.DebitReference.Length == 0 => new UatReason(UatWhy.FormSilent, "debit_reference"),
        _ => null,
    };

    /// <summary>A right call.</summary>
    private SnapMessage RightMessage(SnapService service, Call first) =>
        SnapMessage.OfCall(partner, service, SnapJson.Bytes(_bodies.Right(service, first.Reference, first.At, null)), _token?.Value, time.GetUtcNow());

    /// <summary>The call that is judged.</summary>
    private SnapMessage Message(UatCase one, SnapService service, Call first)
    {
        var now = time.GetUtcNow();
        var at = one.Time == UatTime.Old ? now - Age : now;
        var (reference, made) = one.Repeat == UatRepeat.ExternalId ? (SnapReference.New(now), now) : (first.Reference, first.At);
        var body = _bodies.Altered(_bodies.Right(service, reference, made, _moved.TryGetValue(one.After, out var moved) ? moved : null), one);
        var message = Signed(at);
        // Well formed, and of another moment: that it is looked at is seen by its refusal alone.
        if (one.Signature == UatSignature.Wrong) message = message.With(SnapMessage.Signature, Signed(at - Age).Header(SnapMessage.Signature));
        if (one.Repeat == UatRepeat.ExternalId) message = message.With(SnapMessage.ExternalId, first.ExternalId);
        message = one.Headers.Aggregate(message, static (made, header) => made.With(header.Key, header.Value));
        return one.WithoutHeaders.Aggregate(message, static (made, name) => made.Without(name));

        SnapMessage Signed(DateTimeOffset at) => service == SnapService.Token ? SnapMessage.OfToken(partner, body, at)
            : SnapMessage.OfCall(partner, service, body, !HasTokens ? null : one.Token == UatToken.Unknown ? UnknownToken() : _token!.Value, at);
    }

    /// <summary>Where there is none yet, or it is old, one is asked for beside the case.</summary>
    private async Task<bool> HasToken(List<UatExchange> exchanges, CancellationToken stop)
    {
        var now = time.GetUtcNow();
        if (_token is not null && now < _token.RenewAt) return true;
        _token = null;
        Keep(await Send(SnapMessage.OfToken(partner, SnapJson.Bytes(SnapBodies.Token()), now), exchanges, stop));
        return _token is not null;
    }

    private void Keep(UatExchange exchange)
    {
        if (OwnToken.Read(exchange.Answer, exchange.At) is not { } token) return;
        _token = token;
        _tokens.Add(token.Value);
    }

    private async Task<UatExchange> Send(SnapMessage message, List<UatExchange> exchanges, CancellationToken stop)
    {
        var (at, began) = (time.GetUtcNow(), time.GetTimestamp());
        SnapResponse? response = null;
        var answer = await pipeline.Once(message.Service, async within =>
        {
            // What was waited for a turn is not the bank's time.
            began = time.GetTimestamp();
            response = await wire.Send(message, within);
            return BankAnswer.Read(message.Service, response.Http, response.Body);
        }, stop);
        if (!answer.IsSent && !_isReached) throw new BankTroubleException($"{partner.BaseUrl} cannot be reached: no connection came about. Is the test system up, and does base_url name it?");
        _isReached = true;
        var exchange = new UatExchange(message, at, time.GetElapsedTime(began).Ticks / TimeSpan.TicksPerMillisecond, response, answer);
        exchanges.Add(exchange);
        return exchange;
    }

    private static string UnknownToken() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));

    /// <param name="At">Of what the body says.</param>
    /// <param name="ExternalId">Of the call that went first; empty where none did.</param>
    private readonly record struct Call(string Reference, DateTimeOffset At, string ExternalId);
}
