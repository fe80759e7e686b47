using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Dangol.Platform;

/// <summary>A noun as its module declares it: once, in C#. Lists, journal, undo, export and the write path all read the declaration.</summary>
public abstract class DeclaredType(string name, string table, Text label, Grain grain, Type entity)
{
    private readonly List<Field> _fields = [];
    private readonly List<Formula> _formulas = [];
    private readonly List<Reference> _bare = [];
    private string? _staysBy;
    private string[]? _guarded;

    /// <summary>Singular, snake_case; the same in the journal, the API, pages and permissions.</summary>
    public string Name { get; } = name;

    /// <summary>The table: plural, snake_case.</summary>
    public string Table { get; } = table;

    /// <summary>What people call it.</summary>
    public Text Label { get; } = label;

    /// <summary>How the journal records it.</summary>
    public Grain Grain { get; } = grain;

    /// <summary>The class of its rows.</summary>
    public Type Entity { get; } = entity;

    /// <summary>Its fields, in the order in which they were declared.</summary>
    public IReadOnlyList<Field> Fields => _fields;

    /// <summary>What is calculated from its fields.</summary>
    public IReadOnlyList<Formula> Formulas => _formulas;

    /// <summary>The field that names a record where others refer to it, or null where it has no name.</summary>
    public Field? TitleField { get; private set; }

    /// <summary>Where its pages are and how they begin; null for a type without pages of its own.</summary>
    public RecordPages? Pages { get; private set; }

    /// <summary>The module (schema set) that owns the table: the last part of its assembly's name, in lower case.</summary>
    public string Module => Entity.Assembly.GetName().Name!.Split('.')[^1].ToLowerInvariant();

    /// <summary>The field that a column of the table holds, or whose folded form it is: what is personal in one is personal in the other.</summary>
    internal Field? Behind(string column) => _fields.Find(f => f.Name == column) is { } own && own.IsPersonal ? own : _fields.Find(f => f.Folded is { } folded && Names.Snake(folded.Name) == column) ?? _fields.Find(f => f.Name == column);

    /// <summary>Every type that an assembly declares, by name.</summary>
    internal static IReadOnlyList<DeclaredType> In(Assembly assembly) =>
        [.. assembly.GetTypes().Where(t => t is { IsAbstract: false, IsGenericType: false } && t.IsAssignableTo(typeof(DeclaredType))).OrderBy(t => t.Name, StringComparer.Ordinal).Select(t => (DeclaredType)Activator.CreateInstance(t)!)];

    /// <summary>The record to which its records belong and with which they are reached, or null.</summary>
    internal (string Column, string Type)? Parent { get; private set; }

    /// <summary>How its rows lead to records: by fields, and by columns that are none.</summary>
    internal IEnumerable<Reference> References =>
        [.. _fields.Where(f => !f.IsOutlived && f.Type is ReferenceType { Beside: null, To.Length: > 0 }).Select(f => new Reference(f.Name, ((ReferenceType)f.Type).To) { Field = f, StaysAlong = f.Name == _staysBy }), .. _bare];

    /// <summary>Something is derived from its records that must be right when a change ends: <see cref="Settle"/>.</summary>
    internal virtual bool Settles => false;

    /// <summary>What is said here decides who may do what: every change wants a fresh proof (<see cref="Guarded"/>).</summary>
    internal bool IsGuarded => _guarded is not null;

    /// <summary>Does a change of this field want a fresh proof?</summary>
    internal bool Guards(string field) => _guarded is { } some && (some.Length == 0 || some.Contains(field));

    internal abstract void MapTo(ModelBuilder model);

    /// <summary>Puts right what is derived from records that a change made, changed or removed, in its transaction.</summary>
    internal virtual Task Settle(Change change, IReadOnlyList<Guid> ids, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>Completes new rows before they are saved, where that takes more than <see cref="Field.Beginning"/>: many at once, so that it asks once. Gives those that can't begin, by their keys.</summary>
    internal abstract Task<IReadOnlyDictionary<Guid, Refused>> BeginRows(Change change, IReadOnlyList<object> rows, CancellationToken cancel);

    /// <summary>Writes what follows from new rows: of many only from those that were not refused.</summary>
    internal abstract Task FollowRows(Change change, IReadOnlyList<object> rows, CancellationToken cancel);

    /// <summary>The rules that a row must keep, whoever writes it; the first that fails refuses the row.</summary>
    internal abstract void CheckRow(object row);

    /// <summary>What other records have to say against rows that are new or changed, by the rows' keys: many at once, so that it asks once.</summary>
    internal abstract Task<IReadOnlyDictionary<Guid, Refused>> JudgeRows(Change change, IEnumerable<object> rows, CancellationToken cancel);

    /// <summary>Declares a value that is calculated whenever it is asked for.</summary>
    protected void Field(string name, Text label, FieldType type, Term value) => _formulas.Add(new(name, label, type, value));

    /// <summary>It decides who may do what: changes want a fresh proof, through whichever door; where fields are named, only those of these.</summary>
    protected void Guarded(params string[] fields) => _guarded = fields;

    /// <summary>It has pages made by the record engine: list, form and record page.</summary>
    protected void Paged(RecordPages pages) => Pages = pages;

    private protected Field Add(Field field)
    {
        _fields.Add(field);
        return field;
    }

    private protected void Leads(PropertyInfo property, string to, PropertyInfo? beside = null, bool isDerived = false, string theirs = "id") =>
        _bare.Add(new(Names.Snake(property.Name), to) { Beside = beside is null ? null : Names.Snake(beside.Name), IsDerived = isDerived, Theirs = theirs });

    private protected void StaysBy(PropertyInfo property) => _staysBy = Names.Snake(property.Name);

    private protected void ReachedWith(PropertyInfo property, string type) => Parent = (Names.Snake(property.Name), type);

    private protected void TitledBy(PropertyInfo property) => TitleField = _fields.Single(f => f.Property == property);
}

/// <summary>A noun whose every change is journaled record by record.</summary>
public abstract class RecordType<T>(string name, string table, Text label) : DeclaredType<T>(name, table, label, Grain.Record) where T : Record
{
    internal override void MapTo(ModelBuilder model)
    {
        base.MapTo(model);
        var entity = model.Entity<T>();
        entity.HasKey(r => r.Id);
        entity.Property(r => r.Id).ValueGeneratedNever();
        entity.Property(r => r.Version).IsConcurrencyToken();
    }
}

/// <summary>A noun whose rows state what happened and are journaled by the chunk.</summary>
public abstract class FactType<T>(string name, string table, Text label) : DeclaredType<T>(name, table, label, Grain.Fact) where T : Fact;

/// <summary>The typed part of a declaration.</summary>
public abstract class DeclaredType<T>(string name, string table, Text label, Grain grain) : DeclaredType(name, table, label, grain, typeof(T)) where T : class
{
    /// <summary>No row is refused.</summary>
    protected static readonly Task<IReadOnlyDictionary<Guid, Refused>> Nothing = Task.FromResult<IReadOnlyDictionary<Guid, Refused>>(new Dictionary<Guid, Refused>());
    private readonly List<Action<T>> _rules = [];
    private Func<Change, IReadOnlyList<T>, CancellationToken, Task<IReadOnlyDictionary<Guid, Refused>>>? _judge;

    /// <summary>Declares a field over a property of the row.</summary>
    protected Field Field<TValue>(Expression<Func<T, TValue>> property, Text label)
    {
        var member = Property(property);
        return Add(new Field(Names.Snake(member.Name), label, member));
    }

    /// <summary>Keeps the folded form of a text field in a column of its own, made anew at each save.</summary>
    protected void Folded(Expression<Func<T, string?>> field, Expression<Func<T, string?>> column)
    {
        var source = Property(field);
        Fields.Single(f => f.Property == source).FoldedInto(Property(column));
    }

    /// <summary>The field that names a record where others refer to it.</summary>
    protected void Title(Expression<Func<T, string?>> field) => TitledBy(Property(field));

    /// <summary>Whoever reaches the record that this field leads to reaches those that belong to it.</summary>
    protected void BelongsTo<TValue>(Expression<Func<T, TValue>> field, string type) => ReachedWith(Property(field), type);

    /// <summary>Rows keep the record to which this column leads: as long as they are there, it is not removed.</summary>
    /// <param name="key">The column; the zero key leads nowhere.</param>
    /// <param name="type">The record's type.</param>
    /// <param name="beside">A column that the record has too, where rows are found by it first; a record in which it is empty has rows with the zero key.</param>
    protected void Keeps<TValue, TBeside>(Expression<Func<T, TValue>> key, string type, Expression<Func<T, TBeside>> beside) => Leads(Property(key), type, Property(beside));

    /// <summary>The same, where rows are found by the column itself.</summary>
    protected void Keeps<TValue>(Expression<Func<T, TValue>> key, string type) => Leads(Property(key), type);

    /// <summary>The same, where the column holds the record's code, which stands in that column of its own.</summary>
    protected void KeepsByCode(Expression<Func<T, string>> code, string type, string column) => Leads(Property(code), type, theirs: column);

    /// <summary>An undo leaves a record alone as long as others keep the one to which this field leads: it says who that is.</summary>
    protected void StaysWith<TValue>(Expression<Func<T, TValue>> field) => StaysBy(Property(field));

    /// <summary>Rows are derived from the record to which this column leads, and go with it.</summary>
    protected void GoesWith<TValue, TBeside>(Expression<Func<T, TValue>> key, string type, Expression<Func<T, TBeside>> beside) => Leads(Property(key), type, Property(beside), isDerived: true);

    /// <summary>The same, where rows are found by the column itself.</summary>
    protected void GoesWith<TValue>(Expression<Func<T, TValue>> key, string type) => Leads(Property(key), type, isDerived: true);

    /// <summary>A field is an amount of money in minor units, whose currency stands in another column.</summary>
    protected Field Money(Expression<Func<T, long?>> amount, Expression<Func<T, string?>> currency, Text label) => Field(amount, label).CountedIn(Property(currency)).As(MoneyType.Amount);

    /// <summary>A field is the price of one piece in 10⁻⁶ units, whose currency stands in another column.</summary>
    protected Field UnitPrice(Expression<Func<T, long?>> micros, Expression<Func<T, string?>> currency, Text label) => Field(micros, label).CountedIn(Property(currency)).As(UnitPriceType.Price);

    /// <summary>A rule over the whole row; it throws <see cref="Refused"/>.</summary>
    protected void Rule(Action<T> check) => _rules.Add(check);

    /// <summary>Completes new rows before they are saved, where that takes more than a fixed beginning: many at once, so that it asks once. Gives those that can't begin, by their keys.</summary>
    protected virtual Task<IReadOnlyDictionary<Guid, Refused>> Begin(Change change, IReadOnlyList<T> rows, CancellationToken cancel) => Nothing;

    /// <summary>Writes what follows from new rows, such as a log that begins with them.</summary>
    protected virtual Task Follow(Change change, IReadOnlyList<T> rows, CancellationToken cancel) => Task.CompletedTask;

    /// <summary>A rule that looks at other records: of many rows at once it gives those that it refuses, by their keys.</summary>
    protected void Rule(Func<Change, IReadOnlyList<T>, CancellationToken, Task<IReadOnlyDictionary<Guid, Refused>>> judge) => _judge = judge;

    /// <summary>What Entity Framework can't guess: keys of facts, conversions.</summary>
    protected virtual void Map(EntityTypeBuilder<T> entity) { }

    internal override void MapTo(ModelBuilder model)
    {
        var entity = model.Entity<T>();
        entity.ToTable(Table);
        Map(entity);
    }

    internal override Task<IReadOnlyDictionary<Guid, Refused>> BeginRows(Change change, IReadOnlyList<object> rows, CancellationToken cancel) => Begin(change, [.. rows.Cast<T>()], cancel);

    internal override Task FollowRows(Change change, IReadOnlyList<object> rows, CancellationToken cancel) => Follow(change, [.. rows.Cast<T>()], cancel);

    internal override Task<IReadOnlyDictionary<Guid, Refused>> JudgeRows(Change change, IEnumerable<object> rows, CancellationToken cancel) =>
        _judge is null ? Nothing : _judge(change, [.. rows.Cast<T>()], cancel);

    internal override void CheckRow(object row)
    {
        foreach (var field in Fields) field.Check(row);
        foreach (var rule in _rules) rule((T)row);
    }

    private static PropertyInfo Property<TValue>(Expression<Func<T, TValue>> property) =>
        (PropertyInfo)(property.Body as MemberExpression ?? (MemberExpression)((UnaryExpression)property.Body).Operand).Member;
}
