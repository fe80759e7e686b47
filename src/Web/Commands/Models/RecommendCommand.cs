using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Web;

/// <summary><c>model recommend FILE</c>: what to offer whom next, tuned before a test and measured on it.</summary>
internal static class RecommendCommand
{
    private static readonly Option<string?> Split = new("--split") { Description = "What is held out: last (line of each customer), occasion (last occasion), time (from --cut on), random (a share of each customer's items). Default: time with --cut, occasion where baskets have several items, else last.", HelpName = "KIND" };
    private static readonly Option<string?> Cut = new("--cut") { Description = "The first day that is held out.", HelpName = "YYYY-MM-DD" };
    private static readonly Option<double> TestShare = new("--test-share") { Description = "With --split random: the share held out (default 0.1).", DefaultValueFactory = _ => 0.1, HelpName = "SHARE" };
    private static readonly Option<FileInfo?> Test = new("--test") { Description = "Another file, written alike, that is held out instead.", HelpName = "FILE" };
    private static readonly Option<bool> KeepOwned = new("--keep-owned") { Description = "Recommend also what the customer has (for what is used up)." };
    private static readonly Option<string?> Models = new("--models") { Description = "Models to choose from: ease,neighbours,transitions,als (default: all but als).", HelpName = "LIST" };
    private static readonly Option<double?> Lambda = new("--lambda") { Description = "Ridge of EASE (tuned where none is given).", HelpName = "NUMBER" };
    private static readonly Option<int?> EaseItems = new("--ease-items") { Description = "Items that EASE models at most, the bought most (default: all up to 12,500, else 5,000).", HelpName = "N" };
    private static readonly Option<FileInfo?> Available = new("--available") { Description = "A file with the items that can be sold, one a line; no other is recommended.", HelpName = "FILE" };
    private static readonly Option<int> Top = new("--top") { Description = "Length of the lists (default 10).", DefaultValueFactory = _ => 10, HelpName = "K" };
    private static readonly Option<int> Show = new("--show") { Description = "Customers whose lists are printed (default 3; 0 for none).", DefaultValueFactory = _ => 3, HelpName = "N" };
    private static readonly Option<string[]> For = new("--for") { Description = "A customer whose list is printed; may be given again.", HelpName = "CUSTOMER" };
    private static readonly Option<int> Seed = new("--seed") { Description = "Seed of what is drawn by lot (default 1).", DefaultValueFactory = _ => 1, HelpName = "N" };

    public static Command Make() => DataFile.Command("recommend", "What to offer whom next (EASE, BM25 neighbours, transitions, implicit ALS), measured on held-out purchases.", ragged: true, Run,
        PurchaseFile.Customer, PurchaseFile.Item, PurchaseFile.Time, PurchaseFile.Segment, PurchaseFile.Quantity, PurchaseFile.Price, PurchaseFile.Wide, RowFilter.Where, Split, Cut, TestShare, Test, KeepOwned, Models,
        Lambda, EaseItems, Available, Top, Show, For, Seed);

    private static object Run(DataFile file, ParseResult parsed, Place place)
    {
        var purchases = PurchaseFile.Read(file, parsed);
        var plan = Plan(parsed, purchases);
        var fitted = Recommendations.Fit(purchases.Log, plan);
        var began = Stopwatch.GetTimestamp();
        var wanted = Wanted(parsed, purchases);
        var lists = wanted.Select(c => new { customer = purchases.Customers[c], items = Listed(fitted.For(c, plan.Top), purchases) }).ToList();
        var newcomers = fitted.ForNew(-1, plan.Top).Select(r => new { item = purchases.Items[r.Item], share = r.Score }).ToList();
        var cycles = fitted.Cycles();
        var accuracy = fitted.Accuracy;
        var result = new
        {
            model = "recommend", rows = file.Table.Rows, purchases = purchases.Log.Item.Length, customers = purchases.Customers.Length, items = purchases.Items.Length,
            parameters = new { split = plan.Test is null ? Said(plan.Split) : "file", cut = parsed.GetValue(Cut), top = plan.Top, new_items_only = plan.NewOnly, blend = fitted.Parts.Select(p => new { p.Name, p.Weight, p.Decay, p.Parameters }).ToList(), validation_ndcg = fitted.ValidationNdcg },
            held_out = new { accuracy[0].Customers, ndcg = accuracy[0].Ndcg, recall = accuracy[0].Recall, precision = accuracy[0].Precision, hit_rate = accuracy[0].HitRate, accuracy[0].Coverage },
            models = accuracy.Select(a => new { a.Name, ndcg = a.Ndcg, hit_rate = a.HitRate, recall = a.Recall, a.Coverage }).ToList(),
            recommendations = lists, new_customer = newcomers,
            replenishment = cycles is null || cycles.Cycles.Count == 0 ? null : new
            {
                items = cycles.Cycles.Count, tried = cycles.Tried, error_own = cycles.ErrorOwn, error_item = cycles.ErrorItem,
                cycles = cycles.Cycles.Take(10).Select(c => new { item = purchases.Items[c.Item], c.Repeaters, c.RepeatShare, c.TypicalDays, c.LowDays, c.HighDays }).ToList(),
            },
            notes = (Text[])[.. purchases.Notes, .. fitted.Notes],
            seconds = new { read = file.Seconds, tune = fitted.Seconds.Tune, fit = fitted.Seconds.Fit, measure = fitted.Seconds.Measure, lists = Stopwatch.GetElapsedTime(began).TotalSeconds },
        };
        return place.Json ? result : ModelText.Of(result);
    }

    private static RecommendationPlan Plan(ParseResult parsed, PurchaseFile purchases)
    {
        var log = purchases.Log;
        var models = parsed.GetValue(Models)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(m => m.ToLowerInvariant()).Distinct().ToList();
        string[] known = ["ease", "neighbours", "transitions", "als"];
        if (models?.FirstOrDefault(m => !known.Contains(m)) is { } unknown || models is { Count: 0 })
            throw new Refused("model_unknown", "--models", new($"--models에는 {string.Join(", ", known)} 가운데서 적어 주세요.", $"--models takes some of {string.Join(", ", known)}."));
        var split = parsed.GetValue(Split)?.ToLowerInvariant() switch
        {
            "last" => RecommendationSplit.Last, "occasion" => RecommendationSplit.LastOccasion, "time" => RecommendationSplit.Time, "random" => RecommendationSplit.Share,
            null => parsed.GetValue(Cut) is not null ? RecommendationSplit.Time : Together(log) ? RecommendationSplit.LastOccasion : RecommendationSplit.Last,
            var other => throw new Refused("split_unknown", "--split", new($"--split에는 last, occasion, time, random 가운데 하나를 적어 주세요: {other}", $"--split is last, occasion, time or random, not {other}.")),
        };
        var plan = new RecommendationPlan
        {
            Split = split, TestShare = Between(parsed.GetValue(TestShare), 0.01, 0.9, "--test-share"), Seed = parsed.GetValue(Seed), Top = (int)Between(parsed.GetValue(Top), 1, 1000, "--top"), NewOnly = !parsed.GetValue(KeepOwned), Lambda = parsed.GetValue(Lambda) is { } l ? Between(l, 1e-6, 1e9, "--lambda") : null,
            EaseItems = parsed.GetValue(EaseItems) is { } n ? (int)Between(n, 1, 40_000, "--ease-items") : null, Cut = split == RecommendationSplit.Time ? CutOf(parsed, log) : 0,
            Test = parsed.GetValue(Test) is { } file ? purchases.Same(PurchaseFile.Read(DataFile.Other(parsed, file), parsed)) : null,
            Available = parsed.GetValue(Available) is { } sold ? Sold(sold, parsed, purchases.Items) : null,
        };
        return models is null ? plan : plan with { Models = models };
    }

    private static long CutOf(ParseResult parsed, RecommendationLog log)
    {
        if (log.Moment is null) throw new Refused("time_missing", "--time", new("날짜로 나누려면 시각 열이 있어야 해요. --time으로 알려 주세요.", "To split by time there must be a column of times: name it with --time."));
        if (parsed.GetValue(Cut) is not { } said) return log.Moment.Order().ElementAt(log.Moment.Length * 4 / 5);
        return DateTime.TryParse(said, CultureInfo.InvariantCulture, DateTimeStyles.None, out var cut) ? cut.Ticks
            : throw new Refused("day_unreadable", "--cut", new($"--cut에는 2026-01-31처럼 날짜를 적어 주세요: {said}", $"--cut is a date such as 2026-01-31, not {said}."));
    }

    /// <summary>Whether occasions have several items: then single lines of the last one would leak the rest.</summary>
    private static bool Together(RecommendationLog log) =>
        log.Moment is { } moment && moment.Zip(log.Customer).Distinct().Count() * 1.5 < moment.Length;

    private static bool[] Sold(FileInfo file, ParseResult parsed, string[] items)
    {
        var list = DataFile.Other(parsed, file);
        var sold = new HashSet<string>(Enumerable.Range(0, list.Table.Rows).Select(row => list.Table.Text(row, 0)).Concat(list.Table.Header?.Take(1) ?? []), StringComparer.Ordinal);
        return Array.ConvertAll(items, sold.Contains);
    }

    private static List<int> Wanted(ParseResult parsed, PurchaseFile purchases)
    {
        var named = (parsed.GetValue(For) ?? []).Select(name => Array.IndexOf(purchases.Customers, name) is >= 0 and var c ? c
            : throw new Refused("customer_unknown", "--for", new($"고객 {name}의 구매가 없어요. 새 고객에게는 new_customer 목록을 쓰세요.", $"There are no purchases of customer {name}; for a newcomer use the list new_customer."))).ToList();
        return named.Count > 0 ? named : [.. Enumerable.Range(0, Math.Min(Math.Max(0, parsed.GetValue(Show)), purchases.Customers.Length))];
    }

    private static List<object> Listed(IReadOnlyList<Recommendation> list, PurchaseFile purchases) =>
        [.. list.Select(r => new { item = purchases.Items[r.Item], r.Score, because = r.ByPopularity ? ["popular"] : r.Because.Select(b => $"{purchases.Items[b.Item]} {b.Share.ToString("P0", CultureInfo.InvariantCulture)}").ToList() })];

    private static string Said(RecommendationSplit split) => split switch { RecommendationSplit.Last => "last", RecommendationSplit.LastOccasion => "occasion", RecommendationSplit.Time => "time", _ => "random" };

    private static double Between(double value, double low, double high, string option) => value >= low && value <= high ? value
        : throw new Refused("number_outside", option, new($"{option}에는 {low}부터 {high}까지의 수를 적어 주세요.", $"{option} is a number from {low} to {high}."));
}
