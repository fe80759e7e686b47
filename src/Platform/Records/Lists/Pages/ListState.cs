using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Dangol.Platform;

/// <summary>What a list shows, all of which stands in its address: what the address leaves out comes from the view, what the view leaves out from the declaration.</summary>
public sealed record ListState
{
    /// <summary>The view that it begins with; null for the one of the declaration.</summary>
    public SavedView? View { get; init; }

    /// <summary>The paths of its columns.</summary>
    public required IReadOnlyList<string> Columns { get; init; }

    /// <summary>How wide columns are, in pixels; where there is any, the others have <see cref="PlainWidth"/>. Without one they are as wide as their content.</summary>
    public IReadOnlyDictionary<string, int> Widths { get; init; } = NoWidths;

    /// <summary>The width of a column of which nothing is said.</summary>
    public const int PlainWidth = 160;

    private const int Narrowest = 64, Widest = 800, MostColumns = 30;
    private static readonly Dictionary<string, int> NoWidths = [];

    /// <summary>Columns with their widths as they stand in an address and a view: <c>name~240,email</c>.</summary>
    public string Cols => string.Join(',', Columns.Select(Col));

    /// <summary>One of them.</summary>
    public string Col(string path) => Widths.TryGetValue(path, out var width) ? string.Create(CultureInfo.InvariantCulture, $"{path}~{width}") : path;

    /// <summary>The same with other columns, as <see cref="Cols"/> writes them.</summary>
    public ListState Showing(IEnumerable<string> cols)
    {
        var said = cols.Select(c => c.Split('~')).DistinctBy(c => c[0], StringComparer.Ordinal).Take(MostColumns).ToList();
        if (said.Count == 0) return this;
        var widths = said.Where(c => c.Length > 1).ToDictionary(c => c[0], c => int.TryParse(c[1], NumberStyles.None, CultureInfo.InvariantCulture, out var width) ? Math.Clamp(width, Narrowest, Widest) : PlainWidth, StringComparer.Ordinal);
        return this with { Columns = [.. said.Select(c => c[0])], Widths = widths };
    }

    /// <summary>Conditions, all of which must hold.</summary>
    public IReadOnlyList<ListFilter> Filters { get; init; } = [];

    /// <summary>A tree of conditions that no line of a form could say, as <see cref="TreeJson.ToUrl"/> writes it.</summary>
    public string? Tree { get; init; }

    /// <summary>The place in the tree at which somebody edits (<see cref="FilterNode"/>); null where the tree is closed.</summary>
    public string? Edit { get; init; }

    /// <summary>Among which records the columns of a board are chosen.</summary>
    public string? Of { get; init; }

    /// <summary>The beginning of the title.</summary>
    public string? Q { get; init; }

    /// <summary>The path by which it is sorted, a minus before it for the other way round.</summary>
    public required string Sort { get; init; }

    /// <summary>The path by which it is grouped.</summary>
    public string? Group { get; init; }

    /// <summary>From where the page begins.</summary>
    public string? After { get; init; }

    /// <summary>The background work that began here.</summary>
    public Guid? Job { get; init; }

    /// <summary>Its view has a condition on something that is not there for who looks: what it means can't be shown.</summary>
    internal bool Lacks { get; init; }

    /// <summary>What the view or the declaration says, from which the address differs.</summary>
    private ListState? Began { get; init; }

    /// <summary>What the address says, over the view.</summary>
    public static ListState From(DeclaredType type, IQueryCollection query, SavedView? view, RecordColumns seen, Func<RecordColumn, bool>? hides = null)
    {
        var begin = Begin(type, view).For(seen, hides ?? (_ => false));
        var state = begin.Showing(Words(query["cols"])) with
        {
            Began = begin,
            Filters = query.ContainsKey("w") || query.ContainsKey("f") ? [.. query["w"].Select(ListFilter.Of).OfType<ListFilter>()] : begin.Filters,
            Tree = query.ContainsKey("w") || query.ContainsKey("f") ? NotEmpty(query["f"]) : begin.Tree,
            Edit = NotEmpty(query["edit"]),
            Of = NotEmpty(query["of"]) ?? begin.Of,
            Q = NotEmpty(query["q"]),
            Sort = NotEmpty(query["sort"]) ?? begin.Sort,
            Group = query.ContainsKey("group") ? NotEmpty(query["group"]) : begin.Group,
            After = NotEmpty(query["after"]),
            Job = Guid.TryParse(query["job"], out var job) ? job : null,
            Lacks = begin.Lacks && !query.ContainsKey("w") && !query.ContainsKey("f"),
        };
        return state with { Columns = Shown(state.Columns, seen) };
    }

    /// <summary>The view as it was saved, or the declaration's.</summary>
    public static ListState Begin(DeclaredType type, SavedView? view) => new ListState
    {
        View = view,
        Columns = type.Pages!.Columns,
        Filters = view?.Filters is { } filters ? [.. filters.Split('\n').Select(ListFilter.Of).OfType<ListFilter>()] : [],
        Tree = view?.Tree,
        Of = view?.Among,
        Sort = view?.Sort ?? type.Pages!.Sort,
        Group = view?.GroupBy,
    }.Showing(Words(view?.Columns));

    /// <summary>The same for somebody for whom not everything is there that it names.</summary>
    private ListState For(RecordColumns seen, Func<RecordColumn, bool> hides)
    {
        var filters = Filters.Where(f => seen.FindOrNull(f.Path) is not null).ToList();
        var tree = Tree is not null && !IsSeen(Tree, seen) ? null : Tree;
        return this with
        {
            Columns = Shown(Columns, seen), Filters = filters.Count == Filters.Count ? Filters : filters, Tree = tree, Lacks = filters.Count < Filters.Count || tree != Tree,
            Sort = Orders(Sort) ? Sort : "-created_at", Group = Group is { } by && Orders(by) ? Group : null,
        };

        // What is masked gives no order: it would tell what the mask hides.
        bool Orders(string path) => seen.FindOrNull(path.TrimStart('-')) is { } column && !hides(column);
    }

    private static IReadOnlyList<string> Shown(IReadOnlyList<string> columns, RecordColumns seen) =>
        columns.All(c => seen.FindOrNull(c) is not null) ? columns : columns.Where(c => seen.FindOrNull(c) is not null).ToList() is { Count: > 0 } some ? some : ["created_at"];

    private static bool IsSeen(string tree, RecordColumns seen)
    {
        // What is wrong with it is said where it is asked.
        try { return TreeSize.Names(TreeParser.FromUrl(tree)).All(name => seen.FindOrNull(name) is not null); }
        catch (Refused) { return true; }
    }

    /// <summary>Does it differ from the view that it began with?</summary>
    public bool IsChanged(DeclaredType type) => (Began ?? Begin(type, View)) is var begin && (!SameColumns(begin) || !SameConditions(begin) || begin.Sort != Sort || begin.Group != Group || begin.Of != Of);

    /// <summary>Does it leave nothing out?</summary>
    public bool IsAll => Filters.Count == 0 && Tree is null && Q is null;

    /// <summary>The tree of its conditions as people edit it.</summary>
    /// <exception cref="Refused"><c>tree_…</c></exception>
    public FilterNode.Group Root() => FilterNode.Whole(Tree is null ? null : TreeParser.FromUrl(Tree));

    /// <summary>The same with another tree.</summary>
    public ListState Holding(FilterNode? tree) => this with { Tree = tree is null or FilterNode.Group { Members.Count: 0 } ? null : TreeJson.ToUrl(tree.ToClause()) };

    /// <summary>Its address; of the board with <c>/board</c> below.</summary>
    public string Address(DeclaredType type, string below = "") => $"/{type.Pages!.Path}{below}{Query(type)}";

    /// <summary>What stands behind its path, without the parts of some names.</summary>
    public string Query(DeclaredType type, params string[] but) => QueryString.Create(Parts(type, but).Select(p => KeyValuePair.Create(p.Key, (string?)p.Value))).ToString();

    /// <summary>Names and values of its address, for hidden fields of a form; without those of some names.</summary>
    public IEnumerable<KeyValuePair<string, string>> Parts(DeclaredType type, params string[] but)
    {
        var begin = Began ?? Begin(type, View);
        if (!but.Contains("view")) yield return new("view", View?.Id.ToString() ?? "all");
        if (!SameColumns(begin) && !but.Contains("cols")) yield return new("cols", Cols);
        if (!SameConditions(begin) && !but.Contains("w"))
        {
            foreach (var filter in Filters) yield return new("w", filter.ToString());
            if (Tree is not null || Filters.Count == 0) yield return new("f", Tree ?? "");
        }
        if (Edit is not null && !but.Contains("edit")) yield return new("edit", Edit);
        if (Of is not null && begin.Of != Of && !but.Contains("of")) yield return new("of", Of);
        if (Q is not null && !but.Contains("q")) yield return new("q", Q);
        if (begin.Sort != Sort && !but.Contains("sort")) yield return new("sort", Sort);
        if (begin.Group != Group && !but.Contains("group")) yield return new("group", Group ?? "");
        if (After is not null && !but.Contains("after")) yield return new("after", After);
        if (Job is { } job && !but.Contains("job")) yield return new("job", job.ToString());
    }

    // A page asks this for each of its links, and mostly it is the very same list.
    private bool SameColumns(ListState other) => ReferenceEquals(other.Columns, Columns) && ReferenceEquals(other.Widths, Widths) || other.Cols == Cols;

    private bool SameConditions(ListState other) => other.Tree == Tree
        && (ReferenceEquals(other.Filters, Filters) || other.Filters.Select(f => f.ToString()).SequenceEqual(Filters.Select(f => f.ToString()), StringComparer.Ordinal));

    private static string[] Words(StringValues text) => text.ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static string? NotEmpty(StringValues text) => string.IsNullOrWhiteSpace(text) ? null : text.ToString().Trim();
}
