namespace Dangol.Analytics;

/// <summary>Counts who came back, period by period, in two passes over the lines; a customer's periods are marked once each.</summary>
internal static class CohortCount
{
    private const long MostPlaces = 1 << 28;

    public static CohortTable Of(int[] customer, int[] day, CohortPeriod period)
    {
        var (first, last) = (Number(day.Min(), period), Number(day.Max(), period));
        var (customers, periods) = (customer.Max() + 1, last - first + 1);
        var numbers = new int[day.Max() - day.Min() + 1];
        for (var d = 0; d < numbers.Length; d++) numbers[d] = Number(day.Min() + d, period) - first;
        var (began, origin) = (new int[customers], day.Min());
        Array.Fill(began, int.MaxValue);
        for (var i = 0; i < customer.Length; i++) began[customer[i]] = Math.Min(began[customer[i]], numbers[day[i] - origin]);
        var table = new int[periods][];
        foreach (var start in began) if (start < periods) table[start] ??= new int[periods - start];
        // A slip in a date makes centuries of periods: then what is marked is sorted instead of having a place for everything.
        if ((long)customers * periods > MostPlaces)
        {
            var marks = new long[customer.Length];
            for (var i = 0; i < marks.Length; i++) marks[i] = (long)customer[i] * periods + numbers[day[i] - origin];
            Array.Sort(marks);
            for (var i = 0; i < marks.Length; i++)
                if (i == 0 || marks[i] != marks[i - 1]) Count((int)(marks[i] / periods), (int)(marks[i] % periods));
        }
        else
        {
            var marked = new bool[customers * periods];
            for (var i = 0; i < customer.Length; i++) marked[customer[i] * periods + numbers[day[i] - origin]] = true;
            for (var c = 0; c < customers; c++)
                for (var at = began[c]; at < periods; at++) if (marked[c * periods + at]) Count(c, at);
        }
        var end = DateOnly.FromDayNumber(day.Max());
        return new([.. Enumerable.Range(0, periods).Where(p => table[p] is not null).Select(p => new Cohort(Start(first + p, period), table[p]))], end, Start(last + 1, period).DayNumber - 1 - end.DayNumber);

        void Count(int who, int at) => table[began[who]][at - began[who]]++;
    }

    private static int Number(int day, CohortPeriod period)
    {
        var date = DateOnly.FromDayNumber(day);
        return period switch
        {
            CohortPeriod.Week => day / 7,               // day 0, the first of January of year 1, was a Monday
            CohortPeriod.Month => date.Year * 12 + date.Month - 1,
            _ => date.Year * 4 + (date.Month - 1) / 3,
        };
    }

    private static DateOnly Start(int number, CohortPeriod period) => period switch
    {
        CohortPeriod.Week => DateOnly.FromDayNumber(number * 7),
        CohortPeriod.Month => new(number / 12, number % 12 + 1, 1),
        _ => new(number / 4, number % 4 * 3 + 1, 1),
    };
}
