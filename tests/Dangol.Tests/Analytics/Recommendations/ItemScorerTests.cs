using Dangol.Analytics;
using MathNet.Numerics.LinearAlgebra;

namespace Dangol.Tests;

/// <summary>Each model against its formula computed the plain way.</summary>
public sealed class ItemScorerTests
{
    // Customer, item, moment; customer 3 bought item 0 twice.
    private static readonly (int Customer, int Item, long Moment)[] Rows =
        [(0, 0, 1), (0, 1, 2), (0, 2, 3), (1, 1, 1), (1, 2, 1), (1, 3, 5), (2, 0, 2), (2, 3, 4), (2, 4, 9), (3, 0, 1), (3, 4, 2), (3, 0, 7), (4, 2, 1), (4, 1, 2)];

    private static PurchaseSequences Small() => PurchaseSequences.Of(5, 5, [.. Rows.Select(r => r.Customer)], [.. Rows.Select(r => r.Item)], [.. Rows.Select(r => r.Moment)]);

    [Theory]
    [InlineData(0.5)]
    [InlineData(20)]
    public void ease_is_its_closed_form(double lambda)
    {
        var history = Made(60, 25, 4);
        var x = Matrix<double>.Build.Dense(60, 25, (u, i) => history.OwnedBy(u).BinarySearch(i) >= 0 ? 1 : 0);
        var p = (x.TransposeThisAndMultiply(x) + lambda * Matrix<double>.Build.DenseIdentity(25)).Inverse();
        var b = Matrix<double>.Build.Dense(25, 25, (i, j) => i == j ? 0 : -p[i, j] / p[j, j]);
        var (ease, scores) = (Ease.Fit(history, lambda), new float[25]);
        for (var u = 0; u < 60; u++)
        {
            var (items, weights) = Context(history, u, 1);
            ease.Score(items, weights, scores);
            var wanted = x.Row(u) * b;
            for (var i = 0; i < 25; i++) Assert.Equal(wanted[i], scores[i], 1e-5);
        }
    }

    [Fact]
    public void ease_of_the_head_is_ease_of_a_smaller_catalogue_and_knows_nothing_of_the_tail()
    {
        var history = Made(80, 20, 5);
        var head = Enumerable.Range(0, 20).OrderByDescending(i => history.BuyersOf(i).Length).ThenBy(i => i).Take(12).Order().ToArray();
        var smaller = history.Where((_, e) => head.Contains(history.Item[e]));
        var (cut, alone, a, b) = (Ease.Fit(history, 10, 12), Ease.Fit(smaller, 10), new float[20], new float[20]);
        var (items, weights) = Context(smaller, 3, 1);
        cut.Score(items, weights, a);
        alone.Score(items, weights, b);
        for (var i = 0; i < 20; i++) Assert.Equal(head.Contains(i) ? b[i] : 0, a[i], 1e-6);
    }

    [Fact]
    public void neighbours_are_products_of_bm25_weights()
    {
        var x = Small();
        var neighbours = ItemNeighbours.Fit(x, 10, 1.2, 0.8);
        double Length(int i) => Rows.Count(r => r.Item == i);
        double Weight(int u, int i)
        {
            double t = Rows.Count(r => r.Customer == u && r.Item == i);
            var idf = Math.Max(0.01, Math.Log(5 / (1.0 + Rows.Where(r => r.Customer == u).Select(r => r.Item).Distinct().Count())));
            return t == 0 ? 0 : idf * t * 2.2 / (t + 1.2 * (0.2 + 0.8 * Length(i) / (Rows.Length / 5.0)));
        }
        for (var i = 0; i < 5; i++)
        {
            var scores = new float[5];
            neighbours.Score([i], [1], scores);
            for (var j = 0; j < 5; j++) Assert.Equal(i == j ? 0 : Enumerable.Range(0, 5).Sum(u => Weight(u, i) * Weight(u, j)), scores[j], 1e-6);
        }
    }

    [Fact]
    public void transitions_count_what_follows_halved_with_every_occasion_between()
    {
        var (transitions, scores) = (Transitions.Fit(Small()), new float[5]);
        transitions.Score([0], [1], scores);
        // 0 is followed by 1 (next) and 2 (second) at customer 0, by 3 and 4 at customer 2, by 4 at customer 3; items 0, 3 and 4 have 3, 2 and 2 customers, items 1 and 2 three.
        Assert.Equal([0, 1 / 4.0, 0.5 / 4, 1 / Math.Sqrt(12), 1.5 / Math.Sqrt(12)], scores.Select(s => Math.Round((double)s, 6)), (a, b) => Math.Abs(a - b) < 1e-6);
        transitions.Score([2], [1], scores);
        // Bought at one moment: 1 and 2 of customer 1 do not follow each other, but at customer 4 the 1 follows the 2.
        Assert.Equal(1 / 4.0, scores[1], 1e-6);
    }

    [Fact]
    public void als_reaches_the_minimum_of_its_loss_for_the_customers_at_hand()
    {
        var x = Made(50, 20, 5);
        var als = ImplicitAls.Fit(x, 8, lambda: 2, alpha: 1.5, rounds: 30);
        // Folding in is the exact least-squares answer: adding noise to what was folded in cannot raise agreement, so the parts of a score must sum up to it.
        var scores = new float[20];
        for (var u = 0; u < 50; u++)
        {
            var (items, weights) = Context(x, u, 0.8);
            als.Score(items, weights, scores);
            var parts = new float[items.Length];
            als.Explain(items, weights, 7, parts);
            Assert.Equal(scores[7], parts.Sum(), 2e-3);
        }
        // What was bought scores above what was not.
        var (owned, other) = (new List<float>(), new List<float>());
        for (var u = 0; u < 50; u++)
        {
            var (items, weights) = Context(x, u, 1);
            als.Score(items, weights, scores);
            for (var i = 0; i < 20; i++) (items.AsSpan().BinarySearch(i) >= 0 ? owned : other).Add(scores[i]);
        }
        Assert.True(owned.Average() > other.Average() + 0.2, $"{owned.Average()} {other.Average()}");
    }

    [Fact]
    public void the_parts_of_a_score_sum_up_to_it()
    {
        var x = Made(70, 30, 6);
        foreach (var scorer in new IItemScorer[] { Ease.Fit(x, 5), Ease.Fit(x, 5, 20), ItemNeighbours.Fit(x, 10), Transitions.Fit(x) })
        {
            var (items, weights) = Context(x, 11, 0.7);
            var (scores, parts) = (new float[30], new float[items.Length]);
            scorer.Score(items, weights, scores);
            for (var i = 0; i < 30; i++)
            {
                scorer.Explain(items, weights, i, parts);
                Assert.Equal(scores[i], parts.Sum(), 1e-5);
            }
        }
    }

    [Fact]
    public void weights_fall_with_every_occasion_since_the_last_purchase()
    {
        var x = Small();
        var (items, weights) = Context(x, 3, 0.5);
        // Customer 3 bought 0, then 4, then 0 again: 0 is new, 4 one occasion old.
        Assert.Equal([0, 4], items);
        Assert.Equal([1f, 0.5f], weights);
        // Bought at one moment is one occasion: customer 1 bought 1 and 2, then 3.
        Assert.Equal([0.5f, 0.5f, 1f], Context(x, 1, 0.5).Weights);
    }

    [Fact]
    public void the_order_of_lines_changes_nothing_where_there_are_moments()
    {
        var shuffled = Rows.ToArray();
        new Random(3).Shuffle(shuffled);
        var other = PurchaseSequences.Of(5, 5, [.. shuffled.Select(r => r.Customer)], [.. shuffled.Select(r => r.Item)], [.. shuffled.Select(r => r.Moment)]);
        var (a, b) = (Transitions.Fit(Small()), Transitions.Fit(other));
        Assert.Equal(a.Value, b.Value);
        Assert.Equal(Small().Owned, other.Owned);
    }

    [Fact]
    public void the_number_of_cores_changes_nothing()
    {
        var x = Made(200, 60, 8);
        (Ease, SparseRows, ImplicitAls) Fitted() => (Ease.Fit(x, 10), ItemNeighbours.Fit(x, 20), ImplicitAls.Fit(x, 16, 3, 1));
        var before = Fitted();
        // With every thread of the pool kept busy but what waits on itself, all parts run on the caller.
        using var done = new ManualResetEventSlim();
        ThreadPool.GetMinThreads(out var threads, out _);
        var busy = Enumerable.Range(0, threads).Select(_ => Task.Run(done.Wait)).ToArray();
        var after = Fitted();
        done.Set();
        Task.WaitAll(busy);
        var (items, weights) = Context(x, 5, 0.9);
        foreach (var (a, b) in new (IItemScorer, IItemScorer)[] { (before.Item1, after.Item1), (before.Item2, after.Item2), (before.Item3, after.Item3) })
        {
            var (one, two) = (new float[60], new float[60]);
            a.Score(items, weights, one);
            b.Score(items, weights, two);
            Assert.Equal(one, two);
        }
    }

    /// <summary>Customers with tastes: each buys mostly from one of four parts of the catalogue.</summary>
    internal static PurchaseSequences Made(int customers, int items, int each)
    {
        var random = new Random(customers * 31 + items);
        var (customer, item) = (new List<int>(), new List<int>());
        for (var c = 0; c < customers; c++)
            for (var k = 0; k < each; k++)
            {
                customer.Add(c);
                item.Add(random.NextDouble() < 0.8 ? (c % 4 * items / 4 + random.Next(items / 4)) : random.Next(items));
            }
        return PurchaseSequences.Of(customers, items, [.. customer], [.. item], default);
    }

    private static (int[] Items, float[] Weights) Context(PurchaseSequences x, int customer, double decay)
    {
        var n = x.OwnedBy(customer).Length;
        var (items, weights) = (new int[n], new float[n]);
        x.Context(customer, decay, items, weights);
        return (items, weights);
    }
}
