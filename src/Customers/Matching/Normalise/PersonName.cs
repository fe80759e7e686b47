using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Dangol.Customers;

/// <summary>A person's name without what is no part of it: accents, titles, honorifics, signs, blanks between Korean syllables.</summary>
internal static class PersonName
{
    private static readonly FrozenSet<string> Titles = "mr mrs ms miss mx dr prof professor sir madam md phd esq jr sr ii iii iv"
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Honorifics and posts that stand behind a Korean name, longest first.</summary>
    private static readonly string[] Honorifics = [.. "님 씨 군 양 귀하 선생님 선생 고객님 고객 대표님 대표이사 대표 사장님 사장 부회장 회장님 회장 전무 상무 이사님 이사 본부장 실장 팀장님 팀장 부장님 부장 차장님 차장 과장님 과장 대리님 대리 주임 사원 매니저 책임 수석 선임 프로 교수님 교수 박사님 박사 원장님 원장"
        .Split(' ').OrderByDescending(h => h.Length).ThenBy(h => h, StringComparer.Ordinal)];

    /// <summary>Tokens of a name in their order, parted by single blanks: "Dr. José  O'Neil-Smith" → "jose oneil smith", "홍 길동 과장님" → "홍길동"; null where nothing is left.</summary>
    public static string? Of(string raw)
    {
        var folded = Folded.Plain(raw);
        // "Kim, Chul-soo": the surname stands before the comma, and the tokens tell the order no better for it.
        var tokens = Tokens(folded);
        tokens.RemoveAll(t => Titles.Contains(t) && !Hangul.HasSyllable(t));
        if (tokens.Count > 0 && tokens.TrueForAll(t => Hangul.HasSyllable(t))) return Korean(tokens);
        return tokens.Count == 0 ? null : string.Join(' ', tokens);
    }

    private static string Korean(List<string> tokens)
    {
        while (tokens.Count > 1 && Array.IndexOf(Honorifics, tokens[^1]) >= 0) tokens.RemoveAt(tokens.Count - 1);
        var name = string.Concat(tokens);
        foreach (var honorific in Honorifics)
        {
            // What is left must be a whole name: two syllables before 님, three before a post, since 김이사 may be a name.
            var least = honorific is "님" or "씨" ? 2 : honorific.Length == 1 ? 4 : 3;
            if (name.Length - honorific.Length < least || !name.EndsWith(honorific, StringComparison.Ordinal)) continue;
            name = name[..^honorific.Length];
            break;
        }
        return name;
    }

    /// <summary>
    /// One key for all spellings of a name: the sounds of its parts, sorted, since East and West order them differently. 홍길동, Hong Gil-dong and Gildong Hong have the same.
    /// </summary>
    public static string Sound(string name)
    {
        if (Hangul.HasSyllable(name) && !name.Contains(' ', StringComparison.Ordinal))
        {
            var (surname, given) = Romanisation.Split(name);
            return surname.Length == 0 ? Romanisation.Sound(name) : Sorted(Romanisation.Sound(surname), Romanisation.Sound(given));
        }
        var parts = name.Split(' ');
        if (parts.Length == 1) return Romanisation.Sound(name);
        if (parts.Length == 2) return Sorted(Romanisation.Sound(parts[0]), Romanisation.Sound(parts[1]));
        if (parts.Length == 3 && (Romanisation.SurnameRank(parts[0]), Romanisation.SurnameRank(parts[2])) is var (first, last) && (first ?? last) is not null)
        {
            // Hyun is a surname, but in Hyun Kyung Park the commoner one is it.
            return last is null || first <= last ? Sorted(Romanisation.Sound(parts[0]), Romanisation.Sound(parts[1] + parts[2])) : Sorted(Romanisation.Sound(parts[2]), Romanisation.Sound(parts[0] + parts[1]));
        }
        return string.Join('|', parts.Select(Romanisation.Sound).Order(StringComparer.Ordinal));
    }

    private static string Sorted(string one, string other) => string.CompareOrdinal(one, other) <= 0 ? $"{one}|{other}" : $"{other}|{one}";

    private static List<string> Tokens(string folded)
    {
        var tokens = new List<string>(4);
        var token = new StringBuilder();
        foreach (var c in folded)
        {
            if (char.IsLetterOrDigit(c)) token.Append(c);
            else if (c is not ('\'' or '’' or '`' or '.')) End();
        }
        End();
        return tokens;

        void End()
        {
            if (token.Length > 0) tokens.Add(token.ToString());
            token.Clear();
        }
    }
}

/// <summary>Text in the form in which it is compared: as it is sorted and found (<see cref="Fold"/>), and without accents on letters that aren't Korean.</summary>
internal static class Folded
{
    public static string Plain(string raw)
    {
        var folded = Fold.Of(raw);
        if (Ascii.IsValid(folded)) return folded;
        var plain = new StringBuilder(folded.Length);
        foreach (var c in folded)
        {
            if (c < 0x80 || c >= 0x1100) { plain.Append(c); continue; }
            switch (c)
            {
                case 'ß': plain.Append("ss"); break;
                case 'æ': plain.Append("ae"); break;
                case 'œ': plain.Append("oe"); break;
                case 'ø': plain.Append('o'); break;
                case 'đ': plain.Append('d'); break;
                case 'ł': plain.Append('l'); break;
                default:
                    foreach (var part in c.ToString().Normalize(NormalizationForm.FormD))
                        if (CharUnicodeInfo.GetUnicodeCategory(part) != UnicodeCategory.NonSpacingMark) plain.Append(part);
                    break;
            }
        }
        return plain.ToString();
    }
}
