using MathNet.Numerics.LinearAlgebra;

namespace Dangol.Analytics;

/// <summary>
/// How far groups stand apart in clouds that have none: as many points, spread evenly over the box along the data's own axes. k-means cuts any cloud, and cuts of a square are found again in
/// other halves of it; only groups that stand further apart than those are groups.
/// </summary>
/// <remarks>The clouds are reference (b) of R. Tibshirani, G. Walther, T. Hastie, Estimating the number of clusters via the gap statistic, JRSS B 63 (2001) 411–423.</remarks>
internal static class GroupsByChance
{
    /// <summary>So many clouds that one of twenty is the data's own: its rank is a p-value of 0.05.</summary>
    private const int Clouds = 19;
    private const int MostPoints = 1_000;

    /// <summary>The silhouette of k-means' groups in the data and the greatest of those in the clouds.</summary>
    public static (double Own, double ByChance) Silhouettes(ClusterSpace space, int groups, long seed)
    {
        var rows = Enumerable.Range(0, Math.Min(space.Rows, MostPoints)).ToArray();
        var (mean, axes, low, high) = Box(space, rows);
        var found = new double[Clouds];
        Parallel.For(0, Clouds, cloud => found[cloud] = Silhouette(space.With(Even(mean, axes, low, high, rows.Length, new(seed, 2000 + cloud))), rows, groups, seed + cloud));
        return (Silhouette(space, rows, groups, seed), found.Max());
    }

    private static double Silhouette(ClusterSpace space, int[] rows, int groups, long seed)
    {
        var points = space.With(space.Points[..(rows.Length * space.Width)]);
        return GroupStability.Silhouette(points, KMeans.Fit(points, rows, groups, seed).Assignment, groups, seed);
    }

    /// <summary>The middle, the axes (eigenvectors of the covariance, as columns) and how far rows reach along each.</summary>
    private static (double[] Mean, Matrix<double> Axes, double[] Low, double[] High) Box(ClusterSpace space, int[] rows)
    {
        var width = space.Width;
        var mean = new double[width];
        foreach (var row in rows)
            for (var j = 0; j < width; j++) mean[j] += space.Point(row)[j] / rows.Length;
        var covariance = new double[width, width];
        foreach (var row in rows)
        {
            var point = space.Point(row);
            for (var a = 0; a < width; a++)
                for (var b = 0; b < width; b++) covariance[a, b] += (point[a] - mean[a]) * (point[b] - mean[b]);
        }
        var axes = Matrix<double>.Build.DenseOfArray(covariance).Evd(Symmetricity.Symmetric).EigenVectors;
        var (low, high) = (new double[width], new double[width]);
        foreach (var row in rows)
        {
            var point = space.Point(row);
            for (var k = 0; k < width; k++)
            {
                var along = 0.0;
                for (var j = 0; j < width; j++) along += axes[j, k] * (point[j] - mean[j]);
                (low[k], high[k]) = (Math.Min(low[k], along), Math.Max(high[k], along));
            }
        }
        return (mean, axes, low, high);
    }

    private static double[] Even(double[] mean, Matrix<double> axes, double[] low, double[] high, int count, RandomStream draws)
    {
        var (width, points) = (mean.Length, new double[count * mean.Length]);
        for (var i = 0; i < count; i++)
        {
            var point = points.AsSpan(i * width, width);
            mean.CopyTo(point);
            for (var k = 0; k < width; k++)
            {
                var along = low[k] + (high[k] - low[k]) * draws.Next();
                for (var j = 0; j < width; j++) point[j] += axes[j, k] * along;
            }
        }
        return points;
    }
}
