using System.Collections.Frozen;
using System.Text;

namespace Dangol.Customers;

/// <summary>
/// Korean names across scripts. <see cref="Latin"/> writes Hangul by the Revised Romanization (2000); <see cref="Sound"/> brings any spelling of a name, Hangul
/// or Latin, old, new or a passport's, to one key: 정, Jung, Jeong and Chung sound <c>cunk</c>. Vowels and consonants that spellings don't tell apart are one letter of it.
/// </summary>
internal static class Romanisation
{
    private static readonly string[] Initials = ["g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h"];
    private static readonly string[] Medials = ["a", "ae", "ya", "yae", "eo", "e", "yeo", "ye", "o", "wa", "wae", "oe", "yo", "u", "wo", "we", "wi", "yu", "eu", "ui", "i"];
    private static readonly string[] Finals = ["", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k", "t", "p", "t"];

    /// <summary>Longest first: what a spelling has, and the letter of the key that stands for it.</summary>
    private static readonly (string Spelled, string Key)[] Rules =
    [
        .. new (string, string)[]
        {
            ("tch", "c"), ("yeo", "yu"), ("yoo", "yu"), ("you", "yu"), ("yeu", "yu"), ("yew", "yu"), ("yae", "ye"), ("woo", "u"), ("wae", "we"), ("weo", "wo"), ("woe", "we"), ("eui", "ui"), ("wee", "wi"),
            ("kk", "k"), ("kh", "k"), ("gg", "k"), ("ck", "k"), ("ch", "c"), ("jj", "c"), ("tt", "t"), ("th", "t"), ("dd", "t"), ("pp", "p"), ("ph", "p"), ("bb", "p"),
            ("ss", "s"), ("sh", "s"), ("ll", "r"), ("rr", "r"), ("rl", "r"), ("lr", "r"), ("nn", "n"), ("mm", "m"), ("ae", "e"), ("ai", "e"), ("ay", "e"), ("ya", "ya"), ("eo", "u"), ("oo", "u"), ("eu", "u"), ("ou", "u"),
            ("wu", "u"), ("yu", "yu"), ("yo", "yo"), ("ye", "ye"), ("yi", "i"), ("wa", "wa"), ("oe", "we"), ("oi", "we"), ("oy", "we"), ("we", "we"), ("wo", "wo"), ("wi", "wi"), ("ui", "ui"), ("ee", "i"), ("ie", "i"), ("ea", "i"),
            ("g", "k"), ("k", "k"), ("q", "k"), ("c", "k"), ("j", "c"), ("z", "c"), ("d", "t"), ("t", "t"), ("b", "p"), ("p", "p"), ("f", "p"), ("v", "p"), ("s", "s"), ("x", "ks"), ("l", "r"), ("r", "r"),
            ("m", "m"), ("n", "n"), ("h", "h"), ("a", "a"), ("e", "e"), ("o", "o"), ("u", "u"), ("i", "i"), ("y", "i"), ("w", "u"),
        },
    ];

    private static readonly Dictionary<char, (string Spelled, string Key)[]> ByLetter = Rules.GroupBy(r => r.Spelled[0]).ToDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Surnames whose usual spellings no rule brings together (passport spellings of the foreign ministry).</summary>
    private static readonly FrozenDictionary<string, string> Surnames = new (string Hangul, string Latin)[]
    {
        ("이", "lee yi rhee ri li yee rhie"), ("박", "park bak pak bark"), ("임", "im lim leem yim rim"), ("유", "yoo yu you ryu ryoo lyu"), ("류", "yoo yu you ryu ryoo lyu"), ("노", "no noh roh ro rho"), ("우", "woo u wu"),
        ("백", "baek back paik bak paek"), ("허", "heo hur huh her"), ("최", "choi choe choy"), ("양", "yang ryang"), ("여", "yeo yuh"), ("심", "sim shim"), ("나", "na ra nah"), ("라", "na ra nah"), ("서", "seo suh sur"), ("구", "gu koo ku goo"),
        ("조", "jo cho joh"), ("오", "oh o"), ("안", "an ahn"), ("고", "go ko koh"), ("차", "cha char"), ("하", "ha hah"), ("주", "ju joo chu"), ("추", "chu choo"), ("남궁", "namgung namkoong namgoong namkung"), ("황보", "hwangbo whangbo"), ("황", "hwang whang"),
    }.SelectMany(s => s.Latin.Split(' ').Prepend(s.Hangul).Select(spelled => (spelled, Key: s.Hangul switch { "류" => "유", "라" => "나", _ => s.Hangul }))).DistinctBy(s => s.spelled)
        .ToFrozenDictionary(s => s.spelled, s => "=" + Spelled(Latin(s.Key, marked: true)), StringComparer.Ordinal);

    /// <summary>The commonest first.</summary>
    private const string InOrder = "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국어은편용예경봉사부가복태목형두감";
    private static readonly FrozenSet<string> OneSyllable = InOrder.Select(c => c.ToString()).ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenSet<string> TwoSyllables = new[] { "남궁", "황보", "제갈", "사공", "선우", "서문", "독고", "동방", "어금", "망절" }.ToFrozenSet(StringComparer.Ordinal);
    private static readonly FrozenDictionary<string, int> SurnameRanks = InOrder.Select(c => c.ToString()).Concat(TwoSyllables).Select((s, rank) => (Sound: Sound(s), rank)).DistinctBy(s => s.Sound).ToFrozenDictionary(s => s.Sound, s => s.rank, StringComparer.Ordinal);

    /// <summary>길동 → gildong, syllable by syllable; what is no Hangul stays.</summary>
    public static string Latin(string hangul) => Latin(hangul, marked: false);

    /// <summary>The same, with a hyphen between syllables where that is wanted.</summary>
    private static string Latin(string hangul, bool marked)
    {
        var latin = new StringBuilder(hangul.Length * 3);
        foreach (var c in hangul)
        {
            if (!Hangul.IsSyllable(c)) { latin.Append(c); continue; }
            var (initial, medial, final) = Hangul.Parts(c);
            if (latin.Length > 0 && marked) latin.Append('-');
            latin.Append(Initials[initial]).Append(Medials[medial]).Append(Finals[final]);
        }
        return latin.ToString();
    }

    /// <summary>The key of one part of a name (a surname, or a given name with its syllables together), folded, Hangul or Latin.</summary>
    public static string Sound(string part) => Surnames.TryGetValue(part, out var known) ? known : Spelled(Latin(part, marked: true));

    /// <summary>How common a Korean surname a part is spelled like, 0 for the commonest; null for none.</summary>
    public static int? SurnameRank(string part) => SurnameRanks.TryGetValue(Sound(part), out var rank) ? rank : null;

    /// <summary>홍길동 → 홍 and 길동, 남궁민 → 남궁 and 민; the surname is empty where the text begins with none.</summary>
    public static (string Surname, string Given) Split(string hangul) =>
        hangul.Length >= 3 && TwoSyllables.Contains(hangul[..2]) ? (hangul[..2], hangul[2..])
        : hangul.Length >= 2 && OneSyllable.Contains(hangul[..1]) ? (hangul[..1], hangul[1..]) : ("", hangul);

    private static string Spelled(string latin)
    {
        var key = new StringBuilder(latin.Length);
        for (var at = 0; at < latin.Length;)
        {
            var c = latin[at];
            // An h that only lengthens a vowel: Noh, Ahn, Suh.
            if (c == 'h' && at > 0 && IsVowel(latin[at - 1]) && (at + 1 == latin.Length || !IsVowel(latin[at + 1]))) { at++; continue; }
            if (!ByLetter.TryGetValue(c, out var rules))
            {
                if (char.IsLetterOrDigit(c)) key.Append(c);
                at++;
                continue;
            }
            foreach (var (spelled, usual) in rules)
            {
                if (!latin.AsSpan(at).StartsWith(spelled, StringComparison.Ordinal)) continue;
                // Before a final, ㅓ is written like ㅜ (Jung, Hyun); at the end of a syllable it is not: 서 is no 수.
                var letter = spelled is "eo" or "yeo" && !IsClosed(latin, at + spelled.Length) ? usual.Replace('u', 'v') : usual;
                if (key.Length == 0 || letter.Length > 1 || key[^1] != letter[0]) key.Append(letter);
                at += spelled.Length;
                break;
            }
        }
        return key.ToString();
    }

    /// <summary>Does a consonant follow that ends the syllable?</summary>
    private static bool IsClosed(string latin, int at) => at < latin.Length && char.IsAsciiLetter(latin[at]) && !IsVowel(latin[at]) && (at + 1 == latin.Length || !IsVowel(latin[at + 1]));

    private static bool IsVowel(char c) => c is 'a' or 'e' or 'i' or 'o' or 'u' or 'y' or 'w';
}
