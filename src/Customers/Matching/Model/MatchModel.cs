namespace Dangol.Customers;

/// <summary>
/// The model of Fellegi and Sunter (1969): how likely each level of agreement is among pairs of one customer (m) and among strangers (u), and how likely two random rows are one customer (lambda). A pair's
/// weight in bits is log₂ of the odds that they are one: the prior, log₂ m/u of every field's level, and what a rare value adds.
/// </summary>
internal sealed class MatchModel
{
    private readonly PairComparison _pairs;
    private readonly double[][] _weights;
    private readonly float[][] _rarity;
    private readonly float[] _unseen;

    public MatchModel(PairComparison pairs, double[][] m, double[][] u, double lambda)
    {
        (_pairs, M, U, Lambda) = (pairs, m, u, lambda);
        _weights = [.. m.Select((row, f) => row.Select((value, level) => level == 0 ? 0 : Math.Log2(value / u[f][level])).ToArray())];
        _rarity = [.. pairs.Fields.Select(Rarity)];
        // A value that came after learning is as rare as any that stands in two rows.
        _unseen = [.. pairs.Fields.Select(f => f.Column.Coincidence is > 0 and var mean ? (float)Math.Log2(mean * f.Column.Filled / 2) : 0)];
    }

    public double[][] M { get; }

    public double[][] U { get; }

    public double Lambda { get; }

    /// <summary>The weight of having nothing but the prior.</summary>
    public double Prior => Math.Log2(Lambda / (1 - Lambda));

    /// <summary>The weight of two rows in bits, their levels being in the scratch; without the prior.</summary>
    public double Weight(int rowA, int rowB, PairComparison.Scratch scratch)
    {
        var weight = 0.0;
        for (var f = 0; f < _weights.Length; f++) weight += Part(f, rowA, rowB, scratch.Levels[f]);
        return weight;
    }

    /// <summary>What one field says, in bits.</summary>
    public double Part(int field, int rowA, int rowB, byte level)
    {
        var weight = _weights[field][level];
        if (level == _weights[field].Length - 1) weight += _pairs.Code(rowA, field) is var value && value < _rarity[field].Length ? _rarity[field][value] : _unseen[field];
        return weight;
    }

    public double Weight(ReadOnlySpan<byte> levels)
    {
        var weight = 0.0;
        for (var f = 0; f < levels.Length; f++) weight += _weights[f][levels[f]];
        return weight;
    }

    /// <summary>Term frequency (Winkler 1989): agreeing on a value that a share t of the rows has is worth log₂ of the mean coincidence over t more than agreeing on any.</summary>
    private static float[] Rarity(FieldComparison field)
    {
        var rows = field.Column.Rows;
        var mean = field.Column.Coincidence;
        var rarity = new float[field.Column.Values.Count];
        if (mean <= 0) return rarity;
        for (var value = 1; value < rows.Length; value++)
            if (rows[value] > 0) rarity[value] = (float)Math.Log2(mean * field.Column.Filled / rows[value]);
        return rarity;
    }
}
