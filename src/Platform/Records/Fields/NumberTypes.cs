using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>A number that JSON has as one.</summary>
public abstract class NumberType<T>(string name, FieldKind kind) : FieldType(name, kind, FieldInput.Number) where T : struct
{
    /// <inheritdoc/>
    public override bool IsNumber => true;

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => ToKey(value);

    /// <inheritdoc/>
    public override JsonNode? ToJson(object? value) => value is T number ? JsonValue.Create(number) : null;

    /// <inheritdoc/>
    public override object? OfJson(JsonNode? json, FieldContext at) => json switch
    {
        null => null,
        JsonValue value when value.TryGetValue<T>(out var number) => number,
        JsonValue value when value.TryGetValue<string>(out var text) => Parse(text, at),
        _ => throw TypedNumber.Wrong(json.ToJsonString(), at),
    };

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => TypedNumber.Asked;
}

/// <summary>A whole number.</summary>
public sealed class WholeType() : NumberType<long>("number", FieldKind.Whole)
{
    /// <summary>The one.</summary>
    public static readonly WholeType Number = new();

    /// <inheritdoc/>
    public override string Show(object value, Format format) => format.Number((long)value).Replace('-', '−');

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Long(column);

    /// <inheritdoc/>
    public override object? OfKey(string key) => long.TryParse(key, CultureInfo.InvariantCulture, out var number) ? number : null;

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at)
    {
        var number = TypedNumber.Of(text, at);
        if (number != decimal.Truncate(number)) throw at.Refuse("number_not_whole", $"{at.Field.Label.Ko} 항목에는 소수를 쓸 수 없어요.", $"{at.Field.Label.En} must be a whole number.");
        return number is >= -9_007_199_254_740_991 and <= 9_007_199_254_740_991 ? (long)number : throw TypedNumber.TooLarge(at);
    }
}

/// <summary>A number with decimals, as 64-bit floating point.</summary>
public class DecimalType(string name) : NumberType<double>(name, FieldKind.Decimal)
{
    /// <summary>The one.</summary>
    public static readonly DecimalType Number = new("decimal");

    /// <inheritdoc/>
    public override string Show(object value, Format format) => format.Number((double)value, 4).Replace('-', '−');

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Double(column);

    /// <inheritdoc/>
    public override string ToKey(object value) => ((double)value).ToString("R", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override object? OfKey(string key) => double.TryParse(key, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => (double)TypedNumber.Of(text, at);
}

/// <summary>A share: 0.25 is 25 %.</summary>
public sealed class PercentType() : DecimalType("percent")
{
    /// <summary>The one.</summary>
    public static readonly PercentType Share = new();

    /// <inheritdoc/>
    public override string Show(object value, Format format) => format.Number((double)value * 100, 2).Replace('-', '−') + "%";

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => Math.Round((double)value * 100, 10).ToString("0.##########", CultureInfo.InvariantCulture);

    /// <summary>12.5 and 12.5% are both an eighth.</summary>
    protected override object Typed(string text, FieldContext at) => (double)(TypedNumber.Of(text.Normalize(NormalizationForm.FormKC).TrimEnd('%', ' '), at) / 100);
}

/// <summary>An amount in whole minor units; its currency stands in a column of the record.</summary>
public sealed class MoneyType() : FieldType("money", FieldKind.Money, FieldInput.Money)
{
    /// <summary>The one.</summary>
    public static readonly MoneyType Amount = new();

    /// <inheritdoc/>
    public override bool IsNumber => true;

    /// <inheritdoc/>
    public override bool HasCurrency => true;

    /// <inheritdoc/>
    public override string Show(object value, Format format) => format.Money((Money)value);

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => TypedNumber.Units((Money)value).ToString(CultureInfo.InvariantCulture);

    /// <summary><c>{"amount":1234.5,"currency":"USD"}</c>: in units of the currency, as people write it.</summary>
    public override JsonNode? ToJson(object? value) => value is Money money ? new JsonObject { ["amount"] = TypedNumber.Units(money), ["currency"] = money.Currency } : null;

    /// <inheritdoc/>
    public override object? OfJson(JsonNode? json, FieldContext at) => TypedNumber.OfJson(json, at, Minor) ?? base.OfJson(json, at);

    /// <summary>The column and after it that of the currency.</summary>
    public override object Read(Row row, int column) => new Money(row.Long(column), row.TextOrNull(column + 1) ?? "KRW");

    /// <inheritdoc/>
    public override string ToKey(object value) => ((Money)value).Minor.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override object? OfKey(string key) => long.TryParse(key, CultureInfo.InvariantCulture, out var minor) ? minor : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => Compared;

    internal static readonly Operator[] Compared = [Operator.AtLeast, Operator.AtMost, Operator.More, Operator.Less, Operator.Between, Operator.Equal, Operator.NotEqual];

    /// <summary>₩1,234,567, 500만, 1억 2,000만 원, USD 12.50.</summary>
    protected override object Typed(string text, FieldContext at)
    {
        var (bare, currency) = TypedNumber.Currency(text.Normalize(NormalizationForm.FormKC), at.Currency);
        return Minor(TypedNumber.Of(bare, at), currency, at);
    }

    private static object Minor(decimal units, string currency, FieldContext at)
    {
        TypedNumber.MustBeCurrency(currency, at);
        var minor = units;
        for (var i = 0; i < Money.Digits(currency); i++) minor *= 10;
        if (minor != decimal.Truncate(minor)) throw at.Refuse("money_too_fine", $"{currency} 금액은 소수점 아래 {Money.Digits(currency)}자리까지 쓸 수 있어요.", $"An amount in {currency} has at most {Money.Digits(currency)} decimals.");
        return Math.Abs(minor) <= 9_000_000_000_000_000 ? new Money((long)minor, currency) : throw TypedNumber.TooLarge(at);
    }
}

/// <summary>Numbers as people in Korea and abroad type them.</summary>
internal static class TypedNumber
{
    public static readonly Operator[] Asked = [Operator.Equal, Operator.AtLeast, Operator.AtMost, Operator.More, Operator.Less, Operator.Between, Operator.NotEqual];
    private static readonly (char Sign, decimal Value)[] Myriads = [('조', 1_000_000_000_000m), ('억', 100_000_000m), ('만', 10_000m)];
    private static readonly (char Sign, decimal Value)[] Tens = [('천', 1_000m), ('백', 100m), ('십', 10m)];
    private static readonly (string Sign, string Code)[] Signs = [("₩", "KRW"), ("￦", "KRW"), ("원", "KRW"), ("$", "USD"), ("€", "EUR"), ("£", "GBP"), ("¥", "JPY")];

    /// <summary>1,234.5; −12; １２; 3만; 3천5백만; 1억 2,000만.</summary>
    public static decimal Of(string text, FieldContext at)
    {
        var bare = text.Normalize(NormalizationForm.FormKC).Replace('−', '-').Replace(",", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal);
        var negative = bare.StartsWith('-');
        if (negative) bare = bare[1..];
        var sum = Summed(bare, Myriads, part => Summed(part, Tens, digits => Plain(digits, text, at)));
        return negative ? -sum : sum;
    }

    /// <summary>3천5백만: each part counts so many times what its sign says, and what is left counts once.</summary>
    private static decimal Summed(string text, (char Sign, decimal Value)[] signs, Func<string, decimal> read)
    {
        var sum = 0m;
        foreach (var (sign, value) in signs)
        {
            var place = text.IndexOf(sign, StringComparison.Ordinal);
            if (place <= 0) continue;
            sum += read(text[..place]) * value;
            text = text[(place + 1)..];
            if (text.Length == 0) return sum;
        }
        return sum + read(text);
    }

    /// <summary>Takes the sign or code of a currency off an amount.</summary>
    public static (string Bare, string Currency) Currency(string text, string fallback)
    {
        foreach (var (sign, code) in Signs)
            if (text.Contains(sign, StringComparison.Ordinal)) return (text.Replace(sign, "", StringComparison.Ordinal), code);
        if (text.Length > 3 && text[..3].All(char.IsAsciiLetterUpper)) return (text[3..], text[..3]);
        if (text.Length > 3 && text[^3..].All(char.IsAsciiLetterUpper)) return (text[..^3], text[^3..]);
        return (text, fallback);
    }

    public static void MustBeCurrency(string currency, FieldContext at)
    {
        if (!Money.IsCurrency(currency)) throw at.Refuse("currency_wrong", $"{Particle.With($"'{currency}'", "은/는")} 통화 코드가 아니에요. KRW처럼 적어 주세요.", $"'{currency}' is not a currency: write a code such as KRW.");
    }

    /// <summary>An amount with its currency, or a bare one in that of the record; null where it is a text, or nothing.</summary>
    public static object? OfJson(JsonNode? json, FieldContext at, Func<decimal, string, FieldContext, object> read) => json switch
    {
        null => null,
        JsonObject { Count: <= 2 } both when both["amount"] is JsonValue amount && amount.TryGetValue<decimal>(out var units) => read(units, both["currency"]?.ToString() ?? at.Currency, at),
        JsonValue value when value.TryGetValue<decimal>(out var units) => read(units, at.Currency, at),
        JsonValue value when value.TryGetValue<string>(out _) => null,
        _ => throw Wrong(json.ToJsonString(), at),
    };

    public static decimal Units(Money money)
    {
        decimal units = money.Minor;
        for (var i = 0; i < Money.Digits(money.Currency); i++) units /= 10;
        return units;
    }

    public static Refused Wrong(string text, FieldContext at) => at.Refuse("number_wrong", $"{Particle.With($"'{text}'", "은/는")} 숫자가 아니에요. 1,234처럼 적어 주세요.", $"'{text}' is not a number. Write it like 1,234.");

    public static Refused TooLarge(FieldContext at) => at.Refuse("number_too_large", $"{at.Field.Label.Ko} 값이 너무 커요.", $"{at.Field.Label.En} is too large.");

    private static decimal Plain(string digits, string text, FieldContext at) =>
        decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number <= 1e16m ? number : throw TooLarge(at) : throw Wrong(text, at);
}
