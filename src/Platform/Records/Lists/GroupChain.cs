namespace Dangol.Platform;

/// <summary>A group of a list that is read group by group.</summary>
/// <param name="Key">Which, in the address of a page; blank for what has no value.</param>
/// <param name="Within">What is in it.</param>
internal sealed record GroupLink(string Key, Clause Within);

/// <summary>
/// A long list in groups that can be told beforehand: choices, yes and no, the people or stages that have any. Each group is a list of its own in the order that was
/// chosen, which an index answers where it would answer it without groups; a page goes from one to the next.
/// </summary>
internal static class GroupChain
{
    private const char Between = '\u001e';
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

    /// <summary>The groups in their order; null where they can't be told beforehand, or not soon.</summary>
    public static async Task<IReadOnlyList<GroupLink>?> Of(Company company, Reading read, Actor actor, DeclaredType type, RecordColumn column, bool falls, CancellationToken cancel)
    {
        var path = new Term.Field(column.Path);
        IReadOnlyList<(string Key, object Value)>? values = column.Type switch
        {
            ChoiceType { IsOpen: false } choices => [.. choices.Choices.Select(c => (c.Value, (object)c.Value))],
            YesNoType => [("0", false), ("1", true)],
            ReferenceType when column is { Published: null, Through: null } && IsKept(column) => await Referred(company, read, actor, type, column, cancel),
            _ => null,
        };
        if (values is null) return null;
        var links = (falls ? values.Reverse() : values).Select(v => new GroupLink(v.Key, new Clause.Compare(path, Operator.Equal, new Term.Literal(v.Value))));
        return [.. column.IsNeverEmpty ? links : links.Append(new("", new Clause.Compare(path, Operator.Empty, [])))];
    }

    /// <summary>The place of a row of a group.</summary>
    public static Keyset Place(GroupLink group, Keyset within) => within with { Value = $"{group.Key}{Between}{(within.Value is null ? '0' : '1')}{within.Value}" };

    /// <summary>In which group a place is, and where in it; null where it belongs to another list, which then begins at its beginning.</summary>
    public static (int Group, Keyset Within)? PlaceOf(Keyset? place, IReadOnlyList<GroupLink> groups)
    {
        if (place?.Value?.Split(Between, 2) is not [var key, ['0' or '1', ..] value] || groups.ToList().FindIndex(g => g.Key == key) is not (>= 0 and var at)) return null;
        return (at, place with { Value = value[0] == '0' ? null : value[1..] });
    }

    /// <summary>Is it a place in such a list? A text that is sorted by has no such sign.</summary>
    public static bool IsPlace(Keyset? place) => place?.Value?.Contains(Between, StringComparison.Ordinal) ?? false;

    /// <summary>The key of the group of a value.</summary>
    public static string KeyOf(object? value) => value switch { null => "", bool yes => yes ? "1" : "0", Guid id => id.ToString("N"), _ => (string)value };

    /// <summary>What it leads to is there as long as it is referred to.</summary>
    private static bool IsKept(RecordColumn column) => column.Path is "owner_id" or "team_id" || column.Field is { IsOutlived: false };

    /// <summary>The records that any refers to, in their order; null where not all of them may be seen.</summary>
    private static async Task<IReadOnlyList<(string, object)>?> Referred(Company company, Reading read, Actor actor, DeclaredType type, RecordColumn column, CancellationToken cancel)
    {
        var to = company.Declarations.Named(((ReferenceType)column.Type).To);
        if (to.Name != "user" && (!actor.Rights.Allows(new(to.Name, Actions.View)) || !Reach.Sql(actor, to, "r", read.Engine).IsAll)) return null;
        var title = to.TitleField!;
        var place = StageOrder.Of(to) is { IsByPlace: true, By: var by } ? $"r.{by}, " : "";
        try
        {
            return await read.Within(Longest, () => read.List($"""
                select r.id from {to.Table} r where exists (select 1 from {type.Table} t where t.{column.Name} = r.id)
                order by {place}r.{(title.Folded is { } folded ? Names.Snake(folded.Name) : title.Name)}, r.id
                """, row => row.Guid(0) is var id ? (id.ToString("N"), (object)id) : default, cancel));
        }
        catch (TimeoutException) { return null; }
    }
}
