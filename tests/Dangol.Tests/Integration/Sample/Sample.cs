using Dangol.Integration;

namespace Dangol.Tests;

/// <summary>Sample companies as the tests want them: two years, one seed.</summary>
internal static class Sample
{
    public static SampleCompany Of(int customers, SampleSeason season = SampleSeason.None, int seed = 7) =>
        new(seed, customers, new DateOnly(2024, 1, 1), new DateOnly(2025, 12, 31), season);

    /// <summary>Mean and its standard error.</summary>
    public static (double Mean, double Error) MeanOf(IReadOnlyCollection<double> values)
    {
        var mean = values.Average();
        var variance = values.Sum(v => (v - mean) * (v - mean)) / (values.Count - 1);
        return (mean, Math.Sqrt(variance / values.Count));
    }
}
