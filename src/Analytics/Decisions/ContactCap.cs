namespace Dangol.Analytics;

/// <summary>The time in which contacts are counted.</summary>
internal enum CapWindow
{
    /// <summary>Any <see cref="ContactCap.Days"/> days in a row, planned and past contacts alike.</summary>
    Sliding,

    /// <summary>A day of the customer's calendar.</summary>
    Day,

    /// <summary>A week of it, Monday to Sunday.</summary>
    Week,

    /// <summary>A month of it.</summary>
    Month,
}

/// <summary>How often a customer may be contacted. No cap is no rule; a cap of 0 allows none.</summary>
/// <param name="Most">Contacts at most.</param>
/// <param name="Window">In what time.</param>
/// <param name="Days">The length of a sliding window.</param>
/// <param name="Channel">The channel that it counts; null counts all together.</param>
internal sealed record ContactCap(int Most, CapWindow Window, int Days = 0, int? Channel = null)
{
    /// <summary>Whether contacts on these days keep to it. Days are day numbers of the customer's zone, ascending.</summary>
    public bool Holds(ReadOnlySpan<int> days)
    {
        if (Most == 0) return days.Length == 0;
        for (var i = 0; i + Most < days.Length; i++)
            if (Together(days[i], days[i + Most])) return false;
        return true;
    }

    /// <summary>
    /// The first day from <paramref name="from"/> on at which one more contact fits among <paramref name="days"/> (ascending), exactly when enough of them have left the window; null where
    /// none ever does.
    /// </summary>
    public int? FirstFree(ReadOnlySpan<int> days, int from)
    {
        if (Most == 0) return null;
        Span<int> with = days.Length < 128 ? stackalloc int[days.Length + 1] : new int[days.Length + 1];
        for (var day = from; ;)
        {
            var at = days.BinarySearch(day);
            if (at < 0) at = ~at;
            days[..at].CopyTo(with);
            with[at] = day;
            days[at..].CopyTo(with[(at + 1)..]);
            // Every group of Most + 1 that holds the new one; the last group that is too close says how long to wait.
            int? wait = null;
            for (var i = Math.Max(0, at - Most); i <= at && i + Most < with.Length; i++)
                if (Together(with[i], with[i + Most])) wait = Math.Max(wait ?? 0, i == at ? After(with[i + 1]) : After(with[i]));
            if (wait is not { } next) return day;
            day = Math.Max(day + 1, next);
        }
    }

    /// <summary>Whether two contacts fall into one window.</summary>
    private bool Together(int first, int last) => Window == CapWindow.Sliding ? last - first < Days : Period(first) == Period(last);

    /// <summary>The first day that no window shares with this one.</summary>
    private int After(int day)
    {
        if (Window == CapWindow.Sliding) return day + Days;
        var date = DateOnly.FromDayNumber(day);
        return Window switch
        {
            CapWindow.Day => day + 1,
            CapWindow.Week => day + 7 - ((int)date.DayOfWeek + 6) % 7,
            _ => new DateOnly(date.Year, date.Month, 1).AddMonths(1).DayNumber,
        };
    }

    private int Period(int day)
    {
        var date = DateOnly.FromDayNumber(day);
        return Window switch
        {
            CapWindow.Day => day,
            // Weeks run on over the turn of a year: day 0, 1 January of year 1, was a Monday.
            CapWindow.Week => day / 7,
            _ => date.Year * 12 + date.Month,
        };
    }
}
