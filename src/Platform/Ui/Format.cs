using System.Globalization;

namespace Dangol.Platform;

/// <summary>Numbers, money, dates and spans of time as people in Korea and abroad read them.</summary>
public sealed class Format(Language language, TimeZoneInfo zone, TimeProvider clock)
{
    private static readonly string[] Months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    private bool Korean => language == Language.Korean;

    /// <summary>The wording in the language.</summary>
    public string Say(Text text) => text.In(language);

    /// <summary>예, 아니요; yes, no.</summary>
    public string YesNo(bool yes) => Korean ? (yes ? "예" : "아니요") : yes ? "Yes" : "No";

    /// <summary>1,234,567.</summary>
    public string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>1,234.5: at most so many digits after the point; an en dash where there is no number.</summary>
    public string Number(double value, int digits = 1) =>
        double.IsFinite(value) ? value.ToString(digits == 0 ? "#,##0" : "#,##0." + new string('#', digits), CultureInfo.InvariantCulture) : "–";

    /// <summary>0.1234 → 12.3%.</summary>
    public string Percent(double ratio, int digits = 1) => double.IsFinite(ratio) ? (ratio * 100).ToString("F" + digits, CultureInfo.InvariantCulture) + "%" : "–";

    /// <summary>A change with its sign: +12.3%, −4.0%.</summary>
    public string Change(double ratio, int digits = 1) =>
        double.IsFinite(ratio) ? (ratio >= 0 ? "+" : "−") + Percent(Math.Abs(ratio), digits) : "–";

    /// <summary>₩1,234,567; −£12.50.</summary>
    public string Money(Money money) => money.ToString().Replace('-', '−');

    /// <summary>Rounded for a glance: 1억 2,345만 원, 3,200만 원; ₩123.5M in English; other currencies £1.2M. Small amounts stay whole.</summary>
    public string ShortMoney(Money money)
    {
        var whole = Math.Abs((decimal)money.Minor) / Power(Dangol.Platform.Money.Digits(money.Currency));
        if (whole < 10_000) return Money(money);
        var sign = money.Minor < 0 ? "−" : "";
        if (money.Currency == "KRW" && Korean) return sign + Myriads((long)whole) + " 원";
        var symbol = new Money(0, money.Currency).ToString();
        symbol = symbol[..symbol.IndexOf('0', StringComparison.Ordinal)];
        var (scaled, unit) = whole switch { >= 1_000_000_000 => (whole / 1_000_000_000, "B"), >= 1_000_000 => (whole / 1_000_000, "M"), _ => (whole / 1_000, "K") };
        return sign + symbol + scaled.ToString("#,##0.#", CultureInfo.InvariantCulture) + unit;
    }

    /// <summary>2026. 11. 21.; 21 Nov 2026.</summary>
    public string Date(DateOnly date) => Korean
        ? string.Create(CultureInfo.InvariantCulture, $"{date.Year}. {date.Month}. {date.Day}.")
        : string.Create(CultureInfo.InvariantCulture, $"{date.Day} {Months[date.Month - 1]} {date.Year}");

    /// <summary>The day of an instant (UTC) in the company's zone.</summary>
    public string Date(DateTime utc) => Date(DateOnly.FromDateTime(Local(utc)));

    /// <summary>2026. 11.; Nov 2026.</summary>
    public string Month(int year, int month) => Korean
        ? string.Create(CultureInfo.InvariantCulture, $"{year}. {month}.")
        : string.Create(CultureInfo.InvariantCulture, $"{Months[month - 1]} {year}");

    /// <summary>The month of an instant (UTC) in the company's zone.</summary>
    public string Month(DateTime utc) => Month(Local(utc).Year, Local(utc).Month);

    /// <summary>An instant (UTC) in the company's zone to the minute: 2026. 11. 21. 15:04.</summary>
    public string Instant(DateTime utc) => Date(utc) + " " + Local(utc).ToString("HH:mm", CultureInfo.InvariantCulture);

    /// <summary>How long ago or ahead an instant (UTC) is, up to a week; then its day. Show <see cref="Instant"/> on hover.</summary>
    public string Ago(DateTime utc)
    {
        var span = clock.GetUtcNow().UtcDateTime - utc;
        var (past, size) = (span >= TimeSpan.Zero, span.Duration());
        if (size < TimeSpan.FromMinutes(1)) return Korean ? (past ? "방금" : "곧") : past ? "just now" : "in a moment";
        if (size >= TimeSpan.FromDays(7)) return Date(utc);
        var (count, ko, en) = size switch
        {
            { TotalHours: < 1 } => ((int)size.TotalMinutes, "분", "min"),
            { TotalDays: < 1 } => ((int)size.TotalHours, "시간", "h"),
            _ => ((int)size.TotalDays, "일", "d"),
        };
        return Korean ? $"{count}{ko} {(past ? "전" : "뒤")}" : past ? $"{count} {en} ago" : $"in {count} {en}";
    }

    /// <summary>How long something takes: 3.2초, 4분 10초, 2시간 5분.</summary>
    public string Span(TimeSpan span)
    {
        if (span < TimeSpan.FromSeconds(10)) return Number(span.TotalSeconds, 1) + (Korean ? "초" : " s");
        var (hours, minutes, seconds) = ((int)span.TotalHours, span.Minutes, span.Seconds);
        var (h, m, s) = Korean ? ("시간", "분", "초") : (" h", " min", " s");
        if (hours > 0) return minutes > 0 ? $"{Number(hours)}{h} {minutes}{m}" : $"{Number(hours)}{h}";
        if (minutes > 0) return seconds > 0 ? $"{minutes}{m} {seconds}{s}" : $"{minutes}{m}";
        return $"{seconds}{s}";
    }

    private static string Myriads(long won)
    {
        var (eok, man) = (won / 100_000_000, won % 100_000_000 / 10_000);
        if (eok == 0) return man.ToString("N0", CultureInfo.InvariantCulture) + "만";
        var big = eok.ToString("N0", CultureInfo.InvariantCulture) + "억";
        return man == 0 ? big : big + " " + man.ToString("N0", CultureInfo.InvariantCulture) + "만";
    }

    private DateTime Local(DateTime utc) => TimeZoneInfo.ConvertTimeFromUtc(DateTime.SpecifyKind(utc, DateTimeKind.Utc), zone);

    private static decimal Power(int digits) => digits switch { 0 => 1, 2 => 100, _ => 1000 };
}
