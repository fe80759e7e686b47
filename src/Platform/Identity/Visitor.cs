using System.Net;
using System.Net.Sockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>Who makes this request. One per request; before sign-in it is somebody who may do nothing.</summary>
internal sealed class Visitor
{
    /// <summary>Their session, or null before sign-in.</summary>
    public LiveSession? Session { get; private set; }

    /// <summary>The key with which a program comes, or null.</summary>
    public LiveKey? Key { get; private set; }

    /// <summary>Who is acting.</summary>
    public Actor Actor { get; private set; } = new(Guid.Empty, "anonymous", Language.Korean, Origin.Web, Rights.Nothing);

    /// <summary>Whence they come.</summary>
    public Visit Visit { get; private set; }

    /// <summary>A role of theirs wants a second factor, and they came without one: until they have set it up they get nowhere else.</summary>
    public bool NeedsSecondFactor { get; private set; }

    /// <summary>They themselves, for what everybody may do with their own account.</summary>
    /// <exception cref="Refused"><c>only_looking</c>: whoever looks as another role changes nothing</exception>
    public Actor Self() => Session?.AsRole is null
        ? Actor with { Rights = Rights.OwnAccount }
        : throw new Refused("only_looking", null, new("다른 역할로 보는 동안에는 바꿀 수 없어요.", "Nothing can be changed while you look as another role."), 403);

    public void ComesWith(LiveKey key, Rights rights)
    {
        Key = key;
        Actor = Actor with { Id = key.UserId, Name = key.Name, Rights = rights };
    }

    public void Comes(HttpContext context, Language language)
    {
        Visit = new(Address(context.Connection.RemoteIpAddress), Sessions.Short(context.Request.Headers.UserAgent.ToString()));
        Actor = Actor with { Ip = Visit.Ip, Language = language, Origin = context.Request.Path.StartsWithSegments("/api") ? Origin.Api : Origin.Web };
    }

    public void IsSignedIn(LiveSession session, Rights rights, DateTime now)
    {
        Session = session;
        NeedsSecondFactor = rights is RoleRights { NeedsSecondFactor: true } && session.IsByPasswordAlone;
        Actor = Actor with { Id = session.UserId, Name = session.Name, Rights = rights, IsProved = ProveAnew.IsFresh(session, now) };
    }

    /// <summary>The address; of an IPv6 one the network, since one household has as many as it likes.</summary>
    private static string Address(IPAddress? from)
    {
        if (from is null) return "-";
        if (from.IsIPv4MappedToIPv6) from = from.MapToIPv4();
        if (from.AddressFamily != AddressFamily.InterNetworkV6 || IPAddress.IsLoopback(from)) return from.ToString();
        var bytes = from.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes) + "/64";
    }
}

/// <summary>Reads the session, right after routing: everything behind it knows who acts.</summary>
internal sealed class ReadVisitor(RequestDelegate next)
{
    public async Task Invoke(HttpContext context, Company company, FirstStart first, Sessions sessions, ApiKeys keys, Visitor visitor, Screen screen)
    {
        screen.Zone = company.Profile.TimeZone;
        await first.Look(context.RequestAborted);
        visitor.Comes(context, screen.Language);
        if (ApiKeys.Of(context.Request) is { } given)
        {
            var key = await keys.Find(given, visitor.Visit.Ip, context.RequestAborted);
            visitor.ComesWith(key, ScopedRights.Narrow(await company.Access.Of(key.UserId, key.AccessVersion, context.RequestAborted), key.Scopes));
            if (!screen.ChoseLanguage && context.Request.Headers.AcceptLanguage.Count == 0) screen.Language = key.Language;
        }
        else if (SessionCookie.Of(context.Request) is { } token)
        {
            if (await sessions.Find(token, isUse: context.Request.Path != Live.Path, context.RequestAborted) is { } session)
            {
                if (session.AsRole is { } role)
                {
                    (var rights, screen.AsRole) = await SeeAsRole.Rights(company, session.UserId, role, context.RequestAborted);
                    visitor.IsSignedIn(session, rights, company.Clock.GetUtcNow().UtcDateTime);
                }
                else visitor.IsSignedIn(session, await company.Access.Of(session.UserId, session.AccessVersion, context.RequestAborted), company.Clock.GetUtcNow().UtcDateTime);
                screen.Person = session.Name;
                if (!screen.ChoseLanguage) screen.Language = session.Language;
                // The antiforgery token holds for this session alone.
                context.User = new ClaimsPrincipal(new ClaimsIdentity([new("sub", session.Id.ToString())], "session"));
            }
        }
        visitor.Comes(context, screen.Language);
        await next(context);
    }
}

/// <summary>
/// The cookie that holds the token. Over https it has the prefix <c>__Host-</c>, with which a browser lets nobody but this very host set it; over plain http
/// (this machine) browsers don't allow the prefix.
/// </summary>
internal static class SessionCookie
{
    private const int LongestToken = 64;

    public static string? Of(HttpRequest request) => request.Cookies[Name(request)] is { Length: > 0 and <= LongestToken } token ? token : null;

    public static void Set(HttpContext context, string token) => context.Response.Cookies.Append(Name(context.Request), token, Options(context.Request));

    public static void Remove(HttpContext context) => context.Response.Cookies.Delete(Name(context.Request), Options(context.Request));

    private static string Name(HttpRequest request) => request.IsHttps ? "__Host-dangol" : "dangol";

    private static CookieOptions Options(HttpRequest request) => new() { HttpOnly = true, Secure = request.IsHttps, SameSite = SameSiteMode.Lax, Path = "/", IsEssential = true };
}
