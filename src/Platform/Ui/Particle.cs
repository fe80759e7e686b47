namespace Dangol.Platform;

/// <summary>Chooses the Korean particle that fits the last sound of a word: 김철수를, 이영순을, 3을, SMS를.</summary>
public static class Particle
{
    private const int FirstSyllable = 0xAC00, LastSyllable = 0xD7A3, Finals = 28, Rieul = 8;

    /// <summary>
    /// The word with its particle. <paramref name="pair"/> names the form after a consonant first: 을/를, 이/가, 은/는, 과/와, 으로/로, 이에요/예요.
    /// </summary>
    public static string With(string word, string pair)
    {
        var slash = pair.IndexOf('/', StringComparison.Ordinal);
        var (closed, open) = (pair[..slash], pair[(slash + 1)..]);
        var final = Final(word);
        var takesOpen = final == 0 || (final == Rieul && closed == "으로");
        return word + (takesOpen ? open : closed);
    }

    /// <summary>The index of the final consonant of the last sound, 0 for none; only none, ㄹ and others matter.</summary>
    private static int Final(string word)
    {
        for (var i = word.Length - 1; i >= 0; i--)
        {
            var c = char.ToLowerInvariant(word[i]);
            if (c is >= (char)FirstSyllable and <= (char)LastSyllable) return (c - FirstSyllable) % Finals;
            if (char.IsAsciiDigit(c)) return c switch { '1' or '7' or '8' => Rieul, '0' or '3' or '6' => 1, _ => 0 };
            // An abbreviation is read letter by letter (엘, 엠, 엔, 알), a word by its sound: -l and -r as ㄹ, -m, -n, -b, -c, -k, -p, -t closed.
            if (char.IsAsciiLetter(c))
                return char.IsUpper(word[i]) ? c switch { 'l' or 'r' => Rieul, 'm' or 'n' => 1, _ => 0 } : c switch { 'l' => Rieul, 'm' or 'n' or 'b' or 'c' or 'k' or 'p' or 't' => 1, _ => 0 };
        }
        return 0;
    }
}
