namespace Dangol.Platform;

/// <summary>A lease that this node holds. <see cref="Fencing"/> goes into what is written under it, so that a node that slept through its end can't write.</summary>
public sealed record Lease(string Name, string Node, DateTime Until, long Fencing);

/// <summary>What only one node may do at a time is a row here: who, until when, and a number that grows with each new holder.</summary>
public sealed class Leases(Writes writes, TimeProvider clock)
{
    private static readonly Text Reason = new("작업 임대", "Lease");

    /// <summary>Takes or renews a lease.</summary>
    /// <returns>The lease, or null while another node holds it.</returns>
    public Task<Lease?> Take(string name, string node, TimeSpan length, CancellationToken cancel = default) => writes.Run(Actor.System, Reason, async change =>
    {
        var (now, until) = (clock.GetUtcNow().UtcDateTime, clock.GetUtcNow().UtcDateTime + length);
        var taken = await change.Execute("""
            insert into leases (name, node, until, fencing) values (@name, @node, @until, 1)
            on conflict (name) do update set fencing = case when leases.node = excluded.node and leases.until >= @now then leases.fencing else leases.fencing + 1 end,
                node = excluded.node, until = excluded.until
            where leases.node = excluded.node or leases.until < @now
            """, cancel, ("name", name), ("node", node), ("until", until), ("now", now));
        if (taken == 0) return null;
        var fencing = await change.Session.Number("select fencing from leases where name = @name", cancel, ("name", name));
        return new Lease(name, node, until, fencing);
    }, cancel);

    /// <summary>Gives a lease back, so that another node need not wait for its end.</summary>
    public Task GiveBack(Lease lease, CancellationToken cancel = default) => writes.Run(Actor.System, Reason, change => change.Execute(
        "update leases set until = @now where name = @name and node = @node and fencing = @fencing", cancel,
        ("now", clock.GetUtcNow().UtcDateTime.AddMilliseconds(-1)), ("name", lease.Name), ("node", lease.Node), ("fencing", lease.Fencing)), cancel);

    /// <summary>Refuses inside a change unless the lease is still this node's: the fence.</summary>
    public static async Task MustHold(Change change, Lease lease, CancellationToken cancel)
    {
        var lockRow = change.Session.Engine == Engine.Postgres ? " for share" : "";
        var held = await change.Session.First($"select fencing from leases where name = @name and node = @node{lockRow}", row => row.Long(0), cancel, ("name", lease.Name), ("node", lease.Node));
        if (held != lease.Fencing)
            throw new Refused("lease_lost", null, new("이 작업은 다른 서버가 이어받았어요.", "Another server has taken over this work."), 409);
    }
}
