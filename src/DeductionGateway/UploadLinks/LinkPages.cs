using System.Data.Common;
using System.Diagnostics;
using System.Net;
using DeductionGateway.Access;
using DeductionGateway.Contract.V1;
using DeductionGateway.Core.Basics;
using DeductionGateway.Data;
using DeductionGateway.Periods;
using DeductionGateway.Wire;
using Grpc.Core;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;
using Role = DeductionGateway.Access.Role;

namespace DeductionGateway.UploadLinks;

/// <summary>
/// The page behind a link: choose the file, see what was understood of it, confirm. Whoever has the link is the employer's payroll officer for this one file; nothing is
/// stored before he confirms, and then the link is used up in the same transaction.
/// </summary>
/// <param name="limits">Tries of one address, and of one link.</param>
internal sealed class LinkPages(Database database, TimeProvider time, SignInLimits limits)
{
    public const string Path = "/u/", StylePath = "/u.css";

    /// <summary>What a small employer sends; larger files come by an account.</summary>
    public const int FileLimit = 16 << 20;

    /// <summary>A file that is too large is read to its end and forgotten, so that a browser hears why; beyond this it is cut off.</summary>
    private const int BodyLimit = 4 * FileLimit;

    /// <summary>Of one link.</summary>
    public const int TriesPerMinute = 30;

    private readonly Uploads _uploads = new(database, time);

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(StylePath, static http =>
        {
            http.Response.ContentType = "text/css; charset=utf-8";
            return http.Response.WriteAsync(LinkHtml.Style, http.RequestAborted);
        });
        routes.MapGet(Path + "{token}", http => Open(http, link => Show(http, link.Page.Choose(link.Row.Employer, PeriodOf(link.Row), LinkHtml.Local(link.Row.Expires)))));
        routes.MapPost(Path + "{token}/preview", http => Open(http, link => Preview(http, link)));
        routes.MapPost(Path + "{token}/confirm", http => Open(http, link => Confirm(http, link)));
    }

    /// <summary>A link that is good now, and who its holder is.</summary>
    private sealed record Link(LinkRow Row, Caller Caller, LinkHtml Page);

    /// <summary>Finds the link, or says why there is none to be used; what goes wrong is said on a page.</summary>
    private async Task Open(HttpContext http, Func<Link, Task> show)
    {
        // The path is the secret: traces are not to have it.
        Activity.Current?.SetTag("url.path", Path);
        var token = (string)http.Request.RouteValues["token"]!;
        var page = new LinkHtml(token, http.Request.Query["lang"] == "en");
        try
        {
            var sha256 = LinkToken.Sha256(token);
            if (limits.Wait(http.Connection.RemoteIpAddress ?? IPAddress.None, $"link:{Convert.ToHexString(sha256)}") is not null) await Show(http, page.TooOften(), StatusCodes.Status429TooManyRequests);
            else if (LinkToken.CooperativeOf(token) is not { } cooperative || await database.Ask(new WholeCooperative(cooperative), tx => new LinkStore(tx).OfToken(sha256), http.RequestAborted) is not { } row) await Show(http, page.Unknown(), StatusCodes.Status404NotFound);
            else if (!IsGood(row)) await Show(http, page.Over(row.State), StatusCodes.Status410Gone);
            else await show(new Link(row, new Caller(cooperative, "", $"link:{row.LinkId}", Role.PayrollOfficer, row.Employer), page));
        }
        catch (DbException lost) when (lost.SqlState == LinkStore.KeyTaken)
        {
            await Show(http, page.Over((short)UploadLinkState.Used), StatusCodes.Status410Gone);
        }
        catch (DbException)
        {
            await Show(http, page.Trouble(), StatusCodes.Status503ServiceUnavailable);
        }
        catch (RpcException refused)
        {
            await Show(http, page.Refused(refused.Status.Detail), StatusCodes.Status400BadRequest);
        }
        catch (Exception wrong) when (wrong is BadHttpRequestException or InvalidDataException or IOException && !http.RequestAborted.IsCancellationRequested)
        {
            await Show(http, page.Refused(page.NoFile), StatusCodes.Status400BadRequest);
        }
    }

    private bool IsGood(LinkRow row) => row.State is null && row.Expires.ToUniversalTime() > time.GetUtcNow().UtcDateTime;

    private async Task Preview(HttpContext http, Link link)
    {
        var (period, stop) = (PayPeriod.FromNumber(link.Row.Period)!.Value, http.RequestAborted);
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit) limit.MaxRequestBodySize = BodyLimit;
        if (await FileOf(http) is not { } file)
        {
            await Show(http, link.Page.Refused(link.Page.NoFile), StatusCodes.Status400BadRequest);
            return;
        }
        var open = await database.Write(link.Caller.CooperativeId, async tx =>
        {
            var scope = await FileScope.Of(tx, link.Caller, period);
            var name = scope.Own ?? throw Faults.NotNow("PROFILE_MISSING", link.Page.NoProfile);
            scope.CheckSent(period, name);
            return await _uploads.Begin(tx, link.Caller, period, name, null, null);
        }, stop);
        await Take(file, open.UploadId, link.Caller, stop);
        var (look, beside) = await Uploads.InTurn(() => database.Ask(new WholeCooperative(link.Caller.CooperativeId), async tx =>
        {
            var found = await Uploads.Look(tx, link.Caller, open.UploadId);
            return (found, found.Reading is null ? null : await LinkPreview.Of(tx, period, link.Row.Employer, open.Name, found.Bytes));
        }, stop), stop);
        await (look.Reading is null ? Show(http, link.Page.Faulty(look.Faults), StatusCodes.Status422UnprocessableEntity)
            : Show(http, link.Page.Preview(open.UploadId, look, beside!)));
    }

    private async Task Confirm(HttpContext http, Link link)
    {
        var (form, _) = await SignInForm.Read(http.Request);
        if (!Guid.TryParseExact(form?["upload_id"], "D", out var upload) || form!["sha256"] is not { } sha256)
        {
            await Show(http, link.Page.Refused(link.Page.NoFile), StatusCodes.Status400BadRequest);
            return;
        }
        var received = await Uploads.InTurn(() => database.Write(link.Caller.CooperativeId, async tx =>
        {
            var (store, now) = (new LinkStore(tx), time.GetUtcNow());
            // The end first: of two who confirm at once the second waits here, and then finds the link used.
            await store.End(link.Caller.CooperativeId, link.Row.LinkId, (short)UploadLinkState.Used, link.Caller.Actor, now);
            var stored = await _uploads.Complete(tx, link.Caller, upload, null);
            if (Convert.ToHexStringLower(stored.File.Sha256) != sha256) throw Faults.NotNow("FILE_OTHER", link.Page.NoFile);
            await Audit.Write(tx, now, link.Caller.CooperativeId, link.Caller.Actor, "upload-link.use", $"{PeriodOf(link.Row)}/{stored.File.Name}", $"stored {sha256}");
            return stored;
        }, http.RequestAborted), http.RequestAborted);
        await Show(http, link.Page.Done(received, LinkHtml.Local(time.GetUtcNow().UtcDateTime)));
    }

    private async Task Take(Stream file, Guid upload, Caller caller, CancellationToken stop)
    {
        var buffer = new byte[Uploads.PieceLimit];
        var (at, isTooLarge) = (0L, false);
        while (await file.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, stop) is > 0 and var length)
        {
            isTooLarge |= at + length > FileLimit;
            if (!isTooLarge) at = await _uploads.Append(caller, upload, at, buffer[..length], stop);
        }
        if (isTooLarge) throw Faults.Exhausted("FILE_TOO_LARGE", $"A file of at most {FileLimit >> 20} MiB is taken here.");
    }

    /// <summary>The part of the form that is the file; null where there is none.</summary>
    private static async Task<Stream?> FileOf(HttpContext http)
    {
        if (!MediaTypeHeaderValue.TryParse(http.Request.ContentType, out var type) || type.MediaType != "multipart/form-data" || HeaderUtilities.RemoveQuotes(type.Boundary).Value is not { Length: > 0 } boundary) return null;
        var section = await new MultipartReader(boundary, http.Request.Body).ReadNextSectionAsync(http.RequestAborted);
        return section?.GetContentDispositionHeader() is { } header && HeaderUtilities.RemoveQuotes(header.Name) == "file" ? section.Body : null;
    }

    private static string PeriodOf(LinkRow row) => WirePeriod.Of(row.Period);

    private static Task Show(HttpContext http, string html, int status = StatusCodes.Status200OK)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        return http.Response.WriteAsync(html, http.RequestAborted);
    }
}
