using Dangol.Analytics;

namespace Dangol.Tests;

public sealed class ContactPlanTests
{
    private static readonly int Monday = new DateOnly(2026, 3, 2).DayNumber;

    [Fact]
    public void a_sliding_cap_counts_any_window_and_a_calendar_cap_its_own()
    {
        var sliding = new ContactCap(2, CapWindow.Sliding, 7);
        Assert.True(sliding.Holds([10, 11, 17]));       // 10…16 has two, 11…17 has two
        Assert.False(sliding.Holds([10, 11, 16]));
        Assert.False(sliding.Holds([10, 10, 10]));
        var week = new ContactCap(1, CapWindow.Week);
        Assert.True(week.Holds([Monday - 1, Monday]));
        Assert.False(week.Holds([Monday, Monday + 6]));
        var month = new ContactCap(1, CapWindow.Month);
        Assert.True(month.Holds([new DateOnly(2026, 1, 31).DayNumber, new DateOnly(2026, 2, 1).DayNumber]));
        Assert.False(month.Holds([new DateOnly(2026, 2, 1).DayNumber, new DateOnly(2026, 2, 28).DayNumber]));
        // Zero allows none; no rule is no cap.
        Assert.False(new ContactCap(0, CapWindow.Sliding, 7).Holds([10]));
        Assert.True(new ContactCap(0, CapWindow.Day).Holds([]));
    }

    [Fact]
    public void a_contact_put_off_waits_until_exactly_the_day_on_which_it_fits()
    {
        var random = new Random(3);
        for (var round = 0; round < 500; round++)
        {
            var cap = new ContactCap(random.Next(1, 4), (CapWindow)random.Next(4), random.Next(1, 15));
            var days = new List<int>();
            for (var k = 0; k < random.Next(8); k++)
            {
                var day = Monday + random.Next(60);
                if (cap.Holds([.. days.Append(day).Order()])) days.Add(day);
            }
            days.Sort();
            var from = Monday + random.Next(50);
            var free = cap.FirstFree([.. days], from);
            var plain = Enumerable.Range(from, 200).First(day => cap.Holds([.. days.Append(day).Order()]));
            Assert.Equal(plain, free);
        }
        Assert.Null(new ContactCap(0, CapWindow.Day).FirstFree([], Monday));
    }

    [Fact]
    public void no_plan_breaks_a_limit_or_beats_its_bound_and_most_are_the_best()
    {
        var (best, plans) = (0, 200);
        for (var seed = 0; seed < plans; seed++)
        {
            var (proposals, limits) = Made(seed);
            var plan = PlanContacts.Run(proposals, limits);
            Assert.True(Allowed(proposals, limits, plan.Chosen), $"seed {seed}");
            var optimum = Enumerable.Range(0, 1 << proposals.Count).Select(mask => Enumerable.Range(0, proposals.Count).Where(i => (mask >> i & 1) != 0).ToArray())
                .Where(chosen => Allowed(proposals, limits, chosen)).Max(chosen => chosen.Sum(i => proposals[i].Value));
            Assert.True(plan.Value <= optimum + 1e-9 && optimum <= plan.Bound + 1e-9, $"seed {seed}: {plan.Value} {optimum} {plan.Bound}");
            Assert.Equal(plan.Value, plan.Chosen.Sum(i => proposals[i].Value), 1e-9);
            if (limits is { Budget: null, Capacities.Count: 0, OfferMost.Count: 0 }) Assert.Equal(optimum, plan.Value, 1e-9);       // customers alone are searched exactly
            if (plan.Value >= optimum - 1e-9) best++;
        }
        Assert.InRange(best, plans * 85 / 100, plans);
    }

    [Fact]
    public void prices_say_what_one_more_seat_is_worth()
    {
        // Ten customers, calls worth 1 to 10, three seats: the fourth best is worth 7, the third 8.
        var proposals = Enumerable.Range(1, 10).Select(v => new ContactProposal(v, 0, 1, Monday, v)).ToList();
        var plan = PlanContacts.Run(proposals, new() { Capacities = [(1, null, 3)] });
        Assert.Equal(27, plan.Value, 1e-9);
        Assert.Equal(27, plan.Bound, 0.01);
        Assert.InRange(plan.Prices[0].Price, 6.99, 8.01);
        Assert.Equal((3.0, 3.0), (plan.Prices[0].Allowed, plan.Prices[0].Used));
        // What is not short costs nothing.
        Assert.Equal(0, PlanContacts.Run(proposals, new() { Capacities = [(1, null, 30)] }).Prices[0].Price);
    }

    [Fact]
    public void a_least_number_is_reached_or_none_are_sent_and_it_is_said()
    {
        // Offer 1 brings less than offer 0, and nobody gets both.
        var proposals = Enumerable.Range(0, 10).SelectMany(c => new[] { new ContactProposal(c, 0, 0, Monday, 5), new ContactProposal(c, 1, 0, Monday, 2 + c * 0.1) }).ToList();
        var limits = new PlanLimits { Conflicts = [(0, 1)], OfferLeast = [(1, 4)] };
        var plan = PlanContacts.Run(proposals, limits);
        Assert.Empty(plan.Unmet);
        // Those who lose least by it: customers 6 to 9.
        Assert.Equal([6, 7, 8, 9], plan.Chosen.Select(i => proposals[i]).Where(p => p.Offer == 1).Select(p => p.Customer));
        Assert.Equal(6 * 5 + 4 * 2 + 0.1 * (6 + 7 + 8 + 9), plan.Value, 1e-9);

        var none = PlanContacts.Run(proposals, limits with { OfferLeast = [(1, 11)] });
        Assert.Equal(50, none.Value, 1e-9);
        Assert.Equal(11, Assert.Single(none.Unmet).Least);
        Assert.DoesNotContain(none.Chosen, i => proposals[i].Offer == 1);
    }

    [Fact]
    public void a_large_plan_under_a_budget_is_near_its_bound_and_the_same_every_time()
    {
        var random = new Random(9);
        var proposals = Enumerable.Range(0, 2_000).SelectMany(c => Enumerable.Range(0, 5).Select(k => new ContactProposal(c, k, k % 3, Monday + random.Next(28), Math.Exp(3 * random.NextDouble()) - 1, 0.5 + k % 3))).ToList();
        var limits = new PlanLimits { Caps = [new(2, CapWindow.Sliding, 7), new(3, CapWindow.Month)], Conflicts = [(0, 3)], Budget = 3_000, Capacities = [(2, null, 700)], OfferMost = [(4, 400)] };
        var plan = PlanContacts.Run(proposals, limits);
        Assert.True(Allowed(proposals, limits, plan.Chosen));
        Assert.InRange(plan.Gap, 0, 0.005);
        Assert.Equal(plan.Chosen, PlanContacts.Run(proposals, limits).Chosen);
    }

    private static (List<ContactProposal>, PlanLimits) Made(int seed)
    {
        var r = new Random(seed);
        var proposals = Enumerable.Range(0, r.Next(1, 10)).Select(_ => new ContactProposal(r.Next(4), r.Next(3), r.Next(2), Monday + r.Next(15), Math.Round(r.NextDouble() * 10 - 1, 2), r.Next(1, 4))).ToList();
        return (proposals, new()
        {
            Caps = [new(2, CapWindow.Sliding, 7), new(1, CapWindow.Day), new(2, CapWindow.Month, Channel: 1)], Conflicts = [(0, 1)], Budget = r.Next(3) == 0 ? null : r.Next(2, 15),
            Capacities = r.Next(2) == 0 ? [] : [(0, null, r.Next(4))], OfferMost = r.Next(2) == 0 ? [] : [(2, r.Next(3))], Past = r.Next(2) == 0 ? [] : [new(0, 0, Monday + 2)],
        });
    }

    /// <summary>The limits once more, in the plainest words.</summary>
    private static bool Allowed(List<ContactProposal> proposals, PlanLimits limits, IReadOnlyList<int> chosen)
    {
        var all = chosen.Select(i => proposals[i]).ToList();
        if (limits.Budget is { } budget && all.Sum(p => p.Cost) > budget + 1e-9) return false;
        if (limits.Capacities.Any(c => all.Count(p => p.Channel == c.Channel && (c.Day is null || c.Day == p.Day)) > c.Most)) return false;
        if (limits.OfferMost.Any(o => all.Count(p => p.Offer == o.Offer) > o.Most)) return false;
        foreach (var own in all.GroupBy(p => p.Customer))
        {
            if (limits.Conflicts.Any(c => own.Any(p => p.Offer == c.A) && own.Any(p => p.Offer == c.B))) return false;
            foreach (var cap in limits.Caps)
            {
                var counted = own.Where(p => cap.Channel is null || cap.Channel == p.Channel).Select(p => p.Day).ToList();
                if (counted.Count == 0) continue;
                counted.AddRange(limits.Past.Where(p => p.Customer == own.Key && (cap.Channel is null || cap.Channel == p.Channel)).Select(p => p.Day));
                if (!cap.Holds([.. counted.Order()])) return false;
            }
        }
        return true;
    }
}
