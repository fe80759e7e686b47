namespace Dangol.Analytics;

/// <summary>How customers are to be grouped.</summary>
public sealed record ClusterOptions
{
    /// <summary>The columns to group by; empty: all that can be used.</summary>
    public IReadOnlyList<string> Columns { get; init; } = [];
    public IReadOnlyList<string> Drop { get; init; } = [];

    /// <summary>How many groups; null: found.</summary>
    public int? Groups { get; init; }

    /// <summary>The most that are tried where none is named.</summary>
    public int Most { get; init; } = 8;

    /// <summary>kmeans or mixture.</summary>
    public string Method { get; init; } = "kmeans";
    public long Seed { get; init; } = 42;
}

/// <summary>A number of groups that was tried.</summary>
/// <param name="Groups">How many.</param>
/// <param name="Inertia">k-means: squared distance of rows to their centre, summed.</param>
/// <param name="Silhouette">How much nearer rows are to their own group than to the next, −1 to 1.</param>
/// <param name="Stability">Adjusted Rand index between groupings found on halves of the rows, 0 (chance) to 1, with the span that the middle 95 % of the trials fill.</param>
/// <param name="Bic">Mixture: Bayesian information criterion, the less the better; null for k-means.</param>
public sealed record ClusterTrial(int Groups, double Inertia, double Silhouette, Measured Stability, double? Bic);

/// <summary>A group: who is in it and what sets it apart.</summary>
/// <param name="Group">Its number, the largest first.</param>
/// <param name="Size">Rows in it.</param>
/// <param name="Stability">Jaccard similarity with the nearest group found in resamples: above 0.75 it is found again, below 0.5 it dissolves.</param>
/// <param name="Means">Of the number columns, in their own unit.</param>
/// <param name="Traits">What differs most from all rows: column or level, its mean or share here, among all, and by how many deviations it differs.</param>
public sealed record ClusterGroup(int Group, int Size, double Stability, IReadOnlyDictionary<string, double> Means, IReadOnlyList<(string Term, double Here, double All, double Deviations)> Traits);

/// <summary>All that came out.</summary>
public sealed record ClusterReport
{
    public required string Method { get; init; }
    public required int Rows { get; init; }
    public required IReadOnlyList<ColumnUse> Columns { get; init; }
    public required IReadOnlyList<ClusterTrial> Trials { get; init; }

    /// <summary>The groups; one only where there are none.</summary>
    public required IReadOnlyList<ClusterGroup> Groups { get; init; }

    /// <summary>The group of each row.</summary>
    public required int[] Assignment { get; init; }

    /// <summary>The silhouette of as many k-means groups in the data, and the greatest in nineteen clouds without groups: at or below it, groups are cuts through one cloud.</summary>
    public required (double Own, double ByChance) Apart { get; init; }

    /// <summary>stable, unstable or no_groups.</summary>
    public required string Verdict { get; init; }
    public required double? LogLikelihood { get; init; }
    public required IReadOnlyList<Text> Notes { get; init; }
    public required IReadOnlyDictionary<string, double> Seconds { get; init; }
}
