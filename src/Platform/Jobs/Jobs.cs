using System.Text.Json;

namespace Dangol.Platform;

/// <summary>Asks for background work, looks at it, and asks for its end.</summary>
public sealed class Jobs(Store store, Writes writes, JobKinds kinds)
{
    private static readonly Text Reason = new("백그라운드 작업", "Background work");

    /// <summary>Asks for a job; with a key that was given out before, so that what is asked for twice is done once.</summary>
    /// <returns>Its key.</returns>
    public Task<Guid> Start(Actor actor, string kind, object? arguments = null, CancellationToken cancel = default, Guid? id = null) =>
        writes.Run(actor, Reason, change => Start(change, kind, arguments, cancel, id), cancel);

    /// <summary>Asks for a job inside a change: it is there exactly if the change is.</summary>
    public async Task<Guid> Start(Change change, string kind, object? arguments = null, CancellationToken cancel = default, Guid? once = null)
    {
        var (id, actor, json) = (once ?? change.NewId(), change.Set.Actor, Json(arguments));
        // What the work will do or look for was typed by somebody.
        ResidentNumbers.MustNotBeIn(json, "arguments", bare: false);
        await change.Execute("""
            insert into jobs (id, kind, arguments, state, actor_id, actor_name, actor_language, asked_at, attempts, fencing, done, total, scopes)
            values (@id, @kind, @arguments, 'queued', @actor, @name, @language, @now, 0, 0, 0, 0, @scopes)
            on conflict (id) do nothing
            """, cancel, ("id", id), ("kind", kinds.Named(kind).Name), ("arguments", json),
            ("actor", actor.Id), ("name", actor.Name), ("language", actor.Language), ("now", change.Now), ("scopes", ScopedRights.Of(actor.Rights)));
        return id;
    }

    /// <summary>Whether a job was asked for with these arguments and has not ended.</summary>
    internal async Task<bool> IsUnderWay(Change change, string kind, object? arguments, CancellationToken cancel) => await change.Session.Number(
        "select count(*) from jobs where kind = @kind and arguments = @arguments and ended_at is null", cancel, ("kind", kind), ("arguments", Json(arguments))) > 0;

    /// <summary>One job, or null.</summary>
    public async Task<Job?> Find(Guid id, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await read.First($"select {Job.Columns} from jobs where id = @id", Job.Map, cancel, ("id", id));
    }

    /// <summary>One that the actor asked for, or may look at as all others; or null.</summary>
    public async Task<Job?> Find(Actor actor, Guid id, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await read.First($"select {Job.Columns} from jobs where id = @id and (actor_id = @me or @all)", Job.Map, cancel, ("id", id), ("me", actor.Id), ("all", actor.Rights.Allows(Job.Read)));
    }

    /// <summary>The job of a kind that came furthest, however long ago: one that succeeded, else one that has not ended, else one that failed; null where none was asked for.</summary>
    public async Task<Job?> Furthest(string kind, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        return await read.First($"""
            select {Job.Columns} from jobs where kind = @kind
            order by case when state = 'succeeded' then 0 when ended_at is null then 1 else 2 end, asked_at, id limit 1
            """, Job.Map, cancel, ("kind", kind));
    }

    /// <summary>Jobs, latest first; those before <paramref name="before"/>, where it is given.</summary>
    public async Task<List<Job>> List(int limit, Guid? before = null, CancellationToken cancel = default)
    {
        await using var read = await store.Read(cancel);
        var after = before is null ? "" : "where (asked_at, id) < (select b.asked_at, b.id from jobs b where b.id = @before)";
        return await read.List($"select {Job.Columns} from jobs {after} order by asked_at desc, id desc limit {limit}", Job.Map, cancel, before is null ? [] : [("before", before)]);
    }

    /// <summary>Asks for the end of a job. One that has not begun ends at once; one that runs hears of it within a second and decides what the end means.</summary>
    /// <exception cref="Refused"><c>job_unknown</c>, <c>job_ended</c>.</exception>
    public Task Cancel(Actor actor, Guid id, CancellationToken cancel = default)
    {
        actor.Must(Job.Steer);
        return writes.Run(actor, Reason, async change =>
        {
            var touched = await change.Execute("""
                update jobs set state = case when attempts = 0 then 'cancelled' else 'cancelling' end, ended_at = case when attempts = 0 then @now else null end, not_before = null
                where id = @id and ended_at is null
                """, cancel, ("id", id), ("now", change.Now));
            if (touched == 0) throw await Why(change, id, new("job_ended", null, new("이미 끝난 작업이에요.", "This job has ended already."), 409), cancel);
        }, cancel);
    }

    /// <summary>Runs a failed job again, from what it had saved.</summary>
    /// <exception cref="Refused"><c>job_unknown</c>, <c>job_not_failed</c>.</exception>
    public Task Retry(Actor actor, Guid id, CancellationToken cancel = default)
    {
        actor.Must(Job.Steer);
        return writes.Run(actor, Reason, async change =>
        {
            var touched = await change.Execute("""
                update jobs set state = 'queued', ended_at = null, attempts = 0, not_before = null, error_ko = null, error_en = null, error_detail = null where id = @id and state = 'failed'
                """, cancel, ("id", id));
            if (touched == 0) throw await Why(change, id, new("job_not_failed", null, new("실패한 작업만 다시 실행할 수 있어요.", "Only a failed job can be run again."), 409), cancel);
        }, cancel);
    }

    /// <summary>Waits until a job has ended; tells each change of its progress on the way.</summary>
    /// <exception cref="Refused"><c>job_failed</c> with the job's own message, <c>job_cancelled</c>, <c>job_unknown</c>.</exception>
    public async Task<Job> Wait(Guid id, Func<Job, Task>? progress, TimeProvider clock, CancellationToken cancel)
    {
        for (Job? last = null; ;)
        {
            var job = await Find(id, cancel) ?? throw Unknown();
            if (progress is not null && job != last) await progress(job);
            switch (job.State)
            {
                case JobState.Succeeded: return job;
                case JobState.Failed: throw new Refused("job_failed", null, job.Error ?? new("작업이 실패했어요.", "The job failed."));
                case JobState.Cancelled: throw new Refused("job_cancelled", null, new("작업을 취소했어요.", "The job was cancelled."), 409);
            }
            last = job;
            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, cancel);
        }
    }

    private static string Json(object? arguments) => JsonSerializer.Serialize(arguments ?? new { }, JournalJson.Options);

    private static async Task<Refused> Why(Change change, Guid id, Refused known, CancellationToken cancel) =>
        await change.Session.Number("select count(*) from jobs where id = @id", cancel, ("id", id)) > 0 ? known : Unknown();

    internal static Refused Unknown() => new("job_unknown", null, new("그런 작업이 없어요.", "There is no such job."), 404);
}
