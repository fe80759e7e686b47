using System.Globalization;

namespace Dangol.Platform;

/// <summary>The limits of a tree, so that nobody's filter can exhaust the stack, the planner or the range of floats.</summary>
public static class TreeSize
{
    /// <summary>How deep clauses and terms may be nested.</summary>
    public const int MaxDepth = 20;

    /// <summary>How many clauses and terms; the values of a list are counted apart.</summary>
    public const int MaxNodes = 200;

    /// <summary>How many values a list may have.</summary>
    public const int MaxListed = 1000;

    /// <summary>How many times one term may multiply and divide: beyond it PostgreSQL could leave the range of floats, which it answers with an error.</summary>
    public const int MaxFactors = 12;

    /// <summary>Refuses a tree beyond the limits (<c>tree_too_deep</c>, <c>tree_too_large</c>, <c>tree_list_too_long</c>).</summary>
    public static void Check(Clause clause) => Limit(Count(clause, 1));

    /// <summary>Refuses a term beyond the limits.</summary>
    public static void Check(Term term) => Limit(Count(term, 1));

    /// <summary>The paths of fields and the names of facts that a tree reads: whether a change of one concerns it.</summary>
    public static IReadOnlySet<string> Names(Clause clause) => NamesIn(clause);

    /// <summary>The same of a term.</summary>
    public static IReadOnlySet<string> Names(Term term) => NamesIn(term);

    private static SortedSet<string> NamesIn(object tree)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        Visit(tree);
        return names;

        void Visit(object? node)
        {
            if (node is Term.Field(var path)) names.Add(path);
            else if (node is Term.Measure { Fact: var fact }) names.Add(fact);
            else foreach (var child in Children(node)) Visit(child);
        }
    }

    /// <summary>The clauses and terms directly below a node.</summary>
    internal static IEnumerable<object> Children(object? node) => node switch
    {
        Clause.All(var clauses) => clauses,
        Clause.Any(var clauses) => clauses,
        Clause.Not(var clause) => [clause],
        Clause.Compare(var left, _, var values) => [left, .. values],
        Clause.Within(var left, _) => [left],
        Term.Calculate(var left, _, var right) => [left, right],
        Term.Round(var value, _) => [value],
        Term.Measure { Where: { } where } => [where],
        _ => [],
    };

    private static int Count(object node, int depth)
    {
        if (depth > MaxDepth) throw TooDeep();
        if (node is Term.Calculate && Factors(node, depth) > MaxFactors)
            throw new Refused("tree_too_large", "tree",
                new($"한 계산식에서 곱하기와 나누기는 {MaxFactors}번까지 쓸 수 있어요.", $"One calculation can multiply and divide {MaxFactors} times at most."));
        var listed = node is Clause.Compare { Operator: Operator.In or Operator.NotIn } compare ? compare.Values.Count : 0;
        if (listed > MaxListed)
            throw new Refused("tree_list_too_long", "tree",
                new($"목록에는 값을 {MaxListed.ToString("N0", CultureInfo.InvariantCulture)}개까지 넣을 수 있어요.",
                    $"A list can have {MaxListed.ToString("N0", CultureInfo.InvariantCulture)} values at most."));
        var count = 1;
        foreach (var child in Children(node))
        {
            var below = Count(child, depth + 1);
            if (listed == 0 || child is not Term.Literal) count += below;
            Limit(count);
        }
        return count;
    }

    private static int Factors(object node, int depth) => depth > MaxDepth ? 0
        : (node is Term.Calculate { Sign: Arithmetic.Multiply or Arithmetic.Divide } ? 1 : 0) + Children(node).Sum(child => Factors(child, depth + 1));

    internal static Refused TooDeep() =>
        new("tree_too_deep", "tree", new($"조건은 {MaxDepth}단계까지만 겹칠 수 있어요.", $"Conditions can be nested {MaxDepth} levels deep at most."));

    private static void Limit(int nodes)
    {
        if (nodes > MaxNodes)
            throw new Refused("tree_too_large", "tree",
                new($"조건이 너무 많아요. 항목을 {MaxNodes}개까지 쓸 수 있어요.", $"There are too many conditions: {MaxNodes} parts at most."));
    }
}
