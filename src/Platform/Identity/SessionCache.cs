using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>The sessions that this node has looked up in the last seconds, by company. What ends here is forgotten at once; what ends on another node, after 5 seconds.</summary>
internal sealed class SessionCache
{
    private const int Most = 10_000;
    private static readonly TimeSpan Kept = TimeSpan.FromSeconds(5);
    private readonly ConditionalWeakTable<Company, Held> _held = [];

    /// <summary>The session, where it was looked up in the last seconds.</summary>
    public LiveSession? Find(Company company, string hash, DateTime now) =>
        Of(company).Sessions.TryGetValue(hash, out var found) && now - found.At < Kept ? found.Session : null;

    /// <summary>A number that grows with each thing forgotten: take it before looking up, so that what was read before an end is not kept after it.</summary>
    public long Clock(Company company) => Interlocked.Read(ref Of(company).Forgotten);

    /// <summary>Keeps what was looked up, unless something was forgotten in the meantime.</summary>
    public void Keep(Company company, LiveSession session, DateTime now, long clock)
    {
        var held = Of(company);
        if (held.Sessions.Count >= Most) held.Sessions.Clear();
        lock (held)
            if (held.Forgotten == clock) held.Sessions[session.TokenHash] = (session, now);
    }

    /// <summary>Puts another in the place of one that is still there.</summary>
    public bool Replace(Company company, LiveSession old, LiveSession with, DateTime now)
    {
        var held = Of(company);
        lock (held)
        {
            if (!held.Sessions.TryGetValue(old.TokenHash, out var there)) return true;
            if (there.Session != old) return false;
            held.Sessions[old.TokenHash] = (with, now);
            return true;
        }
    }

    /// <summary>Forgets those that ended.</summary>
    public void Forget(Company company, Func<LiveSession, bool> which)
    {
        var held = Of(company);
        lock (held)
        {
            held.Forgotten++;
            foreach (var (hash, found) in held.Sessions) if (which(found.Session)) held.Sessions.TryRemove(hash, out _);
        }
    }

    private Held Of(Company company) => _held.GetValue(company, static _ => new());

    private sealed class Held
    {
        public readonly ConcurrentDictionary<string, (LiveSession Session, DateTime At)> Sessions = new(StringComparer.Ordinal);
        public long Forgotten;
    }
}
