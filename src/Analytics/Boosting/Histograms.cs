using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Dangol.Analytics;

/// <summary>Sums of gradient and hessian per bin of every column: two doubles a bin, added with one instruction. A column's bins begin at its offset.</summary>
internal sealed class Histograms
{
    private const int ParallelFrom = 100_000;
    private readonly Stack<double[]> free = new();
    private readonly int doubles;

    public Histograms(int[] counts)
    {
        Offsets = new int[(counts.Length + 7) / 8 * 8];
        for (var c = 0; c < Offsets.Length; c++)
        {
            Offsets[c] = doubles;
            doubles += 2 * (c < counts.Length ? counts[c] : 1);
        }
    }

    /// <summary>Where each column's sums begin.</summary>
    public int[] Offsets { get; }

    public double[] Rent() => free.TryPop(out var sums) ? sums : new double[doubles];

    public void Return(double[] sums) => free.Push(sums);

    /// <summary>Sums over some rows. Groups of eight columns are independent, so they may run side by side without changing a digit.</summary>
    /// <param name="rows">The binned table.</param>
    /// <param name="members">The rows to sum.</param>
    /// <param name="gradients">Gradient and hessian of each row, side by side.</param>
    /// <param name="used">Bit c of entry g: whether column 8 g + c is wanted.</param>
    /// <param name="sums">Overwritten.</param>
    /// <param name="parallel">Whether to use all cores.</param>
    public void Sum(BinnedRows rows, ArraySegment<int> members, double[] gradients, byte[] used, double[] sums, bool parallel)
    {
        Array.Clear(sums);
        if (parallel && rows.Groups.Length > 1 && members.Count * rows.Groups.Length * 8L > ParallelFrom)
            Parallel.For(0, rows.Groups.Length, g => SumGroup(rows.Groups[g], members, gradients, used[g], sums, Offsets.AsSpan(g * 8, 8)));
        else
            for (var g = 0; g < rows.Groups.Length; g++) SumGroup(rows.Groups[g], members, gradients, used[g], sums, Offsets.AsSpan(g * 8, 8));
    }

    /// <summary>The sibling's sums: the parent's less the other child's, in place of the parent's.</summary>
    public static void Subtract(Span<double> parent, ReadOnlySpan<double> child)
    {
        var a = MemoryMarshal.Cast<double, Vector256<double>>(parent);
        var b = MemoryMarshal.Cast<double, Vector256<double>>(child);
        for (var i = 0; i < a.Length; i++) a[i] -= b[i];
        for (var i = a.Length * 4; i < parent.Length; i++) parent[i] -= child[i];
    }

    private static void SumGroup(ulong[] words, ReadOnlySpan<int> members, double[] gradients, byte used, double[] sums, ReadOnlySpan<int> offsets)
    {
        if (used == 0) return;
        ref var h = ref MemoryMarshal.GetArrayDataReference(sums);
        ref var g = ref MemoryMarshal.GetArrayDataReference(gradients);
        if (used == 0xFF)
        {
            var (o0, o1, o2, o3, o4, o5, o6, o7) = (offsets[0], offsets[1], offsets[2], offsets[3], offsets[4], offsets[5], offsets[6], offsets[7]);
            foreach (var row in members)
            {
                var word = words[row];
                var pair = Vector128.LoadUnsafe(ref g, (nuint)(2 * row));
                Add(ref h, o0 + 2 * (int)(word & 255), pair);
                Add(ref h, o1 + 2 * (int)(word >> 8 & 255), pair);
                Add(ref h, o2 + 2 * (int)(word >> 16 & 255), pair);
                Add(ref h, o3 + 2 * (int)(word >> 24 & 255), pair);
                Add(ref h, o4 + 2 * (int)(word >> 32 & 255), pair);
                Add(ref h, o5 + 2 * (int)(word >> 40 & 255), pair);
                Add(ref h, o6 + 2 * (int)(word >> 48 & 255), pair);
                Add(ref h, o7 + 2 * (int)(word >> 56), pair);
            }
            return;
        }
        Span<int> shift = stackalloc int[8], at = stackalloc int[8];
        var count = 0;
        for (var c = 0; c < 8; c++)
            if ((used >> c & 1) != 0) (shift[count], at[count++]) = (8 * c, offsets[c]);
        foreach (var row in members)
        {
            var word = words[row];
            var pair = Vector128.LoadUnsafe(ref g, (nuint)(2 * row));
            for (var c = 0; c < count; c++) Add(ref h, at[c] + 2 * (int)(word >> shift[c] & 255), pair);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(ref double sums, int at, Vector128<double> pair) => (Vector128.LoadUnsafe(ref sums, (nuint)at) + pair).StoreUnsafe(ref sums, (nuint)at);
}
