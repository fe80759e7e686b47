namespace Dangol.Analytics;

/// <summary>
/// The columns as trees see them: every value one of at most 255 bins, bin 0 where it is missing. Numbers by cuts that hold about as many training rows each; levels
/// by their frequency, with one bin for the rare and the unseen.
/// </summary>
internal sealed class Bins
{
    private const int Most = 254;

    private readonly Part[] parts;

    private sealed record Part(double[] Cuts, Dictionary<string, byte>? Levels, byte Rare);

    private Bins(Part[] parts, int[] counts, bool[] categories) => (this.parts, Counts, IsCategory) = (parts, counts, categories);

    /// <summary>How many bins each column has, bin 0 for missing included.</summary>
    public int[] Counts { get; }

    public bool[] IsCategory { get; }

    public int Columns => parts.Length;

    public static Bins Fit(ModelColumn[] columns, int[] rows)
    {
        var parts = new Part[columns.Length];
        var counts = new int[columns.Length];
        for (var c = 0; c < columns.Length; c++)
        {
            var times = new int[columns[c].Distinct];
            foreach (var row in rows)
                if (columns[c].Codes[row] is >= 0 and var code) times[code]++;
            parts[c] = columns[c].IsCategory ? OfLevels(columns[c], times) : new(Cuts(columns[c].Numbers, times), null, 0);
            counts[c] = columns[c].IsCategory ? parts[c].Rare + 1 : parts[c].Cuts.Length + 2;
        }
        return new(parts, counts, [.. columns.Select(c => c.IsCategory)]);
    }

    public BinnedRows Apply(ModelColumn[] columns)
    {
        var binned = new BinnedRows(columns[0].Rows, Counts);
        for (var c = 0; c < parts.Length; c++)
        {
            var part = parts[c];
            var map = part.Levels is null
                ? Array.ConvertAll(columns[c].Numbers, n => (byte)(1 + FirstAtLeast(part.Cuts, n)))
                : Array.ConvertAll(columns[c].Levels, l => part.Levels.GetValueOrDefault(l, part.Rare));
            binned.Fill(c, columns[c].Codes, map);
        }
        return binned;
    }

    private static Part OfLevels(ModelColumn column, int[] times)
    {
        var levels = new Dictionary<string, byte>(StringComparer.Ordinal);
        foreach (var level in Enumerable.Range(0, times.Length).Where(l => times[l] >= Design.RareBelow).OrderByDescending(l => times[l]).ThenBy(l => l).Take(Most - 1))
            levels[column.Levels[level]] = (byte)(levels.Count + 1);
        return new([], levels, (byte)(levels.Count + 1));
    }

    /// <summary>Upper ends of all bins but the last, halfway between neighbouring values.</summary>
    private static double[] Cuts(double[] values, int[] times)
    {
        var seen = Enumerable.Range(0, values.Length).Where(i => times[i] > 0).ToArray();
        var cuts = new List<double>();
        long left = 0;
        foreach (var i in seen) left += times[i];
        double held = 0;
        var bins = Most;
        for (var k = 0; k + 1 < seen.Length; k++)
        {
            held += times[seen[k]];
            // Few values: a bin each. Many: as soon as the bin has its share of what is left.
            if (seen.Length > Most && held < (double)left / bins) continue;
            cuts.Add(values[seen[k]] + (values[seen[k + 1]] - values[seen[k]]) / 2);
            left -= (long)held;
            held = 0;
            if (--bins == 1) break;
        }
        return [.. cuts];
    }

    private static int FirstAtLeast(double[] cuts, double value)
    {
        var (low, high) = (0, cuts.Length);
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            if (cuts[middle] < value) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}

/// <summary>Bins of all rows, eight columns side by side in a word, so that one load serves eight histograms.</summary>
internal sealed class BinnedRows
{
    public BinnedRows(int rows, int[] counts)
    {
        Rows = rows;
        Groups = new ulong[(counts.Length + 7) / 8][];
        for (var g = 0; g < Groups.Length; g++) Groups[g] = new ulong[rows];
    }

    public int Rows { get; }

    public ulong[][] Groups { get; }

    public byte Bin(int column, int row) => (byte)(Groups[column >> 3][row] >> ((column & 7) * 8));

    public void Fill(int column, int[] codes, byte[] map)
    {
        var (words, shift) = (Groups[column >> 3], (column & 7) * 8);
        for (var i = 0; i < words.Length; i++)
            if (codes[i] >= 0) words[i] |= (ulong)map[codes[i]] << shift;
    }
}
