using System.Globalization;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary>A series in equal steps from a file: the values as they stand, or lines added up by period. A period that the data does not cover to its end is left out.</summary>
/// <param name="Values">The values, oldest first.</param>
/// <param name="Step">day, week, month or quarter; null where the file has no dates.</param>
/// <param name="Last">The number of the last period.</param>
/// <param name="Notes">What was left out.</param>
internal sealed record SeriesFile(double[] Values, string? Step, int Last, IReadOnlyList<Text> Notes)
{
    private static readonly string[] Steps = ["day", "week", "month", "quarter", "year"],
        PeriodNames = [.. SalesLog.DateNames, "month", "week", "quarter", "year", "period", "ds", "time", "년월", "연월", "월", "주", "분기", "연도", "년도", "기간", "기준일", "기준월"],
        ValueNames = [.. SalesLog.AmountNames, "y", "demand", "count", "passengers", "sales_amount", "orders", "visits", "수요", "판매량", "실적", "건수", "방문자", "주문수", "값"];

    public static SeriesFile Read(DataFile file, string? value, string? date, string? quantity, string? price, string? by)
    {
        var dates = file.FindDate(date, PeriodNames) ?? (by is null ? null : file.Need("--date", date));
        var values = Numbers(file, value, quantity, price, dates);
        if (by is not null && !Steps.Contains(by)) throw new Refused("period_unknown", "--by", new($"--by에는 day, week, month, quarter, year 가운데 하나를 적어 주세요: {by}", $"--by is day, week, month, quarter or year, not {by}."));
        if (dates is null) return new(values, null, values.Length - 1, []);
        var days = Array.ConvertAll(dates.Moments(), m => DateOnly.FromDateTime(m).DayNumber);
        var (first, last) = (days.Min(), days.Max());
        var step = by ?? Guess(days, first, last);
        var (begin, end) = (Number(first, step), Number(last, step));
        var notes = new List<Text>();
        var distinct = days.Distinct().Count();
        // Lines of single days don't fill a period that begins before or ends after them; a series of one date a period does.
        if (distinct > (end - begin + 1) * 2)
        {
            if (Start(begin, step).DayNumber < first - 1 && end > begin) (begin, _) = (begin + 1, Say(notes, "첫", "first"));
            if (Start(end + 1, step).DayNumber - 1 > last && end > begin) (end, _) = (end - 1, Say(notes, "마지막", "last"));
        }
        var sums = new double[end - begin + 1];
        var seen = new bool[sums.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var at = Number(days[i], step) - begin;
            if (at < 0 || at >= sums.Length) continue;
            (sums[at], seen[at]) = (sums[at] + values[i], true);
        }
        if (seen.Count(s => !s) is > 0 and var gaps) notes.Add(new($"자료가 없는 기간 {gaps}개는 0으로 봤어요.", $"{gaps} periods without a line count as 0."));
        return new(sums, step, end, notes);
    }

    /// <summary>The name of a step of the forecast, counted from 0.</summary>
    public string Name(int h) => Step is null ? $"{Last + 2 + h}" : Start(Last + 1 + h, Step).ToString(Step switch { "day" or "week" => "yyyy-MM-dd", "year" => "yyyy", _ => "yyyy-MM" }, CultureInfo.InvariantCulture);

    private static double[] Numbers(DataFile file, string? value, string? quantity, string? price, DelimitedColumn? dates)
    {
        if ((file.Find(value, ValueNames)) is { } named) return named.Numbers();
        if (file.Find(price, SalesLog.PriceNames) is { } prices && file.Find(quantity, SalesLog.QuantityNames) is { } counts)
            return [.. counts.Numbers(missing: true).Zip(prices.Numbers(missing: true), (q, p) => double.IsNaN(q * p) ? 0 : q * p)];
        // A file with one column of numbers leaves no doubt.
        var numeric = file.All.Where(c => c.Index != dates?.Index && c.IsNumeric).ToList();
        return (numeric.Count == 1 ? numeric[0] : file.Need("--value", null)).Numbers();
    }

    private static string Guess(int[] days, int first, int last)
    {
        var distinct = days.Distinct().Order().ToArray();
        var gaps = distinct.Zip(distinct.Skip(1), (a, b) => b - a).Order().ToArray();
        var median = gaps.Length == 0 ? 1 : gaps[gaps.Length / 2];
        if (median > 180) return "year";
        if (median > 60) return "quarter";
        if (median > 20) return "month";
        if (median > 3) return "week";
        // Single days: months where they fill two years of them, else weeks where there are enough.
        return last - first > 720 ? "month" : last - first > 180 ? "week" : "day";
    }

    private static bool Say(List<Text> notes, string ko, string en)
    {
        notes.Add(new($"{ko} 기간은 다 차지 않아서 뺐어요.", $"The {en} period is not whole and was left out."));
        return true;
    }

    private static int Number(int day, string step)
    {
        var date = DateOnly.FromDayNumber(day);
        return step switch { "day" => day, "week" => day / 7, "month" => date.Year * 12 + date.Month - 1, "year" => date.Year, _ => date.Year * 4 + (date.Month - 1) / 3 };
    }

    private static DateOnly Start(int number, string step) => step switch
    {
        "day" => DateOnly.FromDayNumber(number),
        "week" => DateOnly.FromDayNumber(number * 7),
        "month" => new(number / 12, number % 12 + 1, 1),
        "year" => new(number, 1, 1),
        _ => new(number / 4, number % 4 * 3 + 1, 1),
    };
}
