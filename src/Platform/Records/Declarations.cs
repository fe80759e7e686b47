namespace Dangol.Platform;

/// <summary>All nouns of the product, as the modules declared them.</summary>
public sealed class Declarations
{
    private readonly Dictionary<string, DeclaredType> _byName;
    private readonly Dictionary<Type, DeclaredType> _byEntity;
    private readonly HashSet<string> _tables;

    /// <summary>Collects them; two of one name or table are a mistake in the program.</summary>
    public Declarations(IEnumerable<DeclaredType> types, IEnumerable<PublishedColumns> published)
    {
        All = [.. types];
        Published = published.ToLookup(p => p.Type, StringComparer.Ordinal);
        _byName = All.ToDictionary(t => t.Name, StringComparer.Ordinal);
        _byEntity = All.ToDictionary(t => t.Entity);
        Classes = string.Join(',', All.Select(t => t.Entity.FullName));
        _tables = All.Select(t => t.Table).ToHashSet(StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>Every type, in the order of the modules.</summary>
    public IReadOnlyList<DeclaredType> All { get; }

    /// <summary>By type, what other modules publish for its records.</summary>
    internal ILookup<string, PublishedColumns> Published { get; }

    /// <summary>All their classes in one line: two programs with the same line have the same model.</summary>
    internal string Classes { get; }

    /// <summary>The type of that name, or a refusal that says there is none.</summary>
    public DeclaredType Named(string name) => _byName.TryGetValue(name, out var type)
        ? type
        : throw new Refused("unknown_type", "type", new($"'{name}' 유형이 없어요.", $"There is no type '{name}'."), 404);

    /// <summary>Is there a type of that name?</summary>
    public bool Has(string name) => _byName.ContainsKey(name);

    /// <summary>The type that declares this class, or null where the table is the system's own.</summary>
    public DeclaredType? Of(Type entity) => _byEntity.GetValueOrDefault(entity);

    /// <summary>True for a table whose changes must be journaled.</summary>
    public bool Owns(string table) => _tables.Contains(table);
}
