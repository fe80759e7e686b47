using System.Numerics;
using Dangol.Analytics;
using Dangol.Integration;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class BasketTests
{
    // The nine baskets of Han, Kamber and Pei, "Data Mining: Concepts and Techniques", table 6.1: I1 to I5 are 0 to 4.
    private static readonly int[][] Book = [[0, 1, 4], [1, 3], [1, 2], [0, 1, 3], [0, 2], [1, 2], [0, 2], [0, 1, 2, 4], [0, 1, 2]];

    [Fact]
    public void the_textbook_has_thirteen_frequent_sets_and_its_rules()
    {
        var sets = Mined(Book, 5, 2);
        Assert.Equal(13, sets.Count);
        Assert.Equal((7, 2, 2, 0), (sets.CountOf([1]), sets.CountOf([0, 1, 2]), sets.CountOf([0, 1, 4]), sets.CountOf([2, 4])));
        var rules = FindRules.Of(sets, 9, 0.7, out _).Where(r => r.If.Length + r.Then.Length == 3).Select(r => $"{string.Join(',', r.If)}>{string.Join(',', r.Then)}").Order();
        // With all three of I1, I2, I5: I1∧I5 ⇒ I2, I2∧I5 ⇒ I1, I5 ⇒ I1∧I2, all certain.
        Assert.Equal(["0,4>1", "1,4>0", "4>0,1"], rules);
    }

    [Fact]
    public void every_frequent_set_is_found_and_no_other()
    {
        var random = new Random(8);
        for (var round = 0; round < 60; round++)
        {
            var (items, fewest) = (random.Next(1, 9), random.Next(1, 6));
            var baskets = Enumerable.Range(0, random.Next(1, 120)).Select(_ => Enumerable.Range(0, random.Next(0, 10)).Select(_ => (int)(items * Math.Pow(random.NextDouble(), 1.7))).ToArray()).ToArray();
            var sets = Mined(baskets, items, fewest);
            var wanted = new Dictionary<int, int>();
            foreach (var basket in baskets.Select(b => b.Aggregate(0, (mask, i) => mask | 1 << i)))
                for (var mask = 1; mask < 1 << items; mask++)
                    if ((basket & mask) == mask) wanted[mask] = wanted.GetValueOrDefault(mask) + 1;
            var found = Enumerable.Range(0, sets.Count).ToDictionary(s => sets[s].ToArray().Aggregate(0, (mask, i) => mask | 1 << i), sets.CountOf);
            Assert.Equal(wanted.Where(w => w.Value >= fewest).OrderBy(w => w.Key), found.OrderBy(f => f.Key));
            var longest = random.Next(1, 5);
            Assert.Equal(wanted.Count(w => w.Value >= fewest && BitOperations.PopCount((uint)w.Key) <= longest), Mined(baskets, items, fewest, longest).Count);
        }
    }

    [Fact]
    public void rules_are_those_of_the_definitions()
    {
        var random = new Random(4);
        for (var round = 0; round < 20; round++)
        {
            const int items = 6;
            var baskets = Enumerable.Range(0, 40).Select(_ => Enumerable.Range(0, items).Where(i => random.NextDouble() < 0.3 + 0.08 * i).ToArray()).ToArray();
            int Count(IEnumerable<int> of) => baskets.Count(b => of.All(b.Contains));
            var rules = FindRules.Of(Mined(baskets, items, 3), 40, 0.6, out var considered);
            var plain = new List<string>();
            var seen = 0;
            for (var all = 1; all < 1 << items; all++)
                for (var first = (all - 1) & all; first > 0; first = (first - 1) & all)
                {
                    var (both, ifs) = (Items(all), Items(first));
                    if (Count(both) < 3) continue;
                    seen++;
                    if (Count(both) < 0.6 * Count(ifs)) continue;
                    // Redundant where any part of the first, also none, promises as much.
                    var then = both.Except(ifs).ToList();
                    var redundant = false;
                    for (var part = (first - 1) & first; ; part = (part - 1) & first)
                    {
                        var smaller = Items(part);
                        redundant |= Count(smaller.Concat(then)) * Count(ifs) >= Count(both) * Count(smaller);
                        if (part == 0) break;
                    }
                    plain.Add($"{string.Join(',', ifs)}>{string.Join(',', then)} {Count(both)} {Count(ifs)} {Count(then)} {redundant}");
                }
            Assert.Equal(plain.Order(), rules.Select(r => $"{string.Join(',', r.If)}>{string.Join(',', r.Then)} {r.Count} {r.IfCount} {r.ThenCount} {r.Redundant}").Order());
            Assert.Equal(seen, considered);
            Assert.Equal(rules.Select(r => r.Lift(40)).OrderDescending(), rules.Select(r => r.Lift(40)));
        }
        static List<int> Items(int mask) => [.. Enumerable.Range(0, 6).Where(i => (mask >> i & 1) != 0)];
    }

    [Theory]
    [InlineData(0.001, 9835, 10)]       // 9.835
    [InlineData(0.01, 9835, 99)]
    [InlineData(0.07, 100, 7)]          // 7.000000000000001 in binary
    [InlineData(0.02, 18665, 374)]
    [InlineData(0.005, 18665, 94)]
    [InlineData(0.1, 30, 3)]
    public void a_share_of_baskets_is_rounded_up_in_decimals(double share, int baskets, int fewest) => Assert.Equal(fewest, BasketLog.Fewest(share, baskets));

    [Fact]
    public void the_chance_of_meeting_is_fishers()
    {
        // The lady tasting tea: all four right, 1 of 70; three or more, 17 of 70.
        var tea = new FisherTail(8);
        Assert.Equal(1 / 70.0, tea.AtLeast(4, 4, 4), 1e-12);
        Assert.Equal(17 / 70.0, tea.AtLeast(3, 4, 4), 1e-12);
        Assert.Equal(1, tea.AtLeast(0, 4, 4));
        var random = new Random(2);
        for (var round = 0; round < 300; round++)
        {
            var all = random.Next(1, 200);
            var (a, b) = (random.Next(all + 1), random.Next(all + 1));
            var both = random.Next(Math.Max(0, a + b - all), Math.Min(a, b) + 1);
            BigInteger sum = 0;
            for (var x = both; x <= Math.Min(a, b); x++) sum += Choose(a, x) * Choose(all - a, b - x);
            var exact = Math.Exp(BigInteger.Log(sum) - BigInteger.Log(Choose(all, b)));
            Assert.Equal(1, new FisherTail(all).AtLeast(both, a, b) / exact, 1e-9);
        }
        static BigInteger Choose(int n, int k)
        {
            if (k < 0 || k > n) return 0;
            BigInteger c = 1;
            for (var i = 1; i <= k; i++) c = c * (n - k + i) / i;
            return c;
        }
    }

    [Fact]
    public void lines_twice_in_a_basket_and_their_order_change_nothing()
    {
        var (basket, item) = Lines(Book);
        var plain = BasketStudy.Run(9, 5, basket, item, new() { Support = 0.2, Confidence = 0.6 });
        var order = Enumerable.Range(0, basket.Length * 2).Select(k => k % basket.Length).ToArray();
        new Random(1).Shuffle(order);
        var twice = BasketStudy.Run(9, 5, Array.ConvertAll(order, k => basket[k]), Array.ConvertAll(order, k => item[k]), new() { Support = 0.2, Confidence = 0.6 });
        Assert.Equal(plain.SetsByLength, twice.SetsByLength);
        Assert.Equal(plain.Rules.Select(r => (r.Count, r.Lift, r.PValue)), twice.Rules.Select(r => (r.Count, r.Lift, r.PValue)));
        Assert.Equal(plain.Density, twice.Density);
    }

    [Fact]
    public void a_support_that_lets_everything_through_is_refused()
    {
        // 25 items in every one of two baskets: 33 million sets.
        var baskets = Enumerable.Range(0, 2).Select(_ => Enumerable.Range(0, 25).ToArray()).ToArray();
        var (basket, item) = Lines(baskets);
        var refused = Assert.Throws<Refused>(() => BasketStudy.Run(2, 25, basket, item, new() { Support = 0.5 }));
        Assert.Equal("too_many_sets", refused.Rule);
    }

    [Theory]
    [InlineData(0.02, 376)]
    [InlineData(0.01, 1_996)]
    [InlineData(0.005, 18_304)]
    public void the_retailers_british_baskets_have_the_sets_of_the_reference(double support, int sets)
    {
        var (baskets, items, basket, item) = British();
        Assert.Equal((18_665, 3_914), (baskets, items));
        var study = BasketStudy.Run(baskets, items, basket, item, new() { Support = support, Confidence = 0.8 });
        Assert.Equal(sets, study.SetsByLength.Sum());
        Assert.All(study.Rules, r => Assert.True(r.Confidence >= 0.8 && r.PAdjusted >= r.PValue && r.Lift > 1));
        if (study.Check.Rules > 0) Assert.InRange(study.Check.HeldOut, 0.5, 1);
    }

    /// <summary>Goods on invoices to the United Kingdom that are no cancellations.</summary>
    private static (int Baskets, int Items, int[] Basket, int[] Item) British()
    {
        var table = DelimitedTable.Read(RetailFile.Path());
        DelimitedColumn At(string name) => new(table, table.Header!.ToList().IndexOf(name));
        var (codes, invoices, countries) = (At("StockCode").Codes(out var codeNames), At("InvoiceNo").Codes(out var invoiceNames), At("Country").Codes(out var countryNames));
        var goods = Array.ConvertAll(codeNames, n => n.Length >= 5 && n.AsSpan(0, 5).IndexOfAnyExceptInRange('0', '9') < 0);
        var (quantity, kingdom) = (At("Quantity").Numbers(), Array.IndexOf(countryNames, "United Kingdom"));
        var rows = Enumerable.Range(0, codes.Length).Where(r => countries[r] == kingdom && quantity[r] > 0 && goods[codes[r]] && !invoiceNames[invoices[r]].StartsWith('C')).ToArray();
        var (baskets, items) = (new Dictionary<int, int>(), new Dictionary<int, int>());
        foreach (var row in rows) { baskets.TryAdd(invoices[row], baskets.Count); items.TryAdd(codes[row], items.Count); }
        return (baskets.Count, items.Count, Array.ConvertAll(rows, r => baskets[invoices[r]]), Array.ConvertAll(rows, r => items[codes[r]]));
    }

    private static Itemsets Mined(int[][] baskets, int items, int fewest, int longest = int.MaxValue)
    {
        var (basket, item) = Lines(baskets);
        return Eclat.Find(BasketLog.Of(baskets.Length, items, basket, item, fewest), fewest, longest)!;
    }

    private static (int[] Basket, int[] Item) Lines(int[][] baskets) => ([.. baskets.SelectMany((b, i) => b.Select(_ => i))], [.. baskets.SelectMany(b => b)]);
}
