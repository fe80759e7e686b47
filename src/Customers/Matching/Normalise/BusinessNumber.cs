namespace Dangol.Customers;

/// <summary>사업자등록번호: ten digits, the last of which checks the others.</summary>
internal static class BusinessNumber
{
    private static readonly int[] Factors = [1, 3, 7, 1, 3, 7, 1, 3, 5];

    /// <summary>The ten digits; null where there are not ten or the check digit is wrong, since a wrong number proves nothing.</summary>
    public static string? Of(string raw)
    {
        Span<char> digits = stackalloc char[10];
        var count = 0;
        foreach (var c in raw)
        {
            var digit = c is >= '０' and <= '９' ? (char)(c - '０' + '0') : c;
            if (!char.IsAsciiDigit(digit)) continue;
            if (count == digits.Length) return null;
            digits[count++] = digit;
        }
        return count == digits.Length && IsValid(digits) ? new(digits) : null;
    }

    /// <summary>Do ten digits keep the rule: factors 1 3 7 1 3 7 1 3 5, the tens of the ninth product added, and the tenth digit making whole tens?</summary>
    public static bool IsValid(ReadOnlySpan<char> digits)
    {
        if (digits.Length != 10) return false;
        var sum = (digits[8] - '0') * 5 / 10;
        for (var i = 0; i < Factors.Length; i++) sum += (digits[i] - '0') * Factors[i];
        return (10 - sum % 10) % 10 == digits[9] - '0';
    }
}
