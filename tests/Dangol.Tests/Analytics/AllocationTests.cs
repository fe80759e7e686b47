using Dangol.Analytics;
using Dangol.Customers;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Inner loops allocate nothing a row: six times the rows cost the same bytes.</summary>
public sealed class AllocationTests
{
    private const int Few = 500, Many = 3_000;

    /// <summary>What a loop may allocate once, whatever the rows: lists that grow, a delegate.</summary>
    private const long Once = 4_096;

    [Fact]
    public void likelihoods_of_repeat_purchases_and_spend_allocate_nothing_a_customer()
    {
        foreach (RepeatModel model in new RepeatModel[] { new ParetoNbd(), new BetaGeometricNbd(modified: false), new BetaGeometricNbd(modified: true), new Nbd() })
        {
            var (p, gradient) = (model.Symbols.Select(_ => 0.8).ToArray(), new double[model.Symbols.Count]);
            Same(rows => History(rows), data => model.LogLikelihood(data, p, gradient));
        }
        var slopes = new double[3];
        Same(rows => new GammaGamma(Enumerable.Range(0, rows).Select(i => 1 + i % 5).ToArray(), Enumerable.Range(0, rows).Select(i => 10.0 + i % 70).ToArray()), amounts => amounts.LogLikelihood([6, 4, 15], slopes));
    }

    [Fact]
    public void the_partial_likelihood_and_a_series_allocate_nothing_a_row()
    {
        var draws = new Draws(1);
        var (gradient, hessian) = (new double[2], new double[2, 2]);
        Same(rows => new RiskSets(new(Enumerable.Range(0, rows).Select(i => (double)(i % 60)).ToArray(), Enumerable.Range(0, rows).Select(i => i % 3 == 0).ToArray()),
            [Enumerable.Range(0, rows).Select(_ => draws.Normal()).ToArray(), Enumerable.Range(0, rows).Select(_ => draws.Normal()).ToArray()]), sets => sets.LogLikelihood([0.1, -0.2], gradient, hessian));
        Same(rows => Enumerable.Range(0, rows).Select(i => 100.0 + i % 12).ToArray(), y => new EtsFilter(new(true, EtsTrend.Additive, EtsSeason.None), 0.3, 0.1, 0, 1, []) { Level = 100, Slope = 0.1 }.Pass(y, out _));
    }

    [Fact]
    public void ranking_metrics_of_a_resample_allocate_nothing_a_row()
    {
        var draws = new Draws(2);
        Same(rows => (Ranked: new RankedScores(Drawn(rows), Answers(rows)), Times: new int[rows]), on =>
        {
            Bootstrap.Draw(on.Times, new(1, 1));
            on.Ranked.Auc(on.Times);
            on.Ranked.AveragePrecision(on.Times);
            on.Ranked.Lift(0.1, on.Times);
        });
        Same(rows => (Ranking: new UpliftRanking(Drawn(rows), Answers(rows), Enumerable.Range(0, rows).Select(i => i % 2 == 0).ToArray()), Times: new int[rows]), on =>
        {
            Bootstrap.Draw(on.Times, new(1, 1));
            on.Ranking.Qini(on.Times);
            on.Ranking.Auuc(on.Times);
            on.Ranking.At(0.3, on.Times);
        });
        Same(rows => Array.ConvertAll(Drawn(rows), v => (float)v), scores =>
        {
            Span<int> top = stackalloc int[10];
            Ranking.Top(scores, Nothing[..scores.Length], [], top);
        });

        double[] Drawn(int rows) => [.. Enumerable.Range(0, rows).Select(_ => draws.Uniform())];
        double[] Answers(int rows) => [.. Enumerable.Range(0, rows).Select(_ => draws.Uniform() < 0.3 ? 1.0 : 0)];
    }

    [Fact]
    public void pairs_of_names_are_compared_without_allocating()
    {
        string[] names = ["kimminjun", "kimminjoon", "leeseoyeon", "leeseoyun", "김민준", "김민춘", "parkjiho"];
        Same(rows => rows, rows =>
        {
            for (var i = 0; i < rows; i++)
            {
                ReadOnlySpan<char> a = names[i % names.Length], b = names[i * 3 % names.Length];
                JaroWinkler.Of(a, b);
                DamerauLevenshtein.Within(a, b, 2);
            }
        });
    }

    private static readonly bool[] Masked = new bool[Many];
    private static ReadOnlySpan<bool> Nothing => Masked;

    private static void Same<T>(Func<int, T> make, Action<T> work)
    {
        var (few, many) = (Bytes(make(Few), work), Bytes(make(Many), work));
        Assert.True(many <= few + Once, $"{typeof(T).Name}: {few} bytes for {Few} rows, {many} for {Many}");
    }

    /// <summary>Bytes of a second run on this thread: the first compiles and fills what is kept.</summary>
    private static long Bytes<T>(T on, Action<T> work)
    {
        work(on);
        var before = GC.GetAllocatedBytesForCurrentThread();
        work(on);
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }

    private static Purchases History(int rows)
    {
        var (x, tx, t) = (new int[rows], new double[rows], new double[rows]);
        for (var i = 0; i < rows; i++)
        {
            (x[i], t[i]) = (i % 7, 30 + i * 0.01);
            tx[i] = x[i] == 0 ? 0 : t[i] * (i % 11 + 1) / 12;
        }
        return Purchases.Of(x, tx, t);
    }
}
