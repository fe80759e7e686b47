using System.Numerics;
using System.Runtime.InteropServices;

namespace Dangol.Analytics;

/// <summary>The two steps that rows of numbers are made of, a vector at a time. Spans of one call have one length.</summary>
internal static class SimdRows
{
    public static T Dot<T>(ReadOnlySpan<T> x, ReadOnlySpan<T> y) where T : struct, INumber<T>
    {
        var a = MemoryMarshal.Cast<T, Vector<T>>(x);
        var b = MemoryMarshal.Cast<T, Vector<T>>(y);
        var sum = Vector<T>.Zero;
        for (var v = 0; v < a.Length; v++) sum += a[v] * b[v];
        var total = Vector.Sum(sum);
        for (var i = a.Length * Vector<T>.Count; i < x.Length; i++) total += x[i] * y[i];
        return total;
    }

    /// <summary>into += scale · x.</summary>
    public static void AddScaled<T>(Span<T> into, ReadOnlySpan<T> x, T scale) where T : struct, INumber<T>
    {
        var a = MemoryMarshal.Cast<T, Vector<T>>(into);
        var b = MemoryMarshal.Cast<T, Vector<T>>(x);
        var s = new Vector<T>(scale);
        for (var v = 0; v < a.Length; v++) a[v] += s * b[v];
        for (var i = a.Length * Vector<T>.Count; i < into.Length; i++) into[i] += scale * x[i];
    }
}
