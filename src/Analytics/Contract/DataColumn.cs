namespace Dangol.Analytics;

/// <summary>A column of a table as it was read: its heading and a cell for each row, empty or null where nothing stands.</summary>
public sealed record DataColumn(string Name, string?[] Cells);

/// <summary>A figure with the interval in which the truth lies, as far as the rows can say.</summary>
public readonly record struct Measured(double Value, double Low, double High)
{
    /// <summary>From an estimate and its interval.</summary>
    public static Measured Of(double value, Interval interval) => new(value, interval.Low, interval.High);
}
