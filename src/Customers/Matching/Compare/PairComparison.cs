using System.Runtime.CompilerServices;

namespace Dangol.Customers;

/// <summary>Compares two rows field by field into a pattern of levels. Rows lie side by side, so that a pair costs two reads of memory and not one a field.</summary>
internal sealed class PairComparison
{
    private const int CacheBits = 13, NumberBits = 28;
    private readonly (int One, int Other)[] _exchanges;
    private readonly byte[] _exact;
    private int[] _codes;

    public PairComparison(FieldComparison[] fields, int[] codes)
    {
        (Fields, _codes) = (fields, codes);
        _exact = [.. fields.Select(f => f.Exact)];
        Strides = new ulong[fields.Length];
        var stride = 1UL;
        for (var f = 0; f < fields.Length; f++) (Strides[f], stride) = (stride, checked(stride * (ulong)fields[f].Levels.Count));
        _exchanges = [.. from one in Enumerable.Range(0, fields.Length) from other in Enumerable.Range(one + 1, fields.Length - one - 1)
            where ReferenceEquals(fields[one].Column.Values, fields[other].Column.Values) select (one, other)];
    }

    public FieldComparison[] Fields { get; }

    /// <summary>What a level of each field adds to the number of a pattern.</summary>
    public ulong[] Strides { get; }

    public int Rows => _codes.Length / Fields.Length;

    /// <summary>The number of the value of a field in a row.</summary>
    public int Code(int row, int field) => _codes[row * Fields.Length + field];

    /// <summary>Puts more rows behind those that are there.</summary>
    public void Extend(Func<int[], int[]> more) => _codes = more(_codes);

    /// <summary>What one worker keeps between pairs: the levels of pairs of values met lately.</summary>
    public sealed class Scratch(int fields)
    {
        internal readonly ulong[] Known = new ulong[fields << CacheBits];

        /// <summary>The levels of the pair compared last.</summary>
        public readonly byte[] Levels = new byte[fields];
    }

    public Scratch NewScratch() => new(Fields.Length);

    /// <summary>The pattern of two rows; its levels are left in the scratch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public ulong Of(int rowA, int rowB, Scratch scratch)
    {
        var n = Fields.Length;
        ReadOnlySpan<int> a = _codes.AsSpan(rowA * n, n), b = _codes.AsSpan(rowB * n, n);
        var levels = scratch.Levels;
        for (var f = 0; f < n; f++) levels[f] = a[f] == 0 || b[f] == 0 ? FieldComparison.Missing : a[f] == b[f] ? _exact[f] : Level(f, a[f], b[f], scratch);
        foreach (var (one, other) in _exchanges)
            if (levels[one] <= NameComparison.Far && levels[other] <= NameComparison.Far) Exchange(one, other, a, b, levels);
        var pattern = 0UL;
        for (var f = 0; f < n; f++) pattern += levels[f] * Strides[f];
        return pattern;
    }

    /// <summary>The levels of a pattern.</summary>
    public void Levels(ulong pattern, Span<byte> levels)
    {
        for (var f = 0; f < Fields.Length; f++)
        {
            var count = (ulong)Fields[f].Levels.Count;
            levels[f] = (byte)(pattern % count);
            pattern /= count;
        }
    }

    private byte Level(int field, int a, int b, Scratch scratch)
    {
        // In one order always, as a similarity may depend on it and what is known is asked for in both.
        if (a > b) (a, b) = (b, a);
        var key = (ulong)a << NumberBits | (uint)b;
        ref var known = ref scratch.Known[(field << CacheBits) + (int)(key * 0x9E3779B97F4A7C15 >> (64 - CacheBits))];
        if (known >> 8 == key) return (byte)known;
        var level = Fields[field].Of(a, b);
        known = key << 8 | level;
        return level;
    }

    /// <summary>The one's value in the other's place: given name for surname, the second line of an address for the first.</summary>
    private void Exchange(int one, int other, ReadOnlySpan<int> a, ReadOnlySpan<int> b, byte[] levels)
    {
        var values = Fields[one].Column.Values;
        byte there = Across(a[one], b[other]), back = Across(a[other], b[one]);
        var equal = (there == Equal ? 1 : 0) + (back == Equal ? 1 : 0);
        var isCrossed = equal > 0 ? Math.Min(there, back) is FieldComparison.Missing or >= NameComparison.Far : Math.Min(there, back) >= NameComparison.Close;
        if (!isCrossed) return;
        if (Fields[one] is NameComparison)
        {
            // Both say so together: the evidence is given once.
            levels[one] = NameComparison.Crossed;
            levels[other] = FieldComparison.Missing;
            return;
        }
        levels[one] = there == Equal ? _exact[one] : Math.Min(there, (byte)(_exact[one] - 1));
        levels[other] = back == Equal ? _exact[other] : Math.Min(back, (byte)(_exact[other] - 1));

        byte Across(int x, int y) => x == 0 || y == 0 ? FieldComparison.Missing : x == y ? Equal : Similarity.Level(values, Math.Min(x, y), Math.Max(x, y));
    }

    private const byte Equal = 9;
}
