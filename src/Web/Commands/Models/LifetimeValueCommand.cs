using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model lifetime-value FILE</c>: of a log of purchases, or of a summary with x, t_x and T.</summary>
internal static class LifetimeValueCommand
{
    private static readonly Option<string> Model = new("--model") { Description = "pareto (default), bg or mbg.", DefaultValueFactory = _ => "pareto", HelpName = "MODEL" };
    private static readonly Option<string?> Customer = DataFile.Column("--customer", "Customer"), Date = DataFile.Column("--date", "Date of the purchase"),
        Amount = DataFile.Column("--amount", "Amount paid; else quantity × price"), Quantity = DataFile.Column("--quantity", "Quantity"), Price = DataFile.Column("--price", "Unit price"),
        X = DataFile.Column("--x", "Of a summary: repeat purchases"), Tx = DataFile.Column("--tx", "Of a summary: time of the last purchase"), T = DataFile.Column("--T", "Of a summary: time watched"),
        M = DataFile.Column("--m", "Of a summary: mean amount of repeat purchases");
    private static readonly Option<string?> Split = new("--split") { Description = "The last day of the history; what comes after it is held out (default: the last quarter of the time).", HelpName = "YYYY-MM-DD" };
    private static readonly Option<double?> Holdout = new("--holdout") { Description = "How much of the end is held out instead, in the unit of time; 0 fits all.", HelpName = "N" };
    private static readonly Option<FileInfo?> Out = new("--out") { Description = "Writes every customer's forecast into a CSV file.", HelpName = "FILE" };
    private static readonly Option<string?> Until = new("--until") { Description = "The last day that is compared (default: the last of the log).", HelpName = "YYYY-MM-DD" };
    private static readonly Option<double?> Horizon = new("--horizon") { Description = "How far to forecast, in weeks or the summary's unit (default: what is held out, or 52).", HelpName = "N" };
    private static readonly Option<double> Rate = new("--rate") { Description = "Interest a year, to discount by (default 0.1).", DefaultValueFactory = _ => 0.1, HelpName = "RATE" };
    private static readonly Option<double> Unit = new("--days-per-unit") { Description = "Days in the unit of time (default 7).", DefaultValueFactory = _ => 7, HelpName = "DAYS" };

    public static Command Make() => DataFile.Command("lifetime-value", "Purchases and value to expect of each customer (Pareto/NBD, BG/NBD, MBG/NBD, Gamma-Gamma).", Run,
        Model, Customer, Date, Amount, Quantity, Price, X, Tx, T, M, Split, Holdout, Until, Out, Horizon, Rate, Unit);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var model = parsed.GetValue(Model)!.ToLowerInvariant() switch
        {
            "pareto" or "pareto_nbd" or "pareto-nbd" => RepeatPurchases.ParetoNbd,
            "bg" or "bg_nbd" or "bg-nbd" => RepeatPurchases.BgNbd,
            "mbg" or "mbg_nbd" or "mbg-nbd" => RepeatPurchases.MbgNbd,
            var other => throw new Refused("model_unknown", "--model", new($"모르는 모형이에요: {other}. pareto, bg, mbg 가운데 하나를 적어 주세요.", $"There is no model {other}. Name pareto, bg or mbg.")),
        };
        var unit = parsed.GetValue(Unit);
        if (parsed.GetValue(Horizon) is { } far && far is not (> 0 and <= 10_000)) throw new Refused("horizon_wrong", "--horizon", new("--horizon에는 0보다 크고 10,000 이하인 수를 적어 주세요.", "--horizon is a number above 0, at most 10,000."));
        if (parsed.GetValue(Rate) is not (>= 0 and <= 10)) throw new Refused("rate_wrong", "--rate", new("--rate에는 0부터 10까지의 수를 적어 주세요(0.1은 한 해 10%).", "--rate is a number from 0 to 10; 0.1 is 10 % a year."));
        if (!(unit > 0)) throw new Refused("unit_wrong", "--days-per-unit", new("단위의 날 수는 0보다 커야 해요.", "Days per unit must be above zero."));
        return file.Find(parsed.GetValue(X), "x", "frequency", "repeat_purchases") is { } x && parsed.GetValue(Date) is null
            ? OfSummary(file, parsed, place, model, x, unit)
            : OfLog(file, parsed, place, model, unit);
    }

    private static object OfSummary(DataFile file, ParseResult parsed, Place place, RepeatPurchases model, Integration.DelimitedColumn x, double unit)
    {
        var counts = x.Numbers();
        for (var row = 0; row < counts.Length; row++)
            if (counts[row] != Math.Floor(counts[row]) || counts[row] is < 0 or > 1e7) throw x.Wrong("count_unreadable", row, new("0 이상의 정수", "a whole number, 0 or more"));
        var history = new PurchaseHistory([.. counts.Select(c => (int)c)], file.Need("--tx", parsed.GetValue(Tx), "t_x", "tx", "recency").Numbers(), file.Need("--T", parsed.GetValue(T), "T", "age", "T_cal").Numbers(),
            file.Find(parsed.GetValue(M), "m", "zbar", "m_x", "monetary_value", "monetary")?.Numbers(missing: true).Select(v => double.IsNaN(v) ? 0 : v).ToArray());
        var (fit, seconds) = Timed(() => LifetimeValues.Fit(history, model));
        var horizon = parsed.GetValue(Horizon) ?? 52;
        return LifetimeReport.Of(new(file, place, seconds, horizon, unit, parsed.GetValue(Rate), parsed.GetValue(Out)), fit, history, file.Find(parsed.GetValue(Customer), "id", "customer_id", "customer", "cust")?.Texts(), null, null, []);
    }

    private static object OfLog(DataFile file, ParseResult parsed, Place place, RepeatPurchases model, double unit)
    {
        var sales = SalesLog.Read(file, parsed.GetValue(Customer), parsed.GetValue(Date), parsed.GetValue(Amount), parsed.GetValue(Quantity), parsed.GetValue(Price));
        var (first, last) = sales.Log.Days;
        if (first == last) throw new Refused("one_day", "--date", new($"모든 구매가 {Shown(first)} 하루에 있어서 앞날을 내다볼 수 없어요. 날짜 열이 맞는지 확인해 주세요.", $"All purchases are on one day, {Shown(first)}: nothing can be forecast. Check the column of dates."));
        var until = Math.Min(last, Day(parsed.GetValue(Until), "--until") ?? last);
        var split = Day(parsed.GetValue(Split), "--split") ?? (parsed.GetValue(Holdout) is { } held ? (int)Math.Clamp(until - held * unit, int.MinValue, int.MaxValue) : first + (until - first) * 3 / 4);
        if (split <= first || split > until) throw new Refused("split_outside", "--split", new("--split과 --holdout은 자료의 기간 안에 있어야 해요.", "--split and --holdout must lie within the time of the data."));
        var history = LifetimeValues.Summarise(sales.Log, split, unit);
        var (fit, seconds) = Timed(() => LifetimeValues.Fit(history, model));
        var check = split < until ? LifetimeValues.Check(sales.Log, history, fit, split, until, unit) : null;
        var horizon = parsed.GetValue(Horizon) ?? (split < until ? (until - split) / unit : 52);
        var names = Array.ConvertAll(history.Customer!, c => sales.Customers[c]);
        return LifetimeReport.Of(new(file, place, seconds, horizon, unit, parsed.GetValue(Rate), parsed.GetValue(Out)), fit, history, names, check, LifetimeValues.SeasonalIndex(sales.Log, fit, split, unit),
            [.. sales.Notes, .. split < until ? [new Text($"모수는 {Shown(split)}까지의 자료로 구했고, 그 뒤 {Shown(until)}까지는 확인에 썼어요.", $"Parameters are from the data up to {Shown(split)}; what came after it, up to {Shown(until)}, was held out.")] : Array.Empty<Text>()]);
    }

    internal static (T Result, double Seconds) Timed<T>(Func<T> work)
    {
        var began = Stopwatch.GetTimestamp();
        return (work(), Stopwatch.GetElapsedTime(began).TotalSeconds);
    }

    private static string Shown(int day) => DateOnly.FromDayNumber(day).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static int? Day(string? said, string option) => said is null ? null
        : DateOnly.TryParseExact(said, ["yyyy-MM-dd", "yyyyMMdd", "yyyy/MM/dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.DayNumber
        : throw new Refused("day_unreadable", option, new($"{option}에는 2026-01-31처럼 날짜를 적어 주세요: {said}", $"{option} is a date such as 2026-01-31, not {said}."));
}
