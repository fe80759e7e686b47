namespace Dangol.Analytics;

/// <summary>
/// Customers from the greatest expected uplift to the least, sorted once; the figures of the customers themselves and of every resample of them cost one pass. Customers of equal
/// score stand together.
/// </summary>
/// <remarks>
/// Qini after N. J. Radcliffe, Using control groups to target on predicted lift (2007), normalised as scikit-uplift does (qini_auc_score): (area under the curve less that of the straight
/// line) / (the same of the best possible order). Other libraries normalise otherwise: don't compare across them.
/// </remarks>
internal sealed class UpliftRanking
{
    private readonly int[] order;
    private readonly bool[] endsTie, treated, positive;
    private readonly double[] weight;

    /// <param name="uplift">The score of each customer.</param>
    /// <param name="y">Who responded.</param>
    /// <param name="arm">Who was treated.</param>
    /// <param name="weights">What each customer counts, where the treated were chosen and the arms must be made alike; 1 where none is given.</param>
    public UpliftRanking(ReadOnlySpan<double> uplift, ReadOnlySpan<double> y, ReadOnlySpan<bool> arm, ReadOnlySpan<double> weights = default)
    {
        var n = uplift.Length;
        order = new int[n];
        var keys = new double[n];
        for (var i = 0; i < n; i++) (order[i], keys[i]) = (i, -uplift[i]);
        Array.Sort(keys, order);
        (endsTie, treated, positive, weight) = (new bool[n], new bool[n], new bool[n], new double[n]);
        for (var k = 0; k < n; k++)
            (endsTie[k], treated[k], positive[k], weight[k]) = (k + 1 == n || keys[k + 1] != keys[k], arm[order[k]], y[order[k]] > 0.5, weights.IsEmpty ? 1 : weights[order[k]]);
    }

    /// <summary>How much of what the best possible order would gain over a random one this order gains; 0 for a random order, below it for a worse one.</summary>
    public double Qini(ReadOnlySpan<int> times = default) => Gain(times, qini: true);

    /// <summary>The area under the uplift curve (difference of rates × customers), normalised like the Qini.</summary>
    public double Auuc(ReadOnlySpan<int> times = default) => Gain(times, qini: false);

    /// <summary>The difference of the arms' rates among the share with the greatest scores; a tie across the border counts by its share.</summary>
    public double At(double share, ReadOnlySpan<int> times = default)
    {
        double total = 0;
        for (var k = 0; k < order.Length; k++) total += Weight(k, times);
        var (sum, tie, wanted) = (new Counts(), new Counts(), share * total);
        for (var k = 0; k < order.Length && sum.All < wanted; k++)
        {
            tie.Add(treated[k], positive[k], Weight(k, times));
            if (!endsTie[k]) continue;
            sum.Add(tie, tie.All > 0 ? Math.Min(1, (wanted - sum.All) / tie.All) : 0);
            tie = new();
        }
        return sum.Rates;
    }

    /// <summary>Tenths of the customers by score: how many of each arm are in it and responded.</summary>
    public (long Treated, long TreatedYes, long Control, long ControlYes)[] Tenths()
    {
        var tenths = new (long Treated, long TreatedYes, long Control, long ControlYes)[10];
        for (var k = 0; k < order.Length; k++)
        {
            ref var tenth = ref tenths[(int)(10L * k / order.Length)];
            if (treated[k]) (tenth.Treated, tenth.TreatedYes) = (tenth.Treated + 1, tenth.TreatedYes + (positive[k] ? 1 : 0));
            else (tenth.Control, tenth.ControlYes) = (tenth.Control + 1, tenth.ControlYes + (positive[k] ? 1 : 0));
        }
        return tenths;
    }

    private double Weight(int k, ReadOnlySpan<int> times) => times.IsEmpty ? weight[k] : weight[k] * times[order[k]];

    private double Gain(ReadOnlySpan<int> times, bool qini)
    {
        var (sum, tie) = (new Counts(), new Counts());
        double area = 0, x = 0, height = 0;
        for (var k = 0; k < order.Length; k++)
        {
            tie.Add(treated[k], positive[k], Weight(k, times));
            if (!endsTie[k]) continue;
            sum.Add(tie, 1);
            tie = new();
            Step(sum, ref area, ref x, ref height);
        }
        var straight = x * height / 2;
        var best = Best(sum);
        return best - straight > 1e-12 ? (area - straight) / (best - straight) : 0;

        void Step(Counts at, ref double under, ref double before, ref double was)
        {
            var now = qini ? at.Extra : at.Rates * at.All;
            under += (at.All - before) * (was + now) / 2;
            (before, was) = (at.All, now);
        }

        // The best order is known from the counts alone: those who answered because they were treated first, those who answered untreated last.
        double Best(Counts all)
        {
            Counts[] groups = qini
                ? [new() { Yt = all.Yt, Nt = all.Yt }, new() { Nt = all.Nt - all.Yt, Nc = all.Nc - all.Yc }, new() { Yc = all.Yc, Nc = all.Yc }]
                : all.Yc > all.Nt - all.Yt
                    ? [new() { Yt = all.Yt, Nt = all.Yt }, new() { Nc = all.Nc - all.Yc }, new() { Yc = all.Yc, Nc = all.Yc }, new() { Nt = all.Nt - all.Yt }]
                    : [new() { Yt = all.Yt, Nt = all.Yt }, new() { Nc = all.Nc - all.Yc }, new() { Nt = all.Nt - all.Yt }, new() { Yc = all.Yc, Nc = all.Yc }];
            var at = new Counts();
            double under = 0, before = 0, was = 0;
            foreach (var group in groups)
            {
                at.Add(group, 1);
                Step(at, ref under, ref before, ref was);
            }
            return under;
        }
    }

    /// <summary>Customers and responders of both arms.</summary>
    private struct Counts
    {
        public double Nt, Yt, Nc, Yc;

        public readonly double All => Nt + Nc;

        /// <summary>Extra responders: those of the treated less those of the control, brought to the size of the treated.</summary>
        public readonly double Extra => Yt - (Nc > 0 ? Yc * Nt / Nc : 0);

        public readonly double Rates => (Nt > 0 ? Yt / Nt : 0) - (Nc > 0 ? Yc / Nc : 0);

        public void Add(bool treated, bool positive, double weight)
        {
            if (treated) (Nt, Yt) = (Nt + weight, positive ? Yt + weight : Yt);
            else (Nc, Yc) = (Nc + weight, positive ? Yc + weight : Yc);
        }

        public void Add(Counts other, double share) => (Nt, Yt, Nc, Yc) = (Nt + share * other.Nt, Yt + share * other.Yt, Nc + share * other.Nc, Yc + share * other.Yc);
    }
}
