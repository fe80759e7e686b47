using System.Text.RegularExpressions;

namespace Dangol.Tests;

/// <summary>What people read is written in both languages, Korean first.</summary>
public sealed partial class TextsTests
{
    private static readonly List<(string File, string Type, string Ko, string En)> Pairs = Sources.Of("src/", ".cs", ".razor")
        .SelectMany(f => Pair().Matches(Sources.Read(f)).Select(m => (f, m.Groups["type"].Value, m.Groups["ko"].Value, m.Groups["en"].Value))).ToList();

    [Fact]
    public void a_text_has_korean_first_and_english_second() =>
        Rule.Check("text", "A text is new(\"한국어\", \"English\"); what reads the same in both is Text.Same(\"…\").", Pairs.Count(p => Hangul().IsMatch(p.Ko)),
            Pairs.Select(p => ($"{p.File}: \"{p.Ko}\", \"{p.En}\"", Wrong(p.Type, p.Ko, p.En))).Where(x => x.Item2 is not null)!);

    [Fact]
    public void what_is_the_same_in_both_languages_is_no_korean()
    {
        var same = Sources.Of("src/", ".cs", ".razor").SelectMany(f => Same().Matches(Sources.Read(f)).Select(m => (File: f, Both: m.Groups[1].Value))).ToList();
        Rule.Check("same", "Somebody who chose English would read Korean here.", Pairs.Count + same.Count,
            same.Where(s => Hangul().IsMatch(s.Both)).Select(s => (s.File, s.Both)));
    }

    [Fact]
    public void pages_have_no_korean_of_their_own()
    {
        var pages = Sources.Of("src/", ".razor").ToList();
        Rule.Check("page", "Somebody who chose English would read Korean here: use Text(ko, en).", pages.Count,
            pages.SelectMany(f => KoreanLine().Matches(KoAndEn().Replace(Comments().Replace(Sources.Read(f), ""), "")).Select(line => (f, line.Value.Trim()))));
    }

    private static string? Wrong(string type, string ko, string en) =>
        Hangul().IsMatch(en) && ko != en ? "the second, English, has Korean"
        : Hangul().IsMatch(ko) || !Letter().IsMatch(Hole().Replace(ko, "")) ? null      // all of it may come from variables
        : type == "Text" ? "the first has no Korean"
        // A bare new("…", "…") may be something else; two that begin like words of a screen are taken for a text.
        : Words().IsMatch(ko) && Words().IsMatch(en) ? "looks like a text without Korean"
        : null;

    [GeneratedRegex(@"\bnew\s*(?<type>Text)?\s*\(\s*\$?""(?<ko>(?:[^""\\\n]|\\.)*)""\s*,\s*\$?""(?<en>(?:[^""\\\n]|\\.)*)""\s*\)")]
    private static partial Regex Pair();

    [GeneratedRegex(@"\bText\.Same\(\s*\$?""((?:[^""\\\n]|\\.)*)""\s*\)")]
    private static partial Regex Same();

    /// <summary>A Korean literal with another beside it is a text in both languages, whatever takes it; one that is compared is a value of the data, and a language has its own name.</summary>
    [GeneratedRegex(@"\$?""[^""\n]*[가-힣ㄱ-ㅎ][^""\n]*""\s*,\s*\$?""[^""\n]*""|""한국어""|(?:[=!]=|\bis|\bor)\s+""[^""\n]*""")]
    private static partial Regex KoAndEn();

    [GeneratedRegex(@"[^\n]*[가-힣ㄱ-ㅎ][^\n]*")]
    private static partial Regex KoreanLine();

    [GeneratedRegex(@"@\*.*?\*@|<!--.*?-->|//[^\n]*", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"[가-힣ㄱ-ㅎ]")]
    private static partial Regex Hangul();

    [GeneratedRegex(@"\{[^{}]*\}")]
    private static partial Regex Hole();

    [GeneratedRegex(@"\p{L}")]
    private static partial Regex Letter();

    [GeneratedRegex(@"^[A-Z][a-z]+( |$)")]
    private static partial Regex Words();
}
