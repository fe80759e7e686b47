using System.Buffers.Text;

namespace Dangol.Integration;

/// <summary>
/// Reads numbers for analyses as people and programs write them: exponents, a sign in front or behind, accounting brackets and triangles, a currency or per cent mark (which
/// does not divide), thousands marks. Which of comma and point is the decimal mark is decided for a whole column, because one value alone cannot tell 1,234 from 1.234.
/// </summary>
/// <param name="Comma">The comma is the decimal mark, the point stands between thousands.</param>
internal readonly record struct LooseNumber(bool Comma)
{
    private const int ManyThousands = 20;

    /// <summary>What a column's values say of its decimal mark.</summary>
    /// <param name="values">Every value of the column.</param>
    /// <param name="commaLikely">Where nothing tells, as in 1,234 alone: whether the comma is decimal.</param>
    public static LooseNumber Of(IEnumerable<ReadOnlyMemory<byte>> values, bool commaLikely = false)
    {
        var (thousands, won) = (0, false);
        foreach (var value in values)
        {
            // Marks around the digits tell nothing of the decimal mark, and would be counted as digits before it.
            var text = value.Span;
            var (from, to) = (text.IndexOfAnyInRange((byte)'0', (byte)'9'), text.LastIndexOfAnyInRange((byte)'0', (byte)'9'));
            if (from < 0) continue;
            text = text[from..(to + 1)];
            var (comma, point) = (text.LastIndexOf((byte)','), text.LastIndexOf((byte)'.'));
            if (comma < 0) continue;
            if (point >= 0) return new(comma > point);
            if (text.Count((byte)',') > 1) return new(false);
            if (text.Length - comma - 1 != 3 || comma is 0 or > 3 || text[0] == (byte)'0') return new(true);
            thousands++;
            won = won || value.Span.IndexOf("₩"u8) >= 0 || value.Span.IndexOf("￦"u8) >= 0 || value.Span.IndexOf("원"u8) >= 0;
        }
        // Won have no decimals; and a column with three digits behind every comma, row after row, has thousands whatever stands between its fields.
        return new(thousands is > 0 and < ManyThousands && commaLikely && !won);
    }

    /// <summary>The number; false where it is none.</summary>
    public bool Read(ReadOnlySpan<byte> text, out double number)
    {
        if (Utf8Parser.TryParse(text, out number, out var used) && used == text.Length) return double.IsFinite(number);
        Span<byte> plain = stackalloc byte[64];
        var (length, negative) = (0, false);
        if (text.Length > 2 && text[0] == (byte)'(' && text[^1] == (byte)')') text = Inside(text[1..^1], out negative);
        else if (text.Length > 1 && text[^1] == (byte)'-') text = Inside(text[..^1], out negative);
        text = Unmarked(text);
        if (text.IsEmpty || text.Length > plain.Length) return false;
        foreach (var minus in Minus)
            if (text.StartsWith(minus.Span)) text = Unmarked(Inside(text[minus.Length..], out negative));
        if (text.Length > 2 && text[0] == (byte)'(' && text[^1] == (byte)')') text = Unmarked(Inside(text[1..^1], out negative));
        if (text.IsEmpty) return false;
        foreach (var b in text)
        {
            if (b == (Comma ? (byte)'.' : (byte)',') || b == (byte)' ') continue;
            plain[length++] = b == (byte)',' ? (byte)'.' : b;
        }
        if (!Utf8Parser.TryParse(plain[..length], out number, out used) || used != length || !double.IsFinite(number)) return false;
        number = negative ? -number : number;
        return true;
    }

    private static ReadOnlySpan<byte> Inside(ReadOnlySpan<byte> text, out bool negative)
    {
        negative = true;
        return text;
    }

    private static ReadOnlySpan<byte> Unmarked(ReadOnlySpan<byte> text)
    {
        ReadOnlySpan<byte> before;
        do
        {
            before = text = text.Trim((byte)' ');
            foreach (var mark in Marks)
            {
                if (text.StartsWith(mark.Span)) text = text[mark.Length..];
                else if (text.EndsWith(mark.Span)) text = text[..^mark.Length];
            }
        } while (text.Length < before.Length);
        return text;
    }

    // The triangles are how Korean accounts write what is below zero.
    private static readonly ReadOnlyMemory<byte>[] Minus = ["-"u8.ToArray(), "−"u8.ToArray(), "△"u8.ToArray(), "▲"u8.ToArray()];
    private static readonly ReadOnlyMemory<byte>[] Marks = ["₩"u8.ToArray(), "￦"u8.ToArray(), "£"u8.ToArray(), "$"u8.ToArray(), "€"u8.ToArray(), "원"u8.ToArray(), "%"u8.ToArray(), "\u00A0"u8.ToArray(), "+"u8.ToArray()];
}
