using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Looking at a running experiment, sizes and resamples.</summary>
public sealed class LooksTests
{
    [Fact]
    public void the_limits_are_the_published_ones()
    {
        // Five even looks, two-sided 0.05, O'Brien–Fleming-type spending: Lan and DeMets' own figures, as tables and R's ldbounds print them.
        double[] published = [4.8769, 3.3569, 2.6803, 2.2898, 2.0310];
        var limits = SequentialLooks.Limits([0.2, 0.4, 0.6, 0.8, 1]);
        for (var k = 0; k < 5; k++) Assert.Equal(published[k], limits[k], 0.001);
        Assert.Equal(1.95996, SequentialLooks.Limits([1]).Single(), 0.0001);
        Assert.Equal(0.05, SequentialLooks.Spent(1), 0.000001);
        Assert.Throws<ArgumentOutOfRangeException>(() => SequentialLooks.Limits([0.5, 0.4]));
    }

    [Fact]
    public void looking_often_is_wrong_as_rarely_as_looking_once()
    {
        const int Experiments = 4000, Looks = 10;
        var limits = SequentialLooks.Limits([.. Enumerable.Range(1, Looks).Select(k => k / (double)Looks)]);
        var draws = new RandomStream(7);
        var (planned, naive, always) = (0, 0, 0);
        for (var e = 0; e < Experiments; e++)
        {
            double sum = 0;
            var (crossed, fooled, valid) = (false, false, false);
            for (var k = 1; k <= Looks; k++)
            {
                sum += draws.NextNormal();
                var z = Math.Abs(sum) / Math.Sqrt(k);
                crossed |= z > limits[k - 1];
                fooled |= z > 1.96;
                valid |= AlwaysValid.Of(sum / k, 1 / Math.Sqrt(k), 1).P < 0.05;
            }
            (planned, naive, always) = (planned + (crossed ? 1 : 0), naive + (fooled ? 1 : 0), always + (valid ? 1 : 0));
        }
        Assert.InRange(planned / (double)Experiments, 0.04, 0.06);
        Assert.InRange(always / (double)Experiments, 0.005, 0.05);
        Assert.True(naive > 0.15 * Experiments, "without care ten looks are wrong about every fifth time");
    }

    [Theory]
    [InlineData(120, 2400, 100, 2400)]
    [InlineData(220, 2400, 100, 2400)]
    [InlineData(5, 50, 0, 40)]
    public void the_always_valid_p_and_interval_say_the_same(long y1, long n1, long y2, long n2)
    {
        var at = AlwaysValid.OfRates(y1, n1, y2, n2, 0.02);
        Assert.Equal(at.P < 0.05, !at.Interval.Contains(0));
        Assert.True(at.Interval.Contains((double)y1 / n1 - (double)y2 / n2));
        Assert.Equal(1, AlwaysValid.OfRates(0, 0, 5, 10, 0.02).P);
    }

    [Fact]
    public void means_want_as_many_as_the_book_says()
    {
        Assert.Equal(393, SampleSizes.ForMeans(10, 2));      // 2 (1.95996 + 0.84162)² 10² / 2² = 392.4
        Assert.Throws<ArgumentOutOfRangeException>(() => SampleSizes.ForMeans(10, 0));
    }

    [Fact]
    public void resamples_give_the_mean_its_interval()
    {
        var draws = new RandomStream(3);
        var values = Enumerable.Range(0, 400).Select(_ => 5 + 2 * draws.NextNormal()).ToArray();
        var interval = Bootstrap.Percentile(values.Length, times =>
        {
            double sum = 0;
            for (var i = 0; i < times.Length; i++) sum += times[i] * values[i];
            return sum / times.Length;
        }, 1000);
        var sample = Dangol.Platform.Sample.Of(values);
        var normal = Interval.Around(sample.Mean, Math.Sqrt(sample.Variance / sample.Count));
        Assert.Equal(normal.Low, interval.Low, 0.03);
        Assert.Equal(normal.High, interval.High, 0.03);
    }

    [Fact]
    public void a_stream_is_the_same_again_and_its_neighbours_are_others()
    {
        ulong[] Five(long seed, long stream)
        {
            var draws = new RandomStream(seed, stream);
            return [.. Enumerable.Range(0, 5).Select(_ => draws.NextBits())];
        }
        Assert.Equal(Five(1, 2), Five(1, 2));
        Assert.Empty(Five(1, 2).Intersect(Five(1, 3)).Concat(Five(1, 2).Intersect(Five(2, 2))));
        var one = new RandomStream(5);
        Assert.InRange(Enumerable.Range(0, 10_000).Average(_ => one.Next()), 0.49, 0.51);
    }
}
