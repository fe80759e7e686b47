namespace Dangol.Integration;

/// <summary>How reading a number went.</summary>
internal enum NumberRead { Ok, Rounded, Wrong, TooLarge }

/// <summary>
/// Reads numbers as people and programs write them in files, exactly: sign in front or behind, accounting brackets, a currency mark, thousands marks where
/// they belong. Not: exponents, and thousands marks anywhere else than before each three digits.
/// </summary>
internal sealed class Numbers(NumberStyle style)
{
    private const int Places = 6;
    private readonly byte _decimal = (byte)style.Decimal[0];
    private readonly byte _thousands = style.Thousands.Length > 0 ? (byte)style.Thousands[0] : (byte)0;

    /// <summary>The number in whole 10⁻⁶ units. More digits than six are rounded half to even, and <see cref="NumberRead.Rounded"/> says so.</summary>
    public NumberRead Micros(ReadOnlySpan<byte> text, out long micros)
    {
        micros = 0;
        var negative = TakeSign(ref text);
        var point = text.IndexOf(_decimal);
        var whole = point < 0 ? text : text[..point];
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty && fraction.IsEmpty) return NumberRead.Wrong;
        if (!Digits(whole, out var value, out var fits) || !AllDigits(fraction)) return NumberRead.Wrong;
        for (var i = 0; i < Places && fits; i++)
        {
            var digit = i < fraction.Length ? fraction[i] - '0' : 0;
            fits = value <= (long.MaxValue - digit) / 10;
            if (fits) value = value * 10 + digit;
        }
        if (!fits) return NumberRead.TooLarge;
        var rest = fraction.Length > Places ? fraction[Places..].TrimEnd((byte)'0') : default;
        if (!rest.IsEmpty && (rest[0] > '5' || (rest[0] == '5' && (rest.Length > 1 || (value & 1) == 1)))) value++;
        micros = negative ? -value : value;
        return rest.IsEmpty ? NumberRead.Ok : NumberRead.Rounded;
    }

    /// <summary>A whole number; <c>6.0</c> is one, 6.5 is <see cref="NumberRead.Rounded"/> and not read.</summary>
    public NumberRead Whole(ReadOnlySpan<byte> text, out long number)
    {
        number = 0;
        var negative = TakeSign(ref text);
        var point = text.IndexOf(_decimal);
        var fraction = point < 0 ? default : text[(point + 1)..];
        if (point >= 0) text = text[..point];
        if (text.IsEmpty || !Digits(text, out var value, out var fits) || !AllDigits(fraction)) return NumberRead.Wrong;
        if (fraction.ContainsAnyExcept((byte)'0')) return NumberRead.Rounded;
        if (!fits) return NumberRead.TooLarge;
        number = negative ? -value : value;
        return NumberRead.Ok;
    }

    private bool Digits(ReadOnlySpan<byte> text, out long value, out bool fits)
    {
        (value, fits) = (0, true);
        var (sinceMark, marks) = (0, 0);
        foreach (var b in text)
        {
            if (b == _thousands && _thousands != 0)
            {
                if (sinceMark is 0 or > 3 || (marks > 0 && sinceMark != 3)) return false;
                (sinceMark, marks) = (0, marks + 1);
                continue;
            }
            if (b is < (byte)'0' or > (byte)'9') return false;
            sinceMark++;
            var digit = b - '0';
            fits = fits && value <= (long.MaxValue - digit) / 10;
            if (fits) value = value * 10 + digit;
        }
        return marks == 0 || sinceMark == 3;
    }

    private static bool AllDigits(ReadOnlySpan<byte> text) => !text.ContainsAnyExceptInRange((byte)'0', (byte)'9');

    /// <summary>Takes sign, brackets and currency marks off; true where the number is negative.</summary>
    private static bool TakeSign(ref ReadOnlySpan<byte> text)
    {
        if (text.Length > 0 && char.IsAsciiDigit((char)text[0]) && char.IsAsciiDigit((char)text[^1])) return false;
        var (negative, signed) = (false, false);
        if (text.Length > 2 && text[0] == '(' && text[^1] == ')')
        {
            negative = signed = true;
            text = text[1..^1];
        }
        for (var taken = true; taken;)
        {
            text = text.Trim((byte)' ');
            if (!signed && (Take(ref text, "-"u8) || Take(ref text, "\u2212"u8) || TakeEnd(ref text, "-"u8))) negative = signed = true;
            else if (!signed && Take(ref text, "+"u8)) signed = true;
            else taken = Take(ref text, "₩"u8) || Take(ref text, "￦"u8) || Take(ref text, "£"u8) || Take(ref text, "$"u8) || Take(ref text, "€"u8)
                || TakeEnd(ref text, "원"u8) || TakeEnd(ref text, "€"u8);
        }
        return negative;
    }

    private static bool Take(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        if (!text.StartsWith(mark)) return false;
        text = text[mark.Length..];
        return true;
    }

    private static bool TakeEnd(ref ReadOnlySpan<byte> text, ReadOnlySpan<byte> mark)
    {
        if (!text.EndsWith(mark)) return false;
        text = text[..^mark.Length];
        return true;
    }
}
