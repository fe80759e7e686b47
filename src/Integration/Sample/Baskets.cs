using Dangol.Platform;

namespace Dangol.Integration;

/// <summary>
/// Fills an order with products so that it comes to a given total to the won: list prices for all lines but the last, which takes a product of at
/// least the rest's price and sells it for the rest.
/// </summary>
internal sealed class Baskets
{
    private const int PerCategory = 15;
    private const int LeastRest = 3_000;
    private static readonly double[] LineCounts = Weights.Cumulative([0.15, 0.23, 0.21, 0.16, 0.11, 0.07, 0.05, 0.02]);

    private readonly SampleProduct[] _products;
    private readonly int[] _byPrice;
    private readonly long[] _prices;
    private readonly int[] _byPopularity;

    public Baskets(int seed, SampleProduct[] products)
    {
        _products = products;
        _byPrice = Enumerable.Range(0, products.Length).OrderBy(p => products[p].Price).ThenBy(p => p).ToArray();
        _prices = _byPrice.Select(p => products[p].Price).ToArray();
        _byPopularity = Enumerable.Range(0, products.Length).OrderBy(p => RandomStream.Mix((ulong)seed << 20 | (uint)p)).ToArray();
    }

    public SampleLine[] Fill(Dice dice, in Habit habit, double amount)
    {
        var rest = Math.Max(100, (long)Math.Round(amount / 10)) * 10;
        Span<SampleLine> lines = stackalloc SampleLine[64];
        var count = 0;
        var wanted = dice.Drawn(LineCounts);
        for (var tries = 3 * wanted; tries > 0 && count < wanted; tries--)
        {
            var product = Choose(dice, habit);
            var quantity = dice.Unit() switch { < 0.82 => 1, < 0.95 => 2, _ => 3 };
            if (_products[product].Price * quantity > rest - LeastRest) continue;
            rest = Add(lines, ref count, product, quantity, rest);
        }
        var dearest = _prices[^1];
        while (rest > dearest && count < lines.Length - 1)
        {
            var product = _byPrice[_prices.Length / 2 + dice.Below(_prices.Length * 2 / 5)];
            var most = (rest - dearest / 2) / _products[product].Price;
            rest = Add(lines, ref count, product, (int)Math.Clamp(most, 1, count < 40 ? 20 : 100_000), rest);
        }
        var last = Last(dice, habit, rest);
        lines[count] = new SampleLine(count + 1, last, 1, rest);
        return lines[..(count + 1)].ToArray();
    }

    private long Add(Span<SampleLine> lines, ref int count, int product, int quantity, long rest)
    {
        lines[count] = new SampleLine(count + 1, product, quantity, _products[product].Price);
        return rest - lines[count++].Amount;
    }

    /// <summary>Six times in ten from a favourite category, else by popularity, which falls off steeply.</summary>
    private int Choose(Dice dice, in Habit habit)
    {
        var u = dice.Unit();
        if (u >= 0.6) return _byPopularity[(int)(_byPopularity.Length * dice.Unit() * dice.Unit())];
        var category = u < 0.3 ? habit.Favourite1 : u < 0.48 ? habit.Favourite2 : habit.Favourite3;
        return category * PerCategory + dice.Below(PerCategory);
    }

    /// <summary>A product that costs the rest or a little more, of a favourite category where there is one.</summary>
    private int Last(Dice dice, in Habit habit, long rest)
    {
        var from = Array.BinarySearch(_prices, rest);
        from = Math.Min(from < 0 ? ~from : from, _prices.Length - 1);
        var near = Math.Min(10, _prices.Length - from);
        for (var i = 0; i < near; i++)
            if (habit.Likes(_byPrice[from + i] / PerCategory)) return _byPrice[from + i];
        return _byPrice[from + dice.Below(Math.Min(4, near))];
    }
}
