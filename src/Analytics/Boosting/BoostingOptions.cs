namespace Dangol.Analytics;

/// <summary>What the trees are to make small.</summary>
internal enum BoostingLoss { Logistic, Squared }

/// <summary>How trees are grown. The defaults were chosen by cross-validation over the public data sets that docs/models.md names, not on any one of them.</summary>
internal sealed record BoostingOptions
{
    public BoostingLoss Loss { get; init; } = BoostingLoss.Logistic;

    /// <summary>At most; early stopping takes fewer.</summary>
    public int Trees { get; init; } = 400;

    /// <summary>By how much each tree's values are shrunk.</summary>
    public double Rate { get; init; } = 0.05;
    public int Depth { get; init; } = 4;
    public int Leaves { get; init; } = 10;

    /// <summary>λ: L2 penalty on a leaf's value.</summary>
    public double Lambda { get; init; } = 5;

    /// <summary>A leaf holds at least this much second derivative (for the squared loss: rows).</summary>
    public double LeastHessian { get; init; } = 5;

    /// <summary>γ: a split gains at least this much.</summary>
    public double LeastGain { get; init; }
    public double RowShare { get; init; } = 0.8;
    public double ColumnShare { get; init; } = 0.8;

    /// <summary>Added to λ in splits by level, and to the hessian by which levels are ordered: many levels find chance patterns more easily than a number does.</summary>
    public double LevelSmoothing { get; init; } = 10;

    /// <summary>For each column +1 where the prediction may only rise with it, −1 only fall, 0 free; null: all free.</summary>
    public int[]? Monotone { get; init; }

    /// <summary>Trees without a better loss on the validation rows before growing ends.</summary>
    public int Patience { get; init; } = 40;
    public long Seed { get; init; } = 42;
}
