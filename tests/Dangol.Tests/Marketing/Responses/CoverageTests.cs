using Dangol.Marketing;

namespace Dangol.Tests.Marketing;

/// <summary>Do the 95 % intervals hold the truth 95 times of 100? Seeded simulation, 20,000 campaigns each.</summary>
public sealed class CoverageTests
{
    private const int Campaigns = 20_000;

    [Theory]
    [InlineData(0.025, 9_000, 0.020, 1_000)]
    [InlineData(0.02, 45_000, 0.02, 5_000)]
    [InlineData(0.10, 900, 0.07, 300)]
    [InlineData(0.35, 180, 0.30, 120)]
    [InlineData(0.6, 90, 0.5, 60)]
    public void newcombes_interval_covers_the_true_difference(double pt, int nt, double pc, int nc)
    {
        var random = new Random(20111231);
        var (treated, control) = (new Binomial(nt, pt), new Binomial(nc, pc));
        var covered = 0;
        for (var i = 0; i < Campaigns; i++)
            if (RateLift.Of(new(nt, treated.Draw(random)), new(nc, control.Draw(random)))!.Interval.Contains(pt - pc)) covered++;
        Assert.InRange((double)covered / Campaigns, 0.94, 0.965);
    }

    [Theory]
    [InlineData(0.02, 5_000)]
    [InlineData(0.1, 400)]
    [InlineData(0.3, 150)]
    [InlineData(0.5, 80)]
    public void wilsons_interval_covers_the_true_rate(double p, int n)
    {
        var random = new Random(7);
        var arm = new Binomial(n, p);
        var covered = 0;
        for (var i = 0; i < Campaigns; i++)
            if (RateLift.Wilson(new(n, arm.Draw(random))).Contains(p)) covered++;
        Assert.InRange((double)covered / Campaigns, 0.94, 0.965);
    }

    [Theory]
    [InlineData(900, 100, 3.0, 1.0)]
    [InlineData(60, 40, 1.0, 4.0)]
    public void welchs_interval_covers_the_true_difference_of_unequal_variances(int nt, int nc, double st, double sc)
    {
        var random = new Random(3);
        var covered = 0;
        const int Trials = 4_000;
        for (var i = 0; i < Trials; i++)
            if (RevenueLift.Of(SpendSample.Of(Normals(nt, 10, st)), SpendSample.Of(Normals(nc, 9, sc)))!.Interval.Contains(1)) covered++;
        Assert.InRange((double)covered / Trials, 0.94, 0.965);

        double[] Normals(int n, double mean, double deviation)
        {
            var values = new double[n];
            for (var i = 0; i < n; i++) values[i] = mean + deviation * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            return values;
        }
    }

    /// <summary>Draws by the inverse of the distribution function, made once.</summary>
    private sealed class Binomial
    {
        private readonly double[] _below;

        public Binomial(int n, double p)
        {
            _below = new double[n + 1];
            var (log, sum) = (n * Math.Log(1 - p), 0.0);
            for (var k = 0; k <= n; k++)
            {
                _below[k] = sum += Math.Exp(log);
                log += Math.Log((double)(n - k) / (k + 1)) + Math.Log(p / (1 - p));
            }
        }

        public int Draw(Random random)
        {
            var at = Array.BinarySearch(_below, random.NextDouble() * _below[^1]);
            return at < 0 ? ~at : at;
        }
    }
}
