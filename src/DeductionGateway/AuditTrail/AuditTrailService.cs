using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Wire;
using Grpc.Core;

namespace DeductionGateway.AuditTrail;

/// <summary>The audit as the wire shows it: to who manages and who supervises.</summary>
internal sealed class AuditTrailService(Database database) : Contract.V1.AuditTrail.AuditTrailBase
{
    public override async Task<ListAuditLinesResponse> ListAuditLines(ListAuditLinesRequest request, ServerCallContext context)
    {
        var (from, to) = WireDay.ReadStretch(request.FromDate, request.ToDate);
        var filter = new AuditFilter(request.Actor, request.ActionPrefix, request.Object, from is { } first ? JakartaTime.StartOf(first) : null, to is { } last ? JakartaTime.StartOf(last.AddDays(1)) : null);
        var (list, size) = ($"audit {request.Actor} {request.ActionPrefix} {request.Object} {request.FromDate} {request.ToDate}", PageToken.Size(request.Page));
        var before = PageToken.Key(request.Page, list, 1)?[0] ?? long.MaxValue;
        var rows = await database.Ask(Caller.Of(context), tx => new AuditStore(tx).List(filter, before, size + 1), context.CancellationToken);
        var answer = new ListAuditLinesResponse { Page = rows.Count > size ? PageToken.Next(list, rows[size - 1].AuditNo) : new Page() };
        answer.Lines.Add(rows.Take(size).Select(static row => new AuditLine
        {
            AuditNo = row.AuditNo, At = WireDay.Of(row.At), Actor = row.Actor, Action = row.Action, Object = row.Object, Outcome = row.Outcome,
        }));
        return answer;
    }
}
