namespace Dangol.Platform;

/// <summary>The types of values in a tree.</summary>
public enum FieldKind { Text, Whole, Decimal, Money, UnitPrice, Date, Instant, YesNo, Id }

/// <summary>A field that trees may name.</summary>
/// <param name="Name">Its name, or dotted path through a reference: <c>customer.region</c>.</param>
/// <param name="Label">What people read.</param>
/// <param name="Kind">Its type. A decimal is a 64-bit floating point number in every store.</param>
/// <param name="Nullable">Whether it may be empty.</param>
/// <param name="Folded">For text that is compared folded: the column that holds <see cref="Fold.Of"/> of it. Null compares the text as it is (codes).</param>
/// <param name="Choices">For a text of few values: the value as it is stored, and how it reads.</param>
public sealed record TreeField(string Name, Text Label, FieldKind Kind, bool Nullable = true, string? Folded = null,
    IReadOnlyDictionary<string, Text>? Choices = null)
{
    /// <summary>It is no word but a number or a key: large and small letters are never alike in it.</summary>
    public bool IsCode { get; init; }

    /// <summary>It holds telephone numbers (<see cref="PhoneNumber"/>): values are read as people write them.</summary>
    public bool IsPhone { get; init; }
}

/// <summary>A fact of the record, over which measures are taken: the purchases of a customer.</summary>
/// <param name="Name">Its name in trees: <c>purchases</c>.</param>
/// <param name="Label">One of it, as a noun: 구매, purchase. In Korean a noun that goes with <paramref name="KoreanVerb"/>, in English one with plural -s.</param>
/// <param name="EnglishVerb">The verb in the past: bought.</param>
/// <param name="Day">The column with its business date, one of <paramref name="Columns"/> and never empty.</param>
/// <param name="Columns">What the measure may sum, tell apart and filter by.</param>
/// <param name="KoreanVerb">하다 (구매했다) or 받다 (연락을 받았다).</param>
public sealed record TreeFact(string Name, Text Label, string EnglishVerb, string Day, IReadOnlyList<TreeField> Columns,
    KoreanVerb KoreanVerb = KoreanVerb.Do);

/// <summary>The light verb of a Korean noun of action.</summary>
public enum KoreanVerb { Do, Receive }

/// <summary>What trees about one type of record may say: its fields and the facts that it has measures of.</summary>
/// <param name="subject">The record: 고객, customer. In English one with plural -s.</param>
/// <param name="fields">Its fields, paths through references included.</param>
/// <param name="facts">Its facts.</param>
public sealed class TreeSchema(Text subject, IEnumerable<TreeField> fields, IEnumerable<TreeFact>? facts = null)
{
    private readonly Dictionary<string, TreeField> _fields = fields.ToDictionary(f => f.Name, StringComparer.Ordinal);
    private readonly Dictionary<string, TreeFact> _facts = (facts ?? []).ToDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>What the record is called.</summary>
    public Text Subject { get; } = subject;

    /// <summary>All fields, as declared.</summary>
    public IReadOnlyCollection<TreeField> Fields => _fields.Values;

    /// <summary>All facts, as declared.</summary>
    public IReadOnlyCollection<TreeFact> Facts => _facts.Values;

    /// <summary>The field of that name, or null.</summary>
    public TreeField? Field(string name) => _fields.GetValueOrDefault(name);

    /// <summary>The fact of that name, or null.</summary>
    public TreeFact? Fact(string name) => _facts.GetValueOrDefault(name);

    /// <summary>
    /// Checks a clause and settles all that depends on the day and the person, ready for any of the three interpreters.
    /// </summary>
    /// <exception cref="Refused"><c>tree_…</c>: what is wrong, naming the clause; <see cref="Refused.Field"/> is its place, such as <c>all[1].not</c>.</exception>
    public BoundClause Bind(Clause clause, AsOf at)
    {
        TreeSize.Check(clause);
        return new BoundClause(new ClauseBinder(this, at).Bind(clause, "tree"));
    }

    /// <summary>Checks a term, as <see cref="Bind(Clause, AsOf)"/> does a clause.</summary>
    /// <exception cref="Refused"><c>tree_…</c></exception>
    public BoundTerm Bind(Term term, AsOf at)
    {
        TreeSize.Check(term);
        try
        {
            var value = new TermBinder(this, at).Bind(term, "value");
            return new BoundTerm(value.Kind, value.IsMoney ? Cell.Whole(value.Value) : value.Value, value.Currency);
        }
        catch (TreeFault fault)
        {
            throw fault.Alone();
        }
    }

    /// <summary>The schema of a fact's rows, for the where of a measure.</summary>
    internal static TreeSchema Of(TreeFact fact) => new(fact.Label, fact.Columns);
}

/// <summary>A clause that was checked; give it to <see cref="TreeExpression"/>, <see cref="TreeSql"/> or <see cref="TreeMemory"/>.</summary>
public sealed class BoundClause
{
    internal BoundClause(Test test) => Test = test;

    internal Test Test { get; }
}

/// <summary>A term that was checked, and the type of its value.</summary>
public sealed class BoundTerm
{
    internal BoundTerm(FieldKind kind, Cell value, Cell? currency) => (Kind, Value, Currency) = (kind, value, currency);

    /// <summary>The type of the value; money has minor units and a currency.</summary>
    public FieldKind Kind { get; }

    internal Cell Value { get; }

    internal Cell? Currency { get; }
}
