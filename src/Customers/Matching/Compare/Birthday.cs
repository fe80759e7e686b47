namespace Dangol.Customers;

/// <summary>How two days written as eight digits (19710624) differ, by the slips that people make: a wrong or exchanged digit, day and month exchanged, a neighbouring day.</summary>
internal static class Birthday
{
    public const byte Differ = 1, SameYear = 2, TwoParts = 3, Slip = 4, Exact = 5;

    public static byte Level(ReadOnlySpan<char> a, ReadOnlySpan<char> b)
    {
        if (a.SequenceEqual(b)) return Exact;
        if (a.Length != 8 || b.Length != 8) return a[..4].SequenceEqual(b[..4]) ? TwoParts : Differ;
        bool year = a[..4].SequenceEqual(b[..4]), month = a[4..6].SequenceEqual(b[4..6]), day = a[6..].SequenceEqual(b[6..]);
        if (DamerauLevenshtein.Within(a, b, 1) <= 1) return Slip;
        if (year && a[4..6].SequenceEqual(b[6..]) && a[6..].SequenceEqual(b[4..6])) return Slip;
        if ((year && month) || (year && day) || (month && day)) return TwoParts;
        return year ? SameYear : Differ;
    }
}
