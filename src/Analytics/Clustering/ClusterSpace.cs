namespace Dangol.Analytics;

/// <summary>
/// Rows as points: numbers standardised (amounts that reach far to one side in logarithms), missing at the mean, levels one-hot and weighted so that a column of levels
/// counts about as much as a column of numbers.
/// </summary>
internal sealed class ClusterSpace
{
    private const double SkewLimit = 2;
    private const int MostLevels = 20;

    private ClusterSpace(int rows, int width, double[] points, string[] terms, ModelColumn[] columns, int[] columnOf, int[] levelOf, string[] logged) =>
        (Rows, Width, Points, Terms, Columns, this.columnOf, this.levelOf, Logged) = (rows, width, points, terms, columns, columnOf, levelOf, logged);

    private readonly int[] columnOf, levelOf;

    public int Rows { get; }
    public int Width { get; }

    /// <summary>Row after row.</summary>
    public double[] Points { get; }
    public string[] Terms { get; }
    public ModelColumn[] Columns { get; }

    /// <summary>Columns that were taken in logarithms.</summary>
    public string[] Logged { get; }

    public static ClusterSpace Of(ModelColumn[] columns)
    {
        var (terms, logged, values, columnOf, levelOf) = (new List<string>(), new List<string>(), new List<double[]>(), new List<int>(), new List<int>());
        for (var c = 0; c < columns.Length; c++)
        {
            var column = columns[c];
            if (!column.IsCategory)
            {
                var numbers = column.Numbers;
                if (numbers.Length > 2 && numbers[0] >= 0 && Skew(column, numbers) > SkewLimit)
                {
                    numbers = Array.ConvertAll(numbers, n => Math.Log(1 + n));
                    logged.Add(column.Name);
                }
                Add(column.Name, c, -1, Array.ConvertAll(column.Codes, code => code < 0 ? double.NaN : numbers[code]), 1);
                continue;
            }
            var counts = new int[column.Levels.Length];
            foreach (var code in column.Codes)
                if (code >= 0) counts[code]++;
            foreach (var level in Enumerable.Range(0, counts.Length).OrderByDescending(l => counts[l]).Take(MostLevels))
                Add($"{column.Name}={column.Levels[level]}", c, level, Array.ConvertAll(column.Codes, code => code == level ? 1.0 : 0), 1 / Math.Sqrt(Math.Max(1, counts.Length)));
        }
        var (rows, width) = (columns[0].Rows, values.Count);
        var points = new double[rows * width];
        for (var j = 0; j < width; j++)
            for (var i = 0; i < rows; i++) points[i * width + j] = values[j][i];
        return new(rows, width, points, [.. terms], columns, [.. columnOf], [.. levelOf], [.. logged]);

        void Add(string term, int column, int level, double[] raw, double weight)
        {
            var sample = Sample.Of(Array.FindAll(raw, v => !double.IsNaN(v)));
            if (!(sample.Variance > 1e-24)) return;
            var deviation = Math.Sqrt(sample.Variance) / weight;
            terms.Add(term);
            columnOf.Add(column);
            levelOf.Add(level);
            values.Add(Array.ConvertAll(raw, v => double.IsNaN(v) ? 0 : (v - sample.Mean) / deviation));
        }
    }

    /// <summary>Other points in the same space.</summary>
    public ClusterSpace With(double[] points) => new(points.Length / Width, Width, points, Terms, Columns, columnOf, levelOf, Logged);

    public ReadOnlySpan<double> Point(int row) => Points.AsSpan(row * Width, Width);

    /// <summary>The mean of a term's own values (for a level its share) over some rows, and their deviation.</summary>
    public (double Mean, double Deviation) Own(int term, IEnumerable<int> rows)
    {
        var (column, level) = (Columns[columnOf[term]], levelOf[term]);
        var sample = Sample.Of(rows.Where(r => level >= 0 || column.Codes[r] >= 0).Select(r => level >= 0 ? (column.Codes[r] == level ? 1.0 : 0) : column.Numbers[column.Codes[r]]).ToArray());
        return (sample.Mean, Math.Sqrt(sample.Variance));
    }

    public bool IsNumber(int term) => levelOf[term] < 0;

    private static double Skew(ModelColumn column, double[] numbers)
    {
        var sample = Sample.Of([.. column.Codes.Where(c => c >= 0).Select(c => numbers[c])]);
        if (!(sample.Variance > 0)) return 0;
        return column.Codes.Where(c => c >= 0).Average(c => Math.Pow((numbers[c] - sample.Mean) / Math.Sqrt(sample.Variance), 3));
    }
}
