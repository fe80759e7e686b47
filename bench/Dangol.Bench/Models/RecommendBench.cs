using Dangol.Analytics;
using Dangol.Integration;

namespace Dangol.Bench;

/// <summary>Recommendations and baskets of the real retailer, the inverse of a catalogue of 3,706 items, and a plan of contacts for a large company.</summary>
internal static class RecommendBench
{
    public static void Run(Wanted wanted)
    {
        Inverse();
        Plan();
        if (ModelsBench.Find(wanted, "online_retail/online_retail.csv.gz") is not { } path) return;
        var table = DelimitedTable.Read(path);
        Recommend(table);
        Baskets(table);
    }

    /// <summary>XᵀX + λI of made purchases, as EASE has it.</summary>
    private static void Inverse()
    {
        const int N = 3_706;
        var (random, made) = (new Random(1), new double[N * N]);
        for (var i = 0; i < N; i++)
            for (var j = 0; j <= i; j++) made[i * N + j] = random.NextDouble() + (i == j ? N * 0.6 : 0);
        Benchmarks.Figure("spd_inverse_3706_double", ModelsBench.Best(3, () => Inverted(made)), "s");
        Benchmarks.Figure("spd_inverse_3706_single", ModelsBench.Best(3, () => Inverted(Array.ConvertAll(made, x => (float)x))), "s");
    }

    private static void Inverted<T>(T[] made) where T : unmanaged, System.Numerics.IFloatingPointIeee754<T> => SpdInverse.Invert((T[])made.Clone(), (int)Math.Sqrt(made.Length));

    private static void Plan()
    {
        var random = new Random(5);
        var proposals = Enumerable.Range(0, 100_000).SelectMany(c => Enumerable.Range(0, 6).Select(k => new ContactProposal(c, k, k % 3, 740_000 + random.Next(28), Math.Exp(random.NextDouble() * 3) * (1 + k % 3) - 1, (k % 3 + 1) * 0.7))).ToList();
        var limits = new PlanLimits { Caps = [new(2, CapWindow.Sliding, 7), new(3, CapWindow.Month)], Conflicts = [(0, 3)], Budget = 120_000, Capacities = [(2, null, 30_000)], OfferMost = [(4, 20_000)], OfferLeast = [(1, 5_000)] };
        ContactPlan? plan = null;
        Benchmarks.Figure("contact_plan_600k_proposals", ModelsBench.Best(1, () => plan = PlanContacts.Run(proposals, limits)), "s");
        Benchmarks.Figure("contact_plan_600k_gap", plan!.Gap * 100, "%");
    }

    private static void Recommend(DelimitedTable table)
    {
        var (customer, item, quantity, price, moments) = (At(table, "CustomerID").Codes(out _), At(table, "StockCode").Codes(out var names), At(table, "Quantity").Numbers(), At(table, "UnitPrice").Numbers(), At(table, "InvoiceDate").Moments());
        var rows = Enumerable.Range(0, customer.Length).Where(r => customer[r] >= 0 && quantity[r] > 0 && price[r] > 0 && IsGoods(names[item[r]])).ToArray();
        var (customers, items) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        foreach (var row in rows)
        {
            customers.TryAdd(customer[row], customers.Count);
            items.TryAdd(item[row], items.Count);
        }
        var log = new RecommendationLog(customers.Count, items.Count, Array.ConvertAll(rows, r => customers[customer[r]]), Array.ConvertAll(rows, r => items[item[r]]), Array.ConvertAll(rows, r => moments[r].Ticks));
        var plan = new RecommendationPlan { Split = RecommendationSplit.Time, Cut = new DateTime(2011, 11, 1).Ticks };
        var ease = Recommendations.Fit(log, plan with { Models = ["ease"], Lambda = 300 });
        ModelsBench.Exactly("recommend_retail_ease_ndcg10", ease.Accuracy[0].Ndcg.Value, "");
        Benchmarks.Figure("recommend_retail_ease_fit", ease.Seconds.Fit, "s");
        var blend = Recommendations.Fit(log, plan);
        ModelsBench.Exactly("recommend_retail_blend_ndcg10", blend.Accuracy[0].Ndcg.Value, "");
        ModelsBench.Exactly("recommend_retail_blend_hit10", blend.Accuracy[0].HitRate.Value, "");
        Benchmarks.Figure("recommend_retail_tune", blend.Seconds.Tune, "s");
    }

    private static void Baskets(DelimitedTable table)
    {
        var (code, invoice, country, quantity) = (At(table, "StockCode").Codes(out var names), At(table, "InvoiceNo").Codes(out var invoices), At(table, "Country").Codes(out var countries), At(table, "Quantity").Numbers());
        var rows = Enumerable.Range(0, code.Length).Where(r => countries[country[r]] == "United Kingdom" && quantity[r] > 0 && IsGoods(names[code[r]]) && !invoices[invoice[r]].StartsWith('C')).ToArray();
        var (baskets, items) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        foreach (var row in rows)
        {
            baskets.TryAdd(invoice[row], baskets.Count);
            items.TryAdd(code[row], items.Count);
        }
        int[] basket = Array.ConvertAll(rows, r => baskets[invoice[r]]), item = Array.ConvertAll(rows, r => items[code[r]]);
        foreach (var (support, name) in new[] { (0.02, "02"), (0.01, "01"), (0.005, "005") })
        {
            var sets = 0;
            var seconds = ModelsBench.Best(3, () =>
            {
                var fewest = BasketLog.Fewest(support, baskets.Count);
                sets = Eclat.Find(BasketLog.Of(baskets.Count, items.Count, basket, item, fewest), fewest)!.Count;
            });
            Benchmarks.Figure($"baskets_uk_{name}_sets", sets, "");
            Benchmarks.Figure($"baskets_uk_{name}", seconds, "s");
        }
    }

    private static bool IsGoods(string code) => code.Length >= 5 && code.AsSpan(0, 5).IndexOfAnyExceptInRange('0', '9') < 0;

    private static DelimitedColumn At(DelimitedTable table, string name) => new(table, table.Header!.ToList().IndexOf(name));
}
