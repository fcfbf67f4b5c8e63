using System.Globalization;
using DeductionGateway.Banks.Calls;
using DeductionGateway.Banks.Inbound;
using DeductionGateway.Banks.Register;
using DeductionGateway.Core.Basics;
using DeductionGateway.Core.Snap;
using DeductionGateway.Data;

namespace DeductionGateway.Banks.Uat;

/// <summary>Evidence of what the bank called itself: of requests that were taken, as they are kept. One that was refused for its signature or token, and the second of two that are the same, are not kept.</summary>
internal static class UatInbound
{
    private const int MostRequests = 2_000;

    /// <exception cref="PartnerException">The bank called more often than one evidence holds.</exception>
    public static async Task<IReadOnlyList<EvidenceCase>> Since(Database database, Partner partner, DateTimeOffset since, CancellationToken stop)
    {
        var requests = await database.Ask(new WholeCooperative(partner.CooperativeId), tx => new SnapStore(tx).Since(partner.Name, since, MostRequests + 1), stop);
        if (requests.Count > MostRequests) throw new PartnerException($"The bank called more than {MostRequests} times since then; name a later time.");
        var mask = new EvidenceMask([partner.Account], [partner.BankSecret]);
        return [.. requests.Select((request, at) => Of(request, at + 1, mask))];
    }

    private static EvidenceCase Of(ShownRequest request, int number, EvidenceMask mask)
    {
        var service = (SnapService)request.Service;
        var code = CodeOf(request.Answer);
        var exchange = new EvidenceExchange(
            new DateTimeOffset(request.Arrived.ToUniversalTime()).ToOffset(JakartaTime.Offset), service.Method(), SnapServer.Prefix + service.Path(),
            mask.Headers([new(SnapMessage.Timestamp, request.SignedAt), new(SnapMessage.Signature, request.Signature), new(SnapMessage.ExternalId, request.ExternalId)]), mask.Body(request.Body),
            SnapAnswer.Parse(code)?.Answer.Http ?? 0, [], mask.Body(request.Answer), 0);
        return new EvidenceCase(number.ToString("000", CultureInfo.InvariantCulture), service, Title(service), [], code, UatVerdict.Seen, UatReason.None, 0, [exchange]);
    }

    private static string CodeOf(byte[] answer)
    {
        using var fields = SnapFields.Of(answer);
        return fields.Text(16, "responseCode");
    }

    private static UatTitle Title(SnapService service) => service switch
    {
        SnapService.VaInquiry => new UatTitle("Pertanyaan virtual account", "Virtual account inquiry"),
        SnapService.VaPayment => new UatTitle("Pembayaran virtual account", "Virtual account payment"),
        SnapService.VaNotify => new UatTitle("Pemberitahuan pembayaran virtual account", "Virtual account payment notice"),
        SnapService.DebitNotify => new UatTitle("Pemberitahuan debit langsung", "Direct debit notice"),
        _ => new UatTitle(service.Path(), service.Path()),
    };
}
