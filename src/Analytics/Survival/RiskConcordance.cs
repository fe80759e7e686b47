namespace Dangol.Analytics;

/// <summary>
/// Harrell's concordance as R's survival package counts it: pairs in which it is known who ended first (one who ended and one watched for longer, or for as long without ending); equal risks count
/// half. In n log n, by a tree of counts over the ranks of risk.
/// </summary>
internal static class RiskConcordance
{
    public static double Of(Durations durations, double[] risk)
    {
        var n = risk.Length;
        var sorted = (double[])risk.Clone();
        Array.Sort(sorted);
        var levels = sorted.Distinct().ToArray();
        var rank = Array.ConvertAll(risk, r => Array.BinarySearch(levels, r));
        var (tree, order, seen) = (new long[levels.Length + 1], KaplanMeier.Ordered(durations), 0L);
        double concordant = 0, tied = 0, pairs = 0;
        for (var i = n - 1; i >= 0;)
        {
            var j = i;
            while (j >= 0 && durations.Time[order[j]] == durations.Time[order[i]]) j--;
            // Those who were watched just as long without ending were there for longer.
            for (var k = i; k > j; k--) if (!durations.Ended[order[k]]) Enter(rank[order[k]]);
            for (var k = i; k > j; k--)
            {
                if (!durations.Ended[order[k]]) continue;
                var r = rank[order[k]];
                var (below, upTo) = (Below(r), Below(r + 1));
                concordant += below;
                tied += upTo - below;
                pairs += seen;
            }
            for (var k = i; k > j; k--) if (durations.Ended[order[k]]) Enter(rank[order[k]]);
            i = j;
        }
        return pairs > 0 ? (concordant + tied / 2) / pairs : 0.5;

        void Enter(int at)
        {
            seen++;
            for (var k = at + 1; k < tree.Length; k += k & -k) tree[k]++;
        }

        long Below(int at)
        {
            var sum = 0L;
            for (var k = at; k > 0; k -= k & -k) sum += tree[k];
            return sum;
        }
    }
}
