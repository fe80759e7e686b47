using Dangol.Analytics;

namespace Dangol.Tests;

public sealed class RankingTests
{
    [Fact]
    public void figures_are_those_of_the_definitions()
    {
        // Hits at places 1 and 4 of five; three to be found.
        var f = Ranking.Judge([7, 1, 2, 9, 3], [5, 7, 9], 5);
        Assert.Equal((1 + 1 / Math.Log2(5)) / (1 + 1 / Math.Log2(3) + 0.5), f.Ndcg, 1e-12);
        Assert.Equal((2 / 3.0, 2 / 5.0, 1.0), (f.Recall, f.Precision, f.Hit));
        // More to be found than places: the best possible list has a hit at every place.
        Assert.Equal(1, Ranking.Judge([0, 1], [0, 1, 2, 3], 2).Ndcg, 1e-12);
        Assert.Equal(0.5, Ranking.Judge([0, 1], [0, 1, 2, 3], 2).Recall, 1e-12);
    }

    [Fact]
    public void a_model_that_scores_everything_alike_finds_nothing()
    {
        var top = new int[10];
        var filled = Ranking.Top(new float[100], new bool[100], [3, 50], top);
        Assert.Equal(10, filled);
        Assert.DoesNotContain(3, top);
        Assert.Equal(0, Ranking.Judge(top, [3, 50], 10).Hit);
    }

    [Fact]
    public void the_top_is_that_of_a_whole_sort_with_the_wanted_last_among_equals()
    {
        var random = new Random(5);
        for (var round = 0; round < 300; round++)
        {
            var n = random.Next(1, 40);
            var scores = Enumerable.Range(0, n).Select(_ => (float)random.Next(6)).ToArray();
            var masked = Enumerable.Range(0, n).Select(_ => random.Next(4) == 0).ToArray();
            var wanted = Enumerable.Range(0, n).Where(_ => random.Next(5) == 0).ToArray();
            var top = new int[random.Next(1, 12)];
            var filled = Ranking.Top(scores, masked, wanted, top);
            var plain = Enumerable.Range(0, n).Where(i => !masked[i]).OrderByDescending(i => scores[i]).ThenBy(i => wanted.Contains(i)).ThenBy(i => i).Take(top.Length);
            Assert.Equal(plain, top.Take(filled));
        }
    }

    [Fact]
    public void each_split_holds_out_what_it_says()
    {
        // Customer 0: items 1, 2, then 3 and 4 together; customer 1: item 1 only; customer 2: items 5, 6, 5 at different times.
        var x = PurchaseSequences.Of(3, 7, [0, 0, 0, 0, 1, 2, 2, 2], [1, 2, 3, 4, 1, 5, 6, 5], [10, 20, 30, 30, 15, 5, 25, 40]);
        Assert.Equal([[4], [], []], HistorySplit.Last(x, newOnly: true).Held);
        Assert.Equal([[4], [], [5]], HistorySplit.Last(x, newOnly: false).Held);
        Assert.Equal([[3, 4], [], []], HistorySplit.LastOccasion(x, newOnly: true).Held);
        Assert.Equal([[2, 3, 4], [], [6]], HistorySplit.At(x, 20, newOnly: true).Held);
        var share = HistorySplit.Share(x, 0.5, 1, newOnly: true);
        Assert.Equal([2, 0, 1], share.Held.Select(h => h.Length));
        // Nothing is in both parts, and nothing is lost.
        for (var c = 0; c < 3; c++)
        {
            Assert.Empty(share.Train.OwnedBy(c).ToArray().Intersect(share.Held[c]));
            Assert.Equal(x.OwnedBy(c).ToArray(), share.Train.OwnedBy(c).ToArray().Concat(share.Held[c]).Order());
        }
    }

    [Fact]
    public void what_is_owned_or_cannot_be_sold_is_not_recommended_and_newcomers_get_what_is_popular()
    {
        var x = ItemScorerTests.Made(100, 40, 6);
        var available = Enumerable.Range(0, 40).Select(i => i % 3 != 0).ToArray();
        var mask = new RecommendationMask(true, available);
        var segment = Enumerable.Range(0, 100).Select(c => c % 4).ToArray();
        var popularity = SegmentPopularity.Fit(x, segment, 4);
        var blend = new FittedBlend(x, [new("ease", Ease.Fit(x, 5), 0.9, 0.7), new("neighbours", ItemNeighbours.Fit(x, 20), 1, 0.3)], popularity, segment, mask);
        var sheet = new ScoreSheet(2, 40);
        for (var c = 0; c < 100; c++)
        {
            var list = blend.For(c, 5, sheet);
            Assert.Equal(5, list.Count);
            Assert.All(list, s => Assert.True(available[s.Item] && x.OwnedBy(c).BinarySearch(s.Item) < 0));
            Assert.All(list.Where(s => !s.ByPopularity), s => Assert.All(s.Because, b => Assert.True(x.OwnedBy(c).BinarySearch(b.Item) >= 0)));
        }
        // Customers of segment 1 buy from the second quarter of the catalogue.
        Assert.All(blend.ForNew(1, 3), s => Assert.InRange(s.Item, 10, 19));
        Assert.Equal(Enumerable.Range(0, 40).Where(i => available[i]).MaxBy(i => x.BuyersOf(i).Length), blend.ForNew(-1, 1)[0].Item);
    }

    [Fact]
    public void what_is_used_up_in_a_rhythm_is_due_in_it()
    {
        const long day = TimeSpan.TicksPerDay;
        var rows = new List<(int Customer, int Item, long Moment)>();
        // Item 0 every 30 days, by customer 0 every 10; item 1 once each.
        for (var c = 0; c < 30; c++)
            for (var k = 0; k < 6; k++) rows.Add((c, 0, (c + k * (c == 0 ? 10 : 30)) * day));
        for (var c = 0; c < 30; c++) rows.Add((c, 1, c * day));
        var cycles = Replenishment.Fit(PurchaseSequences.Of(30, 2, [.. rows.Select(r => r.Customer)], [.. rows.Select(r => r.Item)], [.. rows.Select(r => r.Moment)]), day);
        var cycle = Assert.Single(cycles.Cycles);
        Assert.Equal((0, 30, 150), (cycle.Item, cycle.Repeaters, cycle.Gaps));
        Assert.Equal(30, cycle.High, 1e-9);
        Assert.InRange(cycle.Typical, 28, 30);
        var due = cycles.Due(now: 175 * day, until: 185 * day);
        Assert.All(due, d => Assert.InRange(d.Due / day, 120, 185));
        Assert.DoesNotContain(due, d => d.Customer == 0);      // its own rhythm is short: it has stopped long ago
        Assert.Contains(cycles.Due(55 * day, 70 * day), d => d is { Customer: 0, Item: 0, Bought: 6 } && d.Cycle < 15);
        Assert.True(cycles.Backtest().Own < cycles.Backtest().ItemOnly + 1e-9);
    }
}
