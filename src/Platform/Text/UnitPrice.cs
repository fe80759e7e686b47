using System.Globalization;

namespace Dangol.Platform;

/// <summary>The price of one piece in whole 10⁻⁶ of the currency's unit (₩1 = 1,000,000): finer than an amount, and rounded only once it is multiplied.</summary>
public readonly record struct UnitPrice(long Micros, string Currency)
{
    /// <summary>₩1,234.5 or £0.001: at least the currency's own decimals, at most six.</summary>
    public override string ToString()
    {
        var value = Math.Abs(Micros / 1_000_000m);
        var symbol = new Money(0, Currency).ToString().TrimEnd('0', '.');
        var least = new string('0', Money.Digits(Currency));
        return (Micros < 0 ? "-" : "") + symbol + value.ToString($"#,##0.{least}{new string('#', 6 - least.Length)}", CultureInfo.InvariantCulture);
    }
}
