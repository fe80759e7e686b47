using System.Globalization;

namespace Dangol.Platform;

/// <summary>What is asked of the sums of records.</summary>
/// <param name="Filter">Which records; all where null.</param>
/// <param name="Group">The path by whose values they are grouped; one group where null.</param>
/// <param name="Sums">The paths of numbers and amounts that are added up.</param>
/// <param name="Size">Most groups: those with the most records.</param>
public sealed record AggregateQuery(Clause? Filter, string? Group, IReadOnlyList<string> Sums, int Size = AggregateQuery.MostGroups)
{
    /// <summary>Groups of a reference say what it is called; without, an index that has the reference and the amount answers alone.</summary>
    public bool Named { get; init; } = true;

    /// <summary>Most groups of one answer.</summary>
    public const int MostGroups = 1000;

    /// <summary>In the order in which a list has the groups (<see cref="GroupOrder"/>), rather than of their number.</summary>
    public bool InOrder { get; init; }

    /// <summary>That order the other way round.</summary>
    public bool Descending { get; init; }

    /// <summary>Days and instants are grouped by their months: the value of a group is the first day.</summary>
    public bool ByMonth { get; init; }

    /// <summary>After how long the answer is given up.</summary>
    public TimeSpan Longest { get; init; } = TimeSpan.FromSeconds(5);
}

/// <summary>A group of records.</summary>
/// <param name="Value">The value that they share; null where it is empty.</param>
/// <param name="Name">What a reference leads to is called.</param>
/// <param name="Count">How many there are.</param>
/// <param name="Sums">The sums in the order in which they were asked for: a number, or amounts by currency. Null where no record has a value.</param>
public sealed record RecordGroup(object? Value, string? Name, long Count, IReadOnlyList<object?> Sums);

/// <summary>The groups, those with the most records first.</summary>
public sealed record RecordGroups(RecordColumn? Group, IReadOnlyList<RecordColumn> Sums, IReadOnlyList<RecordGroup> Groups, bool More)
{
    /// <summary>The sums of a column in a group: none, one number, or amounts of several currencies.</summary>
    public IEnumerable<object> Of(RecordGroup group, RecordColumn column) =>
        Sums.Index().FirstOrDefault(s => s.Item == column) is { Item: not null, Index: var at } ? group.Sums[at] switch { null => [], IEnumerable<Money> amounts => amounts.Cast<object>(), var number => [number] } : [];
}

/// <summary>Counts and adds up records of any declared type that the actor reaches, by group. Amounts of different currencies are never added.</summary>
public sealed class AggregateRecords(Company company)
{
    /// <summary>The groups.</summary>
    /// <exception cref="Refused"><c>not_allowed</c>, <c>unknown_field</c>, <c>not_groupable</c>, <c>not_summable</c>, <c>sum_too_large</c>, <c>aggregate_too_slow</c>, <c>tree_…</c>.</exception>
    public async Task<RecordGroups> Read(Actor actor, DeclaredType type, AggregateQuery query, CancellationToken cancel = default)
    {
        var columns = RecordColumns.Of(actor, type, company.Declarations);
        var group = query.Group is { } path ? Groupable(columns.Find(path)) : null;
        if (query.ByMonth && (group is null || !GroupOrder.IsByMonth(group))) throw new Refused("no_months", query.Group, new("날짜 항목만 달별로 묶을 수 있어요.", "Only dates can be grouped by month."));
        var sums = query.Sums.Select(p => Summable(columns.Find(p))).ToList();
        foreach (var told in sums.Append(group).OfType<RecordColumn>())
            if (Disclosure.Hides(actor, columns, told, company.Declarations))
                throw new Refused("masked_field", told.Path, new($"{told.Label.Ko} 항목은 가려져 있어서 묶거나 더할 수 없어요.", $"{told.Label.En} is masked for you, so records can't be grouped or added up by it."), 403);
        await using var read = await company.Store.Read(cancel);
        try { return await read.Within(query.Longest, () => Read(read, actor, type, query, group, sums, cancel)); }
        catch (TimeoutException)
        {
            throw new Refused("aggregate_too_slow", query.Group, new("합계를 내는 데 너무 오래 걸려요. 조건을 좁혀 주세요.", "Adding up takes too long. Narrow the conditions."));
        }
        // SQLite says it as an error, PostgreSQL with a number that doesn't fit.
        catch (Exception error) when (error is OverflowException || error.Message.Contains("integer overflow", StringComparison.Ordinal))
        {
            throw new Refused("sum_too_large", null, new("합계가 너무 커요. 조건을 좁혀 주세요.", "A sum is too large. Narrow the conditions."));
        }
    }

    private async Task<RecordGroups> Read(Reading read, Actor actor, DeclaredType type, AggregateQuery query, RecordColumn? group, List<RecordColumn> sums, CancellationToken cancel)
    {
        var plain = sums.FindAll(s => s.Type is not MoneyType);
        if (plain.Count == 0 && sums is [var only]) return Cut(query, group, sums, await Ask(read, actor, type, query, group, [], only, cancel, counts: true));
        var counted = await Ask(read, actor, type, query, group, plain, null, cancel);
        var more = counted.Count > query.Size;
        if (more) counted.RemoveAt(query.Size);
        var amounts = new Dictionary<RecordColumn, ILookup<object, Money>>();
        foreach (var money in sums.Where(s => s.Type is MoneyType).Distinct())
        {
            var found = await Ask(read, actor, type, query, group, [], money, cancel);
            amounts[money] = found.Where(f => f.Amount is not null).ToLookup(f => f.Value ?? Nothing, f => f.Amount!.Value);
        }
        return new(group, sums, counted.ConvertAll(c => new RecordGroup(c.Value, c.Name, c.Count, [.. sums.Select(s => s.Type is MoneyType
            ? amounts[s][c.Value ?? Nothing].OrderBy(m => m.Currency, StringComparer.Ordinal).ToList()
            : c.Numbers[plain.IndexOf(s)])])), more);
    }

    /// <summary>Records are counted in the question that adds up their one amount: a line for each currency makes one group.</summary>
    private static RecordGroups Cut(AggregateQuery query, RecordColumn? group, List<RecordColumn> sums, List<Line> lines)
    {
        var groups = lines.GroupBy(l => l.Value ?? Nothing).Select(g => new RecordGroup(g.First().Value, g.First().Name, g.Sum(l => l.Count), [g.Select(l => l.Amount).OfType<Money>().OrderBy(m => m.Currency, StringComparer.Ordinal).ToList()]));
        var ordered = (query.InOrder ? groups : groups.OrderByDescending(g => g.Count)).ToList();
        return new(group, sums, [.. ordered.Take(query.Size)], ordered.Count > query.Size);
    }

    private static readonly object Nothing = new();

    private readonly record struct Line(object? Value, string? Name, long Count, object?[] Numbers, Money? Amount);

    private async Task<List<Line>> Ask(Reading read, Actor actor, DeclaredType type, AggregateQuery query, RecordColumn? group, List<RecordColumn> numbers, RecordColumn? money, CancellationToken cancel, bool counts = false)
    {
        var (sql, named) = (New(), New());
        var isNamed = query.Named && group is { Type: ReferenceType, Through: null, Published: null };
        // An empty text and none are one group.
        var value = group is null ? null : query.ByMonth ? GroupOrder.Month(group, sql.Value(group).Value, read.Engine, company.Profile.TimeZone) : group.Type.Kind == FieldKind.Text && group.Type is not ChoiceType ? $"nullif({sql.Shown(group)}, '')" : sql.Shown(group);
        var (amount, currency) = money is null ? default : sql.Value(money);
        var where = sql.Conditions(query.Filter is { } filter ? sql.Where(filter) : null, sql.Reached, amount is null || counts ? null : $"{amount} is not null");
        var keys = string.Join(", ", new[] { value, currency }.OfType<string>());
        var key = isNamed ? group!.Name : "key_";
        var added = string.Concat(numbers.Select((n, i) => $", sum({sql.Shown(n)}) as s{i}_"));
        var groups = $"select {value ?? "null"} as {key}, count(*) as n_, {(amount is null ? "null" : $"sum({amount})")} as amount_, {currency ?? "null"} as currency_{added} from {sql.From}{where}{(keys.Length > 0 ? " group by " + keys : "")}";
        // The sums of amounts are asked for all groups, as they are matched with the largest afterwards.
        var limit = money is null ? string.Create(CultureInfo.InvariantCulture, $" limit {query.Size + 1}") : "";
        var byNumber = group is null ? "" : $" order by n_ desc, {key}";
        // What groups are called is looked up group by group, not with every record.
        named.LeadBy($"({groups}{(query.InOrder ? "" : byNumber + limit)}) t");
        var order = group is null ? "" : !query.InOrder ? $" order by n_ desc, t.{key}" : " order by " + (isNamed
            ? string.Join(", ", GroupOrder.Of(named, group, read.Engine, company.Profile.TimeZone, query.Descending).Select(part => GroupOrder.EmptyLast(part.Sql, part.Falls)))
            : GroupOrder.EmptyLast("t." + key, query.Descending));
        var name = isNamed ? named.Called(group!) : null;
        var lines = await read.List($"select t.{key}, {name ?? "null"}, n_, amount_, currency_{string.Concat(numbers.Select((_, i) => $", s{i}_"))} from {named.From}{order}{(query.InOrder ? limit : "")}",
            row => new Line(group is null || row.IsNull(0) ? null : query.ByMonth ? GroupOrder.FirstDay(row.Text(0)) : group.Type.Read(row, 0), row.TextOrNull(1), row.Long(2),
                [.. numbers.Select((n, i) => row.IsNull(5 + i) ? null : n.Type is WholeType ? (object)row.Long(5 + i) : row.Double(5 + i))],
                row.IsNull(3) ? null : new Money(row.Long(3), row.TextOrNull(4) ?? company.Profile.Currency)), cancel, [.. sql.Args.Concat(named.Args).DistinctBy(a => a.Name)]);
        if (!query.InOrder || group?.Type is not ChoiceType choices) return lines;
        var declared = choices.Choices.Select(c => c.Value).ToList();
        return [.. lines.OrderBy(l => l.Value is string one ? (declared.IndexOf(one) is >= 0 and var at ? at : declared.Count) * (query.Descending ? -1 : 1) : int.MaxValue)];

        RecordSql New() => new(type, company.Declarations, read.Engine, actor, new AsOf(company.Today, company.Profile.TimeZone, actor.Id));
    }

    private static RecordColumn Groupable(RecordColumn column) => column is { Type: { Sorts: true, HasCurrency: false }, Formula: null }
        ? column
        : throw new Refused("not_groupable", column.Path, new($"{column.Label.Ko} 항목으로는 묶을 수 없어요.", $"Records can't be grouped by {column.Label.En}."));

    private static RecordColumn Summable(RecordColumn column) => column.Type.Adds
        ? column
        : throw new Refused("not_summable", column.Path, new($"{column.Label.Ko} 항목은 더할 수 없어요.", $"{column.Label.En} can't be added up."));
}
