namespace Dangol.Platform;

/// <summary>What is asked of the index, in the words of its engine.</summary>
internal static class IndexQuery
{
    /// <summary>All of some conditions; an empty one keeps nothing out.</summary>
    public static string All(Engine engine, params IEnumerable<string> conditions) => string.Join(engine == Engine.Sqlite ? " AND " : " & ", conditions.Where(c => c.Length > 0));

    /// <summary>Any of some conditions.</summary>
    public static string Any(Engine engine, IEnumerable<string> conditions) => $"({string.Join(engine == Engine.Sqlite ? " OR " : " | ", conditions)})";

    /// <summary>The documents that have a token.</summary>
    public static string Has(Engine engine, string token) => engine == Engine.Sqlite
        ? $"\"{token.Replace("\"", "\"\"", StringComparison.Ordinal)}\""
        : $"'{token.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "''", StringComparison.Ordinal)}'";
}
