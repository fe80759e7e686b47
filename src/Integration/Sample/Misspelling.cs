namespace Dangol.Integration;

/// <summary>Spoils one syllable of a name in a way that Koreans do on the telephone and on keyboards: ㅐ for ㅔ, a lost or wrong final, a neighbouring vowel.</summary>
internal static class Misspelling
{
    private const int First = 0xAC00, Count = 11172, PerInitial = 588, PerMedial = 28;

    /// <summary>Vowels that are taken for one another, by their places among the 21: ㅐㅔ, ㅓㅕ, ㅗㅜ, ㅏㅑ, ㅡㅣ, ㅖㅒ, ㅝㅘ, ㅟㅢ.</summary>
    private static readonly int[] Vowels = [2, 5, 3, 7, 6, 1, 4, 3, 13, 14, 11, 10, 17, 8, 9, 10, 19, 12, 20, 16, 18];

    /// <summary>The name with one syllable changed, never the surname's first; a Latin name loses a letter.</summary>
    public static string Of(Dice dice, string name)
    {
        if (name.Length < 2) return name + name;
        var at = 1 + dice.Below(name.Length - 1);
        var n = name[at] - First;
        if (n is < 0 or >= Count) return name.Remove(at, 1);
        int initial = n / PerInitial, medial = n % PerInitial / PerMedial, final = n % PerMedial;
        if (final is 4 or 21 && dice.Chance(0.5)) final = 25 - final;              // ㄴ and ㅇ
        else medial = Vowels[medial];
        return name[..at] + (char)(First + initial * PerInitial + medial * PerMedial + final) + name[(at + 1)..];
    }
}
