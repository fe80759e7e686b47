namespace Dangol.Analytics;

/// <summary>A mixture of Gaussians whose terms vary on their own (diagonal covariances), by expectation and maximisation from the best k-means grouping.</summary>
/// <remarks>A. P. Dempster, N. M. Laird, D. B. Rubin, JRSS B 39 (1977) 1–38; G. McLachlan, D. Peel, Finite Mixture Models (2000), ch. 3. Stops when the mean log-likelihood gains below 1e-6.</remarks>
internal sealed record Mixture(double[] Weights, double[] Means, double[] Variances, double LogLikelihood, int Rows)
{
    private const int MostSteps = 200;

    /// <summary>No variance falls below it, in units of the whole: a group of equal rows would else have an endless likelihood.</summary>
    private const double Floor = 1e-3;

    /// <summary>−2 log L + parameters × log n (G. Schwarz, Ann. Statist. 6 (1978) 461–464).</summary>
    public double Bic => -2 * LogLikelihood + (Weights.Length - 1 + 2 * Means.Length) * Math.Log(Rows);

    public static Mixture Fit(ClusterSpace space, int[] rows, int k, long seed)
    {
        var (width, start) = (space.Width, KMeans.Fit(space, rows, k, seed));
        var (weights, means, variances) = (new double[k], new double[k * width], new double[k * width]);
        var shares = new double[rows.Length * k];
        for (var i = 0; i < rows.Length; i++) shares[i * k + start.Assignment[i]] = 1;
        double likelihood = double.NegativeInfinity;
        for (var step = 0; step < MostSteps; step++)
        {
            Maximise(space, rows, k, shares, weights, means, variances);
            var next = Expect(space, rows, new(weights, means, variances, 0, rows.Length), shares);
            var done = next - likelihood < 1e-6 * rows.Length;
            likelihood = next;
            if (done) break;
        }
        return new(weights, means, variances, likelihood, rows.Length);
    }

    /// <summary>The group that a point most likely belongs to.</summary>
    public int Likeliest(ReadOnlySpan<double> point)
    {
        Span<double> logs = stackalloc double[Weights.Length];
        Logs(point, logs);
        var best = 0;
        for (var c = 1; c < logs.Length; c++)
            if (logs[c] > logs[best]) best = c;
        return best;
    }

    private static double Expect(ClusterSpace space, int[] rows, Mixture at, double[] shares)
    {
        double sum = 0;
        var k = at.Weights.Length;
        for (var i = 0; i < rows.Length; i++)
        {
            var logs = shares.AsSpan(i * k, k);
            at.Logs(space.Point(rows[i]), logs);
            var greatest = double.NegativeInfinity;
            foreach (var log in logs) greatest = Math.Max(greatest, log);
            double total = 0;
            for (var c = 0; c < k; c++) total += logs[c] = Math.Exp(logs[c] - greatest);
            for (var c = 0; c < k; c++) logs[c] /= total;
            sum += greatest + Math.Log(total);
        }
        return sum;
    }

    private static void Maximise(ClusterSpace space, int[] rows, int k, double[] shares, double[] weights, double[] means, double[] variances)
    {
        var width = space.Width;
        Array.Clear(weights);
        Array.Clear(means);
        Array.Clear(variances);
        for (var i = 0; i < rows.Length; i++)
        {
            var point = space.Point(rows[i]);
            for (var c = 0; c < k; c++)
            {
                var share = shares[i * k + c];
                if (share < 1e-12) continue;
                weights[c] += share;
                for (var j = 0; j < width; j++)
                {
                    means[c * width + j] += share * point[j];
                    variances[c * width + j] += share * point[j] * point[j];
                }
            }
        }
        for (var c = 0; c < k; c++)
        {
            var weight = Math.Max(weights[c], 1e-9);
            for (var j = c * width; j < (c + 1) * width; j++)
            {
                means[j] /= weight;
                variances[j] = Math.Max(variances[j] / weight - means[j] * means[j], Floor);
            }
            weights[c] = weight / rows.Length;
        }
    }

    private void Logs(ReadOnlySpan<double> point, Span<double> logs)
    {
        var width = point.Length;
        for (var c = 0; c < logs.Length; c++)
        {
            var sum = Math.Log(Weights[c]);
            for (var j = 0; j < width; j++)
            {
                var (d, v) = (point[j] - Means[c * width + j], Variances[c * width + j]);
                sum -= 0.5 * (d * d / v + Math.Log(2 * Math.PI * v));
            }
            logs[c] = sum;
        }
    }
}
