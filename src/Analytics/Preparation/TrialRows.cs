namespace Dangol.Analytics;

/// <summary>
/// The rows on which models are tried where a table is very long: trying costs some thirty fits, and what sixty thousand rows say of a model's accuracy, a million say no better
/// than its interval shows. The chosen model is fitted to all rows.
/// </summary>
internal static class TrialRows
{
    public const int Most = 60_000;

    /// <summary>Rows drawn by lot, in the order of the table; all of them where there are not too many.</summary>
    public static int[] Of(int rows, long seed)
    {
        var drawn = new int[rows];
        for (var i = 0; i < rows; i++) drawn[i] = i;
        if (rows <= Most) return drawn;
        new RandomStream(seed, 60).Shuffle(drawn.AsSpan());
        drawn = drawn[..Most];
        Array.Sort(drawn);
        return drawn;
    }

    public static Text Said(int rows) => new(
        $"{rows:N0}줄 가운데 뽑은 {Most:N0}줄로 모형을 시험하고, 고른 모형은 모든 줄로 만들었어요.", $"Models were tried on {Most:N0} rows drawn from {rows:N0}; the chosen one is fitted to all.");
}
