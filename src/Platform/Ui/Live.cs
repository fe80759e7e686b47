using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>How far background work is. <paramref name="State"/>: queued, running, done, failed or cancelled; <paramref name="Total"/> is 0 where it is not known.</summary>
public sealed record LiveProgress(string State, long Done, long Total, double? PerSecond = null, TimeSpan? Left = null, Text? Text = null);

/// <summary>Whose work it is, who asked for it and who may watch it besides.</summary>
public sealed record LiveWork(Guid Actor, Permission? SeenWith)
{
    /// <summary>May this person be told? Where nothing is said of a topic, everybody.</summary>
    public static bool IsToldTo(LiveWork? work, Actor actor) =>
        work is null || work.Actor == actor.Id || actor.Rights.Allows(Job.Read) || work.SeenWith is { } seen && actor.Rights.Allows(seen);
}

/// <summary>
/// What goes on now, told to the open pages by server-sent events at <c>/live</c>. A topic has only its latest state: whoever comes late, or reads slowly,
/// gets that one. Nothing here is stored; what must not be lost is in the journal.
/// </summary>
public sealed class Live(TimeProvider clock)
{
    internal const string Path = "/live";
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200), Beat = TimeSpan.FromSeconds(20), Keep = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, (LiveProgress Progress, LiveWork? Work, DateTimeOffset At)> _latest = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Reader, bool> _readers = new();

    /// <summary>Says how far the work of a topic is, as often as one likes, to those who may know of it.</summary>
    public void Publish(string topic, LiveProgress progress, LiveWork? work = null)
    {
        var now = clock.GetUtcNow();
        _latest[topic] = (progress, work, now);
        foreach (var (old, state) in _latest) if (now - state.At > Keep) _latest.TryRemove(old, out _);
        foreach (var reader in _readers.Keys) reader.Tell(topic);
    }

    /// <summary>The latest state of a topic, or null.</summary>
    public LiveProgress? Latest(string topic) => _latest.TryGetValue(topic, out var state) ? state.Progress : null;

    /// <summary>All that is going on and that the reader may know of, then each change, at most five times a second a topic; a beat where nothing happens.</summary>
    internal async IAsyncEnumerable<SseItem<LiveMessage>> Read(Actor actor, Format format, Language language, [EnumeratorCancellation] CancellationToken cancel)
    {
        var reader = new Reader(_latest.Keys);
        _readers[reader] = true;
        try
        {
            while (!cancel.IsCancellationRequested)
            {
                var told = await reader.Wait(Beat, cancel);
                if (told.Count == 0) yield return new(LiveMessage.Nothing, "beat");
                foreach (var topic in told)
                    if (_latest.TryGetValue(topic, out var state) && LiveWork.IsToldTo(state.Work, actor)) yield return new(new(topic, LiveWords.Of(state.Progress, format, language)));
                await Task.Delay(Pace, clock, cancel).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally { _readers.TryRemove(reader, out _); }
    }

    private sealed class Reader
    {
        private readonly HashSet<string> _told;
        private readonly Lock _lock = new();
        private readonly SemaphoreSlim _news = new(0, 1);

        public Reader(IEnumerable<string> topics)
        {
            _told = new(topics, StringComparer.Ordinal);
            if (_told.Count > 0) _news.Release();
        }

        public void Tell(string topic)
        {
            lock (_lock)
            {
                _told.Add(topic);
                if (_news.CurrentCount == 0) _news.Release();
            }
        }

        public async Task<IReadOnlyList<string>> Wait(TimeSpan beat, CancellationToken cancel)
        {
            try { await _news.WaitAsync(beat, cancel); }
            catch (OperationCanceledException) { return []; }
            lock (_lock)
            {
                string[] told = [.. _told];
                _told.Clear();
                return told;
            }
        }
    }
}

/// <summary>A message of the stream: the words are ready in the reader's language.</summary>
internal sealed record LiveMessage(string Topic, LiveWords? Data)
{
    public static readonly LiveMessage Nothing = new("", null);
}

internal sealed record LiveWords(string State, long Done, long Total, string? Text, string Count, string Rate, string Left)
{
    public static LiveWords Of(LiveProgress p, Format format, Language language)
    {
        var korean = language == Language.Korean;
        var count = p.Total > 0 ? $"{format.Number(p.Done)} / {format.Number(p.Total)}" : format.Number(p.Done);
        var going = p.State == "running";
        var rate = going && p.PerSecond is { } per ? korean ? $"초당 {format.Number(per, 0)}" : $"{format.Number(per, 0)}/s" : "";
        var left = going && p.Left is { } span ? korean ? $"{format.Span(span)} 남음" : $"{format.Span(span)} left" : "";
        return new(p.State, p.Done, p.Total, p.Text?.In(language), count, rate, left);
    }
}
