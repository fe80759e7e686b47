using System.Globalization;

namespace Dangol.Platform;

/// <summary>An amount in whole minor units (won, pence, cents) of one currency. Amounts of different currencies are never added.</summary>
public readonly record struct Money(long Minor, string Currency)
{
    /// <summary>Adds an amount of the same currency.</summary>
    public static Money operator +(Money a, Money b) => new(checked(a.Minor + Same(a, b).Minor), a.Currency);

    /// <summary>Takes away an amount of the same currency.</summary>
    public static Money operator -(Money a, Money b) => new(checked(a.Minor - Same(a, b).Minor), a.Currency);

    /// <summary>The opposite amount.</summary>
    public static Money operator -(Money a) => new(checked(-a.Minor), a.Currency);

    /// <summary>
    /// A line amount: quantity times a unit price in whole 10⁻⁶ units, rounded once, half to even, to minor units.
    /// </summary>
    /// <param name="quantity">Pieces; negative for a return.</param>
    /// <param name="unitPriceMicros">Unit price in 10⁻⁶ of the currency's unit (₩1 = 1,000,000).</param>
    /// <param name="currency">ISO 4217 code.</param>
    public static Money OfLine(long quantity, long unitPriceMicros, string currency) =>
        new(RoundMicros((Int128)quantity * unitPriceMicros, currency), currency);

    /// <summary>Rounds an amount in 10⁻⁶ units, half to even, to the currency's minor units.</summary>
    public static long RoundMicros(Int128 micros, string currency)
    {
        var unit = (Int128)1_000_000 / PowerOfTen(Digits(currency));
        var (whole, rest) = Int128.DivRem(micros, unit);
        var twice = Int128.Abs(rest) * 2;
        if (twice > unit || (twice == unit && Int128.IsOddInteger(whole))) whole += Int128.Sign(micros);
        return checked((long)whole);
    }

    /// <summary>Is this the code of a currency that is in use (ISO 4217, list one, 2026, without metals, funds and tests)?</summary>
    public static bool IsCurrency(string? code) => code is not null && Codes.Contains(code);

    private static readonly System.Collections.Frozen.FrozenSet<string> Codes = System.Collections.Frozen.FrozenSet.ToFrozenSet((
        "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP "
        + "GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD "
        + "NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS "
        + "VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG").Split(' '), StringComparer.Ordinal);

    /// <summary>How many digits the currency's minor unit has: 0 for won and yen, 3 for the dinars, else 2 (ISO 4217).</summary>
    public static int Digits(string currency) => currency switch
    {
        "KRW" or "JPY" or "VND" or "CLP" or "ISK" or "XAF" or "XOF" or "PYG" or "UGX" => 0,
        "BHD" or "KWD" or "JOD" or "OMR" or "TND" or "IQD" or "LYD" => 3,
        _ => 2,
    };

    /// <summary>₩1,234,567 or £12.50: sign first, then symbol, then the number with its minor digits.</summary>
    public override string ToString()
    {
        var digits = Digits(Currency);
        var value = (decimal)Minor / PowerOfTen(digits);
        var symbol = Currency switch { "KRW" => "₩", "GBP" => "£", "USD" => "$", "EUR" => "€", "JPY" => "¥", _ => Currency + " " };
        return (value < 0 ? "-" : "") + symbol + Math.Abs(value).ToString("N" + digits, CultureInfo.InvariantCulture);
    }

    private static int PowerOfTen(int digits) => digits switch { 0 => 1, 2 => 100, _ => 1000 };

    private static Money Same(Money a, Money b) =>
        a.Currency == b.Currency ? b : throw new InvalidOperationException($"{a.Currency} and {b.Currency} are never added");
}
