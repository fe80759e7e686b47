namespace Dangol.Analytics;

/// <summary>Counts who came back, period by period, in two passes over the lines; a customer's periods are marked once each.</summary>
internal static class CohortCount
{
    public static CohortTable Of(int[] customer, int[] day, CohortPeriod period)
    {
        var (first, last) = (Number(day.Min(), period), Number(day.Max(), period));
        var (customers, periods) = (customer.Max() + 1, last - first + 1);
        var numbers = new int[day.Max() - day.Min() + 1];
        for (var d = 0; d < numbers.Length; d++) numbers[d] = Number(day.Min() + d, period) - first;
        var (began, marked) = (new int[customers], new bool[(long)customers * periods]);
        Array.Fill(began, int.MaxValue);
        var origin = day.Min();
        for (var i = 0; i < customer.Length; i++)
        {
            var at = numbers[day[i] - origin];
            began[customer[i]] = Math.Min(began[customer[i]], at);
            marked[(long)customer[i] * periods + at] = true;
        }
        var table = new int[periods][];
        for (var p = 0; p < periods; p++) table[p] = new int[periods - p];
        for (var c = 0; c < customers; c++)
        {
            for (var at = began[c]; at < periods; at++) if (marked[(long)c * periods + at]) table[began[c]][at - began[c]]++;
        }
        var end = DateOnly.FromDayNumber(day.Max());
        return new([.. table.Select((active, p) => new Cohort(Start(first + p, period), active)).Where(c => c.Active[0] > 0)], end, Start(last + 1, period).DayNumber - 1 - end.DayNumber);
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
