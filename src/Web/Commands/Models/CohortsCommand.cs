using System.CommandLine;
using System.Diagnostics;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model cohorts FILE</c>: of the customers who first bought in a month, how many came back in the months after.</summary>
internal static class CohortsCommand
{
    private static readonly Option<string?> Customer = DataFile.Column("--customer", "Customer"), Date = DataFile.Column("--date", "Date"),
        Amount = DataFile.Column("--amount", "Amount; else quantity × price"), Quantity = DataFile.Column("--quantity", "Quantity"), Price = DataFile.Column("--price", "Unit price");
    private static readonly Option<bool> All = new("--all") { Description = "Cancellations and returns count as activity too." };
    private static readonly Option<CohortPeriod> By = new("--by") { Description = "week, month or quarter (default month).", DefaultValueFactory = _ => CohortPeriod.Month, HelpName = "PERIOD" };

    public static Command Make() => DataFile.Command("cohorts", "Who came back, by the month of the first purchase.", Run, Customer, Date, Amount, Quantity, Price, All, By);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var sales = SalesLog.Read(file, parsed.GetValue(Customer), parsed.GetValue(Date), parsed.GetValue(Amount), parsed.GetValue(Quantity), parsed.GetValue(Price), parsed.GetValue(All));
        var began = Stopwatch.GetTimestamp();
        var table = CohortTable.Of(sales.Log.Customer, sales.Log.Day, parsed.GetValue(By));
        var seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        Text[] notes =
        [
            .. sales.Notes,
            parsed.GetValue(All) ? new("취소와 반품도 활동으로 셌어요.", "Cancellations and returns count as activity.") : new("판매만 셌어요. 취소와 반품도 세려면 --all을 붙이세요.", "Sales only; --all counts cancellations and returns too."),
            .. table.DaysMissing > 0 ? [new Text($"마지막 기간은 {table.DaysMissing}일이 모자라 수치가 낮아요.", $"The last period lacks {table.DaysMissing} days: its figures are too low.")] : Array.Empty<Text>(),
        ];
        var result = new
        {
            model = "cohorts", rows = file.Table.Rows, customers = table.Cohorts.Sum(c => c.Active[0]), period = parsed.GetValue(By).ToString().ToLowerInvariant(), table.LastDay, partial = table.DaysMissing > 0, table.DaysMissing,
            cohorts = table.Cohorts.Select(c => new { cohort = c.Start, size = c.Active[0], active = c.Active, retention = c.Active.Select(a => Math.Round((double)a / c.Active[0], 4)).ToArray() }).ToList(),
            notes, seconds = new { read = file.Seconds, count = seconds },
        };
        if (place.Json) return result;
        return ModelText.Of(new
        {
            result.model, result.rows, result.customers, result.period, result.LastDay, result.DaysMissing,
            cohorts = table.Cohorts.Select(c => (object[])[c.Start, .. c.Active.Select(a => (object)a)]).ToList(), notes, result.seconds,
        });
    }
}
