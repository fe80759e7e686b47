namespace Dangol.Analytics;

/// <summary>A model with its parameters, to be fitted to any history.</summary>
/// <param name="Name">ease, neighbours, transitions or als.</param>
/// <param name="Parameters">Its parameters by name, as reports show them.</param>
/// <param name="Fit">Fits it.</param>
internal sealed record ModelChoice(string Name, IReadOnlyDictionary<string, double> Parameters, Func<PurchaseSequences, IItemScorer> Fit)
{
    public static readonly string[] Names = ["ease", "neighbours", "transitions", "als"];

    /// <summary>Ridges of EASE, from small and sparse catalogues to large and dense ones; searched from <see cref="LambdaStart"/> up or down.</summary>
    public static readonly double[] Lambdas = [20, 50, 100, 200, 300, 500, 1000, 2000, 5000];
    public const int LambdaStart = 4;

    /// <summary>Weights of an item per occasion since its last purchase that are tried.</summary>
    public static readonly double[] Decays = [1, 0.9, 0.8, 0.7, 0.6, 0.5];

    public static ModelChoice Ease(double lambda, int most) =>
        new("ease", new Dictionary<string, double> { ["lambda"] = lambda, ["items"] = most }, x => Analytics.Ease.Fit(x, lambda, most));

    /// <summary>The choices of a family besides EASE.</summary>
    public static IReadOnlyList<ModelChoice> Of(string name) => name switch
    {
        "neighbours" => [.. from b in new[] { 0.8, 0.2 } from nearest in new[] { 50, 200 } select Neighbours(nearest, b)],
        "transitions" => [new("transitions", new Dictionary<string, double> { ["steps"] = 5 }, x => Transitions.Fit(x))],
        "als" => [.. from lambda in new[] { 10.0, 30 } from alpha in new[] { 0.0, 1 } select Als(64, lambda, alpha)],
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such model."),
    };

    private static ModelChoice Neighbours(int nearest, double b) =>
        new("neighbours", new Dictionary<string, double> { ["nearest"] = nearest, ["k1"] = 1.2, ["b"] = b }, x => ItemNeighbours.Fit(x, nearest, b: b));

    private static ModelChoice Als(int factors, double lambda, double alpha) =>
        new("als", new Dictionary<string, double> { ["factors"] = factors, ["lambda"] = lambda, ["alpha"] = alpha }, x => ImplicitAls.Fit(x, factors, lambda, alpha));
}
