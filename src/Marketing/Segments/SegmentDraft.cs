using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Dangol.Marketing;

/// <summary>
/// A segment while it is being built: what the form holds. The server keeps nothing of it between requests; the form brings all of it each time.
/// </summary>
/// <param name="Id">The segment that is changed; null for a new one.</param>
/// <param name="Version">The version that was read.</param>
/// <param name="Name">Its name as typed.</param>
/// <param name="Root">The outermost group; null where the tree can't be shown as rows, and then it is kept as <paramref name="Tree"/>.</param>
/// <param name="Tree">The JSON of a tree that the builder does not show.</param>
public sealed record SegmentDraft(Guid? Id, int? Version, string Name, SegmentNode? Root, string? Tree = null)
{
    /// <summary>How many rows and groups the builder shows; a larger tree is left to the API.</summary>
    public const int MostNodes = 60;

    /// <summary>An empty one, with a first row to fill.</summary>
    public static SegmentDraft Begin() => new(null, null, "", Numbered(SegmentNode.Group(NewRow())));

    /// <summary>A row as it is added: what people ask for most.</summary>
    internal static SegmentNode NewRow() => new() { What = SegmentSchema.Purchases, Op = "ge", Value = "1", When = "last", Span = "90" };

    /// <summary>A segment that was saved.</summary>
    internal static SegmentDraft Of(Guid id, int version, string name, string json, string currency)
    {
        var root = SegmentRows.Of(TreeParser.Clause(json), currency);
        return root is not null && root.All().Count() <= MostNodes ? new(id, version, name, Numbered(root)) : new(id, version, name, null, json);
    }

    /// <summary>What the form holds.</summary>
    internal static SegmentDraft Of(IFormCollection form)
    {
        var nodes = new List<SegmentNode>();
        for (var i = 0; i < MostNodes && form.ContainsKey($"c{i}.in"); i++)
        {
            var node = Node(form, i);
            var parent = int.TryParse(form[$"c{i}.in"], NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < i ? nodes[at] : null;
            if (i == 0 && !node.IsGroup || i > 0 && parent?.Children is null)
                throw new Refused("form_wrong", null, new("화면이 오래됐어요. 새로 고친 뒤 다시 시도해 주세요.", "The page is out of date. Load it again."), 400);
            parent?.Children!.Add(node);
            nodes.Add(node);
        }
        var tree = form["tree"].ToString();
        return new(Guid.TryParse(form["id"], out var id) ? id : null, int.TryParse(form["version"], NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : null,
            form["name"].ToString(), nodes.Count > 0 ? Numbered(nodes[0]) : tree.Length > 0 ? null : Begin().Root, nodes.Count > 0 || tree.Length == 0 ? null : tree);
    }

    /// <summary>Does what a button says: <c>row:2</c> adds a row to group 2, <c>group:2</c> a group, <c>drop:5</c> takes 5 away.</summary>
    /// <returns>The index of what was added, or -1.</returns>
    internal int Edit(string? what)
    {
        var parts = (what ?? "").Split(':');
        if (Root is null || parts.Length != 2 || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var index)) return -1;
        var nodes = Root.All().ToList();
        var node = nodes.FirstOrDefault(n => n.Index == index);
        SegmentNode? added = null;
        if (parts[0] == "drop" && node is not null) nodes.FirstOrDefault(n => n.Children?.Contains(node) == true)?.Children!.Remove(node);
        else if (node?.Children is { } children && parts[0] is "row" or "group")
        {
            var row = NewRow();
            var whole = parts[0] == "row" ? row : SegmentNode.Group(row);
            if (whole.IsGroup) whole.Join = node!.Join == "all" ? "any" : "all";
            if (nodes.Count + whole.All().Count() > MostNodes)
                throw new Refused("tree_too_large", null, new($"조건은 {MostNodes}개까지 넣을 수 있어요.", $"There can be {MostNodes} conditions at most."));
            node!.Children!.Add(whole);
            added = row;
        }
        Numbered(Root);
        return added?.Index ?? -1;
    }

    private static SegmentNode Node(IFormCollection form, int i)
    {
        string Typed(string name) => form[$"c{i}.{name}"].ToString().Trim();
        var isGroup = form.ContainsKey($"c{i}.join");
        var node = new SegmentNode
        {
            Children = isGroup ? [] : null, Not = form.ContainsKey($"c{i}.not"), Join = Typed("join") == "any" ? "any" : "all", What = Typed("what"), Op = Typed("op"),
            Value = string.Join(", ", form[$"c{i}.value"].Where(v => !string.IsNullOrWhiteSpace(v)).Select(v => v!.Trim())), Upper = Typed("upper"),
            Unit = OneOf(Typed("unit"), "day", "week", "month"), Take = OneOf(Typed("take"), "count", "amount", "quantity"),
            When = OneOf(Typed("when"), "ever", "last", "dates"), Span = Typed("span"), From = Typed("from"), To = Typed("to"),
            Category = Typed("category"), Code = Typed("code"), Channel = Typed("channel"),
        };
        if (isGroup) return node;
        // Another field may not know the operator of the one before it, nor its value.
        if (node.Field is null && !node.IsFact) node.What = SegmentSchema.Purchases;
        if (Typed("was") is { Length: > 0 } was && was != node.What) (node.Value, node.Upper, node.Op) = (node.IsFact ? "1" : "", "", "");
        if (node.Operators.All(o => o.Word != node.Op)) node.Op = node.Operators[0].Word;
        return node;
    }

    private static string OneOf(string typed, string usual, params ReadOnlySpan<string> others) => others.Contains(typed) ? typed : usual;

    private static SegmentNode Numbered(SegmentNode root)
    {
        var i = 0;
        foreach (var node in root.All()) node.Index = i++;
        return root;
    }
}
