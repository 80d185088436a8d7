using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace BfnProcGen.Editor.Web.Access;

/// <summary>
/// What every request has to pass before anything else looks at it: it must be meant for this machine, come from the editor's own pages (or
/// be the first one, from the address bar), and bring the cookie that only the printed address hands out.
/// </summary>
internal sealed class AccessGate(Door door, RefusalLog log, RequestDelegate next)
{
    /// <summary>The name of the token in the address.</summary>
    public const string TokenKey = "token";

    public Task Invoke(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (Foreign(request) is { } reason) return Refuse(context, reason);
        if (request.Query[TokenKey] is [var token] && request.Path == "/")
        {
            if (!door.IsToken(token)) return Refuse(context, "its token is not this editor's");
            context.Response.Cookies.Append(door.CookieName, door.Session,
                new CookieOptions { HttpOnly = true, SameSite = SameSiteMode.Lax, Path = "/" });
            // Without the token: the address bar, the history and what is copied from them must not hold it.
            context.Response.Redirect("/");
            return Task.CompletedTask;
        }
        if (!door.IsSession(request.Cookies[door.CookieName])) return Refuse(context, "it has no token");
        Harden(context.Response.Headers, request.Host.Value!);
        return next(context);
    }

    // A page of another site can make a browser send requests here; the browser says from where.
    private string? Foreign(HttpRequest request)
    {
        if (!request.Host.HasValue || !door.IsOwnHost(request.Host.Host, request.Host.Port))
            return $"it asks for the host '{request.Host.Value}'";
        if (request.Headers.Origin is [var origin, ..])
        {
            bool isOwn = request.Headers.Origin.Count == 1
                && string.Equals(origin, $"http://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);
            return isOwn ? null : $"it comes from '{origin}'";
        }
        StringValues site = request.Headers["Sec-Fetch-Site"];
        bool isNavigation = HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"] == "navigate"
            && request.Headers["Sec-Fetch-Dest"] == "document";
        return site is [] or ["same-origin"] or ["none"] || isNavigation ? null : "it comes from another site";
    }

    private static void Harden(IHeaderDictionary headers, string host)
    {
        headers.ContentSecurityPolicy = "default-src 'none'; script-src 'self'; style-src 'self'; "
            + $"style-src-attr 'unsafe-inline'; img-src 'self' data:; connect-src 'self' ws://{host}; "
            + "base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
    }

    private Task Refuse(HttpContext context, string reason)
    {
        log.Add(context, reason);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync("Refused. Open the address that 'bfn editor' has printed in its terminal.\n");
    }
}
