namespace Dangol.Web;

/// <summary>Spearman's rank correlation of two columns, ties at their mean rank: a first look whether a column is the answer in another dress.</summary>
internal static class ColumnRanks
{
    public static double Correlation(double[] a, double[] b)
    {
        var (x, y, mean) = (Ranks(a), Ranks(b), (a.Length + 1) / 2.0);
        double xy = 0, xx = 0, yy = 0;
        for (var i = 0; i < x.Length; i++)
        {
            xy += (x[i] - mean) * (y[i] - mean);
            xx += (x[i] - mean) * (x[i] - mean);
            yy += (y[i] - mean) * (y[i] - mean);
        }
        return xx > 0 && yy > 0 ? xy / Math.Sqrt(xx * yy) : 0;
    }

    private static double[] Ranks(double[] values)
    {
        var (sorted, order, ranks) = ((double[])values.Clone(), Enumerable.Range(0, values.Length).ToArray(), new double[values.Length]);
        Array.Sort(sorted, order);
        for (var i = 0; i < order.Length;)
        {
            var j = i;
            while (j < order.Length && sorted[j] == sorted[i]) j++;
            for (var k = i; k < j; k++) ranks[order[k]] = (i + j + 1) / 2.0;
            i = j;
        }
        return ranks;
    }
}
