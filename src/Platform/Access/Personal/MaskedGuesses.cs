using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Dangol.Platform;

/// <summary>
/// Whoever knows a whole number finds whose it is, though it is masked for them. By asking for all numbers that a mask leaves open, one after another, anybody would know it: so many different
/// ones can be asked for in an hour as somebody needs who looks up callers all day.
/// </summary>
internal static class MaskedGuesses
{
    /// <summary>Different values an hour, of one person on one node.</summary>
    public const int Most = 200;

    private const long Hour = 3_600_000;
    private const int MostPeople = 20_000;
    private static readonly ConditionalWeakTable<Declarations, ConcurrentDictionary<Guid, (long Since, ConcurrentDictionary<int, bool> Values)>> Asked = [];

    /// <summary>Notes values that somebody asks for; to ask again for the same costs nothing.</summary>
    /// <exception cref="Refused"><c>too_many_guesses</c> (429)</exception>
    public static void Note(Declarations declarations, Actor actor, IEnumerable<int> values)
    {
        if (actor.Id == Guid.Empty) return;
        var people = Asked.GetOrCreateValue(declarations);
        if (people.Count > MostPeople) people.Clear();
        var now = Environment.TickCount64;
        var mine = people.AddOrUpdate(actor.Id, _ => (now, new()), (_, known) => now - known.Since < Hour ? known : (now, new()));
        foreach (var value in values.Where(v => !mine.Values.ContainsKey(v)))
        {
            if (mine.Values.Count >= Most)
                throw new Refused("too_many_guesses", null, new($"가려진 값은 한 시간에 {Most}개까지 찾을 수 있어요. 나중에 다시 찾아 주세요.", $"At most {Most} masked values can be looked up in an hour. Please try again later."), 429) { After = TimeSpan.FromMilliseconds(Hour - (now - mine.Since)) };
            mine.Values.TryAdd(value, true);
        }
    }
}
