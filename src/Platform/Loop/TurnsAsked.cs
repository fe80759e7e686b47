namespace Dangol.Platform;

/// <summary>Turns of the loop that people ask for: one at a time, however often the button is pressed.</summary>
public sealed class TurnsAsked(Writes writes, Store store, Jobs jobs)
{
    private const string Asked = "select id from jobs where kind = 'loop' and ended_at is null order by asked_at, id limit 1";
    private static readonly Text Reason = new("순환 실행", "Turn of the loop");

    /// <summary>Asks for a turn, unless one is on its way.</summary>
    /// <returns>The job that turns it.</returns>
    public Task<Guid> Ask(Actor actor, CancellationToken cancel = default)
    {
        actor.Must(RunLoop.Turn);
        return writes.Run(actor, Reason, async change =>
        {
            // Whoever asks at the same moment on another node waits at this row, and then finds the turn.
            await change.Execute("""
                insert into leases (name, node, until, fencing) values ('loop_asked', 'nobody', @now, 0) on conflict (name) do update set until = excluded.until
                """, cancel, ("now", change.Now));
            return await change.Session.First(Asked, row => (Guid?)row.Guid(0), cancel) ?? await jobs.Start(change, LoopModule.Job, null, cancel);
        }, cancel);
    }

    /// <summary>The turn that is on its way, or null.</summary>
    internal async Task<Job?> Going(CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        return await read.First(Asked, row => (Guid?)row.Guid(0), cancel) is { } job ? await jobs.Find(job, cancel) : null;
    }
}
