namespace Dangol.Analytics;

/// <summary>
/// The months of the year beside a model that knows none: repeat purchases that happened over those expected of the customers of that time. Dividing by the expectation takes out that
/// customers come and go, which a plain count would mistake for season.
/// </summary>
internal static class RepeatSeason
{
    private const int ShortestDays = 365;

    public static double[]? Index(PurchaseDays days, LifetimeFit fit, int until, double daysPerUnit)
    {
        var first = days.Day.Length == 0 ? until : days.Day.Min();
        if (until - first < ShortestDays) return null;
        var began = new SortedDictionary<int, int>();
        var (actual, expected) = (new double[12], new double[12]);
        for (var c = 0; c < days.Customers; c++)
        {
            var (from, to) = days.Of(c);
            if (from == to || days.Day[from] > until) continue;
            began[days.Day[from]] = began.GetValueOrDefault(days.Day[from]) + 1;
            for (var i = from + 1; i < to && days.Day[i] <= until; i++) actual[DateOnly.FromDayNumber(days.Day[i]).Month - 1]++;
        }
        // A month that is not whole at either end counts as far as it goes: both sides leave out the same days.
        var last = DateOnly.FromDayNumber(until);
        for (var month = new DateOnly(DateOnly.FromDayNumber(first).Year, DateOnly.FromDayNumber(first).Month, 1); month <= last; month = month.AddMonths(1))
        {
            var (from, to) = (month.DayNumber - 1, Math.Min(month.AddMonths(1).DayNumber - 1, until));
            foreach (var (start, count) in began)
            {
                if (start > to) break;
                expected[month.Month - 1] += count * (fit.ExpectedOfNew((to - start) / daysPerUnit) - fit.ExpectedOfNew(Math.Max(0, from - start) / daysPerUnit));
            }
        }
        if (expected.Any(e => e <= 0)) return null;
        var ratios = actual.Zip(expected, (a, e) => a / e).ToArray();
        var mean = ratios.Average();
        return mean > 0 ? [.. ratios.Select(r => r / mean)] : null;
    }
}
