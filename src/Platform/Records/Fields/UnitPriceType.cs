using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>The price of one piece, kept in whole 10⁻⁶ of the unit; its currency stands in a column of the record.</summary>
public sealed class UnitPriceType() : FieldType("unit_price", FieldKind.UnitPrice, FieldInput.Money)
{
    /// <summary>The one.</summary>
    public static readonly UnitPriceType Price = new();

    /// <inheritdoc/>
    public override bool IsNumber => true;

    /// <summary>Prices of different things say nothing together.</summary>
    public override bool Adds => false;

    /// <inheritdoc/>
    public override bool HasCurrency => true;

    /// <inheritdoc/>
    public override string Show(object value, Format format) => ((UnitPrice)value).ToString().Replace('-', '−');

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => Units(value).ToString(CultureInfo.InvariantCulture);

    /// <summary><c>{"amount":0.125,"currency":"USD"}</c>: in units of the currency, as people write it.</summary>
    public override JsonNode? ToJson(object? value) => value is UnitPrice price ? new JsonObject { ["amount"] = Units(price), ["currency"] = price.Currency } : null;

    /// <inheritdoc/>
    public override object? OfJson(JsonNode? json, FieldContext at) => TypedNumber.OfJson(json, at, Micros) ?? base.OfJson(json, at);

    /// <summary>The column and after it that of the currency.</summary>
    public override object Read(Row row, int column) => new UnitPrice(row.Long(column), row.TextOrNull(column + 1) ?? "KRW");

    /// <inheritdoc/>
    public override string ToKey(object value) => ((UnitPrice)value).Micros.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override object? OfKey(string key) => long.TryParse(key, CultureInfo.InvariantCulture, out var micros) ? micros : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => MoneyType.Compared;

    /// <summary>₩1,234.5, 500만, USD 0.125.</summary>
    protected override object Typed(string text, FieldContext at)
    {
        var (bare, currency) = TypedNumber.Currency(text.Normalize(NormalizationForm.FormKC), at.Currency);
        return Micros(TypedNumber.Of(bare, at), currency, at);
    }

    private static decimal Units(object value) => ((UnitPrice)value).Micros / 1_000_000m;

    private static object Micros(decimal units, string currency, FieldContext at)
    {
        TypedNumber.MustBeCurrency(currency, at);
        var micros = units * 1_000_000m;
        if (micros != decimal.Truncate(micros)) throw at.Refuse("price_too_fine", "단가는 소수점 아래 6자리까지 쓸 수 있어요.", "A unit price has at most 6 decimals.");
        return Math.Abs(micros) <= 9_000_000_000_000_000 ? new UnitPrice((long)micros, currency) : throw TypedNumber.TooLarge(at);
    }
}
