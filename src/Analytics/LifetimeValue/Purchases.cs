namespace Dangol.Analytics;

/// <summary>
/// What repeat-purchase models see of customers: x repeat purchases, the last at t_x, watched until T, all counted from the first purchase. Customers who are alike are one group with
/// a weight, because the likelihood cannot tell them apart: a year's cohort has as many groups of one-time buyers as days.
/// </summary>
internal sealed class Purchases
{
    private Purchases(int groups, int customers) =>
        (X, Tx, T, Weight, Group) = (new int[groups], new double[groups], new double[groups], new double[groups], new int[customers]);

    public int[] X { get; }
    public double[] Tx { get; }
    public double[] T { get; }
    public double[] Weight { get; }

    /// <summary>The group of each customer.</summary>
    public int[] Group { get; }

    public int Groups => X.Length;

    /// <summary>The sum of weights: customers, or as many as a thinned set stands for.</summary>
    public double Customers { get; private init; }

    public int MostX { get; private init; }

    /// <summary>The mean of T, which gives every parameter of time its scale.</summary>
    public double MeanT { get; private init; }

    /// <summary>The mean of x.</summary>
    public double MeanX { get; private init; }

    public static Purchases Of(ReadOnlySpan<int> x, ReadOnlySpan<double> tx, ReadOnlySpan<double> t)
    {
        var keys = new (int X, double T, double Tx, int Customer)[x.Length];
        for (var i = 0; i < keys.Length; i++) keys[i] = (x[i], t[i], tx[i], i);
        Array.Sort(keys, static (a, b) => a.X != b.X ? a.X.CompareTo(b.X) : a.T != b.T ? a.T.CompareTo(b.T) : a.Tx != b.Tx ? a.Tx.CompareTo(b.Tx) : a.Customer.CompareTo(b.Customer));
        var groups = 0;
        for (var i = 0; i < keys.Length; i++) if (i == 0 || !Alike(keys[i], keys[i - 1])) groups++;
        var made = new Purchases(groups, x.Length) { Customers = x.Length, MostX = keys[^1].X, MeanT = Mean(keys, k => k.T), MeanX = Mean(keys, k => k.X) };
        var at = -1;
        for (var i = 0; i < keys.Length; i++)
        {
            if (i == 0 || !Alike(keys[i], keys[i - 1])) (made.X[++at], made.T[at], made.Tx[at]) = (keys[i].X, keys[i].T, keys[i].Tx);
            made.Weight[at]++;
            made.Group[keys[i].Customer] = at;
        }
        return made;
        static bool Alike((int X, double T, double Tx, int Customer) a, (int X, double T, double Tx, int Customer) b) => a.X == b.X && a.T == b.T && a.Tx == b.Tx;
    }

    /// <summary>Every n-th group, so that trying starts costs little; the order by x keeps the mixture of heavy and light buyers.</summary>
    public Purchases Thinned(int groups)
    {
        if (Groups <= groups) return this;
        var step = (double)Groups / groups;
        var weight = 0.0;
        for (var i = 0; i < groups; i++) weight += Weight[(int)(i * step)];
        var thin = new Purchases(groups, 0) { Customers = weight, MostX = MostX, MeanT = MeanT, MeanX = MeanX };
        for (var i = 0; i < groups; i++)
        {
            var from = (int)(i * step);
            (thin.X[i], thin.Tx[i], thin.T[i], thin.Weight[i]) = (X[from], Tx[from], T[from], Weight[from]);
        }
        return thin;
    }

    /// <summary>Summed in the order of groups, so that the order of customers changes not even the last bit.</summary>
    private static double Mean<T>(T[] keys, Func<T, double> what)
    {
        var sum = 0.0;
        foreach (var key in keys) sum += what(key);
        return sum / keys.Length;
    }
}
