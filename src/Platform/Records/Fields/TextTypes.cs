using System.Globalization;
using System.Net.Mail;
using System.Text;

namespace Dangol.Platform;

/// <summary>One line of text.</summary>
public class TextType(string name, FieldInput input) : FieldType(name, FieldKind.Text, input)
{
    /// <summary>Where nothing else is said.</summary>
    public static readonly TextType Line = new("text", FieldInput.Line);

    /// <inheritdoc/>
    public override string Show(object value, Format format) => (string)value;

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Text(column);

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Contains, Operator.StartsWith, Operator.Equal, Operator.NotEqual, Operator.In];

    /// <summary>Composed, and without line breaks or control characters, which a paste brings along.</summary>
    protected override object Typed(string text, FieldContext at) => Clean(text, lines: false);

    private protected static string Clean(string text, bool lines)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\u001f') && !text.AsSpan().ContainsAnyInRange('\u007f', '\u009f')) return text.Normalize().Trim();
        var result = new StringBuilder(text.Length);
        foreach (var c in text.Normalize().Replace("\r\n", "\n", StringComparison.Ordinal))
            result.Append(c is '\n' && lines ? c : char.IsControl(c) ? ' ' : c);
        return result.ToString().Trim();
    }
}

/// <summary>Text of several lines.</summary>
public sealed class LongTextType() : TextType("long_text", FieldInput.Lines)
{
    /// <summary>The one.</summary>
    public static readonly LongTextType Lines = new();

    /// <inheritdoc/>
    public override bool Sorts => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Contains];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => Clean(text, lines: true);
}

/// <summary>A postal address in one text, as it stands on an envelope.</summary>
public sealed class AddressType() : TextType("address", FieldInput.Lines)
{
    /// <summary>The one.</summary>
    public static readonly AddressType Envelope = new();

    /// <inheritdoc/>
    public override bool Sorts => false;

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Contains, Operator.StartsWith];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => Clean(text, lines: true);
}

/// <summary>A mail address (RFC 5321); the domain in lower case.</summary>
public sealed class EmailType() : TextType("email", FieldInput.Email)
{
    /// <summary>The one.</summary>
    public static readonly EmailType Address = new();

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Equal, Operator.Contains, Operator.StartsWith, Operator.NotEqual];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at)
    {
        var clean = Clean(text, lines: false);
        if (!Ascii.IsValid(clean)) clean = clean.Normalize(NormalizationForm.FormKC);
        var split = clean.LastIndexOf('@');
        if (split < 1 || clean.Length > 254 || clean.Contains(' ', StringComparison.Ordinal) || !clean[split..].Contains('.', StringComparison.Ordinal)
            || !MailAddress.TryCreate(clean, out var read) || read.Address != clean)
            throw at.Refuse("email_wrong", $"{Particle.With($"'{clean}'", "은/는")} 이메일 주소가 아니에요. name@example.com처럼 적어 주세요.", $"'{clean}' is not an e-mail address. Write it like name@example.com.");
        return clean[..split] + clean[split..].ToLowerInvariant();
    }
}

/// <summary>A telephone number, kept in E.164 (<see cref="PhoneNumber"/>).</summary>
public sealed class PhoneType() : TextType("phone", FieldInput.Phone)
{
    /// <summary>The one.</summary>
    public static readonly PhoneType Number = new();

    /// <inheritdoc/>
    public override string Show(object value, Format format) => PhoneNumber.Show((string)value);

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => PhoneNumber.Show((string)value);

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Equal, Operator.StartsWith, Operator.Contains, Operator.NotEqual];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => PhoneNumber.Of(text)
        ?? throw at.Refuse("phone_wrong", $"{Particle.With($"'{text}'", "은/는")} 전화번호가 아니에요. 010-1234-5678이나 +82 10 1234 5678처럼 적어 주세요.", $"'{text}' is not a telephone number. Write it like 010-1234-5678 or +82 10 1234 5678.");
}

/// <summary>An address in the web; only http and https, as it is shown as a link.</summary>
public sealed class UrlType() : TextType("url", FieldInput.Url)
{
    /// <summary>The one.</summary>
    public static readonly UrlType Link = new();

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at)
    {
        var clean = Clean(text, lines: false);
        if (!clean.Contains("://", StringComparison.Ordinal)) clean = "https://" + clean;
        if (!Uri.TryCreate(clean, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || !uri.Host.Contains('.', StringComparison.Ordinal) || clean.Contains(' ', StringComparison.Ordinal))
            throw at.Refuse("url_wrong", $"{Particle.With($"'{text}'", "은/는")} 웹 주소가 아니에요. https://example.com처럼 적어 주세요.", $"'{text}' is not a web address. Write it like https://example.com.");
        return clean;
    }
}

/// <summary>A Korean business registration number: ten digits, the last of which checks the others.</summary>
public sealed class BusinessNumberType() : TextType("business_number", FieldInput.Line)
{
    /// <summary>The one.</summary>
    public static readonly BusinessNumberType Korean = new();
    private static readonly int[] Weights = [1, 3, 7, 1, 3, 7, 1, 3, 5];

    /// <inheritdoc/>
    public override string Show(object value, Format format) => Dashed((string)value);

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => Dashed((string)value);

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Equal, Operator.StartsWith, Operator.NotEqual];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at)
    {
        var digits = new string([.. text.Normalize(NormalizationForm.FormKC).Where(char.IsAsciiDigit)]);
        if (digits.Length != 10 || text.Any(char.IsLetter))
            throw at.Refuse("business_number_wrong", $"{Particle.With($"'{text}'", "은/는")} 사업자등록번호가 아니에요. 숫자 10자리로 적어 주세요.", $"'{text}' is not a business registration number: it has ten digits.");
        if (!Checks(digits))
            throw at.Refuse("business_number_check", $"'{text}' 번호의 끝자리가 맞지 않아요. 잘못 적은 숫자가 있는지 확인해 주세요.", $"The check digit of '{text}' is wrong: one of its digits must be a slip.");
        return digits;
    }

    /// <summary>Weights 1 3 7 1 3 7 1 3 5, plus the tens of the ninth product; the sum and the last digit make a whole ten.</summary>
    internal static bool Checks(string digits)
    {
        var sum = Weights.Select((weight, i) => weight * (digits[i] - '0')).Sum() + (digits[8] - '0') * 5 / 10;
        return (10 - sum % 10) % 10 == digits[9] - '0';
    }

    private static string Dashed(string digits) => digits.Length == 10 ? string.Create(CultureInfo.InvariantCulture, $"{digits[..3]}-{digits[3..5]}-{digits[5..]}") : digits;
}
