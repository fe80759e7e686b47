using Dangol.Analytics;

namespace Dangol.Tests;

public sealed class ArbitrationTests
{
    // The reference: a customer who speaks of leaving.
    private static readonly NextAction[] Leaving =
    [
        new("retain", 0.04, 120, Context: 2), new("upsell", 0.06, 90, Levers: [20, 25, 10]), new("case_follow_up", 0.30, 15, Levers: [20]), new("card", 0.11, 40),
    ];

    [Fact]
    public void the_reference_is_ranked_as_it_says()
    {
        var ranked = Arbitration.Rank(Leaving, new());
        Assert.Equal(["retain", "upsell", "case_follow_up", "card"], ranked.Select(r => r.Code));
        Assert.Equal([9.60, 8.37, 5.40, 4.40], ranked.Select(r => Math.Round(r.Priority, 10)));
        Assert.Equal(1.55, ranked[1].L, 1e-12);
        Assert.Contains(ranked[0].Reasons, r => r.En.StartsWith("fits what the customer is about", StringComparison.Ordinal));
        // Without the context the upsell wins.
        Assert.Equal("upsell", Arbitration.Rank([Leaving[0] with { Context = 1 }, .. Leaving[1..]], new())[0].Code);
        Assert.Equal("upsell", Arbitration.Rank(Leaving, new() { UseContext = false })[0].Code);
    }

    [Fact]
    public void costs_are_taken_off_context_is_capped_and_ties_go_by_code()
    {
        var ranked = Arbitration.Rank([new("letter", 0.05, 100, ContactCost: 1.2, FatiguePrice: 0.3), new("call", 0.05, 100, ContactCost: 8), new("b", 0.25, 40, Context: 40), new("a", 0.75, 40)], new() { MostContext = 3 });
        Assert.Equal(["a", "b", "letter", "call"], ranked.Select(r => r.Code));
        Assert.Equal(ranked[0].Priority, ranked[1].Priority, 1e-9);
        Assert.Equal((3.5, -3), (Math.Round(ranked[2].Priority, 9), Math.Round(ranked[3].Priority, 9)));
        Assert.Contains(ranked[3].Reasons, r => r.En == "costs more than it brings");
    }

    [Fact]
    public void exploration_draws_evenly_and_says_with_what_chance()
    {
        var policy = new ArbitrationPolicy(Exploration: 0.2);
        var first = new Dictionary<string, int>();
        for (var k = 0; k < 1000; k++)
        {
            var list = Arbitration.Rank(Leaving, policy, (k + 0.5) / 1000);
            first[list[0].Code] = first.GetValueOrDefault(list[0].Code) + 1;
            Assert.Equal(1, list.Sum(a => a.Probability), 1e-12);
            Assert.Equal(list[0].Code == "retain" ? 0.85 : 0.05, list[0].Probability, 1e-12);
        }
        Assert.Equal((850, 50, 50, 50), (first["retain"], first["upsell"], first["case_follow_up"], first["card"]));
    }
}
