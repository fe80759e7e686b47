using System.Numerics;

namespace Dangol.Analytics;

/// <summary>
/// Logistic and linear regression with an L2 penalty on all but the intercept: minimises Σ loss + λ/2 · |β|². Newton's method (for the logistic, iteratively reweighted
/// least squares) with step halving; the normal matrix is summed over one-hot terms by place, so a row costs (numbers + marks)² / 2 whatever the number of levels.
/// </summary>
/// <remarks>T. Hastie, R. Tibshirani, J. Friedman, The Elements of Statistical Learning, 2nd ed. (2009), §4.4.1. Converged when Newton's decrement is below 1e-9 of the loss.</remarks>
internal static class LinearFit
{
    private const int ChunkRows = 8192;
    private const int MostSteps = 50;

    /// <summary>Coefficients of P(y = 1) = 1 / (1 + exp(−xβ)).</summary>
    /// <param name="rows">The design.</param>
    /// <param name="y">0 or 1 for each row.</param>
    /// <param name="lambda">The weight of the penalty, against losses that are summed, not averaged.</param>
    public static double[] Logistic(DesignRows rows, ReadOnlySpan<double> y, double lambda = 1) => Fit(rows, y.ToArray(), [.. Enumerable.Repeat(lambda, rows.Width)], logistic: true);

    /// <summary>Coefficients of E[y] = xβ.</summary>
    public static double[] Ridge(DesignRows rows, ReadOnlySpan<double> y, double lambda = 1) => Fit(rows, y.ToArray(), [.. Enumerable.Repeat(lambda, rows.Width)], logistic: false);

    /// <summary>The logistic with a penalty of its own for each coefficient; the intercept's is not used.</summary>
    public static double[] Logistic(DesignRows rows, ReadOnlySpan<double> y, double[] lambdas) => Fit(rows, y.ToArray(), lambdas, logistic: true);

    public static double Sigmoid(double z) => z >= 0 ? 1 / (1 + Math.Exp(-z)) : Math.Exp(z) / (1 + Math.Exp(z));

    private static double[] Fit(DesignRows rows, double[] y, double[] lambda, bool logistic)
    {
        lambda[0] = 0;
        var beta = new double[rows.Width];
        if (logistic)
        {
            var rate = (y.Sum() + 0.5) / (y.Length + 1);
            beta[0] = Math.Log(rate / (1 - rate));
        }
        var loss = double.PositiveInfinity;
        for (var step = 0; step < MostSteps; step++)
        {
            var sums = Sums(rows, y, beta, logistic);
            var current = sums.Loss + Penalty(beta, lambda);
            loss = Math.Min(loss, current);
            for (var j = 0; j < beta.Length; j++)
            {
                sums.Gradient[j] += lambda[j] * beta[j];
                sums.Hessian[j * beta.Length + j] += lambda[j] + 1e-10;
            }
            var delta = Solve(sums.Hessian, sums.Gradient);
            double decrement = 0;
            for (var j = 0; j < delta.Length; j++) decrement += delta[j] * sums.Gradient[j];
            if (decrement < 1e-9 * (1 + current)) break;
            var scale = 1.0;
            var next = new double[beta.Length];
            do
            {
                for (var j = 0; j < beta.Length; j++) next[j] = beta[j] - scale * delta[j];
                scale /= 2;
            }
            while (logistic && scale > 1e-6 && LogLoss(rows, y, next) + Penalty(next, lambda) > current + 1e-12);
            beta = next;
            if (!logistic) break;
        }
        return beta;
    }

    private static double Penalty(double[] beta, double[] lambda)
    {
        double sum = 0;
        for (var j = 0; j < beta.Length; j++) sum += lambda[j] * beta[j] * beta[j] / 2;
        return sum;
    }

    private static double LogLoss(DesignRows rows, double[] y, double[] beta)
    {
        double sum = 0;
        for (var i = 0; i < rows.Rows; i++) sum += SoftLoss(rows.Dot(i, beta), y[i]);
        return sum;
    }

    /// <summary>ln(1 + eᶻ) − y z, without overflow.</summary>
    private static double SoftLoss(double z, double y) => Math.Max(z, 0) + Math.Log(1 + Math.Exp(-Math.Abs(z))) - y * z;

    private sealed record Normal(double[] Gradient, double[] Hessian) { public double Loss { get; set; } }

    /// <summary>Loss, gradient and Hessian over chunks of fixed size, added in their order: the same on any number of cores.</summary>
    private static Normal Sums(DesignRows rows, double[] y, double[] beta, bool logistic)
    {
        var chunks = Math.Max(1, Math.Min(16, rows.Rows / ChunkRows));
        var parts = new Normal[chunks];
        Parallel.For(0, chunks, c => parts[c] = Chunk(rows, y, beta, logistic, (int)((long)rows.Rows * c / chunks), (int)((long)rows.Rows * (c + 1) / chunks)));
        for (var c = 1; c < chunks; c++)
        {
            parts[0].Loss += parts[c].Loss;
            AddTo(parts[0].Gradient, parts[c].Gradient, 1);
            AddTo(parts[0].Hessian, parts[c].Hessian, 1);
        }
        return parts[0];
    }

    private static Normal Chunk(DesignRows rows, double[] y, double[] beta, bool logistic, int from, int to)
    {
        var (p, d) = (rows.Width, rows.NumberCount);
        var sums = new Normal(new double[p], new double[p * p]);
        var (gradient, hessian) = (sums.Gradient, sums.Hessian);
        var x = new double[d + 1];
        x[0] = 1;
        for (var i = from; i < to; i++)
        {
            var z = rows.Dot(i, beta);
            double residual, curve;
            if (logistic)
            {
                var q = Sigmoid(z);
                (residual, curve) = (q - y[i], q * (1 - q));
                sums.Loss += SoftLoss(z, y[i]);
            }
            else
            {
                (residual, curve) = (z - y[i], 1);
                sums.Loss += (z - y[i]) * (z - y[i]) / 2;
            }
            rows.X.AsSpan(i * d, d).CopyTo(x.AsSpan(1));
            var hot = rows.Hot.AsSpan(i * rows.Marks, rows.Marks);
            AddTo(gradient.AsSpan(0, d + 1), x, residual);
            for (var j = 0; j <= d; j++)
                if (x[j] != 0) AddTo(hessian.AsSpan(j * p, j + 1), x.AsSpan(0, j + 1), curve * x[j]);
            for (var j = 0; j < hot.Length; j++)
            {
                if (hot[j] < 0) continue;
                gradient[hot[j]] += residual;
                AddTo(hessian.AsSpan(hot[j] * p, d + 1), x, curve);
                for (var k = 0; k <= j; k++)
                    if (hot[k] >= 0) hessian[Math.Max(hot[j], hot[k]) * p + Math.Min(hot[j], hot[k])] += curve;
            }
        }
        return sums;
    }

    private static void AddTo(Span<double> to, ReadOnlySpan<double> from, double factor)
    {
        var i = 0;
        for (; i <= to.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(to[i..]) + new Vector<double>(from[i..]) * factor).CopyTo(to[i..]);
        for (; i < to.Length; i++) to[i] += from[i] * factor;
    }

    /// <summary>Solves H δ = g by Cholesky; of H only the lower triangle is read, and overwritten.</summary>
    private static double[] Solve(double[] h, double[] g)
    {
        var p = g.Length;
        for (var i = 0; i < p; i++)
        {
            var row = h.AsSpan(i * p, p);
            for (var j = 0; j <= i; j++)
            {
                var other = h.AsSpan(j * p, p);
                var sum = row[j] - InnerProduct(row[..j], other[..j]);
                // A direction that the rows say nothing of (a level under λ = 0) is left where it is.
                row[j] = j == i ? Math.Sqrt(Math.Max(sum, 1e-12)) : sum / other[j];
            }
        }
        var x = g.ToArray();
        for (var i = 0; i < p; i++) x[i] = (x[i] - InnerProduct(h.AsSpan(i * p, i), x.AsSpan(0, i))) / h[i * p + i];
        for (var i = p - 1; i >= 0; i--)
        {
            x[i] /= h[i * p + i];
            for (var k = 0; k < i; k++) x[k] -= h[i * p + k] * x[i];
        }
        return x;
    }

    private static double InnerProduct(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count) sums += new Vector<double>(a[i..]) * new Vector<double>(b[i..]);
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += a[i] * b[i];
        return sum;
    }
}
