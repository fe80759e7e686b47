namespace Dangol.Analytics;

/// <summary>Who bought what, one entry a line; customers and items are numbered from 0.</summary>
/// <param name="Customers">How many customers there are.</param>
/// <param name="Items">How many items there are.</param>
/// <param name="Customer">The customer of each line.</param>
/// <param name="Item">The item of each line.</param>
/// <param name="Moment">When, in ticks; lines of one customer and moment are one occasion. Null: the order of the lines is the order of time, and each line an occasion.</param>
/// <param name="Segment">The segment of each customer, numbered from 0; null for none.</param>
/// <param name="Segments">How many segments there are.</param>
public sealed record RecommendationLog(int Customers, int Items, int[] Customer, int[] Item, long[]? Moment = null, int[]? Segment = null, int Segments = 0);

/// <summary>What is held out to measure recommendations.</summary>
public enum RecommendationSplit
{
    /// <summary>The last line of every customer.</summary>
    Last,

    /// <summary>All of the last occasion of every customer: single lines would leak the rest of their basket.</summary>
    LastOccasion,

    /// <summary>Everything from a moment on.</summary>
    Time,

    /// <summary>A share of every customer's items, drawn by lot.</summary>
    Share,
}

/// <summary>How to fit and measure. Everything is optional.</summary>
public sealed record RecommendationPlan
{
    /// <summary>What is held out.</summary>
    public RecommendationSplit Split { get; init; } = RecommendationSplit.Last;

    /// <summary>Of <see cref="RecommendationSplit.Time"/>: from when on, in ticks.</summary>
    public long Cut { get; init; }

    /// <summary>Of <see cref="RecommendationSplit.Share"/>: how much.</summary>
    public double TestShare { get; init; } = 0.1;

    /// <summary>Seed of what is drawn by lot.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Length of a list that is measured.</summary>
    public int Top { get; init; } = 10;

    /// <summary>What a customer owns is not recommended, nor asked for (cross-selling); false for what is used up.</summary>
    public bool NewOnly { get; init; } = true;

    /// <summary>Whether each item can be sold; null where all can.</summary>
    public bool[]? Available { get; init; }

    /// <summary>Models to choose from: ease, neighbours, transitions, als.</summary>
    public IReadOnlyList<string> Models { get; init; } = ["ease", "neighbours", "transitions"];

    /// <summary>Ridge of EASE; null tunes it.</summary>
    public double? Lambda { get; init; }

    /// <summary>Items that EASE models at most; null decides by the size of the catalogue.</summary>
    public int? EaseItems { get; init; }

    /// <summary>Held-out lines of their own, with the same numbers of customers and items, instead of a split.</summary>
    public RecommendationLog? Test { get; init; }
}

/// <summary>A model in the blend, with the parameters chosen for it.</summary>
/// <param name="Name">ease, neighbours, transitions or als.</param>
/// <param name="Weight">Its share; shares sum up to 1.</param>
/// <param name="Decay">Weight of an item per occasion since it was bought.</param>
/// <param name="Parameters">Its own parameters.</param>
public sealed record RecommendationPart(string Name, double Weight, double Decay, IReadOnlyDictionary<string, double> Parameters);

/// <summary>What lists reached on held-out purchases, over the whole catalogue, ties counted against the model.</summary>
/// <param name="Name">The blend, a model of it alone, or popularity.</param>
/// <param name="Customers">Customers with something to find.</param>
/// <param name="Ndcg">Discounted gain over the best possible.</param>
/// <param name="Recall">Share of what was to be found that was in the list.</param>
/// <param name="Precision">Share of the list that was found.</param>
/// <param name="HitRate">Share of customers with a hit.</param>
/// <param name="Coverage">Share of the catalogue that is in anybody's list.</param>
public sealed record RecommendationAccuracy(string Name, int Customers, HeldOutValue Ndcg, HeldOutValue Recall, HeldOutValue Precision, HeldOutValue HitRate, double Coverage);

/// <summary>An item for a customer.</summary>
/// <param name="Item">The item.</param>
/// <param name="Score">How well it fits; comparable within one list only.</param>
/// <param name="Because">Bought items that speak for it, with their shares.</param>
/// <param name="ByPopularity">No model knew anything: it is what most buy.</param>
public sealed record Recommendation(int Item, double Score, IReadOnlyList<(int Item, double Share)> Because, bool ByPopularity);

/// <summary>How often an item is bought again, in days.</summary>
/// <param name="Item">The item.</param>
/// <param name="Repeaters">Customers who bought it again.</param>
/// <param name="RepeatShare">Those, of all its customers.</param>
/// <param name="TypicalDays">Geometric mean of the gaps.</param>
/// <param name="LowDays">A quarter of the gaps is shorter.</param>
/// <param name="HighDays">A quarter is longer.</param>
public sealed record RepeatCycle(int Item, int Repeaters, double RepeatShare, double TypicalDays, double LowDays, double HighDays);

/// <summary>Cycles of items that are bought again and again.</summary>
/// <param name="Cycles">Most repeated first.</param>
/// <param name="Tried">Gaps that were predicted from the ones before.</param>
/// <param name="ErrorOwn">Median of |ln(predicted / true)| with the customer's own gaps in it.</param>
/// <param name="ErrorItem">The same by the item's gaps alone.</param>
public sealed record RepeatCycles(IReadOnlyList<RepeatCycle> Cycles, int Tried, double ErrorOwn, double ErrorItem);
