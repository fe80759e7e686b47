namespace Dangol.Integration;

/// <summary>Turns shares into the cumulative form that <see cref="Dice.Drawn"/> searches.</summary>
internal static class Weights
{
    public static double[] Cumulative(IEnumerable<double> shares)
    {
        var sum = 0.0;
        return shares.Select(share => sum += share).ToArray();
    }
}
