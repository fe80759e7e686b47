using System.Runtime.CompilerServices;

namespace Dangol.Customers;

/// <summary>
/// How many single letters must be added, taken away, changed or exchanged with their neighbour to make one text of another (Damerau 1964, as optimal string
/// alignment: no part is edited twice). It stops counting above a limit, since nobody asks how far apart strangers are.
/// </summary>
internal static class DamerauLevenshtein
{
    private const int Longest = 64;

    /// <summary>The distance, or <paramref name="limit"/> + 1 where it is greater.</summary>
    public static int Within(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        var same = a.CommonPrefixLength(b);
        a = a[same..];
        b = b[same..];
        while (a.Length > 0 && b.Length > 0 && a[^1] == b[^1])
        {
            a = a[..^1];
            b = b[..^1];
        }
        if (Math.Abs(a.Length - b.Length) > limit) return limit + 1;
        if (a.Length == 0 || b.Length == 0) return Math.Max(a.Length, b.Length);
        if (limit == 1) return a.Length == 1 && b.Length == 1 || IsExchange(a, b) ? 1 : 2;
        if (a.Length > Longest || b.Length > Longest) return limit + 1;
        return Table(a, b, limit);
    }

    private static bool IsExchange(ReadOnlySpan<char> a, ReadOnlySpan<char> b) => a.Length == 2 && b.Length == 2 && a[0] == b[1] && a[1] == b[0];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Table(ReadOnlySpan<char> a, ReadOnlySpan<char> b, int limit)
    {
        Span<int> cells = stackalloc int[3 * (Longest + 1)];
        Span<int> before = cells[..(Longest + 1)], last = cells[(Longest + 1)..(2 * (Longest + 1))], now = cells[(2 * (Longest + 1))..];
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            // Beyond so many columns from the diagonal the distance is above the limit.
            int from = Math.Max(1, i - limit), to = Math.Min(b.Length, i + limit), least = int.MaxValue;
            now[from - 1] = from == 1 ? i : limit + 1;
            if (to == i + limit) last[to] = limit + 1;
            for (var j = from; j <= to; j++)
            {
                var cost = Math.Min(Math.Min(last[j], now[j - 1]) + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) cost = Math.Min(cost, before[j - 2] + 1);
                now[j] = cost;
                least = Math.Min(least, cost);
            }
            if (least > limit) return limit + 1;
            var free = before;
            before = last;
            last = now;
            now = free;
        }
        return Math.Min(last[b.Length], limit + 1);
    }
}
