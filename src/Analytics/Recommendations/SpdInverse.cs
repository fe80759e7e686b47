using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Dangol.Analytics;

/// <summary>
/// The inverse of a symmetric positive definite matrix, in place, by blocked Cholesky factor, inverse of the triangle and their product in one sweep: block column k is factored,
/// and one update of rank <see cref="Depth"/> serves the Schur complement behind it, the triangular inverse beside it and the product before it.
/// (Bientinesi, Gunter and van de Geijn 2008, "Families of algorithms related to the inversion of a symmetric positive definite matrix", ACM TOMS 35.)
/// Every element is updated block by block in the same order whatever the number of cores, so the result is the same to the last bit.
/// The test holds |A·A⁻¹ − I| to 1e-10 on matrices of condition 1e4.
/// </summary>
internal static class SpdInverse
{
    /// <summary>Columns of a block: deep enough to hide memory behind arithmetic, small enough for the second cache.</summary>
    internal const int Depth = 192;
    private const int TileRows = 4;
    private const int RowsOfTask = 96;

    /// <summary>Turns <paramref name="a"/>, n × n row by row, of which only the lower triangle is read, into its inverse, both triangles filled.</summary>
    /// <exception cref="ArithmeticException">A pivot is not positive: the matrix is not positive definite.</exception>
    public static void Invert<T>(T[] a, int n) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = 3 * Vector<T>.Count;
        var groups = (n + columns - 1) / columns;
        // Packed twice: rows in groups of 4 for the left operand, of 3 vectors for the right, each group column by column.
        var left = new T[(n + TileRows - 1) / TileRows * TileRows * Depth];
        var right = new T[groups * columns * Depth];
        var (w, panel) = (new T[Depth * Depth], new T[n * Depth]);
        for (var k = 0; k < n; k += Depth)
        {
            var depth = Math.Min(Depth, n - k);
            Factor(a, n, k, depth, w);
            Panel(a, n, k, depth, w, panel);
            Parallel.For(0, (n + columns - 1) / columns, g => Pack(panel, n, depth, g * columns, columns, right.AsSpan(g * columns * depth)));
            Parallel.For(0, (n + TileRows - 1) / TileRows, g => Pack(panel, n, depth, g * TileRows, TileRows, left.AsSpan(g * TileRows * depth)));
            var step = (k, depth);
            // The longest rows first, so that no core is left with a long one at the end.
            Parallel.For(0, (n + RowsOfTask - 1) / RowsOfTask, t => Update(a, n, step.k, step.depth, ((n - 1) / RowsOfTask - t) * RowsOfTask, left, right));
            Finish(a, n, k, depth, w, panel);
        }
        Mirror(a, n);
    }

    /// <summary>The diagonal block becomes its Cholesky factor L, and w its inverse W = L⁻¹ (lower, depth × depth).</summary>
    private static void Factor<T>(T[] a, int n, int k, int depth, T[] w) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var i = 0; i < depth; i++)
        {
            var row = a.AsSpan((k + i) * n + k, i + 1);
            for (var j = 0; j <= i; j++)
            {
                var other = a.AsSpan((k + j) * n + k, j + 1);
                var sum = row[j] - SimdRows.Dot<T>(row[..j], other[..j]);
                if (j < i) row[j] = sum / other[j];
                else if (sum > T.Zero) row[i] = T.Sqrt(sum);
                else throw new ArithmeticException($"Pivot {k + i} of {n} is {sum}: the matrix is not positive definite.");
            }
        }
        // Row i of W from the rows above: W_i = (e_i − Σ_{j<i} L_ij W_j) / L_ii.
        for (var i = 0; i < depth; i++)
        {
            var l = a.AsSpan((k + i) * n + k, i + 1);
            var row = w.AsSpan(i * depth, depth);
            row.Clear();
            for (var j = 0; j < i; j++) SimdRows.AddScaled<T>(row[..(j + 1)], w.AsSpan(j * depth, j + 1), -l[j]);
            for (var j = 0; j < i; j++) row[j] /= l[i];
            row[i] = T.One / l[i];
        }
    }

    /// <summary>
    /// Row i of the panel F: below the block L_ik = A_ik Wᵀ, before it the transpose of W S_ki, so that F_i F_jᵀ is what every element of the triangle must be changed by.
    /// </summary>
    private static void Panel<T>(T[] a, int n, int k, int depth, T[] w, T[] panel) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Parallel.For(0, (n + 63) / 64, t =>
        {
            Span<T> column = stackalloc T[Depth];
            for (var i = t * 64; i < Math.Min(n, t * 64 + 64); i++)
            {
                var f = panel.AsSpan(i * depth, depth);
                f.Clear();
                if (i >= k && i < k + depth) continue;
                var from = column[..depth];
                if (i >= k + depth) a.AsSpan(i * n + k, depth).CopyTo(from);
                else for (var r = 0; r < depth; r++) from[r] = a[(k + r) * n + i];
                for (var r = 0; r < depth; r++) f[r] = SimdRows.Dot<T>(from[..(r + 1)], w.AsSpan(r * depth, r + 1));
            }
        });
    }

    private static void Pack<T>(T[] panel, int n, int depth, int first, int rows, Span<T> into) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var r = 0; r < rows; r++)
        {
            if (first + r < n) for (var p = 0; p < depth; p++) into[p * rows + r] = panel[(first + r) * depth + p];
            else for (var p = 0; p < depth; p++) into[p * rows + r] = T.Zero;
        }
    }

    /// <summary>a_ij ∓= F_i F_jᵀ for rows first… and j ≤ i: plus where both lie before the block (the product), minus elsewhere.</summary>
    private static void Update<T>(T[] a, int n, int k, int depth, int first, T[] left, T[] right) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var columns = 3 * Vector<T>.Count;
        var last = Math.Min(n, first + RowsOfTask);
        Span<T> tile = stackalloc T[TileRows * columns];
        for (var j = 0; j < last; j += columns)
            for (var i = Math.Max(first, j / TileRows * TileRows); i < last; i += TileRows)
            {
                Multiply(ref left[i * depth], ref right[j * depth], depth, tile);
                for (var r = 0; r < Math.Min(TileRows, last - i); r++)
                {
                    var width = Math.Min(columns, i + r + 1 - j);
                    if (width > 0) Apply(a.AsSpan((i + r) * n + j, width), tile.Slice(r * columns, width), i + r < k);
                }
            }
    }

    /// <summary>tile = 4 rows × 3 vectors of the product of two packed groups: twelve sums kept in registers.</summary>
    private static void Multiply<T>(ref T x, ref T y, int depth, Span<T> tile) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Vector<T> c00 = default, c01 = default, c02 = default, c10 = default, c11 = default, c12 = default, c20 = default, c21 = default, c22 = default, c30 = default, c31 = default, c32 = default;
        ref var b = ref Unsafe.As<T, Vector<T>>(ref y);
        for (var p = 0; p < depth; p++)
        {
            var (b0, b1, b2) = (b, Unsafe.Add(ref b, 1), Unsafe.Add(ref b, 2));
            var s = new Vector<T>(x);
            c00 = Add(s, b0, c00); c01 = Add(s, b1, c01); c02 = Add(s, b2, c02);
            s = new(Unsafe.Add(ref x, 1));
            c10 = Add(s, b0, c10); c11 = Add(s, b1, c11); c12 = Add(s, b2, c12);
            s = new(Unsafe.Add(ref x, 2));
            c20 = Add(s, b0, c20); c21 = Add(s, b1, c21); c22 = Add(s, b2, c22);
            s = new(Unsafe.Add(ref x, 3));
            c30 = Add(s, b0, c30); c31 = Add(s, b1, c31); c32 = Add(s, b2, c32);
            x = ref Unsafe.Add(ref x, TileRows);
            b = ref Unsafe.Add(ref b, 3);
        }
        var into = MemoryMarshal.Cast<T, Vector<T>>(tile);
        (into[0], into[1], into[2], into[3], into[4], into[5]) = (c00, c01, c02, c10, c11, c12);
        (into[6], into[7], into[8], into[9], into[10], into[11]) = (c20, c21, c22, c30, c31, c32);
    }

    private static void Apply<T>(Span<T> a, ReadOnlySpan<T> change, bool add) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = MemoryMarshal.Cast<T, Vector<T>>(a);
        var y = MemoryMarshal.Cast<T, Vector<T>>(change);
        for (var v = 0; v < x.Length; v++) x[v] = add ? x[v] + y[v] : x[v] - y[v];
        for (var j = x.Length * Vector<T>.Count; j < a.Length; j++) a[j] = add ? a[j] + change[j] : a[j] - change[j];
    }

    /// <summary>The block's own column, row and diagonal: −L_ik W below, Wᵀ R_j before, Wᵀ W itself.</summary>
    private static void Finish<T>(T[] a, int n, int k, int depth, T[] w, T[] panel) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Parallel.For(0, (n + 63) / 64, t =>
        {
            Span<T> sum = stackalloc T[Depth];
            for (var i = t * 64; i < Math.Min(n, t * 64 + 64); i++)
            {
                var row = sum[..depth];
                row.Clear();
                var inside = i >= k && i < k + depth;
                // W is lower: its row r reaches to column r. F_i is zero inside the block, where the row of Wᵀ W is wanted instead.
                for (var r = inside ? i - k : 0; r < depth; r++)
                    SimdRows.AddScaled<T>(row[..(r + 1)], w.AsSpan(r * depth, r + 1), inside ? w[r * depth + i - k] : i < k ? panel[i * depth + r] : -panel[i * depth + r]);
                if (i >= k + depth) row.CopyTo(a.AsSpan(i * n + k, depth));
                else if (inside) row[..(i - k + 1)].CopyTo(a.AsSpan(i * n + k));
                else for (var r = 0; r < depth; r++) a[(k + r) * n + i] = row[r];
            }
        });
    }

    private static void Mirror<T>(T[] a, int n) where T : unmanaged, IFloatingPointIeee754<T> => Parallel.For(0, (n + 63) / 64, t =>
    {
        for (var j0 = 0; j0 <= t * 64; j0 += 64)
            for (var i = t * 64; i < Math.Min(n, t * 64 + 64); i++)
                for (var j = j0; j < Math.Min(i, j0 + 64); j++) a[j * n + i] = a[i * n + j];
    });

    /// <summary>s · b + sum, rounded once.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<T> Add<T>(Vector<T> s, Vector<T> b, Vector<T> sum) where T : unmanaged => typeof(T) == typeof(double)
        ? Vector.FusedMultiplyAdd(s.As<T, double>(), b.As<T, double>(), sum.As<T, double>()).As<double, T>()
        : Vector.FusedMultiplyAdd(s.As<T, float>(), b.As<T, float>(), sum.As<T, float>()).As<float, T>();
}
