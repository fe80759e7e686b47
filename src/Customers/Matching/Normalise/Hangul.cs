namespace Dangol.Customers;

/// <summary>Syllables of Hangul taken apart: 값 → ㄱㅏㅂㅅ, so that a typing slip is one letter and not a whole syllable (arithmetic of Unicode chapter 3.12).</summary>
internal static class Hangul
{
    private const string Initials = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ";
    private const string Medials = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ";
    private const string Finals = " ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ";

    public static bool IsSyllable(char c) => c is >= '가' and <= '힣';

    public static bool HasSyllable(ReadOnlySpan<char> text) => text.ContainsAnyInRange('가', '힣');

    /// <summary>Initial, medial and final (0 for none) of a syllable.</summary>
    public static (int Initial, int Medial, int Final) Parts(char syllable)
    {
        var n = syllable - '가';
        return (n / 588, n % 588 / 28, n % 28);
    }

    /// <summary>The letters of a text, each syllable as two or three, ㅇ that is not sounded included; what is no Hangul stays.</summary>
    public static string Letters(string text)
    {
        if (!HasSyllable(text)) return text;
        Span<char> letters = stackalloc char[Math.Min(text.Length, 256) * 3];
        var count = 0;
        foreach (var c in text.AsSpan(0, Math.Min(text.Length, 256)))
        {
            if (!IsSyllable(c)) { letters[count++] = c; continue; }
            var (initial, medial, final) = Parts(c);
            letters[count++] = Initials[initial];
            letters[count++] = Medials[medial];
            if (final > 0) letters[count++] = Finals[final];
        }
        return new(letters[..count]);
    }

    /// <summary>홍길동 → ㅎㄱㄷ; null where the text is no Hangul.</summary>
    public static string? InitialsOf(string text) => text.All(IsSyllable) ? string.Create(text.Length, text, (initials, from) =>
    {
        for (var i = 0; i < from.Length; i++) initials[i] = Initials[Parts(from[i]).Initial];
    }) : null;
}
