using Dangol.Customers;
using Dangol.Platform;

namespace Dangol.Tests;

public sealed class MatchTruthTests
{
    [Theory]
    [InlineData("rec-1-org", "rec-1-dup-0", "rec-2-org")]
    [InlineData("Q42-1", "Q42-2", "Q7-1")]
    [InlineData("a", "a", "b")]
    public void who_a_row_is_stands_before_the_number_of_the_row(params string[] values)
    {
        var truth = MatchTruth.Of(new("truth", row => values[row]), values.Length);
        Assert.Equal(truth[0], truth[1]);
        Assert.NotEqual(truth[0], truth[2]);
    }

    [Fact]
    public void a_truth_without_duplicates_is_refused()
    {
        string[] values = ["x", "y", "z"];
        Assert.Equal("truth_all_different", Assert.Throws<Refused>(() => MatchTruth.Of(new("truth", row => values[row]), 3)).Rule);
    }

    [Fact]
    public void figures_are_those_of_a_small_case_by_hand()
    {
        // Truth {0,1,2} {3,4}; found {0,1} {2,3} {4}, by the pairs 0-1 and 2-3.
        var result = new MatchResult([], 0.1, [], 3, [new(0, 1, 5), new(2, 3, 1)], [0, 0, 2, 2, 4], [], new Dictionary<string, double>());
        var accuracy = MatchTruth.Measure(result, [0, 0, 0, 1, 1]);
        Assert.Equal((4, 2), (accuracy.TruePairs, accuracy.TrueClusters));
        Assert.Equal((0.5, 0.25), (accuracy.Pairs.Precision, accuracy.Pairs.Recall));
        Assert.Equal((0.5, 0.25), (accuracy.Clusters.Precision, accuracy.Clusters.Recall));
        Assert.Equal(0.8, accuracy.BCubed.Precision, 1e-9);
        Assert.Equal((2 / 3.0 * 2 + 1 / 3.0 + 0.5 + 0.5) / 5, accuracy.BCubed.Recall, 1e-9);
        Assert.Equal(1.0 / 3, accuracy.Pairs.F1, 1e-9);
    }
}
