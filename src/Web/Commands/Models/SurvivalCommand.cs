using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dangol.Analytics;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model survival FILE</c>: how long contracts last, whether groups differ, and what makes them end sooner.</summary>
internal static class SurvivalCommand
{
    private const int MostCategories = 30;
    private const double TimeItself = 0.8;
    private static readonly Option<string?> Time = DataFile.Column("--time", "How long a customer was watched"), Event = DataFile.Column("--event", "Whether the contract ended"),
        Group = DataFile.Column("--group", "Groups to compare");
    private static readonly string[] GroupNames = ["contract", "segment", "group", "plan", "계약", "계약유형", "요금제", "등급", "세그먼트", "그룹", "집단"];
    private static readonly Option<string?> Positive = new("--positive") { Description = "The value that means ended (default: yes, 1, true).", HelpName = "VALUE" };
    private static readonly Option<string?> Columns = new("--columns") { Description = "Columns for Cox's regression (default: all that are neither ids nor the time itself).", HelpName = "COLUMN,…" };
    private static readonly Option<string?> Without = new("--without") { Description = "Columns to leave out.", HelpName = "COLUMN,…" };
    private static readonly Option<string?> Times = new("--times") { Description = "Times at which the curve is shown (default: quarters of the longest).", HelpName = "T,…" };

    public static Command Make() => DataFile.Command("survival", "When contracts end: Kaplan-Meier, log-rank and Cox's regression.", Run, Time, Event, Positive, Group, Columns, Without, Times);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var time = file.Need("--time", parsed.GetValue(Time), "tenure", "time", "duration", "months", "days", "tenure_months", "tenure_days", "기간", "가입기간", "이용기간", "계약기간", "유지기간", "개월", "개월수", "가입개월수", "계약개월수", "이용개월수");
        var ending = file.Need("--event", parsed.GetValue(Event), "churn", "event", "status", "churned", "ended", "death", "exited", "cancelled", "canceled", "이탈", "이탈여부", "해지", "해지여부", "탈퇴", "탈퇴여부", "종료", "종료여부");
        var durations = new Durations(time.Numbers(), ending.Flags(parsed.GetValue(Positive)));
        for (var row = 0; row < durations.Time.Length; row++) if (durations.Time[row] < 0) throw time.Wrong("time_negative", row, new("0 이상의 기간", "a time of 0 or more"));
        if (!durations.Ended.Contains(true)) throw new Refused("nothing_ended", "--event", new("끝난 계약이 없어요. --event와 --positive를 확인해 주세요.", "No contract ended. Check --event and --positive."));
        var notes = new List<Text>();
        var began = Stopwatch.GetTimestamp();
        var curve = Survivals.Curve(durations);
        var longest = durations.Time.Max();
        var at = parsed.GetValue(Times)?.Split(',').Select(Number).ToArray() ?? [.. Enumerable.Range(1, 4).Select(q => longest * q / 4)];
        var group = file.Find(parsed.GetValue(Group), GroupNames);
        // Groups that nobody named are compared where they can be.
        if (parsed.GetValue(Group) is null && group?.Codes(out var groups) is { } codes && (groups.Length is < 2 or > 50 || codes.Contains(-1))) group = null;
        var compared = group is null ? null : Compare(durations, group);
        var columns = Design(file, parsed, durations, time, ending, notes);
        var few = durations.Ended.Count(e => e) <= columns.Count;
        if (few && parsed.GetValue(Columns) is null && columns.Count > 0)
        {
            notes.Add(new($"끝난 계약 {durations.Ended.Count(e => e):N0}건으로는 {columns.Count:N0}개 열의 영향을 알 수 없어서 Cox 회귀는 하지 않았어요. --columns로 열을 골라 주세요.",
                $"{durations.Ended.Count(e => e):N0} endings are too few for {columns.Count:N0} columns: there is no Cox regression. Choose columns with --columns."));
            columns = [];
        }
        var kaplanMeier = Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        var cox = columns.Count == 0 ? null : Survivals.Cox(durations, [.. columns.Select(c => c.Values)], [.. columns.Select(c => c.Name)]);
        var fit = Stopwatch.GetElapsedTime(began).TotalSeconds;
        began = Stopwatch.GetTimestamp();
        var held = cox is null || durations.Ended.Count(e => e) < columns.Count * 4 ? null : Survivals.CrossValidated(durations, [.. columns.Select(c => c.Values)], [.. columns.Select(c => c.Name)]);
        var check = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (cox is not null && cox.Kept.Length < columns.Count)
        {
            var left = string.Join(", ", columns.Where((_, k) => !cox.Kept.Contains(k)).Select(c => c.Name));
            notes.Add(new($"다른 열로 정해지는 열은 뺐어요: {left}", $"Columns that others determine were left out: {left}"));
        }
        var result = new
        {
            model = "survival", rows = file.Table.Rows, ended = durations.Ended.Count(e => e),
            survival = at.Select(t => curve.At(t) with { Time = t }).Select(p => new { time = p.Time, at_risk = p.AtRisk, survival = p.Survival, standard_error = p.StandardError, low = p.Low, high = p.High }).ToList(), curve.Median,
            log_rank = compared,
            cox = cox is null ? null : new
            {
                log_likelihood = cox.LogLikelihood, null_log_likelihood = cox.NullLogLikelihood, cox.Concordance, cox.Iterations,
                effects = cox.Effects.OrderByDescending(e => Math.Abs(e.Z)).Select(e => new { column = e.Name, e.Coefficient, e.StandardError, e.HazardRatio, e.Low, e.High, e.Z, e.PValue }).ToList(),
            },
            held_out = held is null ? null : new { concordance = held }, notes, seconds = new { read = file.Seconds, kaplan_meier = kaplanMeier, cox = fit, cross_validation = check },
        };
        return place.Json ? result : ModelText.Of(result);
    }

    private static object Compare(Durations durations, DelimitedColumn column)
    {
        var codes = column.Codes(out var names);
        var nobody = Array.IndexOf(codes, -1);
        if (nobody >= 0) throw column.Wrong("group_missing", nobody, new("묶음", "a group"));
        if (names.Length is < 2 or > 50) throw new Refused("groups_wrong", "--group", new($"'{column.Name}' 열의 묶음이 {names.Length}개예요. 2개에서 50개까지 비교할 수 있어요.", $"Column '{column.Name}' has {names.Length} groups; 2 to 50 can be compared."));
        var test = Survivals.Compare(durations, codes, names.Length);
        return new
        {
            column = column.Name, chi_square = test.ChiSquare, test.Freedom, test.PValue,
            groups = names.Select((name, g) => new { name, test.Groups[g].Customers, test.Groups[g].Observed, test.Groups[g].Expected }).ToList(),
        };
    }

    /// <summary>Numbers as they are (gaps filled with the median), words as one column for each value but the commonest.</summary>
    private static List<(string Name, double[] Values)> Design(DataFile file, ParseResult parsed, Durations durations, DelimitedColumn time, DelimitedColumn ending, List<Text> notes)
    {
        var named = parsed.GetValue(Columns) is { } wanted ? file.List(wanted) : null;
        var without = parsed.GetValue(Without) is { } left ? file.List(left).Select(c => c.Index).ToHashSet() : [];
        var design = new List<(string, double[])>();
        foreach (var column in named ?? file.All)
        {
            if (column.Index == time.Index || column.Index == ending.Index || without.Contains(column.Index)) continue;
            if (column.IsNumeric)
            {
                var values = column.Numbers(missing: true);
                Fill(column, values, notes);
                if (named is null && Math.Abs(ColumnRanks.Correlation(values, durations.Time)) > TimeItself)
                    notes.Add(new($"'{column.Name}' 열은 기간과 거의 같이 커져서 뺐어요. 넣으려면 --columns에 적어 주세요.", $"'{column.Name}' grows with the time itself and was left out; name it in --columns to keep it."));
                else design.Add((column.Name, values));
                continue;
            }
            if (named is null && column.IsDate)
            {
                notes.Add(new($"'{column.Name}' 열은 날짜라 뺐어요.", $"'{column.Name}' holds dates and was left out."));
                continue;
            }
            var codes = column.Codes(out var names);
            if (names.Length == 0) continue;
            if (names.Length > MostCategories)
            {
                notes.Add(new($"'{column.Name}' 열은 값이 {names.Length:N0}가지라 뺐어요.", $"'{column.Name}' has {names.Length:N0} different values and was left out."));
                continue;
            }
            var commonest = codes.Where(c => c >= 0).CountBy(c => c).MaxBy(c => c.Value).Key;
            for (var v = 0; v < names.Length; v++) if (v != commonest) design.Add(($"{column.Name}={names[v]}", Array.ConvertAll(codes, c => c == v ? 1.0 : 0)));
        }
        return design;
    }

    private static void Fill(DelimitedColumn column, double[] values, List<Text> notes)
    {
        var there = values.Where(v => !double.IsNaN(v)).Order().ToArray();
        if (there.Length == values.Length) return;
        for (var i = 0; i < values.Length; i++) if (double.IsNaN(values[i])) values[i] = there[there.Length / 2];
        notes.Add(new($"'{column.Name}' 열의 빈 값 {values.Length - there.Length:N0}개는 가운뎃값으로 채웠어요.", $"{values.Length - there.Length:N0} gaps of '{column.Name}' were filled with its median."));
    }

    private static double Number(string text) => double.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number
        : throw new Refused("times_unreadable", "--times", new($"--times에는 12,24,48처럼 숫자를 적어 주세요: {text}", $"--times are numbers such as 12,24,48, not {text}."));
}
