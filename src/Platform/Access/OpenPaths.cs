using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Dangol.Platform;

/// <summary>Which pages somebody may open, by the rules of the routes: what they may not open stands in no menu.</summary>
internal sealed class OpenPaths(EndpointDataSource routes)
{
    private readonly Lazy<Dictionary<string, RouteRule>> _rules = new(() => routes.Endpoints.OfType<RouteEndpoint>()
        .Where(r => r.Metadata.GetMetadata<IHttpMethodMetadata>() is not { } methods || methods.HttpMethods.Contains(HttpMethods.Get))
        .Select(r => (Path: "/" + r.RoutePattern.RawText?.Trim('/'), Rule: r.Metadata.GetMetadata<RouteRule>())).Where(r => r.Rule is not null && !r.Path.Contains('{', StringComparison.Ordinal))
        .DistinctBy(r => r.Path).ToDictionary(r => r.Path, r => r.Rule!, StringComparer.Ordinal));

    /// <summary>May the actor open the page? Its address may have a question behind it.</summary>
    public bool Opens(Actor actor, string href)
    {
        var end = href.IndexOfAny(['?', '#']);
        return !_rules.Value.TryGetValue("/" + (end < 0 ? href : href[..end]).Trim('/'), out var rule) || rule.Needs is not { } permission || actor.Rights.Allows(permission);
    }
}
