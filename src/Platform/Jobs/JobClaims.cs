namespace Dangol.Platform;

/// <summary>
/// The lease side of jobs: a node takes one, renews it, and gives it back or ends it. Each taking raises the fencing number, and every later write names it.
/// </summary>
internal sealed class JobClaims(Store store, Writes writes, JobKinds kinds, TimeProvider clock)
{
    /// <summary>A job is begun at most so often.</summary>
    public const int Tries = 5;

    /// <summary>A node that says nothing for so long has lost its jobs.</summary>
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(15);

    /// <summary>An ended job is shown so long; what it did stands in the journal, and what it made is kept where it lies.</summary>
    public static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    // Free: waiting, or held by a node whose lease ran out.
    private const string Free = "ended_at is null and (lease_until is null or lease_until < @now) and (not_before is null or not_before <= @now)";

    /// <summary>Takes the oldest job that is free; null where there is none.</summary>
    /// <param name="node">Who takes it.</param>
    /// <param name="only">Only this one.</param>
    /// <param name="cancel">Stops waiting.</param>
    public async Task<Claim?> Take(string node, Guid? only, CancellationToken cancel)
    {
        await using (var read = await store.Read(cancel))
            if (await Free1(read, only, "", cancel) is null) return null;
        return await writes.Run(Set(), async change =>
        {
            // Another node may be taking it now: look for the next one instead of waiting for that.
            var id = await Free1(change.Session, only, change.Session.Engine == Engine.Postgres ? "for update skip locked" : "", cancel);
            if (id is null) return null;
            var claim = await change.Session.First("""
                update jobs set state = case when state = 'queued' then 'running' else state end, node = @node, lease_until = @until, fencing = fencing + 1, attempts = attempts + 1,
                    started_at = coalesce(started_at, @now), not_before = null
                where id = @id returning id, kind, arguments, actor_id, actor_name, actor_language, attempts, state, fencing, saved, done, total, scopes
                """, Map, cancel, ("node", node), ("until", change.Now + Length), ("now", change.Now), ("id", id));
            if (claim!.Attempts <= Tries) return claim;
            await End(change, claim, JobState.Failed, null, new(
                $"작업하는 도중에 프로그램이 {Tries}번 멈췄어요. 기록을 확인한 뒤 다시 실행해 주세요.", $"The program stopped {Tries} times during this work. Please look at the log, then run it again."), null, cancel);
            return null;
        }, background: false, cancel);

        Task<Guid?> Free1(Session session, Guid? only, string held, CancellationToken cancel) => session.First(
            $"select id from jobs where {Free} and {session.In<string>("kind", "kinds")} {(only is null ? "" : "and id = @only")} order by asked_at, id limit 1 {held}",
            row => (Guid?)row.Guid(0), cancel, [("now", clock.GetUtcNow().UtcDateTime), ("kinds", kinds.Names), .. only is null ? (ReadOnlySpan<(string, object?)>)[] : [("only", only)]]);
    }

    /// <summary>Renews the lease and writes the progress.</summary>
    /// <returns>The state, which may have become cancelling; null where the job is no longer this node's.</returns>
    public Task<JobState?> Renew(Claim claim, JobProgress? progress, CancellationToken cancel) => writes.Run(Set(), change => change.Session.First($"""
        update jobs set lease_until = @until{(progress is null ? "" : ", done = @done, total = @total, per_second = @rate, what_ko = @ko, what_en = @en")}
        where id = @id and fencing = @fencing and ended_at is null returning state
        """, row => (JobState?)Job.StateOf(row.Text(0)), cancel,
        [("until", change.Now + Length), ("id", claim.Id), ("fencing", claim.Fencing), .. progress is null ? (ReadOnlySpan<(string, object?)>)[]
            : [("done", progress.Done), ("total", progress.Total), ("rate", progress.PerSecond), ("ko", progress.What?.Ko), ("en", progress.What?.En)]]), background: false, cancel);

    /// <summary>The state now; null where the job is no longer this node's.</summary>
    public async Task<JobState?> Look(Claim claim, CancellationToken cancel)
    {
        await using var read = await store.Read(cancel);
        return await read.First("select state from jobs where id = @id and fencing = @fencing and ended_at is null", row => (JobState?)Job.StateOf(row.Text(0)), cancel,
            ("id", claim.Id), ("fencing", claim.Fencing));
    }

    /// <summary>Ends the job.</summary>
    /// <returns>False where it is no longer this node's.</returns>
    public Task<bool> End(JobRun run, JobState state, Text? error, string? detail, CancellationToken cancel) => writes.Run(Set(), async change =>
    {
        var left = state == JobState.Succeeded ? run.Left : null;
        if (run.TakeProgress() is { } last)
            await change.Execute("update jobs set done = @done, total = @total, what_ko = @ko, what_en = @en where id = @id and fencing = @fencing", cancel, ("done", last.Done), ("total", last.Total),
                ("ko", last.What?.Ko), ("en", last.What?.En), ("id", run.Id), ("fencing", run.Claim.Fencing));
        await change.Execute($"delete from jobs where asked_at < @old and ended_at < @old and not {change.Session.In<string>("kind", "kept")}", cancel, ("old", change.Now - Kept), ("kept", kinds.Kept));
        return await End(change, run.Claim, state, left, error, detail, cancel);
    }, background: false, cancel);

    /// <summary>Lets the job go with what it saved: another run will go on.</summary>
    /// <param name="claim">The job.</param>
    /// <param name="after">How long nobody takes it.</param>
    /// <param name="counts">Whether this run counts as an attempt: not where the node was merely shut down.</param>
    /// <param name="error">What went wrong.</param>
    /// <param name="detail">The same for those who read programs.</param>
    /// <param name="cancel">Stops waiting.</param>
    public Task HandBack(Claim claim, TimeSpan after, bool counts, Text? error, string? detail, CancellationToken cancel) => writes.Run(Set(), change => change.Execute("""
        update jobs set state = case when state = 'running' then 'queued' else state end, node = null, lease_until = null, not_before = @after, attempts = attempts - @back, per_second = null,
            error_ko = @ko, error_en = @en, error_detail = @detail
        where id = @id and fencing = @fencing and ended_at is null
        """, cancel, ("after", after == TimeSpan.Zero ? null : change.Now + after), ("back", counts ? 0 : 1), ("ko", error?.Ko), ("en", error?.En), ("detail", detail), ("id", claim.Id),
        ("fencing", claim.Fencing)), background: false, cancel);

    private static async Task<bool> End(Change change, Claim claim, JobState state, (string Json, string? Link)? left, Text? error, string? detail, CancellationToken cancel) =>
        await change.Execute("""
            update jobs set state = @state, ended_at = @now, node = null, lease_until = null, per_second = null, result = @result, link = @link, error_ko = @ko, error_en = @en, error_detail = @detail
            where id = @id and fencing = @fencing and ended_at is null
            """, cancel, ("state", state), ("now", change.Now), ("result", left?.Json), ("link", left?.Link), ("ko", error?.Ko), ("en", error?.En), ("detail", detail),
            ("id", claim.Id), ("fencing", claim.Fencing)) > 0;

    private ChangeSet Set() => writes.NewChangeSet(Actor.System, JobRun.Words);

    // What the person may do is looked up when the job is run: it may be another day. What wants a fresh proof asked for it when the job was started.
    private static Claim Map(Row row) => new(row.Guid(0), row.Text(1), row.Text(2),
        new Actor(row.Guid(3), row.Text(4), Enum.Parse<Language>(row.Text(5), ignoreCase: true), Origin.Job, row.Guid(3) == Guid.Empty ? Rights.Everything : Rights.Nothing) { IsProved = true },
        row.Int(6), Job.StateOf(row.Text(7)) == JobState.Cancelling, row.Long(8), row.TextOrNull(9), row.Long(10), row.Long(11), row.TextOrNull(12));
}
