using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>Finds the key of a request. It is looked up with each one, so that what ended anywhere has ended everywhere; its last use is noted once a minute.</summary>
internal sealed class ApiKeys(Company company, SeenSessions seen, ApiKeyLimits limits)
{
    private const string Scheme = "Bearer ";
    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);
    private static readonly Text Used = new("API 키 사용", "API key used");

    /// <summary>What a request to <c>/api</c> has as its key, or null. Whoever sends one is no browser: its cookies don't count.</summary>
    public static string? Of(HttpRequest request) => request.Path.StartsWithSegments("/api") && request.Headers.Authorization.ToString() is var header && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;

    /// <exception cref="Refused"><c>key_unknown</c>, 401; <c>too_many_requests</c>, 429</exception>
    public async Task<LiveKey> Find(string key, string ip, CancellationToken cancel)
    {
        if (!AccessKey.IsOne(key)) throw Unknown();
        var (now, hash) = (company.Clock.GetUtcNow().UtcDateTime, OneTimeToken.Hash(key));
        LiveKey? live;
        await using (var read = await company.Store.Read(cancel))
            live = await read.First($"""
                select k.id, k.user_id, u.name, k.name, u.language_tag, k.scopes, {AccessVersion.Sql} from api_keys k join users u on u.id = k.user_id
                where k.key_hash = @hash and k.ended_at is null and k.until > @now and u.disabled_at is null
                """, row => new LiveKey(row.Guid(0), row.Guid(1), $"{row.Text(2)} · {row.Text(3)}", User.LanguageOf(row.Text(4)), row.TextOrNull(5), row.Long(6)), cancel, ("hash", hash), ("now", now));
        if (live is null) throw Unknown();
        if (limits.Waits(live.Id) is { } wait) throw new Refused("too_many_requests", null, new("이 키로 너무 많이 요청했어요. 잠시 뒤 다시 해 주세요.", "Too many requests with this key. Please slow down."), 429) { After = wait };
        if (seen.IsDue(company, "key " + hash, now, SeenEvery))
            await company.Writes.Run(Actor.System, Used, change => change.Execute("update api_keys set last_used_at = @now, last_ip = @ip where id = @id", cancel, ("now", now), ("ip", ip), ("id", live.Id)), cancel);
        return live;
    }

    private static Refused Unknown() => new("key_unknown", null, new("쓸 수 없는 API 키예요. 끝났거나 기한이 지났을 수 있어요.", "This API key is not valid. It may have ended or run out."), 401);
}

/// <summary>How many requests a key may make on this node: so many at once, and so many a second from then on.</summary>
internal sealed class ApiKeyLimits(int atOnce = 600, int perSecond = 50) : IDisposable
{
    private readonly PartitionedRateLimiter<Guid> _limiter = PartitionedRateLimiter.Create<Guid, Guid>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new()
    {
        TokenLimit = atOnce, TokensPerPeriod = perSecond, ReplenishmentPeriod = TimeSpan.FromSeconds(1), QueueLimit = 0,
    }));

    /// <summary>How long a key has to wait; null where it need not.</summary>
    public TimeSpan? Waits(Guid key)
    {
        using var lease = _limiter.AttemptAcquire(key);
        return lease.IsAcquired ? null : lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : TimeSpan.FromSeconds(1);
    }

    public void Dispose() => _limiter.Dispose();
}
