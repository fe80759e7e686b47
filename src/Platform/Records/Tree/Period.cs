namespace Dangol.Platform;

/// <summary>Days that are known only when a question is asked, or are fixed by their ends. All are computed from the business date of the question.</summary>
public abstract record Period
{
    /// <summary>The last n days, weeks (of 7 days) or months, today included: "last 1 day" is today. A month back from the 31st ends at the month's last day.</summary>
    public sealed record Last(int Count, PeriodUnit Unit) : Period;

    /// <summary>The next n days, weeks or months, today included: "next 1 day" is today.</summary>
    public sealed record Next(int Count, PeriodUnit Unit) : Period;

    /// <summary>A calendar period: this month, last year, … Weeks begin on Monday.</summary>
    public sealed record Named(PeriodName Name) : Period;

    /// <summary>From a day to a day, both included; a missing end is open.</summary>
    public sealed record Dates(DateOnly? From, DateOnly? To) : Period;

    /// <summary>The first and last day of the period, asked on <paramref name="today"/>.</summary>
    public (DateOnly? From, DateOnly? To) On(DateOnly today) => this switch
    {
        Last(var n, var unit) => (Moved(today, -n, unit).AddDays(1), today),
        Next(var n, var unit) => (today, Moved(today, n, unit).AddDays(-1)),
        Dates(var from, var to) => (from, to),
        Named(var name) => Calendar(name, today),
        _ => throw new InvalidOperationException($"No such period: {this}"),
    };

    private static DateOnly Moved(DateOnly day, int count, PeriodUnit unit) => unit switch
    {
        PeriodUnit.Day => day.AddDays(count),
        PeriodUnit.Week => day.AddDays(7 * count),
        _ => day.AddMonths(count),
    };

    private static (DateOnly?, DateOnly?) Calendar(PeriodName name, DateOnly today)
    {
        var monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        var month = new DateOnly(today.Year, today.Month, 1);
        var quarter = new DateOnly(today.Year, (today.Month - 1) / 3 * 3 + 1, 1);
        var year = new DateOnly(today.Year, 1, 1);
        return name switch
        {
            PeriodName.Today => (today, today),
            PeriodName.Yesterday => (today.AddDays(-1), today.AddDays(-1)),
            PeriodName.Tomorrow => (today.AddDays(1), today.AddDays(1)),
            PeriodName.ThisWeek => (monday, monday.AddDays(6)),
            PeriodName.LastWeek => (monday.AddDays(-7), monday.AddDays(-1)),
            PeriodName.NextWeek => (monday.AddDays(7), monday.AddDays(13)),
            PeriodName.ThisMonth => Months(month, 1),
            PeriodName.LastMonth => Months(month.AddMonths(-1), 1),
            PeriodName.NextMonth => Months(month.AddMonths(1), 1),
            PeriodName.ThisQuarter => Months(quarter, 3),
            PeriodName.LastQuarter => Months(quarter.AddMonths(-3), 3),
            PeriodName.ThisYear => Months(year, 12),
            _ => Months(year.AddMonths(-12), 12),
        };
    }

    private static (DateOnly?, DateOnly?) Months(DateOnly first, int count) => (first, first.AddMonths(count).AddDays(-1));
}

/// <summary>What a moving period is counted in.</summary>
public enum PeriodUnit { Day, Week, Month }

/// <summary>Calendar periods by name.</summary>
public enum PeriodName
{
    Today, Yesterday, Tomorrow, ThisWeek, LastWeek, NextWeek, ThisMonth, LastMonth, NextMonth, ThisQuarter, LastQuarter, ThisYear, LastYear,
}

/// <summary>When and for whom a tree is asked.</summary>
/// <param name="Today">The business date.</param>
/// <param name="Zone">The company's time zone: turns business days into spans of instants.</param>
/// <param name="Me">Who asks; null where nobody does (a job), and then <c>@me</c> is empty.</param>
public sealed record AsOf(DateOnly Today, TimeZoneInfo Zone, Guid? Me = null)
{
    /// <summary>The instant (UTC) at which a business day begins; where the clock jumps over midnight, the first instant after the jump.</summary>
    public DateTime Start(DateOnly day)
    {
        var midnight = day.ToDateTime(TimeOnly.MinValue, DateTimeKind.Unspecified);
        while (Zone.IsInvalidTime(midnight)) midnight = midnight.AddMinutes(15);
        // Where midnight comes twice, the earlier one has the greater offset.
        var offset = Zone.IsAmbiguousTime(midnight) ? Zone.GetAmbiguousTimeOffsets(midnight).Max() : Zone.GetUtcOffset(midnight);
        return DateTime.SpecifyKind(midnight - offset, DateTimeKind.Utc);
    }
}
