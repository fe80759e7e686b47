using System.Net;
using Dangol.Platform;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Dangol.Web;

/// <summary>
/// <c>/health/live</c>: the process answers. <c>/health/ready</c>: every check that a module registered with the tag <c>ready</c> passes.
/// <c>/metrics</c>: Prometheus text, to this machine only, since it tells how much business is done.
/// </summary>
internal static class Health
{
    public const string Ready = "ready";

    public static void Map(WebApplication site)
    {
        site.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false }).Public("says only that the process answers");
        site.MapHealthChecks("/health/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) }).Public("says only whether it can serve");
        site.MapGet("/metrics", (Metrics metrics, HttpContext context) =>
            context.Connection.RemoteIpAddress is { } from && IPAddress.IsLoopback(from) ? Results.Text(metrics.Write(), Metrics.ContentType) : Results.NotFound()).Public("answers this machine only");
    }
}
