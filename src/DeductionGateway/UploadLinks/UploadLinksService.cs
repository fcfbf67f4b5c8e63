using System.Data.Common;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Periods;
using DeductionGateway.Wire;
using Grpc.Core;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.UploadLinks;

/// <summary>Links for employers without accounts, as the cooperative makes and withdraws them.</summary>
internal sealed class UploadLinksService(Database database, TimeProvider time) : Contract.V1.UploadLinks.UploadLinksBase
{
    private const int StandardHours = 72, MostHours = 336;

    private readonly Writes _writes = new(database, time);

    public override async Task<UploadLink> CreateUploadLink(CreateUploadLinkRequest request, ServerCallContext context)
    {
        var (caller, period) = (Caller.Of(context), WirePeriod.Read(request.Period));
        if (request.Employer.Length == 0) throw Faults.Invalid("employer", "employer is missing.");
        if (request.ValidHours is < 0 or > MostHours) throw Faults.Invalid("valid_hours", $"valid_hours is {request.ValidHours}; 1 to {MostHours}, or 0 for {StandardHours}, is wanted.");
        string? token = null;
        var answer = await _writes.Once(context, request, async tx =>
        {
            var scope = await FileScope.Of(tx, new Caller(caller.CooperativeId, caller.Cooperative, caller.Actor, Role.PayrollOfficer, request.Employer), period);
            if (scope.Own is null) throw Faults.NotNow("PROFILE_MISSING", $"No profile of {period} names a file of {request.Employer}; add it to profiles.json first.");
            token = LinkToken.New(caller.CooperativeId);
            var now = time.GetUtcNow();
            var store = new LinkStore(tx);
            var id = await store.Add(caller.CooperativeId, LinkToken.Sha256(token), period.Number, request.Employer, caller.Actor, now, now + new TimeSpan(request.ValidHours == 0 ? StandardHours : request.ValidHours, 0, 0));
            await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "upload-link.create", $"{id} {period} {request.Employer}", "done");
            return ToWire((await store.Find(id))!, now);
        });
        // What is kept for the idempotency key has no path.
        if (token is not null) answer.Path = LinkPages.Path + token;
        return answer;
    }

    public override async Task<ListUploadLinksResponse> ListUploadLinks(ListUploadLinksRequest request, ServerCallContext context)
    {
        var period = request.Period.Length == 0 ? 0 : WirePeriod.Read(request.Period).Number;
        var (list, size) = ($"upload-links {period}", PageToken.Size(request.Page));
        var before = PageToken.Key(request.Page, list, 1) ?? [long.MaxValue];
        var rows = await database.Ask(Caller.Of(context), tx => new LinkStore(tx).List(period, before[0], size + 1), context.CancellationToken);
        var answer = new ListUploadLinksResponse { Page = new Page() };
        answer.Links.Add(rows.Take(size).Select(row => ToWire(row, time.GetUtcNow())));
        if (rows.Count > size) answer.Page = PageToken.Next(list, rows[size - 1].LinkId);
        return answer;
    }

    public override async Task<UploadLink> RevokeUploadLink(RevokeUploadLinkRequest request, ServerCallContext context)
    {
        var caller = Caller.Of(context);
        try
        {
            return await _writes.Once(context, request, async tx =>
            {
                var (store, now) = (new LinkStore(tx), time.GetUtcNow());
                var row = await store.Find(request.LinkId) ?? throw Faults.NotFound("upload link", $"{request.LinkId}");
                if (row.State is not null) throw Ended();
                await store.End(caller.CooperativeId, row.LinkId, (short)UploadLinkState.Revoked, caller.Actor, now);
                await Audit.Write(tx, now, caller.CooperativeId, caller.Actor, "upload-link.revoke", $"{row.LinkId}", "done");
                return ToWire(row with { State = (short)UploadLinkState.Revoked }, now);
            });
        }
        catch (DbException lost) when (lost.SqlState == LinkStore.KeyTaken)
        {
            throw Ended();
        }
    }

    private static RpcException Ended() => Faults.NotNow("LINK_ENDED", "The link was used or withdrawn already.");

    private static UploadLink ToWire(LinkRow row, DateTimeOffset now) => new()
    {
        LinkId = row.LinkId, Period = WirePeriod.Of(row.Period), Employer = row.Employer, Actor = row.Actor, CreatedAt = WireDay.Of(row.Created), ExpiresAt = WireDay.Of(row.Expires),
        State = row.State is { } ended ? (UploadLinkState)ended : row.Expires.ToUniversalTime() <= now.UtcDateTime ? UploadLinkState.Expired : UploadLinkState.Open,
    };
}
