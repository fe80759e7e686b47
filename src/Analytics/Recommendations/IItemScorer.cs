namespace Dangol.Analytics;

/// <summary>A model that says for a customer, given as the items bought with their weights, how well every item fits.</summary>
internal interface IItemScorer
{
    /// <summary>Fills <paramref name="scores"/>, one an item; higher fits better, 0 where the model knows nothing.</summary>
    void Score(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, Span<float> scores);

    /// <summary>Fills <paramref name="parts"/>: how much each bought item adds to the score of <paramref name="item"/>. They sum up to it.</summary>
    void Explain(ReadOnlySpan<int> items, ReadOnlySpan<float> weights, int item, Span<float> parts);
}
