namespace Dangol.Analytics;

/// <summary>Who was there when somebody ended: customers by time with standardised columns, and the partial likelihood over them.</summary>
internal sealed class RiskSets
{
    private readonly int[] _order;
    private readonly double[] _time;
    private readonly bool[] _ended;
    private readonly double[] _rows;
    private readonly int _n, _p;

    public RiskSets(Durations durations, double[][] columns)
    {
        (_order, _n, _p) = (KaplanMeier.Ordered(durations), durations.Time.Length, columns.Length);
        (_time, _ended) = (Array.ConvertAll(_order, i => durations.Time[i]), Array.ConvertAll(_order, i => durations.Ended[i]));
        (Means, Deviations, _rows) = (new double[_p], new double[_p], new double[_n * _p]);
        for (var k = 0; k < _p; k++)
        {
            var column = columns[k];
            Means[k] = column.Average();
            var squares = column.Sum(v => (v - Means[k]) * (v - Means[k]));
            // A column of one value has no deviation; it is found to be aliased and left out.
            Deviations[k] = squares > 0 ? Math.Sqrt(squares / _n) : 1;
            for (var i = 0; i < _n; i++) _rows[i * _p + k] = (column[_order[i]] - Means[k]) / Deviations[k];
        }
    }

    public double[] Means { get; }
    public double[] Deviations { get; }

    /// <summary>The partial log-likelihood after Efron, its gradient and its negative second derivatives, by standardised column.</summary>
    public double LogLikelihood(ReadOnlySpan<double> beta, double[] gradient, double[,] hessian)
    {
        Array.Clear(gradient);
        Array.Clear(hessian);
        var (s1, d1) = (new double[_p], new double[_p]);
        var (s2, d2) = (new double[_p * _p], new double[_p * _p]);
        double s0 = 0, sum = 0;
        for (var i = _n - 1; i >= 0;)
        {
            var (time, d0, died) = (_time[i], 0.0, 0);
            Array.Clear(d1);
            Array.Clear(d2);
            for (; i >= 0 && _time[i] == time; i--)
            {
                var row = _rows.AsSpan(i * _p, _p);
                var log = Dot(row, beta);
                var weight = Math.Exp(log);
                s0 += weight;
                Add(row, weight, s1, s2);
                if (!_ended[i]) continue;
                died++;
                d0 += weight;
                sum += log;
                Add(row, weight, d1, d2);
                for (var k = 0; k < _p; k++) gradient[k] += row[k];
            }
            if (died == 0) continue;
            double one = 0, share = 0, squares = 0, mixed = 0, shares = 0;
            for (var l = 0; l < died; l++)
            {
                var f = (double)l / died;
                var inverse = 1 / (s0 - f * d0);
                sum += Math.Log(inverse);
                one += inverse;
                share += f * inverse;
                squares += inverse * inverse;
                mixed += f * inverse * inverse;
                shares += f * f * inverse * inverse;
            }
            for (var a = 0; a < _p; a++)
            {
                gradient[a] -= s1[a] * one - d1[a] * share;
                for (var b = 0; b <= a; b++)
                {
                    hessian[a, b] += s2[a * _p + b] * one - d2[a * _p + b] * share
                        - (s1[a] * s1[b] * squares - (s1[a] * d1[b] + d1[a] * s1[b]) * mixed + d1[a] * d1[b] * shares);
                }
            }
        }
        for (var a = 0; a < _p; a++) for (var b = 0; b < a; b++) hessian[b, a] = hessian[a, b];
        return sum;
    }

    /// <summary>The columns that others, standing before them, don't determine: those for which Cholesky's pivot on the information at zero does not vanish.</summary>
    public int[] Independent(double tolerance)
    {
        var (gradient, matrix) = (new double[_p], new double[_p, _p]);
        LogLikelihood(new double[_p], gradient, matrix);
        var (kept, lower) = (new List<int>(), new double[_p, _p]);
        for (var k = 0; k < _p; k++)
        {
            var pivot = matrix[k, k];
            foreach (var j in kept)
            {
                var value = matrix[k, j];
                foreach (var m in kept.TakeWhile(m => m < j)) value -= lower[k, m] * lower[j, m];
                lower[k, j] = value / lower[j, j];
                pivot -= lower[k, j] * lower[k, j];
            }
            if (pivot <= tolerance * matrix[k, k] || matrix[k, k] <= 0) continue;
            lower[k, k] = Math.Sqrt(pivot);
            kept.Add(k);
        }
        return [.. kept];
    }

    /// <summary>The logarithm of each customer's risk, in the order in which customers were given.</summary>
    public double[] LogRisks(ReadOnlySpan<double> beta)
    {
        var risks = new double[_n];
        for (var i = 0; i < _n; i++) risks[_order[i]] = Dot(_rows.AsSpan(i * _p, _p), beta);
        return risks;
    }

    /// <summary>The cumulative hazard at the mean of every column, with Efron's weights for ties.</summary>
    public IReadOnlyList<(double Time, double Hazard)> Baseline(ReadOnlySpan<double> beta)
    {
        var (steps, s0) = (new List<(double, double)>(), 0.0);
        for (var i = _n - 1; i >= 0;)
        {
            var (time, d0, died, step) = (_time[i], 0.0, 0, 0.0);
            for (; i >= 0 && _time[i] == time; i--)
            {
                var weight = Math.Exp(Dot(_rows.AsSpan(i * _p, _p), beta));
                s0 += weight;
                if (!_ended[i]) continue;
                died++;
                d0 += weight;
            }
            for (var l = 0; l < died; l++) step += 1 / (s0 - (double)l / died * d0);
            if (died > 0) steps.Add((time, step));
        }
        steps.Reverse();
        for (var i = 1; i < steps.Count; i++) steps[i] = (steps[i].Item1, steps[i].Item2 + steps[i - 1].Item2);
        return steps;
    }

    private void Add(ReadOnlySpan<double> row, double weight, double[] first, double[] second)
    {
        for (var a = 0; a < _p; a++)
        {
            var value = weight * row[a];
            first[a] += value;
            for (var b = 0; b <= a; b++) second[a * _p + b] += value * row[b];
        }
    }

    private static double Dot(ReadOnlySpan<double> row, ReadOnlySpan<double> beta)
    {
        var sum = 0.0;
        for (var k = 0; k < beta.Length; k++) sum += row[k] * beta[k];
        return sum;
    }
}
