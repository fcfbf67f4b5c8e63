using Microsoft.AspNetCore.Http;

namespace DeductionGateway.Wire;

/// <summary>What every answer says to browsers and caches: what it is not to be taken for, and that nobody keeps it.</summary>
internal static class SecurityHeaders
{
    private const string NothingMayRun = "default-src 'none'; frame-ancestors 'none'";

    /// <summary>The explorer's own scripts and pictures; its library sets styles on elements.</summary>
    private const string OwnPagesMayRun =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>The pages of upload links: plain forms and one style sheet.</summary>
    private const string FormsMayBeSent = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static Task Add(HttpContext http, RequestDelegate next)
    {
        http.Response.OnStarting(static state =>
        {
            var http = (HttpContext)state;
            var headers = http.Response.Headers;
            headers.XContentTypeOptions = "nosniff";
            headers.CacheControl = "no-store";
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
            headers.ContentSecurityPolicy = PolicyOf(http.Request.Path);
            if (http.Request.IsHttps) headers.StrictTransportSecurity = "max-age=31536000";
            return Task.CompletedTask;
        }, http);
        return next(http);
    }

    private static string PolicyOf(PathString path) =>
        path.StartsWithSegments("/docs", StringComparison.Ordinal) ? OwnPagesMayRun : path.StartsWithSegments("/u", StringComparison.Ordinal) ? FormsMayBeSent : NothingMayRun;
}
