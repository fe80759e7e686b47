using System.Collections.Concurrent;
using System.Globalization;

namespace Dangol.Platform;

/// <summary>A part of the order of a grouped list: a value by which records stand, those without one last.</summary>
/// <param name="Sql">The value.</param>
/// <param name="Falls">Largest first.</param>
/// <param name="Key">Reads it as it stands in the address of a page.</param>
/// <param name="OfKey">Reads that back; null where it was tampered with.</param>
internal sealed record OrderPart(string Sql, bool Falls, Func<Row, int, string> Key, Func<string, object?> OfKey);

/// <summary>By what lists are grouped, and in which order the groups stand.</summary>
internal static class GroupOrder
{
    private static readonly ConcurrentDictionary<TimeZoneInfo, IReadOnlyList<(long Until, long Offset)>> Offsets = new();

    /// <summary>Can lists be grouped by it? By what has few values, each of many records: choices, people, stages, days by their month, texts whose values are offered.</summary>
    public static bool Can(RecordColumn column, Declarations declarations) => column is { Formula: null, Type.Sorts: true } && column.Type switch
    {
        ChoiceType or YesNoType or DateType or InstantType => true,
        ReferenceType => RecordSql.TitleOf(column, declarations) is not null,
        _ => column.Field is { IsSuggested: true },
    };

    /// <summary>What it is grouped by, in words: 만든 때(월), Created (month).</summary>
    public static Text Name(RecordColumn column) => IsByMonth(column) ? new($"{column.Label.Ko}(월)", $"{column.Label.En} (month)") : column.Label;

    /// <summary>A group in words.</summary>
    public static string Show(RecordColumn column, object? value, string? name, Format format) => value switch
    {
        null => format.Say(new("값 없음", "None")),
        DateOnly day => format.Month(day.Year, day.Month),
        DateTime at => format.Month(at),
        _ => ListWords.Cell(column, value, name, format),
    };

    /// <summary>Why not.</summary>
    public static Refused Refusal(RecordColumn column) => new("not_groupable", column.Path, new($"{column.Label.Ko} 항목으로는 묶을 수 없어요.", $"A list can't be grouped by {column.Label.En}."));

    /// <summary>Days and instants are grouped by their months.</summary>
    public static bool IsByMonth(RecordColumn column) => column.Type.Kind is FieldKind.Date or FieldKind.Instant;

    /// <summary>The month of a day or an instant as 2026-11, in the company's zone.</summary>
    public static string Month(RecordColumn column, string value, Engine engine, TimeZoneInfo zone) => (column.Type.Kind, engine) switch
    {
        (FieldKind.Date, Engine.Sqlite) => $"substr({value}, 1, 7)",
        (FieldKind.Date, _) => $"to_char({value}, 'YYYY-MM')",
        (_, Engine.Sqlite) => $"strftime('%Y-%m', ({value} + {Offset(value, zone)}) / 1000, 'unixepoch')",
        _ => $"to_char({value} at time zone '{zone.Id.Replace("'", "", StringComparison.Ordinal)}', 'YYYY-MM')",
    };

    /// <summary>The first day of a month as <see cref="Month"/> says it.</summary>
    public static DateOnly FirstDay(string month) => DateOnly.ParseExact(month + "-01", "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>The order of the groups: choices as they are declared, stages by their place, months in time, else by name.</summary>
    public static IEnumerable<OrderPart> Of(RecordSql sql, RecordColumn column, Engine engine, TimeZoneInfo zone, bool falls)
    {
        if (IsByMonth(column))
        {
            yield return Text(Month(column, sql.Value(column).Value, engine, zone));
            yield break;
        }
        if (column.Type is ChoiceType choices)
        {
            var value = sql.Value(column).Value;
            var ranks = string.Concat(choices.Choices.Select((c, i) => string.Create(CultureInfo.InvariantCulture, $" when {sql.Bind(c.Value)} then {i}")));
            yield return Whole(ranks.Length == 0 ? value : string.Create(CultureInfo.InvariantCulture, $"case {value}{ranks} else case when {value} is not null then {choices.Choices.Count} end end"));
        }
        if (sql.Place(column) is { } place) yield return Whole(place);
        yield return By(sql, column, falls);
        // Two of one name are two groups.
        if (column.Type is ReferenceType) yield return new(sql.Value(column).Value, falls, (row, at) => row.Guid(at).ToString("N"), key => Guid.TryParseExact(key, "N", out var id) ? id : null);

        OrderPart Text(string value) => new(value, falls, (row, at) => row.Text(at), key => key);
        OrderPart Whole(string value) => new(value, falls, (row, at) => row.Long(at).ToString(CultureInfo.InvariantCulture), key => long.TryParse(key, CultureInfo.InvariantCulture, out var n) ? n : null);
    }

    /// <summary>The order by a column.</summary>
    public static OrderPart By(RecordSql sql, RecordColumn column, bool falls)
    {
        var key = sql.SortKey(column);
        return sql.SortsAsText(column) ? new($"nullif({key}, '')", falls, (row, at) => row.Text(at), text => text)
            : new(key, falls, (row, at) => column.Type.HasCurrency ? row.Long(at).ToString(CultureInfo.InvariantCulture) : column.Type.ToKey(column.Type.Read(row, at)), column.Type.OfKey);
    }

    /// <summary>ORDER BY these parts; the empty ones last, or first where the page before is looked for.</summary>
    public static string Clause(IEnumerable<string> values, IEnumerable<OrderPart> parts, bool backwards) =>
        string.Concat(values.Zip(parts, (value, part) => EmptyLast(value, part.Falls, backwards) + ", "));

    /// <summary>A part of ORDER BY, the empty ones last.</summary>
    public static string EmptyLast(string value, bool falls, bool backwards = false) => $"case when {value} is null then {(backwards ? 0 : 1)} else {(backwards ? 1 : 0)} end, {value} {Way(falls != backwards)}";

    /// <summary>What stands after a place in that order: by its parts one after the other, then by the record's key.</summary>
    public static string After(IReadOnlyList<OrderPart> parts, IReadOnlyList<object?> place, string last, bool backwards, Func<object?, string> bind)
    {
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var value = parts[i].Sql;
            if (place[i] is null) last = backwards ? $"({value} is not null or {last})" : $"({value} is null and {last})";
            else
            {
                var bound = bind(place[i]);
                last = $"({value} {(parts[i].Falls != backwards ? "<" : ">")} {bound} or {value} = {bound} and {last}{(backwards ? "" : $" or {value} is null")})";
            }
        }
        return last;
    }

    public static string Way(bool falls) => falls ? "desc" : "asc";

    /// <summary>Milliseconds from UTC to the zone's clock at an instant. SQLite knows no zones: where a zone changes its clock, by the changes from 2000 to 2045.</summary>
    private static string Offset(string value, TimeZoneInfo zone)
    {
        var offsets = Offsets.GetOrAdd(zone, Changes);
        var last = offsets[^1].Offset.ToString(CultureInfo.InvariantCulture);
        return offsets.Count == 1 ? last : $"case {string.Concat(offsets.SkipLast(1).Select(o => string.Create(CultureInfo.InvariantCulture, $"when {value} < {o.Until} then {o.Offset} ")))}else {last} end";
    }

    private static IReadOnlyList<(long Until, long Offset)> Changes(TimeZoneInfo zone)
    {
        var (from, to) = (new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2045, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var found = new List<(long, long)>();
        for (var at = from; at < to; at = at.AddDays(1))
        {
            if (zone.GetUtcOffset(at) == zone.GetUtcOffset(at.AddDays(1))) continue;
            var (before, after) = (at.ToUnixTimeMilliseconds(), at.AddDays(1).ToUnixTimeMilliseconds());
            while (after - before > 1)
            {
                var middle = (before + after) / 2;
                if (zone.GetUtcOffset(DateTimeOffset.FromUnixTimeMilliseconds(middle)) == zone.GetUtcOffset(at)) before = middle;
                else after = middle;
            }
            found.Add((after, (long)zone.GetUtcOffset(at).TotalMilliseconds));
        }
        return [.. found, (long.MaxValue, (long)zone.GetUtcOffset(to).TotalMilliseconds)];
    }
}
