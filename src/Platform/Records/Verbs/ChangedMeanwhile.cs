using System.Text.Json;

namespace Dangol.Platform;

/// <summary>What others have done to records since somebody read them: what they did to other fields stays, what meets is refused.</summary>
internal static class ChangedMeanwhile
{
    /// <summary>One change of a record, as the journal has it.</summary>
    internal sealed record Entry(Guid Id, int Version, string? After, string? Personal, string Who);

    /// <summary>The changes of records after a version, but for those of one change set.</summary>
    public static Task<List<Entry>> Since(Session session, DeclaredType type, IReadOnlyCollection<Guid> ids, int version, Guid but, CancellationToken cancel) => session.List($"""
        select j.record_id, j.version, j.after, j.personal, s.actor_name from journal j join change_sets s on s.id = j.change_set_id
        where j.type = @type and {session.In<Guid>("j.record_id", "ids")} and j.version > @version and j.change_set_id <> @but
        """, row => new Entry(row.Guid(0), row.Int(1), row.TextOrNull(2), row.TextOrNull(3), row.Text(4)), cancel, ("type", type.Name), ("ids", ids), ("version", version), ("but", but));

    /// <summary>Refuses where one of them has touched a field that is to be set otherwise; a record that is to be removed must be as it was read.</summary>
    /// <exception cref="Refused"><c>version_unknown</c>, <c>changed_meanwhile</c> at the field (409).</exception>
    public static void MustNotMeet(DeclaredType type, Record row, int version, RecordValues? values, IEnumerable<Entry> since)
    {
        if (version > row.Version) throw Unknown();
        foreach (var entry in since.Where(e => e.Version > version))
        {
            if (values is null) throw Whole(409);
            foreach (var name in TouchedBy(type, entry).Where(values.ContainsKey))
                if (RecordRow.FieldOf(type, name) is { } field && !Equals(RecordRow.Get(field, row), values[name])) throw Met(entry, field);
        }
    }

    /// <summary>Refuses where one of them has touched a field on which a verb rests; any field where it names none.</summary>
    /// <exception cref="Refused"><c>changed_meanwhile</c> at the field (409).</exception>
    public static void MustStand(DeclaredType type, IReadOnlyList<string> rests, IEnumerable<Entry> since)
    {
        foreach (var entry in since)
        {
            if (rests.Count == 0) throw Whole(409);
            if (TouchedBy(type, entry).FirstOrDefault(rests.Contains) is { } name && RecordRow.FieldOf(type, name) is { } field) throw Met(entry, field);
        }
    }

    /// <summary>The refusal of a version that never was.</summary>
    public static Refused Unknown() => new("version_unknown", "version", new("그런 버전은 없어요. 새로 고친 뒤 다시 해 주세요.", "There is no such version. Please reload and try again."), 409);

    private static Refused Met(Entry entry, Field field) => new("changed_meanwhile", field.Name, new(
        $"그 사이에 {entry.Who} 님이 {field.Label.Ko} 항목을 바꿨어요. 지금 값을 보고 다시 정해 주세요.",
        $"{entry.Who} has changed {field.Label.En} in the meantime. Please look at the value as it is now and decide again."), 409);

    private static IEnumerable<string> TouchedBy(DeclaredType type, Entry entry) => Touched(entry.After).Concat(Touched(entry.Personal, "after")).Select(column => NameOf(type, column));

    /// <summary>The refusal of a removal.</summary>
    public static Refused Whole(int status) => new("changed_meanwhile", "version", new(
        "그 사이에 다른 사람이 이 항목을 바꿨어요. 지금 값을 보고 다시 정해 주세요.", "Somebody has changed it in the meantime. Please look at it as it is now and decide again."), status);

    /// <summary>The field of a column; an amount's currency is a part of the amount.</summary>
    private static string NameOf(DeclaredType type, string column) => type.Fields.FirstOrDefault(f => f.Currency is { } currency && Names.Snake(currency.Name) == column)?.Name ?? column;

    private static IEnumerable<string> Touched(string? json, string? inside = null)
    {
        if (json is null) yield break;
        using var document = JsonDocument.Parse(json);
        var root = document.RootElement;
        if (inside is not null && !root.TryGetProperty(inside, out root)) yield break;
        foreach (var property in root.EnumerateObject()) yield return property.Name;
    }
}
