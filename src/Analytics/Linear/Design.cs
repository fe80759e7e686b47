namespace Dangol.Analytics;

/// <summary>
/// The columns as a linear model sees them: numbers standardised, levels one-hot with a bucket for rare ones, missing as the mean with a mark of its own. Fitted on
/// some rows and then applied to any: a level that was not seen counts as rare.
/// </summary>
internal sealed class Design
{
    /// <summary>Levels with fewer training rows than this share the rare bucket.</summary>
    public const int RareBelow = 10;
    private const int MostLevels = 100;

    private readonly Part[] parts;

    private sealed record Part(string Name, bool IsCategory, int First, double Mean, double Deviation, Dictionary<string, int> Levels, int Rare, int Missing);

    /// <summary>What each coefficient belongs to; place 0 is the intercept.</summary>
    public string[] Terms { get; }

    /// <summary>The column of each term, −1 for the intercept.</summary>
    public int[] ColumnOf { get; }

    public int Width => Terms.Length;
    public int NumberCount { get; }

    private Design(Part[] parts, List<(string Term, int Column)> terms, int numbers)
    {
        this.parts = parts;
        Terms = [.. terms.Select(t => t.Term)];
        ColumnOf = [.. terms.Select(t => t.Column)];
        NumberCount = numbers;
    }

    public static Design Fit(ModelColumn[] columns, int[] rows)
    {
        var terms = new List<(string, int)> { ("(intercept)", -1) };
        var parts = new Part[columns.Length];
        // Numbers first, so that they lie side by side; what is one-hot follows.
        for (var c = 0; c < columns.Length; c++)
        {
            if (columns[c].IsCategory) continue;
            var (mean, deviation) = Moments(columns[c], rows);
            parts[c] = new(columns[c].Name, false, terms.Count, mean, deviation, [], -1, -1);
            terms.Add((columns[c].Name, c));
        }
        var numbers = terms.Count - 1;
        for (var c = 0; c < columns.Length; c++)
        {
            var column = columns[c];
            var counts = new int[column.Distinct + 1];
            foreach (var row in rows) counts[column.Codes[row] + 1]++;
            var missing = -1;
            if (counts[0] >= RareBelow) missing = Add($"{column.Name}=(missing)");
            if (!column.IsCategory)
            {
                parts[c] = parts[c] with { Missing = missing };
                continue;
            }
            var common = Enumerable.Range(0, column.Distinct).Where(l => counts[l + 1] >= RareBelow).OrderByDescending(l => counts[l + 1]).ThenBy(l => l).Take(MostLevels).Order();
            var levels = new Dictionary<string, int>(StringComparer.Ordinal);
            foreach (var level in common) levels[column.Levels[level]] = Add($"{column.Name}={column.Levels[level]}");
            var rare = levels.Count < column.Distinct ? Add($"{column.Name}=(rare)") : -1;
            parts[c] = new(column.Name, true, -1, 0, 1, levels, rare, missing >= 0 ? missing : rare);

            int Add(string term)
            {
                terms.Add((term, c));
                return terms.Count - 1;
            }
        }
        return new(parts, terms, numbers);
    }

    /// <summary>The rows of a table with the same columns (by place) as the design was fitted on.</summary>
    public DesignRows Apply(ModelColumn[] columns, int[] rows)
    {
        var marks = parts.Count(p => p.IsCategory || p.Missing >= 0);
        var x = new double[rows.Length * NumberCount];
        var hot = new int[rows.Length * marks];
        var mark = 0;
        for (var c = 0; c < parts.Length; c++)
        {
            var (part, column) = (parts[c], columns[c]);
            if (!part.IsCategory)
            {
                var values = Array.ConvertAll(column.Numbers, n => (n - part.Mean) / part.Deviation);
                for (var i = 0; i < rows.Length; i++)
                    if (column.Codes[rows[i]] is >= 0 and var code) x[i * NumberCount + part.First - 1] = values[code];
                if (part.Missing < 0) continue;
            }
            // −1: nothing is hot.
            var terms = Array.ConvertAll(column.Levels, level => part.Levels.GetValueOrDefault(level, part.Rare));
            for (var i = 0; i < rows.Length; i++)
            {
                var code = column.Codes[rows[i]];
                hot[i * marks + mark] = code < 0 ? part.Missing : part.IsCategory ? terms[code] : -1;
            }
            mark++;
        }
        return new(rows.Length, NumberCount, marks, Width, x, hot);
    }

    private static (double Mean, double Deviation) Moments(ModelColumn column, int[] rows)
    {
        double sum = 0, squares = 0;
        var count = 0;
        foreach (var row in rows)
            if (column.Codes[row] >= 0) (sum, count) = (sum + column.Numbers[column.Codes[row]], count + 1);
        var mean = count == 0 ? 0 : sum / count;
        foreach (var row in rows)
            if (column.Codes[row] >= 0) squares += Math.Pow(column.Numbers[column.Codes[row]] - mean, 2);
        var deviation = count < 2 ? 0 : Math.Sqrt(squares / (count - 1));
        return (mean, deviation > 1e-12 * Math.Max(1, Math.Abs(mean)) ? deviation : 1);
    }
}

/// <summary>Rows of a design: for each row its numbers, and which one-hot terms are 1 (−1: none). The intercept is not stored.</summary>
internal sealed record DesignRows(int Rows, int NumberCount, int Marks, int Width, double[] X, int[] Hot)
{
    public double Dot(int row, ReadOnlySpan<double> beta)
    {
        var sum = beta[0];
        var x = X.AsSpan(row * NumberCount, NumberCount);
        for (var j = 0; j < x.Length; j++) sum += x[j] * beta[1 + j];
        foreach (var h in Hot.AsSpan(row * Marks, Marks))
            if (h >= 0) sum += beta[h];
        return sum;
    }

    /// <summary>
    /// The terms twice: once for all, once more for the treated only, so that a coefficient of the second half is by how much the first differs under treatment.
    /// The second half's intercept is the treatment itself; it stands after the numbers.
    /// </summary>
    public DesignRows WithInteractions(ReadOnlySpan<bool> treated)
    {
        var (d, m) = (2 * NumberCount + 1, 2 * Marks);
        // Places: 0 intercept, 1…d numbers, then t, then t·numbers, then the levels, then t·levels.
        var x = new double[Rows * d];
        var hot = new int[Rows * m];
        var levels = Width - 1 - NumberCount;
        for (var i = 0; i < Rows; i++)
        {
            var from = X.AsSpan(i * NumberCount, NumberCount);
            var to = x.AsSpan(i * d, d);
            from.CopyTo(to);
            if (treated[i])
            {
                to[NumberCount] = 1;
                from.CopyTo(to[(NumberCount + 1)..]);
            }
            for (var j = 0; j < Marks; j++)
            {
                var h = Hot[i * Marks + j];
                hot[i * m + j] = h < 0 ? -1 : h + NumberCount + 1;
                hot[i * m + Marks + j] = h < 0 || !treated[i] ? -1 : h + NumberCount + 1 + levels;
            }
        }
        return new(Rows, d, m, 1 + d + 2 * levels, x, hot);
    }
}
