using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Dangol.Platform;

/// <summary>
/// How many calls an account may make a minute at this node (setting <c>Api:CallsPerMinute</c>, 6,000 where nothing is said). The answer says how many are left:
/// RateLimit and RateLimit-Policy, draft-ietf-httpapi-ratelimit-headers-10.
/// </summary>
internal sealed class ApiLimits(TimeProvider clock, IConfiguration? settings = null) : IEndpointFilter
{
    private const int Usual = 6_000, Seconds = 60;
    private readonly ConditionalWeakTable<Company, ConcurrentDictionary<Guid, Window>> _accounts = [];
    private readonly int _most = Math.Max(1, settings?.GetValue<int?>("Api:CallsPerMinute") ?? Usual);

    /// <summary>Counts a call, or refuses it.</summary>
    /// <exception cref="Refused"><c>too_many_calls</c>, 429.</exception>
    public ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var services = context.HttpContext.RequestServices;
        var window = _accounts.GetValue(services.GetRequiredService<Company>(), static _ => new()).GetOrAdd(services.GetRequiredService<Actor>().Id, static _ => new());
        var (used, ends) = window.Count(clock);
        var left = Math.Max(0, _most - used);
        context.HttpContext.Response.OnStarting(() =>
        {
            var headers = context.HttpContext.Response.Headers;
            headers["RateLimit-Policy"] = string.Create(CultureInfo.InvariantCulture, $"\"account\";q={_most};w={Seconds}");
            headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"account\";r={left};t={ends}");
            if (used > _most) headers.RetryAfter = ends.ToString(CultureInfo.InvariantCulture);
            return Task.CompletedTask;
        });
        return used <= _most ? next(context) : throw new Refused("too_many_calls", null, new(
            $"1분에 {_most:N0}번까지 호출할 수 있어요. {ends}초 뒤에 다시 해 주세요.", $"At most {_most:N0} calls a minute are answered. Please try again in {ends} seconds."), 429);
    }

    private sealed class Window
    {
        private long _began;
        private int _used;

        public (int Used, int Ends) Count(TimeProvider clock)
        {
            lock (this)
            {
                if (_used == 0 || clock.GetElapsedTime(_began).TotalSeconds >= Seconds) (_began, _used) = (clock.GetTimestamp(), 0);
                return (++_used, Math.Max(1, (int)Math.Ceiling(Seconds - clock.GetElapsedTime(_began).TotalSeconds)));
            }
        }
    }
}

/// <summary>How calls of the API that belong to no type are counted along.</summary>
internal static class ApiLimited
{
    public static RouteHandlerBuilder Limited(this RouteHandlerBuilder route, IEndpointRouteBuilder site) => route.AddEndpointFilter(site.ServiceProvider.GetRequiredService<ApiLimits>());
}
