using System.Collections.Frozen;

namespace Dangol.Customers;

/// <summary>A company's name without its legal form: ㈜단골, (주) 단골, 주식회사 단골 and Dangol Co., Ltd. lose it.</summary>
internal static class CompanyName
{
    private static readonly string[] Bracketed = ["(주)", "(유)", "(사)", "(재)", "(합)", "(합자)", "(합명)", "(의)", "(학)", "[주]"];
    private static readonly string[] Korean = ["주식회사", "유한책임회사", "유한회사", "합자회사", "합명회사", "사단법인", "재단법인", "의료법인", "학교법인"];
    private static readonly FrozenSet<string> Latin = "co company ltd limited inc incorporated corp corporation llc llp plc gmbh ag sa srl bv nv kk pty pte sarl"
        .Split(' ').ToFrozenSet(StringComparer.Ordinal);

    public static string? Of(string raw)
    {
        // NFKC, which folding does, makes (주) of ㈜.
        var text = Folded.Plain(raw);
        foreach (var form in Bracketed) text = text.Replace(form, " ", StringComparison.Ordinal);
        foreach (var form in Korean)
            if (text.StartsWith(form, StringComparison.Ordinal) || text.EndsWith(form, StringComparison.Ordinal)) text = text.Replace(form, " ", StringComparison.Ordinal);
        Span<char> letters = stackalloc char[Math.Min(text.Length, 256)];
        for (var i = 0; i < letters.Length; i++) letters[i] = char.IsLetterOrDigit(text[i]) ? text[i] : text[i] is '.' or '\'' ? '\0' : ' ';
        var words = new string(letters).Replace("\0", "", StringComparison.Ordinal).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var kept = words.Where(w => !Latin.Contains(w)).ToArray();
        if (kept.Length == 0) kept = words;
        if (kept.Length == 0) return null;
        // Korean companies are written with and without blanks.
        return kept.All(w => Hangul.HasSyllable(w)) ? string.Concat(kept) : string.Join(' ', kept);
    }
}
