namespace Dangol.Marketing;

/// <summary>How many customers fulfil a tree, and each of its clauses.</summary>
/// <param name="Members">All of it.</param>
/// <param name="Customers">How many customers there are.</param>
/// <param name="Alone">For each clause of the tree, how many fulfil it alone.</param>
/// <param name="Left">For a tree that is a list of conditions which must all hold: how many are left after the first, the first two, and so on.</param>
public sealed record SegmentCount(long Members, long Customers, IReadOnlyDictionary<Clause, long> Alone, IReadOnlyList<long> Left);

/// <summary>Asks the warehouse who fulfils a tree, all at once: nothing is asked per customer.</summary>
internal sealed class SegmentQuery(Company company)
{
    /// <summary>Counts a tree and each clause of it in one pass over the customers.</summary>
    /// <exception cref="Refused"><c>tree_…</c> where the tree is wrong.</exception>
    public async Task<SegmentCount> Count(Actor actor, Clause tree, DateOnly asOf, CancellationToken cancel = default)
    {
        var sql = new Columns(tree, Bound(asOf, company), SegmentSchema.Sql(tree, asOf));
        var nodes = Nodes(tree).Distinct().ToList();
        var steps = tree is Clause.All(var clauses) ? clauses.Select((_, i) => new Clause.All(clauses.Take(i + 1).ToSeq())).ToList<Clause>() : [];
        var counts = nodes.Concat(steps).Select(node => $"count(*) filter (where {sql.Test(node)})");
        var row = (await company.Warehouse.Ask(actor, $"select {string.Join(", ", counts.Prepend("count(*)"))} from ({sql.Inner()}) t", sql.Parameters,
            r => Enumerable.Range(0, 1 + nodes.Count + steps.Count).Select(r.Long).ToArray(), cancel))[0];
        var alone = nodes.Select((node, i) => (node, row[i + 1])).ToDictionary(n => n.node, n => n.Item2);
        return new(alone[tree], row[0], alone, row[(1 + nodes.Count)..]);
    }

    /// <summary>The keys of all members, in their order.</summary>
    public Task<IReadOnlyList<Guid>> Members(Actor actor, Clause tree, DateOnly asOf, CancellationToken cancel = default) => Keys(actor, tree, asOf, null, null, cancel);

    /// <summary>Some members, those after a key.</summary>
    public Task<IReadOnlyList<Guid>> Page(Actor actor, Clause tree, DateOnly asOf, Guid? after, int limit, CancellationToken cancel = default) => Keys(actor, tree, asOf, after, limit, cancel);

    /// <summary>The most frequent values of a text field, for the builder to offer.</summary>
    public Task<IReadOnlyList<string>> Values(Actor actor, string field, CancellationToken cancel = default)
    {
        var (table, column) = field switch
        {
            "category" => ("dim_products", "category"),
            "region" or "city" or "country" => ("dim_customers", field),
            _ => throw new ArgumentException($"{field} has no list of values", nameof(field)),
        };
        return company.Warehouse.Ask(actor, $"select {column} from {table} where {column} is not null and {column} <> '' group by 1 order by count(*) desc, 1 limit 100", null, r => r.Text(0)!, cancel);
    }

    private async Task<IReadOnlyList<Guid>> Keys(Actor actor, Clause tree, DateOnly asOf, Guid? after, int? limit, CancellationToken cancel)
    {
        var (map, from) = SegmentSchema.Sql(tree, asOf);
        var test = TreeSql.Where(SegmentSchema.Tree.Bind(tree, Bound(asOf, company)), map);
        var (parameters, rest) = (test.Parameters.ToList<object?>(), "");
        if (after is { } key)
        {
            parameters.Add(key);
            rest = string.Create(System.Globalization.CultureInfo.InvariantCulture, $" and c.customer_id > ${parameters.Count}");
        }
        var sql = $"select c.customer_id from {from}\n{test.Joins}\nwhere {test.Where}{rest} order by c.customer_id{(limit is null ? "" : $" limit {limit}")}";
        return await company.Warehouse.Ask(actor, sql, parameters, r => r.Id(0), cancel);
    }

    private static AsOf Bound(DateOnly asOf, Company company) => new(asOf, company.Profile.TimeZone);

    /// <summary>The tree and all clauses in it; a negated one stands for what it negates.</summary>
    private static IEnumerable<Clause> Nodes(Clause node) => node switch
    {
        Clause.All(var clauses) => clauses.SelectMany(Nodes).Prepend(node),
        Clause.Any(var clauses) => clauses.SelectMany(Nodes).Prepend(node),
        Clause.Not(Clause.All or Clause.Any) not => Nodes(not.Clause).Skip(1).Prepend(node),
        _ => [node],
    };

    /// <summary>The leaves of a tree as columns that are true or false, so that each is worked out once and groups are put together from them.</summary>
    private sealed class Columns
    {
        private readonly Dictionary<Clause, int> _leaves = [];
        private readonly List<string> _joins = [], _tests = [];
        private readonly string _from;

        public Columns(Clause tree, AsOf at, (SqlMap Map, string From) sql)
        {
            SegmentSchema.Tree.Bind(tree, at);   // says what is wrong by its place in the whole tree
            _from = sql.From;
            foreach (var leaf in Leaves(tree).Distinct())
            {
                var test = TreeSql.Where(SegmentSchema.Tree.Bind(leaf, at), sql.Map, Parameters.Count + 1, $"m{_tests.Count}_");
                _leaves[leaf] = _tests.Count;
                _tests.Add(test.Where);
                _joins.Add(test.Joins);
                Parameters.AddRange(test.Parameters);
            }
        }

        public List<object?> Parameters { get; } = [];

        public string Inner() => $"select {string.Join(", ", _tests.Select((test, i) => $"coalesce({test}, false) as b{i}").Prepend("1 as one"))} from {_from}\n{string.Join('\n', _joins)}";

        public string Test(Clause node) => node switch
        {
            Clause.All { Clauses.Count: 0 } => "true",
            Clause.All(var clauses) => $"({string.Join(" and ", clauses.Select(Test))})",
            Clause.Any { Clauses.Count: 0 } => "false",
            Clause.Any(var clauses) => $"({string.Join(" or ", clauses.Select(Test))})",
            Clause.Not(var inner) => $"(not {Test(inner)})",
            _ => $"b{_leaves[node]}",
        };

        private static IEnumerable<Clause> Leaves(Clause node) => node switch
        {
            Clause.All(var clauses) => clauses.SelectMany(Leaves),
            Clause.Any(var clauses) => clauses.SelectMany(Leaves),
            Clause.Not(var inner) => Leaves(inner),
            _ => [node],
        };
    }
}
