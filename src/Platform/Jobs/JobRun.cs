using System.Text.Json;

namespace Dangol.Platform;

/// <summary>One run of a job: what it was asked, what it saved, how far it is. Safe to use from several threads.</summary>
public sealed class JobRun
{
    private static readonly TimeSpan RateWindow = TimeSpan.FromSeconds(10);

    private readonly Writes _writes;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _cancelAsked = new();
    private readonly Queue<(long At, long Done)> _lately = new();
    private readonly Lock _lock = new();
    private JobProgress _progress;
    private bool _told = true;

    internal JobRun(Claim claim, Writes writes, TimeProvider clock, CancellationToken stop)
    {
        (Claim, _writes, _clock, Stop) = (claim, writes, clock, stop);
        _progress = new(claim.Done, claim.Total, null, null);
        Saved = claim.Saved;
        if (claim.Cancelling) _cancelAsked.Cancel();
    }

    internal Claim Claim { get; }

    internal string? Saved { get; private set; }

    internal (string Json, string? Link)? Left { get; private set; }

    internal CancellationToken CancelToken => _cancelAsked.Token;

    /// <summary>The job's key.</summary>
    public Guid Id => Claim.Id;

    /// <summary>Who asked for it: what the job writes is written in their name.</summary>
    public Actor Actor => Claim.Actor;

    /// <summary>The how-manieth run this is, from 1.</summary>
    public int Attempt => Claim.Attempts;

    /// <summary>An error now ends the job for good.</summary>
    public bool IsLastAttempt => Attempt >= JobClaims.Tries;

    /// <summary>Somebody asked for the end.</summary>
    public bool CancelAsked => _cancelAsked.IsCancellationRequested;

    /// <summary>Fires when this node must let go at once (shutdown, or the lease was lost), but not when somebody asked for the end: for taking back what was done.</summary>
    public CancellationToken Stop { get; }

    /// <summary>What the job was asked to do.</summary>
    public T Arguments<T>() where T : class => JsonSerializer.Deserialize<T>(Claim.Arguments, JournalJson.Options)!;

    /// <summary>What an earlier run, or this one, saved last; null at the first start.</summary>
    public T? State<T>() where T : class => Saved is null ? null : JsonSerializer.Deserialize<T>(Saved, JournalJson.Options);

    /// <summary>Saves the place from which a later run goes on.</summary>
    public Task Save<T>(T state, CancellationToken cancel = default) where T : class =>
        _writes.Run(_writes.NewChangeSet(Actor, Words), async change => { await Checkpoint(change, state, cancel); return true; }, background: true, cancel);

    /// <summary>
    /// Saves the place in the same transaction as what the step wrote, so that both are there or neither. It is also the fence: a node that slept while
    /// another took the job over can't write.
    /// </summary>
    /// <exception cref="Refused"><c>lease_lost</c>: another node runs the job.</exception>
    public async Task Checkpoint<T>(Change change, T state, CancellationToken cancel = default) where T : class
    {
        var json = JsonSerializer.Serialize(state, JournalJson.Options);
        var kept = await change.Execute("update jobs set saved = @saved where id = @id and fencing = @fencing", cancel, ("saved", json), ("id", Id), ("fencing", Claim.Fencing));
        if (kept == 0) throw LeaseLost();
        Saved = json;
    }

    /// <summary>Says how far it is; as often as one likes, it is passed on at most twice a second.</summary>
    /// <param name="done">How much is done.</param>
    /// <param name="total">Of how much; 0 where that is not known.</param>
    /// <param name="what">What is being done, in words; null leaves the last ones.</param>
    public void Progress(long done, long total, Text? what = null)
    {
        var now = _clock.GetTimestamp();
        lock (_lock)
        {
            if (_lately.Count > 0 && done < _progress.Done) _lately.Clear();   // another phase has begun
            if (_lately.Count == 0 || _clock.GetElapsedTime(_lately.Last().At, now) > TimeSpan.FromMilliseconds(200)) _lately.Enqueue((now, done));
            while (_lately.Count > 1 && _clock.GetElapsedTime(_lately.Peek().At, now) > RateWindow) _lately.Dequeue();
            var (since, from) = _lately.Peek();
            var seconds = _clock.GetElapsedTime(since, now).TotalSeconds;
            _progress = new(done, total, seconds > 0.5 ? (done - from) / seconds : null, what ?? _progress.What);
            _told = false;
        }
    }

    /// <summary>Leaves the result, as JSON, and the page that shows it; kept once the job has succeeded.</summary>
    public void Result(object result, string? link = null) => Left = (JsonSerializer.Serialize(result, JournalJson.Options), link);

    internal JobProgress? TakeProgress()
    {
        lock (_lock)
        {
            if (_told) return null;
            _told = true;
            return _progress;
        }
    }

    internal void AskCancel() => _cancelAsked.Cancel();

    internal static Text Words { get; } = new("백그라운드 작업", "Background work");

    internal static Refused LeaseLost() => new("lease_lost", null, new("이 작업은 다른 서버가 이어받았어요.", "Another server has taken over this work."), 409);
}

/// <summary>How far a run is.</summary>
internal sealed record JobProgress(long Done, long Total, double? PerSecond, Text? What);

/// <summary>A job that this node has taken: what it needs to run it, and the number that fences others out.</summary>
internal sealed record Claim(Guid Id, string Kind, string Arguments, Actor Actor, int Attempts, bool Cancelling, long Fencing, string? Saved, long Done, long Total, string? Scopes = null);
