using System.Numerics;
using System.Runtime.InteropServices;

namespace Dangol.Customers;

/// <summary>One key for blocking: rows are compared where it is equal.</summary>
/// <param name="Name">The atoms of which it is.</param>
/// <param name="Fields">The fields that it holds equal, a bit each.</param>
/// <param name="One">Its atom.</param>
/// <param name="Other">Its other atom; −1 for none.</param>
/// <param name="Pairs">How many pairs it is estimated to give.</param>
internal sealed record BlockingKey(string Name, ulong Fields, int One, int Other, double Pairs);

/// <summary>
/// Chooses keys for a table: of all atoms and pairs of atoms those that give few pairs for what they find, up to a budget of pairs in all. How many pairs a key gives is
/// counted on the rows in a slice of its values, which is exact for whole blocks and costs a fraction.
/// </summary>
internal static class BlockingKeys
{
    /// <summary>Rows with one value of a key; a block that is larger (no telephone, a company's address) is passed over, and other keys split it. In a small file all rows may be compared.</summary>
    public static int LargestBlock(int rows) => rows <= SmallFile ? SmallFile : 400;

    private const int SmallFile = 2_000, SliceRows = 30_000, MostKeys = 31;
    private const double PairsPerRow = 7, PairsAtLeast = 5_000_000, ShareOfOne = 0.3;

    public static List<BlockingKey> Choose(List<BlockingAtom> atoms, uint[][] columns, int rows)
    {
        var candidates = new List<(int One, int Other)>();
        for (var one = 0; one < atoms.Count; one++)
        {
            candidates.Add((one, -1));
            for (var other = one + 1; other < atoms.Count; other++)
                if ((atoms[one].Fields & atoms[other].Fields) == 0) candidates.Add((one, other));
        }
        var counts = new (double Pairs, bool Hot)[candidates.Count];
        Parallel.For(0, candidates.Count, i => counts[i] = Estimate(columns, candidates[i].One, candidates[i].Other, rows));

        var budget = Math.Max(PairsPerRow * rows, PairsAtLeast);
        var chosen = new List<(BlockingKey Key, bool Hot)>();
        var spent = 0.0;
        // Single atoms first: what one of them finds, its pairs with others need not find again, and must not spend the budget on.
        foreach (var i in Enumerable.Range(0, candidates.Count).Where(i => counts[i].Pairs > 0 && counts[i].Pairs <= budget * ShareOfOne).OrderBy(i => candidates[i].Other >= 0).ThenBy(i => counts[i].Pairs).ThenBy(i => i))
        {
            var (one, other) = candidates[i];
            var key = new BlockingKey(other < 0 ? atoms[one].Name : $"{atoms[one].Name} + {atoms[other].Name}", atoms[one].Fields == ulong.MaxValue ? 0 : atoms[one].Fields | (other < 0 ? 0 : atoms[other].Fields), one, other, counts[i].Pairs);
            if (spent + key.Pairs > budget || chosen.Exists(c => !c.Hot && Covers(atoms, c.Key, key))) continue;
            spent += key.Pairs;
            chosen.Add((key, counts[i].Hot));
        }
        // A key whose pairs a coarser one has too costs its sorting and finds nothing.
        var kept = chosen.Where(c => !chosen.Exists(o => o != c && !o.Hot && Covers(atoms, o.Key, c.Key))).Select(c => c.Key).OrderBy(k => k.Pairs).ToList();
        // The ones that find most are kept where there are too many; the sharpest come first, as the first key of a pair is its own.
        if (kept.Count > MostKeys) kept = [.. kept.OrderByDescending(k => k.Pairs).Take(MostKeys).OrderBy(k => k.Pairs)];
        return kept;
    }

    /// <summary>The number of a key in a row, from those of its atoms; 0 where one of them says nothing.</summary>
    public static uint Number(BlockingKey key, uint one, uint other) => one == 0 || (key.Other >= 0 && other == 0) ? 0 : BlockingAtom.Mix(one, key.Other < 0 ? 0 : other);

    private static bool Covers(List<BlockingAtom> atoms, BlockingKey coarse, BlockingKey fine)
    {
        return Has(coarse.One) && (coarse.Other < 0 || Has(coarse.Other));

        bool Has(int atom) => IsIn(atoms[atom], atoms[fine.One]) || (fine.Other >= 0 && IsIn(atoms[atom], atoms[fine.Other]));

        static bool IsIn(BlockingAtom wide, BlockingAtom narrow) => wide.Group == narrow.Group && wide.Coarseness >= narrow.Coarseness;
    }

    private static (double Pairs, bool Hot) Estimate(uint[][] columns, int one, int other, int rows)
    {
        var slices = (uint)Math.Max(1, BitOperations.RoundUpToPowerOf2((uint)Math.Max(rows / SliceRows, 1)));
        var found = new List<uint>(SliceRows + SliceRows / 2);
        var (a, b) = (columns[one], other < 0 ? columns[one] : columns[other]);
        for (var row = 0; row < rows; row++)
        {
            if (a[row] == 0 || b[row] == 0) continue;
            var number = BlockingAtom.Mix(a[row], other < 0 ? 0 : b[row]);
            if ((number >> 8 & slices - 1) == 0) found.Add(number);
        }
        var numbers = CollectionsMarshal.AsSpan(found);
        numbers.Sort();
        var (pairs, hot, largest) = (0.0, false, LargestBlock(rows));
        for (var from = 0; from < numbers.Length;)
        {
            var to = from + 1;
            while (to < numbers.Length && numbers[to] == numbers[from]) to++;
            if (to - from > largest) hot = true;
            else pairs += (double)(to - from) * (to - from - 1) / 2;
            from = to;
        }
        return (pairs * slices, hot);
    }
}
