namespace Dangol.Customers;

/// <summary>How rows are matched.</summary>
/// <param name="Seed">Of the random pairs; the same seed gives the same result on any number of cores.</param>
/// <param name="Probability">Pairs and clusters are made from this probability on.</param>
/// <param name="Explained">How many of the pairs are explained field by field: the heaviest, the lightest that match, and those just below.</param>
public sealed record MatchOptions(int Seed = 1, double Probability = 0.5, int Explained = 9);

/// <summary>What was learnt of one field.</summary>
/// <param name="Column">Its column.</param>
/// <param name="Field">What it says.</param>
/// <param name="Filled">The share of rows that say something.</param>
/// <param name="Values">Its distinct values in their normal form.</param>
/// <param name="Levels">Its levels of agreement, from the least.</param>
public sealed record MatchedField(string Column, MatchField Field, double Filled, int Values, IReadOnlyList<MatchedLevel> Levels);

/// <summary>One level of agreement.</summary>
/// <param name="Level">Its name.</param>
/// <param name="M">How likely it is among two rows of one customer that both say something.</param>
/// <param name="U">How likely among strangers.</param>
/// <param name="Bits">log₂ m/u: what it adds to the weight of a pair.</param>
public sealed record MatchedLevel(string Level, double M, double U, double Bits);

/// <summary>One key of the blocking, and the pairs that were compared under it.</summary>
public sealed record MatchKey(string Key, double EstimatedPairs, int RowsPassedOver);

/// <summary>Two rows that match.</summary>
/// <param name="A">The lower row, from 0.</param>
/// <param name="B">The higher row.</param>
/// <param name="Bits">The weight of their being one customer, log₂ of the odds.</param>
public readonly record struct MatchedPair(int A, int B, float Bits)
{
    /// <summary>How likely they are one customer.</summary>
    public double Probability => 1 / (1 + double.Exp2(-Bits));
}

/// <summary>Why two rows match or don't: the prior, and what every field adds, in bits.</summary>
public sealed record ExplainedPair(int A, int B, double Bits, double Probability, double Prior, IReadOnlyList<ExplainedField> Fields);

/// <summary>What one field says of a pair.</summary>
/// <param name="Column">The field.</param>
/// <param name="Level">How far its values agree.</param>
/// <param name="Text">The same for people.</param>
/// <param name="Bits">What that adds; where values are equal, more for a rare one.</param>
public sealed record ExplainedField(string Column, string Level, Text Text, double Bits);

/// <summary>Rows matched.</summary>
/// <param name="Fields">What was compared, and what was learnt of it.</param>
/// <param name="Lambda">How likely two rows drawn at random are one customer.</param>
/// <param name="Keys">By what pairs were found.</param>
/// <param name="Compared">Pairs that were compared, each once.</param>
/// <param name="Pairs">Pairs that match, in no particular order but always the same.</param>
/// <param name="Clusters">For each row the lowest row of its cluster.</param>
/// <param name="Explained">Some pairs, explained.</param>
/// <param name="Seconds">How long each part took.</param>
public sealed record MatchResult(IReadOnlyList<MatchedField> Fields, double Lambda, IReadOnlyList<MatchKey> Keys, long Compared, MatchedPair[] Pairs, int[] Clusters,
    IReadOnlyList<ExplainedPair> Explained, IReadOnlyDictionary<string, double> Seconds);
