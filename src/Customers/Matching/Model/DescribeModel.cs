namespace Dangol.Customers;

/// <summary>A model as it is told: m, u and bits of every level of every field.</summary>
internal static class DescribeModel
{
    public static IReadOnlyList<MatchedField> Fields(PairComparison pairs, MatchModel model) => [.. pairs.Fields.Select((field, f) => new MatchedField(
        field.Column.Name, field.Column.Kind, (double)field.Column.Filled / Math.Max(pairs.Rows, 1), field.Column.Values.Count - 1,
        [.. Enumerable.Range(1, field.Levels.Count - 1).Select(level => new MatchedLevel(field.Levels[level].Name, model.M[f][level], model.U[f][level], Math.Log2(model.M[f][level] / model.U[f][level])))]))];
}

/// <summary>Explains pairs: the weight of each field in bits.</summary>
internal static class ExplainPairs
{
    /// <summary>Pairs just below the line are kept to be explained from this weight on.</summary>
    public const double From = -4;

    public static ExplainedPair Of(PairComparison pairs, MatchModel model, int a, int b)
    {
        var scratch = pairs.NewScratch();
        pairs.Of(a, b, scratch);
        var bits = model.Prior + model.Weight(a, b, scratch);
        return new(a, b, bits, TrainModel.Probability(bits), model.Prior, [.. pairs.Fields.Select((field, f) =>
            new ExplainedField(field.Column.Name, field.Levels[scratch.Levels[f]].Name, field.Levels[scratch.Levels[f]].Text, model.Part(f, a, b, scratch.Levels[f])))]);
    }

    /// <summary>The heaviest pairs, the lightest that match, and the heaviest that don't: a third of each.</summary>
    public static IReadOnlyList<ExplainedPair> Some(PairComparison pairs, MatchModel model, ScoredPair[] scored, double from, int count)
    {
        var each = Math.Max(count / 3, 1);
        var ordered = scored.OrderByDescending(p => p.Bits).ThenBy(p => p.A).ThenBy(p => p.B).ToArray();
        var matching = Array.FindIndex(ordered, p => p.Bits < from) is >= 0 and var end ? end : ordered.Length;
        var shown = ordered[..matching].Take(each).Concat(ordered[..matching].Skip(Math.Max(each, matching - each))).Concat(ordered[matching..].Take(each));
        return count <= 0 ? [] : [.. shown.Select(p => Of(pairs, model, Math.Min(p.A, p.B), Math.Max(p.A, p.B)))];
    }
}
