using System.Collections.Frozen;

namespace Dangol.Customers;

/// <summary>The normal form of each kind of field.</summary>
internal static class Normal
{
    private static readonly FrozenSet<string> Nothing = new[] { "na", "n/a", "#n/a", "nan", "null", "none", "nil", "unknown", "-", "--", ".", "?", "없음", "미상", "무", "해당없음", "모름" }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>Words that people and systems write where nothing is known: taken for a value they would make strangers one.</summary>
    public static bool IsNothing(ReadOnlySpan<char> raw) => raw.Trim() is var text && (text.Length == 0 || (text.Length <= 8 && Nothing.GetAlternateLookup<ReadOnlySpan<char>>().Contains(text)));

    public static Func<string, string?> Of(MatchField kind, bool monthFirst) => kind switch
    {
        MatchField.Given or MatchField.Surname or MatchField.FullName => PersonName.Of,
        MatchField.Company => CompanyName.Of,
        MatchField.BirthDate => raw => DayText.Of(raw, monthFirst),
        MatchField.Email => EmailAddress.Of,
        MatchField.Phone => Phone,
        MatchField.Street or MatchField.City or MatchField.Words => PostalAddress.Of,
        MatchField.Postcode => Code,
        MatchField.Identifier => Code,
        MatchField.BusinessNumber => BusinessNumber.Of,
        _ => Folded.Plain,
    };

    /// <summary>E.164 where the number has a country or is a domestic one, else its digits; null for fewer than six digits or one digit over and over.</summary>
    private static string? Phone(string raw)
    {
        var number = PhoneNumber.Of(raw) ?? new string([.. raw.Where(char.IsAsciiDigit)]);
        var digits = number.AsSpan(number.StartsWith('+') ? 1 : 0);
        return digits.Length < 6 || !digits[^6..].ContainsAnyExcept(digits[^1]) ? null : number;
    }

    /// <summary>Letters and digits in small letters, without blanks and signs.</summary>
    private static string? Code(string raw)
    {
        var text = Folded.Plain(raw);
        var kept = string.Concat(text.Where(char.IsLetterOrDigit));
        return kept.Length == 0 ? null : kept;
    }
}
