namespace Dangol.Integration;

/// <summary>Whether the sample company sells the same all year.</summary>
public enum SampleSeason
{
    /// <summary>Purchases follow the plain process.</summary>
    None,
    /// <summary>A December sells half as much again as a February; see <see cref="SampleTruth.MonthIndex"/>.</summary>
    Mild,
}

/// <summary>
/// The days of the sample company, and time as its purchases feel it: a day of a strong month is longer than one of a weak month. In this time the
/// process is the plain one, whatever the season; without a season it is calendar time. Unit: weeks.
/// </summary>
internal sealed class TradingTime
{
    private static readonly double[] MildMonths = [1.00, 0.85, 0.92, 0.95, 1.10, 0.95, 0.92, 0.93, 1.08, 0.97, 1.06, 1.27];
    private static readonly double[] FlatMonths = [1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1];

    private readonly DateOnly _first;
    private readonly double[] _weeksBefore;

    public TradingTime(DateOnly first, DateOnly last, SampleSeason season)
    {
        _first = first;
        Days = last.DayNumber - first.DayNumber + 1;
        MonthIndex = season == SampleSeason.Mild ? MildMonths : FlatMonths;
        _weeksBefore = new double[Days + 1];
        for (var day = 0; day < Days; day++) _weeksBefore[day + 1] = _weeksBefore[day] + MonthIndex[Date(day).Month - 1] / 7;
    }

    public int Days { get; }

    public double[] MonthIndex { get; }

    /// <summary>All the trading weeks there are.</summary>
    public double Weeks => _weeksBefore[Days];

    public DateOnly Date(int day) => _first.AddDays(day);

    /// <summary>Trading weeks from the beginning to a moment of a day.</summary>
    public double At(int day, double fraction = 0) => _weeksBefore[day] + (fraction == 0 ? 0 : fraction * (_weeksBefore[day + 1] - _weeksBefore[day]));

    /// <summary>The day, and the part of it that has passed, of a moment before the end.</summary>
    public (int Day, double Fraction) Day(double weeks)
    {
        var found = Array.BinarySearch(_weeksBefore, weeks);
        var day = Math.Min(found < 0 ? ~found - 1 : found, Days - 1);
        return (day, (weeks - _weeksBefore[day]) / (_weeksBefore[day + 1] - _weeksBefore[day]));
    }
}
