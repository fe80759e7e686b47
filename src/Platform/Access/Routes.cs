using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Who may come through a route: holders of a permission, anybody who is signed in, or everybody for a stated reason.</summary>
/// <param name="Needs">The permission, or null.</param>
/// <param name="Why">Why it is open to everybody, or null where sign-in is needed.</param>
public sealed record RouteRule(Permission? Needs, string? Why)
{
    /// <summary>As it stands in the list of routes.</summary>
    public override string ToString() => Needs?.ToString() ?? (Why is null ? "signed in" : $"public: {Why}");
}

/// <summary>Whoever comes through a route sees every record of this type.</summary>
public sealed record WholeOf(string Type);

/// <summary>Every route says who may come through it; a program with a route that does not is stopped at its start.</summary>
public static class RouteRules
{
    /// <summary>Only for people with this permission. The verb behind it asks again, as it has other doors too.</summary>
    public static T Needs<T>(this T route, Permission permission) where T : IEndpointConventionBuilder => route.WithMetadata(new RouteRule(permission, null));

    /// <summary>And only for those who see every record of a type: what is shown is reckoned from all of them (<see cref="Actor.MustSeeAll"/>).</summary>
    public static T NeedsAllOf<T>(this T route, string type) where T : IEndpointConventionBuilder => route.WithMetadata(new WholeOf(type));

    /// <summary>For everybody who is signed in.</summary>
    public static T NeedsSignIn<T>(this T route) where T : IEndpointConventionBuilder => route.WithMetadata(new RouteRule(null, null));

    /// <summary>For everybody, and why.</summary>
    public static T Public<T>(this T route, string why) where T : IEndpointConventionBuilder => route.WithMetadata(new RouteRule(null, why));

    /// <summary>The routes with their rules, one a line and sorted, for the snapshot: <c>POST /sign-out  signed in</c>.</summary>
    public static IReadOnlyList<string> ListOf(IEndpointRouteBuilder site) =>
        [.. All(site).Select(r => $"{Name(r)}  {r.Metadata.GetMetadata<RouteRule>()?.ToString() ?? "NO RULE"}{(r.Metadata.GetMetadata<WholeOf>() is { } whole ? $", every {whole.Type}" : "")}{(r.Metadata.GetMetadata<FreshProof>() is null ? "" : ", fresh proof")}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Stops the start when a route says nothing; it names them all. The routes stand as they are from here on: a group makes its routes anew whenever it is asked
    /// for them, which is a second of processor time for all.
    /// </summary>
    public static void Check(IEndpointRouteBuilder site)
    {
        var routes = site.DataSources.SelectMany(source => source.Endpoints).ToList();
        site.DataSources.Clear();
        site.DataSources.Add(new DefaultEndpointDataSource(routes));
        var silent = All(site).Where(r => r.Metadata.GetMetadata<RouteRule>() is null).Select(Name).ToList();
        if (silent.Count > 0)
            throw new InvalidOperationException($"{silent.Count} routes say neither Needs(permission), NeedsSignIn() nor Public(\"why\"): {string.Join(", ", silent)}");
    }

    private static IEnumerable<RouteEndpoint> All(IEndpointRouteBuilder site) => site.DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>();

    private static string Name(RouteEndpoint route) =>
        string.Join(',', route.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["*"]) + " /" + route.RoutePattern.RawText?.TrimStart('/');
}

/// <summary>Lets nobody through a route who may not: to the sign-in page, or for <c>/api</c> and the live stream 401.</summary>
internal sealed class GuardRoutes(RequestDelegate next)
{
    public Task Invoke(HttpContext context, Visitor visitor, FirstStart first, Company company)
    {
        // What is no route of ours is the answer 405 or 415 to a method or media type that no route takes.
        if (context.GetEndpoint() is not RouteEndpoint route) return next(context);
        var rule = route.Metadata.GetMetadata<RouteRule>() ?? throw new InvalidOperationException($"{route.DisplayName} says not who may come through");
        if (rule.Why is not null) return next(context);
        if (visitor.Key is not null)
        {
            if (!Page.IsForPrograms(context.Request)) throw new Refused("not_for_keys", null, new("API 키로는 /api 아래만 쓸 수 있어요.", "An API key opens nothing but /api."), 403);
            Must(visitor.Actor, company, route, rule);
            return Proved(context, visitor, route);
        }
        if (visitor.Session is null)
        {
            var request = context.Request;
            // A stream that is redirected reads the sign-in page again and again; with 401 the browser gives up.
            if (Page.IsForPrograms(request) || request.Path == Live.Path)
                throw new Refused("sign_in_needed", null, new("로그인이 필요해요.", "Please sign in."), 401);
            if (first.IsOpen) return Page.Next("/setup").ExecuteAsync(context);
            return Page.Next("/sign-in?return=" + Uri.EscapeDataString(Wanted(request))).ExecuteAsync(context);
        }
        return visitor.NeedsSecondFactor ? Halt(context, visitor, company, route, rule) : Pass(context, visitor, company, route, rule);
    }

    /// <summary>
    /// Lets whoever came by the password alone, and has a role that wants more, to their own account to set a second factor up; where they have a passkey it is that one which they must show, or
    /// the password alone would be enough to set up another.
    /// </summary>
    private async Task Halt(HttpContext context, Visitor visitor, Company company, RouteEndpoint route, RouteRule rule)
    {
        var hasPasskey = await PasskeyStore.AnyOf(company, visitor.Session!.UserId, context.RequestAborted);
        var path = context.Request.Path;
        if (path.StartsWithSegments("/sign-out") || path.StartsWithSegments("/preferences") || path.StartsWithSegments(hasPasskey ? "/account/proof" : "/account")) await Pass(context, visitor, company, route, rule);
        else if (Page.IsForPrograms(context.Request) || path == Live.Path) throw new Refused("second_factor_needed", null, new("내 역할은 2단계 인증이 있어야 쓸 수 있어요.", "Your role needs a second factor."), 403);
        else await Page.Next(hasPasskey ? "/account/proof?return=" + Uri.EscapeDataString(Wanted(context.Request)) : "/account/second-factor").ExecuteAsync(context);
    }

    private Task Pass(HttpContext context, Visitor visitor, Company company, RouteEndpoint route, RouteRule rule)
    {
        Must(visitor.Actor, company, route, rule);
        return Proved(context, visitor, route);
    }

    /// <summary>Lets them through with a fresh proof, where the route wants one or what is done behind it; or leads them to it.</summary>
    private async Task Proved(HttpContext context, Visitor visitor, RouteEndpoint route)
    {
        try
        {
            if (route.Metadata.GetMetadata<FreshProof>() is not null && !visitor.Actor.IsProved) throw new ProofMissing(null);
            await next(context);
        }
        catch (ProofMissing missing) when (!context.Response.HasStarted)
        {
            if (Page.IsForPrograms(context.Request)) throw NoProof();
            context.Response.Clear();
            await Page.Next("/account/proof?return=" + Uri.EscapeDataString(missing.Then ?? Wanted(context.Request))).ExecuteAsync(context);
        }
    }

    private static void Must(Actor actor, Company company, RouteEndpoint route, RouteRule rule)
    {
        if (rule.Needs is { } permission) actor.Must(permission);
        foreach (var whole in route.Metadata.GetOrderedMetadata<WholeOf>()) actor.MustSeeAll(company.Declarations.Named(whole.Type));
    }

    private static Refused NoProof() => new("fresh_proof_needed", null, new("본인 확인이 필요한 작업이에요. 화면에서 본인 확인을 한 뒤 해 주세요.", "This wants a fresh proof that it is you. Prove it in the browser and repeat it."), 403);

    /// <summary>The page they wanted; of a form or a piece the page it stood on.</summary>
    private static string Wanted(HttpRequest request) => HttpMethods.IsGet(request.Method) && !Page.WantsPiece(request)
        ? request.Path + request.QueryString
        : Uri.TryCreate(request.Headers.Referer, UriKind.Absolute, out var from) && from.Authority == request.Host.Value ? from.PathAndQuery : "/";
}
