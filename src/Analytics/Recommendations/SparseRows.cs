namespace Dangol.Analytics;

/// <summary>An item-item matrix of which each row keeps its largest values: row i has columns <see cref="Column"/> and values <see cref="Value"/> from Start[i] to Start[i + 1].</summary>
internal sealed class SparseRows : IItemScorer
{
    private SparseRows(int[] start, int[] column, float[] value) => (Start, Column, Value) = (start, column, value);

    public int[] Start { get; }
    public int[] Column { get; }
    public float[] Value { get; }

    /// <summary>
    /// Builds row after row, on all cores: <paramref name="fill"/> adds row i into an empty dense row and notes the columns it touched. The <paramref name="keep"/> largest stay, of
    /// equal ones those with the lower column.
    /// </summary>
    public static SparseRows Of(int n, int keep, Action<int, DenseRow> fill)
    {
        var rows = new (int Column, float Value)[n][];
        Parallel.For(0, n, () => new DenseRow(n), (i, _, row) =>
        {
            fill(i, row);
            rows[i] = row.Take(keep);
            return row;
        }, _ => { });
        var start = new int[n + 1];
        for (var i = 0; i < n; i++) start[i + 1] = start[i] + rows[i].Length;
        var (column, value) = (new int[start[n]], new float[start[n]]);
        for (var i = 0; i < n; i++)
            for (var k = 0; k < rows[i].Length; k++) (column[start[i] + k], value[start[i] + k]) = rows[i][k];
        return new(start, column, value);
    }

    public void Score(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> scores)
    {
        scores.Clear();
        for (var k = 0; k < items.Length; k++)
            for (var e = Start[items[k]]; e < Start[items[k] + 1]; e++) scores[Column[e]] += weights[k] * Value[e];
    }

    public void Explain(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, int item, Span<float> parts)
    {
        for (var k = 0; k < items.Length; k++)
        {
            var at = Column.AsSpan(Start[items[k]], Start[items[k] + 1] - Start[items[k]]).BinarySearch(item);
            parts[k] = at >= 0 ? weights[k] * Value[Start[items[k]] + at] : 0;
        }
    }

    /// <summary>A row under construction.</summary>
    internal sealed class DenseRow(int n)
    {
        private readonly float[] _sum = new float[n];
        private readonly List<int> _touched = [];

        public void Add(int column, float value)
        {
            if (_sum[column] == 0) _touched.Add(column);
            _sum[column] += value;
        }

        public void Scale(Func<int, float> factor)
        {
            foreach (var j in _touched) _sum[j] *= factor(j);
        }

        /// <summary>The largest values in the order of their columns; the row is empty afterwards.</summary>
        public (int, float)[] Take(int keep)
        {
            // A column is touched twice where its sum came back to zero: values are positive, so it does not.
            var pairs = _touched.Select(j => (Column: j, Value: _sum[j])).Where(p => p.Value > 0).ToArray();
            if (pairs.Length > keep) pairs = [.. pairs.OrderByDescending(p => p.Value).ThenBy(p => p.Column).Take(keep)];
            Array.Sort(pairs);
            foreach (var j in _touched) _sum[j] = 0;
            _touched.Clear();
            return pairs;
        }
    }
}
