namespace Dangol.Platform;

/// <summary>
/// The passwords that are tried first, as far as they are long enough to pass: well-known words with digits behind them, walks over the keyboard, the same
/// piece again and again, and Korean words typed on an English keyboard.
/// </summary>
internal static class CommonPasswords
{
    private static readonly HashSet<string> Words = [.. """
        password passw0rd p@ssw0rd p@ssword pa$$word passwort motdepasse contrasena administrator administrador admin root superuser system
        welcome letmein iloveyou sunshine princess football baseball basketball superman batman pokemon starwars dragon monkey shadow master
        michael jennifer jordan computer internet whatever trustno changeme default secret temporary temppassword newpassword mypassword
        yourpassword thisismypassword correcthorsebatterystaple qwerty qwertyuiop asdfghjkl zxcvbnm login test testing testtest testpassword
        user username guest manager company business customer service support office samsung korea seoul dangol dangolcrm crm
        rhksflwk dkssudgktpdy dkssud qlalfqjsgh tkfkdgo tkfkdgody eoqkr ghkdlxld alsrnr eogksalsrnr tnwls wldbs rlatjdgns
        비밀번호 관리자 사랑해 사랑해요 안녕하세요 대한민국 단골
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];

    private const string Around = "0123456789!@#$%^&*()-_=+.,?~";
    private const int ShortestWord = 4;

    private static readonly string[] Walks =
    [
        "12345678901234567890123456789012345678901234567890", "09876543210987654321098765432109876543210987654321", "abcdefghijklmnopqrstuvwxyz0123456789",
        "zyxwvutsrqponmlkjihgfedcba", "qwertyuiopasdfghjklzxcvbnm", "poiuytrewqlkjhgfdsamnbvcxz", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
        "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "qazwsxedcrfvtgbyhnujmikolp", "1234qwerasdfzxcv5678", "qwerasdfzxcv1234", "qwer1234asdf5678", "asdf1234qwer5678",
        "!@#$%^&*()_+!@#$%^&*()_+", "ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔㅁㄴㅇㄹㅎㅗㅓㅏㅣ",
    ];

    private static readonly HashSet<string> Keys = [.. Words.Select(KoreanKeys.Of)];

    /// <summary>Is the folded password among them or among the breached ones, whatever digits and signs stand around it, and on whichever keyboard it was typed?</summary>
    public static bool Has(string folded)
    {
        var (keys, bare) = (KoreanKeys.Of(folded.Replace(" ", "", StringComparison.Ordinal)), folded.Trim([.. Around, ' ']));
        return IsKnown(folded) || Keys.Contains(keys) || Keys.Contains(keys.Trim([.. Around])) || keys != folded && IsKnown(keys)
            || BreachedPasswords.Has(folded) || BreachedPasswords.Has(keys) || bare.Length >= ShortestWord && (BreachedPasswords.Has(bare) || BreachedPasswords.Has(KoreanKeys.Of(bare)) || BreachedPasswords.Has(Letters(bare)));
    }

    private static bool IsKnown(string folded)
    {
        var dense = folded.Replace(" ", "", StringComparison.Ordinal);
        var bare = dense.Trim([.. Around]);
        return Words.Contains(dense) || Words.Contains(bare) || Repeats(dense) || (bare.Length > 0 && (Words.Contains(Unit(bare)) || Words.Contains(Letters(bare))))
            || Walks.Any(walk => walk.Contains(dense, StringComparison.Ordinal)) || bare.Length >= 6 && dense.Length - bare.Length >= 4 && Walks.Any(walk => walk.Contains(bare, StringComparison.Ordinal));
    }

    /// <summary>aaaaaaaaaaaa, 121212121212, abcabcabcabc, dangoldangol.</summary>
    private static bool Repeats(string text) => Unit(text).Length <= Math.Min(6, text.Length / 2);

    /// <summary>The shortest piece of which the text consists.</summary>
    private static string Unit(string text)
    {
        for (var length = 1; length <= text.Length / 2; length++)
            if (Enumerable.Range(0, text.Length).All(i => text[i] == text[i % length])) return text[..length];
        return text;
    }

    /// <summary>p@ssw0rd is password.</summary>
    private static string Letters(string text) =>
        text.Replace('@', 'a').Replace('0', 'o').Replace('$', 's').Replace('3', 'e').Replace('1', 'i').Replace('!', 'i').Replace('5', 's');
}
