using System.Runtime.InteropServices;

namespace Dangol.Customers;

/// <summary>How many pairs have each pattern of levels: there are few patterns, however many pairs, so that everything learnt from them costs next to nothing.</summary>
internal sealed class PatternCounts
{
    private readonly Dictionary<ulong, double> _counts = [];

    public void Add(ulong pattern, double count = 1) => CollectionsMarshal.GetValueRefOrAddDefault(_counts, pattern, out _) += count;

    public void Add(PatternCounts other)
    {
        foreach (var (pattern, count) in other._counts) Add(pattern, count);
    }

    /// <summary>The same patterns, each counted so many times.</summary>
    public PatternCounts Times(double factor)
    {
        var times = new PatternCounts();
        foreach (var (pattern, count) in _counts) times.Add(pattern, count * factor);
        return times;
    }

    /// <summary>The patterns in ascending order, so that sums come out alike whoever counted first: levels field by field, and counts.</summary>
    public (byte[] Levels, double[] Counts) Sorted(PairComparison pairs)
    {
        var sorted = _counts.OrderBy(c => c.Key).ToArray();
        var fields = pairs.Fields.Length;
        var levels = new byte[sorted.Length * fields];
        for (var i = 0; i < sorted.Length; i++) pairs.Levels(sorted[i].Key, levels.AsSpan(i * fields, fields));
        return (levels, [.. sorted.Select(c => c.Value)]);
    }
}
