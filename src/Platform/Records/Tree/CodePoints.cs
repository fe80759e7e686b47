using System.Text;

namespace Dangol.Platform;

/// <summary>The order of text by code point, which is that of UTF-8 bytes and so of SQLite, PostgreSQL (C.UTF-8) and DuckDB.</summary>
internal static class CodePoints
{
    /// <summary>Negative where <paramref name="a"/> comes first.</summary>
    public static int Compare(string a, string b)
    {
        var n = Math.Min(a.Length, b.Length);
        for (var i = 0; i < n; i++)
            if (a[i] != b[i])
                return Rank(a[i]) - Rank(b[i]);
        return a.Length - b.Length;

        // UTF-16 puts surrogates (code points above U+FFFF) before U+E000; code points come the other way round.
        static int Rank(char c) => char.IsSurrogate(c) ? c + 0x2000 : c >= 0xE000 ? c - 0x800 : c;
    }

    /// <summary>The first text after all those that start with <paramref name="prefix"/>, or null where there is none.</summary>
    public static string? After(string prefix)
    {
        var runes = prefix.EnumerateRunes().ToList();
        while (runes.Count > 0)
        {
            var last = runes[^1].Value;
            runes.RemoveAt(runes.Count - 1);
            if (last == 0x10FFFF) continue;
            runes.Add(new Rune(last + 1 == 0xD800 ? 0xE000 : last + 1));
            return string.Concat(runes);
        }
        return null;
    }
}
