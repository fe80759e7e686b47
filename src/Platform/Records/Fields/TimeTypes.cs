using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Dangol.Platform;

/// <summary>A calendar day.</summary>
public sealed class DateType() : FieldType("date", FieldKind.Date, FieldInput.Date)
{
    /// <summary>The one.</summary>
    public static readonly DateType Day = new();

    /// <inheritdoc/>
    public override string Show(object value, Format format) => format.Date((DateOnly)value);

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => ToKey(value);

    /// <inheritdoc/>
    public override JsonNode? ToJson(object? value) => value is null ? null : JsonValue.Create(ToKey(value));

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Date(column);

    /// <inheritdoc/>
    public override string ToKey(object value) => ((DateOnly)value).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override object? OfKey(string key) => DateOnly.TryParseExact(key, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Equal, Operator.AtLeast, Operator.AtMost, Operator.Between, Operator.NotEqual];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => TypedTime.Day(text, at)
        ?? throw at.Refuse("date_wrong", $"{Particle.With($"'{text}'", "은/는")} 날짜가 아니에요. 2026-11-21처럼 적어 주세요.", $"'{text}' is not a date. Write it like 2026-11-21.");
}

/// <summary>An instant, kept in UTC to the millisecond, shown and typed in the company's zone.</summary>
public sealed class InstantType() : FieldType("date_time", FieldKind.Instant, FieldInput.Instant)
{
    /// <summary>The one.</summary>
    public static readonly InstantType Moment = new();

    /// <inheritdoc/>
    public override string Show(object value, Format format) => format.Instant((DateTime)value);

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) =>
        TimeZoneInfo.ConvertTimeFromUtc((DateTime)value, at.Zone).ToString("yyyy-MM-dd'T'HH:mm", CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override JsonNode? ToJson(object? value) => value is DateTime at ? JsonValue.Create(at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)) : null;

    /// <inheritdoc/>
    public override object Read(Row row, int column) => DateTime.SpecifyKind(row.Instant(column), DateTimeKind.Utc);

    /// <inheritdoc/>
    public override string ToKey(object value) => Session.Milliseconds((DateTime)value).ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override object? OfKey(string key) => long.TryParse(key, CultureInfo.InvariantCulture, out var ms) && Math.Abs(ms) < 200_000_000_000_000 ? DateTime.UnixEpoch.AddMilliseconds(ms) : null;

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.AtLeast, Operator.AtMost, Operator.Equal];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at) => TypedTime.Instant(text, at)
        ?? throw at.Refuse("date_time_wrong", $"{Particle.With($"'{text}'", "은/는")} 날짜와 시각이 아니에요. 2026-11-21 15:04처럼 적어 주세요.", $"'{text}' is not a date and time. Write it like 2026-11-21 15:04.");
}

/// <summary>Yes or no.</summary>
public sealed class YesNoType() : FieldType("yes_no", FieldKind.YesNo, FieldInput.YesNo)
{
    /// <summary>The one.</summary>
    public static readonly YesNoType Answer = new();
    private static readonly string[] Yes = ["예", "네", "y", "yes", "true", "1", "o", "on", "참"], No = ["아니요", "아니오", "n", "no", "false", "0", "x", "off", "거짓"];

    /// <inheritdoc/>
    public override string Show(object value, Format format) => format.YesNo((bool)value);

    /// <inheritdoc/>
    public override string Edit(object value, FieldContext at) => (bool)value ? "true" : "false";

    /// <inheritdoc/>
    public override JsonNode? ToJson(object? value) => value is null ? null : JsonValue.Create((bool)value);

    /// <inheritdoc/>
    public override object? OfJson(JsonNode? json, FieldContext at) => json is JsonValue value && value.TryGetValue<bool>(out var yes) ? yes : base.OfJson(json, at);

    /// <inheritdoc/>
    public override object Read(Row row, int column) => row.Bool(column);

    /// <inheritdoc/>
    public override string ToKey(object value) => (bool)value ? "1" : "0";

    /// <inheritdoc/>
    public override object? OfKey(string key) => key == "1";

    /// <inheritdoc/>
    protected override IReadOnlyList<Operator> Asked => [Operator.Equal];

    /// <inheritdoc/>
    protected override object Typed(string text, FieldContext at)
    {
        var folded = Fold.Of(text);
        return Yes.Contains(folded) || (No.Contains(folded) ? false : throw at.Refuse("yes_no_wrong", $"'{text}' 대신 예나 아니요로 적어 주세요.", $"Write yes or no instead of '{text}'."));
    }
}

/// <summary>Days and times as people type them.</summary>
internal static class TypedTime
{
    private static readonly string[] Days =
        ["yyyy-M-d", "yyyyMMdd", "yyyy.M.d", "yyyy.M.d.", "yyyy/M/d", "yyyy년M월d일", "d MMM yyyy", "d MMMM yyyy", "MMM d yyyy", "MMMM d yyyy"];
    private static readonly string[] Times = ["H:mm", "H:m", "H:mm:ss", "H:mm:ss.fff"];
    private static readonly (string Word, int Hours)[] Halves = [("오전", 0), ("오후", 12), ("AM", 0), ("PM", 12)];

    public static DateOnly? Day(string text, FieldContext at)
    {
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var iso) && iso.Year is >= 1000 and <= 9000) return iso;
        var bare = text.Normalize(NormalizationForm.FormKC).Replace(",", " ", StringComparison.Ordinal);
        switch (Fold.Of(bare))
        {
            case "오늘" or "today": return at.Today;
            case "내일" or "tomorrow": return at.Today.AddDays(1);
            case "어제" or "yesterday": return at.Today.AddDays(-1);
        }
        // Blanks carry meaning only between words of English.
        var close = bare.Any(char.IsAsciiLetter) ? string.Join(' ', bare.Split(' ', StringSplitOptions.RemoveEmptyEntries)) : bare.Replace(" ", "", StringComparison.Ordinal);
        return DateOnly.TryParseExact(close, Days, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && day.Year is >= 1000 and <= 9000 ? day : null;
    }

    public static DateTime? Instant(string text, FieldContext at)
    {
        var bare = text.Normalize(NormalizationForm.FormKC);
        if ((bare.EndsWith('Z') || bare.LastIndexOfAny(['+', '-']) > 15) && DateTimeOffset.TryParse(bare, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var exact))
            return Whole(exact.UtcDateTime);
        var (day, time) = Split(bare);
        if (Day(day, at) is not { } date) return null;
        if (Clock(time) is not { } clock) return null;
        var local = date.ToDateTime(clock);
        // An hour that summer time leaves out is read as the one after it.
        if (at.Zone.IsInvalidTime(local)) local = local.AddHours(1);
        return Whole(TimeZoneInfo.ConvertTimeToUtc(local, at.Zone));
    }

    /// <summary>15:04; 오후 3:04; 오후 3시 4분; 3:04 PM; nothing is midnight.</summary>
    private static TimeOnly? Clock(string text)
    {
        if (text.Length == 0) return TimeOnly.MinValue;
        var half = Halves.FirstOrDefault(h => text.Contains(h.Word, StringComparison.OrdinalIgnoreCase));
        var bare = half.Word is null ? text : text.Replace(half.Word, "", StringComparison.OrdinalIgnoreCase);
        bare = bare.Replace(" ", "", StringComparison.Ordinal).Replace("시", ":", StringComparison.Ordinal).Replace("분", "", StringComparison.Ordinal);
        if (bare.EndsWith(':')) bare += "00";
        if (!TimeOnly.TryParseExact(bare, Times, CultureInfo.InvariantCulture, DateTimeStyles.None, out var clock)) return null;
        if (half.Word is null) return clock;
        return clock.Hour is >= 1 and <= 12 ? clock.AddHours(clock.Hour == 12 ? half.Hours - 12 : half.Hours) : null;
    }

    /// <summary>The time begins with the word before its first colon or hour that is not of the day.</summary>
    private static (string Day, string Time) Split(string text)
    {
        var place = text.IndexOfAny([':', '시']);
        if (place < 0) return (text, "");
        foreach (var (word, _) in Halves)
            if (text.IndexOf(word, StringComparison.OrdinalIgnoreCase) is > 0 and var half && half < place) return (text[..half].Trim(), text[half..].Trim());
        var before = text.LastIndexOfAny([' ', 'T'], place);
        return before < 0 ? (text, "") : (text[..before].Trim(), text[(before + 1)..].Trim());
    }

    private static DateTime Whole(DateTime at) => DateTime.SpecifyKind(new(at.Ticks / TimeSpan.TicksPerMillisecond * TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);
}
