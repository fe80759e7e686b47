using System.Text;

namespace Dangol.Platform;

/// <summary>Telephone numbers in E.164; a number without a country is a Korean one (reference: the numbering plan of the Ministry of Science and ICT).</summary>
public static class PhoneNumber
{
    private static readonly System.Buffers.SearchValues<char> Signs = System.Buffers.SearchValues.Create("0123456789+-. ()/‐–·");

    /// <summary>010-1234-5678, 02) 555 1234, +82 (0)10 1234 5678, 001 1 415 555 0100 → +821012345678, …; null where it can't be a number.</summary>
    public static string? Of(string? typed)
    {
        if (string.IsNullOrWhiteSpace(typed)) return null;
        var text = (Ascii.IsValid(typed) ? typed : typed.Normalize(NormalizationForm.FormKC)).Trim();
        if (text.StartsWith("tel:", StringComparison.OrdinalIgnoreCase)) text = text[4..];
        if (text.AsSpan().ContainsAnyExcept(Signs)) return null;
        var abroad = text.StartsWith('+');
        var digits = Digits(text);
        if (abroad && digits.StartsWith("820", StringComparison.Ordinal)) digits = "82" + digits[3..];
        if (!abroad && digits.StartsWith("00", StringComparison.Ordinal))
        {
            // The number of a carrier stands before the country: 001, 002, 005, 006, or five digits as in 00700.
            var carrier = digits.StartsWith("007", StringComparison.Ordinal) || digits.StartsWith("003", StringComparison.Ordinal) ? 5 : 3;
            (abroad, digits) = (true, digits.Length > carrier ? digits[carrier..] : "");
        }
        if (abroad) return digits.Length is >= 8 and <= 15 ? "+" + digits : null;
        if (digits.StartsWith('0')) return digits.Length is >= 9 and <= 12 ? "+82" + digits[1..] : null;
        // 1588-1234 and the like have no area and are dialled as they are.
        return digits.Length == 8 && digits[0] == '1' ? "+82" + digits : null;
    }

    /// <summary>What the number that begins so begins with as it is kept: 010-12 → +821012; null where none begins so.</summary>
    public static string? Beginning(string typed)
    {
        if (Of(typed) is { } whole) return whole;
        var text = typed.Normalize(NormalizationForm.FormKC).Trim();
        var digits = Digits(text);
        if (text.AsSpan().ContainsAnyExcept(Signs) || digits.StartsWith("00", StringComparison.Ordinal)) return null;
        if (text.StartsWith('+')) return "+" + (digits.StartsWith("820", StringComparison.Ordinal) ? "82" + digits[3..] : digits);
        return digits.Length == 0 ? null : "+82" + (digits[0] == '0' ? digits[1..] : digits);
    }

    /// <summary>A part of a number as it is kept: its digits, without the zero of an area that stands before them; null where it can't be one.</summary>
    public static string? Part(string typed)
    {
        var text = typed.Normalize(NormalizationForm.FormKC).Trim();
        var digits = Digits(text);
        if (text.AsSpan().ContainsAnyExcept(Signs)) return null;
        if (text.StartsWith('+')) return "+" + digits;
        return digits.Length == 0 ? null : digits.Length > 4 && digits[0] == '0' ? digits[1..] : digits;
    }

    private static string Digits(string text)
    {
        Span<char> digits = stackalloc char[Math.Min(text.Length, 64)];
        var count = 0;
        foreach (var c in text)
            if (char.IsAsciiDigit(c) && count < digits.Length) digits[count++] = c;
        return new(digits[..count]);
    }

    /// <summary>+821012345678 → 010-1234-5678; a foreign number as it is.</summary>
    public static string Show(string number)
    {
        if (!number.StartsWith("+82", StringComparison.Ordinal) || number.Any(c => !char.IsAsciiDigit(c) && c != '+')) return number;
        var bare = number[3..];
        if (bare.Length == 8 && bare[0] == '1') return $"{bare[..4]}-{bare[4..]}";
        var digits = "0" + bare;
        var area = digits.StartsWith("02", StringComparison.Ordinal) ? 2 : digits.StartsWith("050", StringComparison.Ordinal) && digits.Length >= 11 ? 4 : 3;
        return digits.Length - area is >= 7 and <= 8 ? $"{digits[..area]}-{digits[area..^4]}-{digits[^4..]}" : digits;
    }
}
