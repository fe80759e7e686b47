using System.Text.Json;

namespace Dangol.Platform;

/// <summary>One's own keys; everybody's for those who look after people.</summary>
internal sealed class ListApiKeys(Company company, Actor actor)
{
    public static readonly Text Title = new("API 키", "API keys");

    public async Task<ApiKeysSeen> Run(CancellationToken cancel)
    {
        var all = actor.Rights.Allows(User.Edit);
        await using var read = await company.Store.Read(cancel);
        var keys = await read.List($"""
            select k.id, k.name, k.shown, u.id, u.name, u.kind, k.scopes, k.made_at, k.until, k.last_used_at, k.last_ip from api_keys k join users u on u.id = k.user_id
            where k.ended_at is null {(all ? "" : "and k.user_id = @me")} order by k.made_at desc, k.id desc limit 500
            """, row => new ApiKeySeen(row.Guid(0), row.Text(1), row.Text(2), row.Guid(3), row.Text(4), row.Text(5) == User.Agent, row.TextOrNull(6) is { } scopes ? JsonSerializer.Deserialize<string[]>(scopes)! : [], row.Instant(7), row.Instant(8), row.InstantOrNull(9), row.TextOrNull(10)),
            cancel, all ? [] : [("me", actor.Id)]);
        var agents = all ? await read.List("select id, name from users where kind = 'agent' and disabled_at is null order by name limit 200", row => (row.Guid(0), row.Text(1)), cancel) : [];
        return new(keys, agents, all);
    }
}

/// <summary>What the page of keys shows.</summary>
public sealed record ApiKeysSeen(IReadOnlyList<ApiKeySeen> Keys, IReadOnlyList<(Guid Id, string Name)> Agents, bool All);

/// <summary>A key as it is listed: never the key itself.</summary>
public sealed record ApiKeySeen(Guid Id, string Name, string Shown, Guid OwnerId, string Owner, bool IsAgent, IReadOnlyList<string> Scopes, DateTime MadeAt, DateTime Until, DateTime? LastUsedAt, string? LastIp);
