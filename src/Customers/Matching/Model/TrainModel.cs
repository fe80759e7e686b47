using System.Numerics;

namespace Dangol.Customers;

/// <summary>
/// Learns a model without labels: u from random pairs, m by sessions, one a key, each with the key's fields held out; lambda from what the sessions find in all. The three
/// are renewed in turn, since pairs of one customer are among the random ones too.
/// </summary>
internal static class TrainModel
{
    private const int PairsPerSession = 25_000, Turns = 4, FewFields = 3;
    private const double PriorPairs = 20, UnseenPairs = 0.3, LeastLeft = 0.02, MostLost = 0.003, MuchCost = 0.05, LeastShare = 0.02;

    public static MatchModel Run(PairComparison pairs, BlockIndex blocks, int seed)
    {
        var strangers = SamplePairs.Random(pairs, seed).Sorted(pairs);
        var (sessions, perKey) = Sessions(pairs, blocks);
        var together = new PatternCounts();
        foreach (var some in perKey) together.Add(some);
        var union = together.Sorted(pairs);
        var expected = Expected(pairs);
        var m = expected;
        var u = Strangers(pairs, strangers, null);
        var lambda = 0.0;
        for (var turn = 0; turn < Turns; turn++)
        {
            var (from, around) = (m, u);
            Parallel.ForEach(sessions, session => session.Run(from, around, PullOf(session, m.Length)));
            m = Joined(sessions, expected);
            lambda = Lambda(new(pairs, m, u, 0.5), union, pairs);
            u = Strangers(pairs, strangers, new(pairs, m, u, lambda));
        }
        var model = new MatchModel(pairs, m, u, lambda);
        DropKeys(pairs, blocks, model, perKey);
        return model;
    }

    /// <summary>Drops keys that cost much and find next to nothing that no sharper key finds.</summary>
    private static void DropKeys(PairComparison pairs, BlockIndex blocks, MatchModel model, PatternCounts[] perKey)
    {
        var (found, cost) = (new double[perKey.Length], new double[perKey.Length]);
        for (var k = 0; k < perKey.Length; k++)
        {
            var (levels, counts) = perKey[k].Sorted(pairs);
            for (var p = 0; p < counts.Length; p++) found[k] += counts[p] * Probability(model.Prior + model.Weight(levels.AsSpan(p * pairs.Fields.Length, pairs.Fields.Length)));
            cost[k] = counts.Sum();
        }
        var lost = 0.0;
        foreach (var k in Enumerable.Range(0, perKey.Length).Where(k => cost[k] > MuchCost * cost.Sum()).OrderBy(k => found[k]).ThenBy(k => k))
            if ((lost += found[k]) < MostLost * found.Sum()) blocks.Drop(k);
    }

    /// <summary>How far u is held to that of random pairs: with few fields left, m and u can't both be told from the patterns.</summary>
    private static double PullOf(Session session, int fields) => session.Pairs * (fields - BitOperations.PopCount(session.Held) <= FewFields ? 20 : 0.05);

    /// <summary>The levels' prior for m.</summary>
    private static double[][] Expected(PairComparison pairs) => [.. pairs.Fields.Select(field =>
    {
        var sum = field.Levels.Sum(l => l.Expected);
        return field.Levels.Select(l => l.Expected / sum).ToArray();
    })];

    /// <summary>u: the levels among random pairs, each counted as far as the model so far takes it for strangers.</summary>
    private static double[][] Strangers(PairComparison pairs, (byte[] Levels, double[] Counts) sample, MatchModel? model)
    {
        var fields = pairs.Fields.Length;
        var counted = pairs.Fields.Select(f => new double[f.Levels.Count]).ToArray();
        for (var p = 0; p < sample.Counts.Length; p++)
        {
            var levels = sample.Levels.AsSpan(p * fields, fields);
            var count = sample.Counts[p] * (model is null ? 1 : 1 - Probability(model.Prior + model.Weight(levels)));
            for (var f = 0; f < fields; f++) counted[f][levels[f]] += count;
        }
        for (var f = 0; f < fields; f++) Share(counted[f], Equal(pairs.Fields[f].Column.Coincidence, model is null ? 0 : model.Lambda * model.M[f][^1]));
        return counted;

        // How often values are equal needs no sample: it is counted on all rows, less what is due to pairs of one customer.
        static double Equal(double coincidence, double matches) => Math.Clamp(coincidence - matches, Math.Max(coincidence * LeastLeft, 1e-9), 0.999);

        static void Share(double[] row, double equal)
        {
            row[0] = 0;
            var sum = row[1..^1].Sum() + UnseenPairs * (row.Length - 2);
            for (var level = 1; level < row.Length - 1; level++) row[level] = (row[level] + UnseenPairs) / sum * (1 - equal);
            row[^1] = equal;
        }
    }

    /// <summary>m: the levels among the matches that the sessions expect, drawn a little towards what is usual.</summary>
    private static double[][] Joined(List<Session> sessions, double[][] expected)
    {
        var m = Session.Zeros(expected);
        for (var f = 0; f < m.Length; f++)
        {
            var counted = new double[m[f].Length];
            var able = sessions.FindAll(s => (s.Held >> f & 1) == 0);
            // Among very many strangers what looks like a match may be something else: such sessions speak only where no other can.
            var good = able.FindAll(s => s.Share >= LeastShare);
            foreach (var session in good.Count > 0 ? good : able)
                for (var level = 1; level < counted.Length; level++) counted[level] += session.Matches[f][level];
            Session.Renew(m[f], counted, expected[f], PriorPairs);
        }
        return m;
    }

    /// <summary>lambda: the matches expected among the pairs that have a key in common, as a share of all pairs; a fixed point, since expecting needs lambda.</summary>
    private static double Lambda(MatchModel model, (byte[] Levels, double[] Counts) union, PairComparison pairs)
    {
        var (fields, all) = (pairs.Fields.Length, (double)pairs.Rows * (pairs.Rows - 1) / 2);
        var weights = new double[union.Counts.Length];
        for (var p = 0; p < weights.Length; p++) weights[p] = model.Weight(union.Levels.AsSpan(p * fields, fields));
        var lambda = 1.0 / Math.Max(pairs.Rows, 2);
        for (var round = 0; round < 200; round++)
        {
            var (prior, found) = (Math.Log2(lambda / (1 - lambda)), 0.0);
            for (var p = 0; p < weights.Length; p++) found += union.Counts[p] * Probability(prior + weights[p]);
            var next = Math.Clamp(found / all, 1e-12, 0.5);
            if (Math.Abs(next / lambda - 1) < 1e-9) break;
            lambda = next;
        }
        return lambda;
    }

    public static double Probability(double bits) => 1 / (1 + double.Exp2(-bits));

    /// <summary>The patterns of every key's pairs, of a slice of its blocks where there are many, and those of all keys together with each pair once.</summary>
    private static (List<Session> Sessions, PatternCounts[] Once) Sessions(PairComparison pairs, BlockIndex blocks)
    {
        var slices = Enumerable.Range(0, blocks.Keys.Count).Select(k => Math.Max(1, (int)(Size(blocks, k) / PairsPerSession))).ToArray();
        var own = new PatternCounts[blocks.Keys.Count];
        var once = new PatternCounts[own.Length];
        Parallel.For(0, own.Length, pairs.NewScratch, (key, _, scratch) =>
        {
            (own[key], once[key]) = (new(), new());
            var sampled = 0.0;
            // Blocks evenly spread: they stand in the order of a hash.
            for (var block = 0; block < blocks.Blocks(key); block += slices[key])
            {
                var rows = blocks.Block(key, block);
                for (var a = 0; a < rows.Length; a++)
                    for (var b = a + 1; b < rows.Length; b++)
                    {
                        var pattern = pairs.Of(rows[a], rows[b], scratch);
                        own[key].Add(pattern);
                        if (blocks.IsFirst(key, rows[a], rows[b])) once[key].Add(pattern);
                        sampled++;
                    }
            }
            if (sampled > 0) once[key] = once[key].Times(Size(blocks, key) / sampled);
            return scratch;
        }, _ => { });
        var sessions = new List<Session>();
        for (var k = 0; k < own.Length; k++)
            if (own[k].Sorted(pairs) is { Counts.Length: > 0 } sorted) sessions.Add(new(blocks.Keys[k].Fields, sorted.Levels, sorted.Counts, pairs.Fields.Length));
        return (sessions, once);
    }

    private static long Size(BlockIndex blocks, int key)
    {
        var pairs = 0L;
        for (var b = 0; b < blocks.Blocks(key); b++) pairs += (long)blocks.Block(key, b).Length * (blocks.Block(key, b).Length - 1) / 2;
        return pairs;
    }
}
