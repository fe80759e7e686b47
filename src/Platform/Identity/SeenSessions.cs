using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>
/// When this node last wrote down that a session was seen, by company: many requests at once write it once. The session itself is looked up with each request, so that
/// what ends anywhere has ended everywhere, and so that new rules hold from the next request on.
/// </summary>
internal sealed class SeenSessions
{
    private const int Most = 10_000;
    private readonly ConditionalWeakTable<Company, ConcurrentDictionary<string, DateTime>> _noted = [];

    /// <summary>Is it for the caller to write down that the session was seen now?</summary>
    public bool IsDue(Company company, string hash, DateTime now, TimeSpan every)
    {
        var noted = _noted.GetOrCreateValue(company);
        if (noted.Count >= Most) noted.Clear();
        if (!noted.TryGetValue(hash, out var last)) return noted.TryAdd(hash, now);
        return now - last >= every && noted.TryUpdate(hash, now, last);
    }
}
