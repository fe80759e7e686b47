using System.Numerics;

namespace Dangol.Analytics;

/// <summary>k-means: centres that rows are nearest to, begun with k-means++, the best of several beginnings.</summary>
/// <remarks>S. P. Lloyd, IEEE Trans. Inf. Theory 28 (1982) 129–137; D. Arthur, S. Vassilvitskii, k-means++: the advantages of careful seeding, SODA 2007.</remarks>
internal sealed record KMeans(double[] Centres, int[] Assignment, double Inertia)
{
    private const int MostSteps = 100, Beginnings = 5;

    /// <summary>Groups some rows of a space.</summary>
    public static KMeans Fit(ClusterSpace space, int[] rows, int k, long seed)
    {
        var tries = new KMeans[Beginnings];
        Parallel.For(0, Beginnings, b => tries[b] = Once(space, rows, k, new(seed, b)));
        return tries.MinBy(t => t.Inertia)!;
    }

    /// <summary>The nearest centre of any row.</summary>
    public int Nearest(ReadOnlySpan<double> point) => Nearest(Centres, point, out _);

    private static KMeans Once(ClusterSpace space, int[] rows, int k, RandomStream draws)
    {
        var width = space.Width;
        var centres = Begin(space, rows, k, draws);
        var (assignment, sums, counts) = (new int[rows.Length], new double[k * width], new int[k]);
        Array.Fill(assignment, -1);
        double inertia = 0;
        for (var step = 0; step < MostSteps; step++)
        {
            var moved = false;
            inertia = 0;
            Array.Clear(sums);
            Array.Clear(counts);
            for (var i = 0; i < rows.Length; i++)
            {
                var point = space.Point(rows[i]);
                var nearest = Nearest(centres, point, out var distance);
                inertia += distance;
                moved |= assignment[i] != nearest;
                assignment[i] = nearest;
                counts[nearest]++;
                var sum = sums.AsSpan(nearest * width, width);
                for (var j = 0; j < width; j++) sum[j] += point[j];
            }
            if (!moved) break;
            for (var c = 0; c < k; c++)
                for (var j = 0; j < width; j++)
                    // An empty group begins anew at a row drawn by lot.
                    centres[c * width + j] = counts[c] > 0 ? sums[c * width + j] / counts[c] : space.Point(rows[draws.Next(rows.Length)])[j];
        }
        return new(centres, assignment, inertia);
    }

    private static double[] Begin(ClusterSpace space, int[] rows, int k, RandomStream draws)
    {
        var width = space.Width;
        var centres = new double[k * width];
        space.Point(rows[draws.Next(rows.Length)]).CopyTo(centres);
        var nearest = new double[rows.Length];
        Array.Fill(nearest, double.PositiveInfinity);
        for (var c = 1; c < k; c++)
        {
            double total = 0;
            for (var i = 0; i < rows.Length; i++)
            {
                nearest[i] = Math.Min(nearest[i], Distance(space.Point(rows[i]), centres.AsSpan((c - 1) * width, width)));
                total += nearest[i];
            }
            var (drawn, at) = (draws.Next() * total, 0);
            while (at + 1 < rows.Length && (drawn -= nearest[at]) > 0) at++;
            space.Point(rows[at]).CopyTo(centres.AsSpan(c * width));
        }
        return centres;
    }

    private static int Nearest(double[] centres, ReadOnlySpan<double> point, out double distance)
    {
        var best = 0;
        distance = double.PositiveInfinity;
        for (var c = 0; c < centres.Length / point.Length; c++)
        {
            var d = Distance(point, centres.AsSpan(c * point.Length, point.Length));
            if (d < distance) (best, distance) = (c, d);
        }
        return best;
    }

    public static double Distance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sums = Vector<double>.Zero;
        var i = 0;
        for (; i <= a.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            var difference = new Vector<double>(a[i..]) - new Vector<double>(b[i..]);
            sums += difference * difference;
        }
        var sum = Vector.Sum(sums);
        for (; i < a.Length; i++) sum += (a[i] - b[i]) * (a[i] - b[i]);
        return sum;
    }
}
