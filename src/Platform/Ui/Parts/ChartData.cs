namespace Dangol.Platform;

/// <summary>How a chart is drawn: columns, a line over time, ranked bars lying down, or points with their intervals.</summary>
public enum ChartKind { Bar, Line, Rank, Interval }

/// <summary>
/// The values of one series, one a label; NaN where there is none. <paramref name="Low"/> and <paramref name="High"/> are the ends of each value's
/// interval and are drawn, never hidden.
/// </summary>
public sealed record ChartSeries(string Name, IReadOnlyList<double> Values, IReadOnlyList<double>? Low = null, IReadOnlyList<double>? High = null);
