using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dangol.Platform;

/// <summary>A condition that is being made or changed.</summary>
/// <param name="At">Which of the conditions it takes the place of; −1 for a new one.</param>
/// <param name="Column">About what; null before that is chosen.</param>
/// <param name="Operator">What is asked.</param>
/// <param name="Values">With which values.</param>
/// <param name="Called">What the record is called that is asked for.</param>
/// <param name="Fault">What is wrong with it.</param>
public sealed record ConditionDraft(int At, RecordColumn? Column = null, string? Operator = null, IReadOnlyList<string>? Values = null, string? Called = null, Refused? Fault = null)
{
    /// <summary>Where in the tree of conditions it belongs: <c>set 0.1</c>, <c>add 0</c>, or <c>group 0</c> for a new group; null for a chip.</summary>
    public string? Place { get; init; }
}

/// <summary>What the forms of a list and a board say about conditions and columns, as the address that they lead to.</summary>
internal sealed class SteerList(Company company, FillForm fill)
{
    /// <summary>The address at which the list is with what a form of it said, or null; and the condition that is being made.</summary>
    public (string? Next, ConditionDraft? Draft) Read(Actor actor, DeclaredType type, ListState state, IQueryCollection query, string below = "")
    {
        if (query["c"].Count > 0) return (Address(state.Showing(query["c"].OfType<string>())), null);
        if (query["t"].ToString() is { Length: > 0 } asked) return (Turned(asked.Split(' ')), null);
        var draft = Draft(actor, type, query);
        if (draft is not { Operator: { } name, Column: { } column } || !query.ContainsKey("add.apply")) return (null, draft);
        var filter = new ListFilter(column.Path, name, draft.Values ?? []);
        try
        {
            var clause = filter.ToClause(column, fill.At(column));
            if (draft.Place?.Split(' ') is [var how, var place]) return (Address(Placed(how, place, FilterNode.Of(clause))), draft);
            var filters = state.Filters.ToList();
            if (draft.At >= 0 && draft.At < filters.Count) filters[draft.At] = filter;
            else filters.Add(filter);
            return (Address(state with { Filters = filters }), draft);
        }
        catch (Refused refused) { return (null, draft with { Fault = refused }); }

        string Address(ListState to) => (to with { After = null }).Address(type, below);

        // A button of the tree: what is to be done, and at which place.
        string Turned(string[] words)
        {
            var whole = state.Root();
            var place = words.Length > 1 ? words[1] : FilterNode.Top;
            switch (words)
            {
                case ["fold", ..]:
                    var columns = RecordColumns.Of(actor, type, company.Declarations);
                    var folded = state.Filters.Select(f => f.ToClause(columns.Find(f.Path), fill.At(columns.Find(f.Path)))).Select(FilterNode.Of).Aggregate((FilterNode?)whole, (tree, node) => tree!.Add(FilterNode.Top, node));
                    var tree = (state with { Filters = [] }).Holding(folded) with { Edit = FilterNode.Top };
                    return Address(tree) + (tree.Tree is null ? "&add.place=add+top" : "");
                case ["all" or "any" or "none", _]:
                    var kind = words[0] switch { "all" => GroupKind.All, "any" => GroupKind.Any, _ => GroupKind.None };
                    return Address(state.Holding(whole.With(place, n => n is FilterNode.Group g ? g with { Kind = kind } : n)) with { Edit = place });
                case ["remove", _]: return Address(state.Holding(whole.With(place, _ => null)) with { Edit = FilterNode.Above(place) });
                case ["wrap", _]: return Address(state.Holding(whole.With(place, n => new FilterNode.Group(Other(whole, FilterNode.Above(place)), [n]))) with { Edit = place });
                case ["move", _, var to]: return Address(state.Holding(whole.Move(place, to)) with { Edit = to });
                case ["add" or "group", _]: return Address(state with { Edit = place }) + $"&add.place={words[0]}+{Uri.EscapeDataString(place)}";
                case ["edit", _] when whole.At(place) is FilterNode.Line line && ListFilter.Of(line.Clause, RecordColumns.Of(actor, type, company.Declarations), fill) is { } known:
                    return Address(state with { Edit = place }) + $"&add.place=set+{Uri.EscapeDataString(place)}&add.field={Uri.EscapeDataString(known.Path)}&add.op={known.Operator}{string.Concat(known.Values.Select(v => "&add.v=" + Uri.EscapeDataString(v)))}";
                default: return Address(state);
            }
        }

        ListState Placed(string how, string place, FilterNode node)
        {
            var whole = state.Root();
            return state.Holding(how switch
            {
                "set" => whole.With(place, _ => node),
                "group" => whole.Add(place, new FilterNode.Group(Other(whole, place), [node])),
                _ => whole.Add(place, node),
            }) with { Edit = place };
        }
    }

    /// <summary>The condition that a form is about.</summary>
    public ConditionDraft? Draft(Actor actor, DeclaredType type, IQueryCollection query)
    {
        var place = query["add.place"].ToString() is { Length: > 0 } given ? given : null;
        if (query["add.field"].ToString() is not { Length: > 0 } path || RecordColumns.Of(actor, type, company.Declarations).FindOrNull(path) is not { } column) return place is null ? null : new(-1) { Place = place };
        var at = int.TryParse(query["add.at"], NumberStyles.None, CultureInfo.InvariantCulture, out var index) ? index : -1;
        var asked = ListFilter.Asked(column);
        var name = query["add.op"].ToString() is { Length: > 0 } chosen && asked.Contains(chosen) ? chosen : asked[0];
        var values = query["add.v"].OfType<string>().Where(v => v.Length > 0).Select(v => v.Replace('|', ' ')).ToList();
        if (query["add.me"] == "on") values = [ListFilter.Me];
        return new(at, column, name, values, query["add.v.called"]) { Place = place };
    }

    /// <summary>A group in one of which all must hold is of those of which any must, and the other way round.</summary>
    private static GroupKind Other(FilterNode whole, string place) => whole.At(place) is FilterNode.Group { Kind: GroupKind.Any } ? GroupKind.All : GroupKind.Any;
}
