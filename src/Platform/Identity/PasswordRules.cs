using System.Globalization;

namespace Dangol.Platform;

/// <summary>
/// What a password must be (ASVS 5.0 §6.2): long, and none that others try first. Nothing is asked of its mix of letters, and it never expires: both make
/// people choose worse ones. ASVS allows 8 characters; a customer file deserves 12.
/// </summary>
public static class PasswordRules
{
    /// <summary>Characters at least.</summary>
    public const int Shortest = 12;

    /// <summary>Characters at most, so that hashing one takes no longer than another.</summary>
    public const int Longest = 128;

    /// <summary>Says to people what is asked.</summary>
    public static readonly Text Asked = new(
        $"{Shortest}자 이상이면 돼요. 기억하기 쉬운 문장도 좋아요.", $"At least {Shortest} characters. A sentence that you remember is fine.");

    /// <summary>Refuses one that is easily guessed, at the field <c>password</c>.</summary>
    /// <exception cref="Refused"><c>password_too_short</c>, <c>password_too_long</c>, <c>password_known</c>, <c>password_is_name</c></exception>
    public static void Check(string password, string email, string name)
    {
        var length = new StringInfo(password).LengthInTextElements;
        if (length < Shortest)
            throw new Refused("password_too_short", "password", new($"비밀번호는 {Shortest}자 이상이어야 해요.", $"The password needs at least {Shortest} characters."));
        if (password.Length > Longest)
            throw new Refused("password_too_long", "password", new($"비밀번호는 {Longest}자까지 쓸 수 있어요.", $"The password may have at most {Longest} characters."));
        var folded = Fold.Of(password);
        if (folded == Fold.Of(email) || folded == Fold.Of(email.Split('@')[0]) || folded == Fold.Of(name) || folded.Replace(" ", "", StringComparison.Ordinal) == Fold.Of(name).Replace(" ", "", StringComparison.Ordinal))
            throw new Refused("password_is_name", "password", new("이름이나 이메일과 다른 비밀번호를 써 주세요.", "Choose a password other than the name or the e-mail address."));
        if (CommonPasswords.Has(folded))
            throw new Refused("password_known", "password", new("널리 쓰여 쉽게 뚫리는 비밀번호예요. 다른 것을 써 주세요.", "Many people use this password, so it is tried first. Choose another one."));
    }
}
