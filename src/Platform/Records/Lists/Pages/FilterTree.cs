using System.Globalization;

namespace Dangol.Platform;

/// <summary>How the members of a group belong together.</summary>
public enum GroupKind { All, Any, None }

/// <summary>
/// The tree of a list's conditions as people edit it: groups of which all, any or none must hold, and conditions. A place in it is written as the indices from
/// the top, <c>0.2</c>, the top itself as <c>top</c>. There is no empty group: it goes with its last member.
/// </summary>
public abstract record FilterNode
{
    /// <summary>The place of the whole.</summary>
    public const string Top = "top";

    /// <summary>A group.</summary>
    public sealed record Group(GroupKind Kind, IReadOnlyList<FilterNode> Members) : FilterNode;

    /// <summary>One condition.</summary>
    public sealed record Line(Clause Clause) : FilterNode;

    /// <summary>A clause as a group; an empty one where there is none.</summary>
    public static Group Whole(Clause? clause) => clause is null ? new(GroupKind.All, []) : Of(clause) is Group group ? group : new(GroupKind.All, [new Line(clause)]);

    /// <summary>A clause as a node.</summary>
    public static FilterNode Of(Clause clause) => clause switch
    {
        Clause.All(var clauses) => new Group(GroupKind.All, [.. clauses.Select(Of)]),
        Clause.Any(var clauses) => new Group(GroupKind.Any, [.. clauses.Select(Of)]),
        Clause.Not(Clause.Any(var clauses)) => new Group(GroupKind.None, [.. clauses.Select(Of)]),
        Clause.Not(var inner) => new Group(GroupKind.None, [Of(inner)]),
        _ => new Line(clause),
    };

    /// <summary>The clause that it means.</summary>
    public Clause ToClause() => this switch
    {
        Group { Kind: GroupKind.All } all => new Clause.All(all.Members.Select(m => m.ToClause()).ToSeq()),
        Group any when any.Members.Select(m => m.ToClause()).ToSeq() is var members => any.Kind == GroupKind.Any ? new Clause.Any(members) : new Clause.Not(new Clause.Any(members)),
        Line line => line.Clause,
        _ => throw new InvalidOperationException("There are groups and conditions"),
    };

    /// <summary>The place of a member.</summary>
    public static string Within(string place, int index) => place == Top ? index.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{place}.{index}");

    /// <summary>The group in which a place lies.</summary>
    public static string Above(string place) => place.LastIndexOf('.') is > 0 and var dot ? place[..dot] : Top;

    /// <summary>What stands at a place; null where the address was tampered with.</summary>
    public FilterNode? At(string place) => Steps(place).Aggregate((FilterNode?)this, (node, step) => node is Group group && step >= 0 && step < group.Members.Count ? group.Members[step] : null);

    /// <summary>The same with another node at a place; with null it goes, and the groups that it leaves empty with it.</summary>
    public FilterNode? With(string place, Func<FilterNode, FilterNode?> put) => With(this, [.. Steps(place)], put);

    /// <summary>The same with one more member in a group, at its end.</summary>
    public FilterNode? Add(string place, FilterNode member) => With(place, node => node is Group group ? group with { Members = [.. group.Members, member] } : node);

    /// <summary>The same with a member moved to the end of another group, which must not lie in it.</summary>
    public FilterNode? Move(string from, string to) =>
        At(from) is { } moved && At(to) is Group && to != from && !to.StartsWith(from + ".", StringComparison.Ordinal) ? Add(to, moved)!.With(from, _ => null) : this;

    /// <summary>Every group with its place, from the top.</summary>
    public IEnumerable<(string Place, Group Group)> Groups(string place = Top) =>
        this is Group group ? group.Members.SelectMany((m, i) => m.Groups(Within(place, i))).Prepend((place, group)) : [];

    private static FilterNode? With(FilterNode node, ReadOnlySpan<int> steps, Func<FilterNode, FilterNode?> put)
    {
        if (steps.IsEmpty) return put(node);
        if (node is not Group group || steps[0] < 0 || steps[0] >= group.Members.Count) return node;
        var member = With(group.Members[steps[0]], steps[1..], put);
        var members = group.Members.ToList();
        if (member is null) members.RemoveAt(steps[0]);
        else members[steps[0]] = member;
        return members.Count == 0 ? null : group with { Members = members };
    }

    private static IEnumerable<int> Steps(string place) =>
        place is Top or "" ? [] : place.Split('.').Select(s => int.TryParse(s, NumberStyles.None, CultureInfo.InvariantCulture, out var step) ? step : -1);
}
