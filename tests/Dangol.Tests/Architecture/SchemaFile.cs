using System.Text.RegularExpressions;

namespace Dangol.Tests;

/// <summary>A numbered schema step, read near enough for the rules about tables.</summary>
internal sealed partial class SchemaFile
{
    public SchemaFile(string path)
    {
        Path = path;
        var text = Sources.Read(path);
        Kind = FirstLine().Match(text).Groups[1].Value;
        Sql = Comments().Replace(text, "").ToLowerInvariant();
        Tables = CreateTable().Matches(Sql).Select(m => (m.Groups[1].Value, Body(m.Index + m.Length))).ToList();
        Keys = Tables.SelectMany(t => KeyClause().Matches(t.Body).Select(m => (t.Name, m.Groups[1].Value))
                .Concat(ColumnKey().Matches(t.Body).Select(m => (t.Name, m.Groups[1].Value))))
            .Concat(UniqueIndex().Matches(Sql).Select(m => (m.Groups[1].Value, m.Groups[2].Value))).ToList();
        References = Tables.SelectMany(t => Referred().Matches(t.Body).Select(m => (t.Name, m.Groups[1].Value))).ToList();
    }

    public string Path { get; }

    /// <summary>spread, reference or local; empty where the first line doesn't say.</summary>
    public string Kind { get; }

    /// <summary>Without comments, in lower case.</summary>
    public string Sql { get; }

    public IReadOnlyList<(string Name, string Body)> Tables { get; }

    /// <summary>Primary keys, unique constraints and unique indices: table and columns.</summary>
    public IReadOnlyList<(string Table, string Columns)> Keys { get; }

    /// <summary>Foreign keys: from table, to table.</summary>
    public IReadOnlyList<(string From, string To)> References { get; }

    public static List<SchemaFile> All() =>
        Sources.Of("src/", ".sql").Where(f => f.Contains("/Schema/", StringComparison.Ordinal) && !f.EndsWith("/views.sql", StringComparison.Ordinal)).Select(f => new SchemaFile(f)).ToList();

    /// <summary>What stands between the opening parenthesis that was just read and the one that closes it.</summary>
    private string Body(int from)
    {
        var (depth, to) = (1, from);
        while (depth > 0 && to < Sql.Length) depth += Sql[to++] switch { '(' => 1, ')' => -1, _ => 0 };
        return Sql[from..to];
    }

    [GeneratedRegex(@"\A-- (spread|reference|local)\b")]
    private static partial Regex FirstLine();

    [GeneratedRegex(@"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex(@"create\s+(?:unlogged\s+|temp\s+|virtual\s+)?table\s+(?:if\s+not\s+exists\s+)?(""?\w+""?)[^(;]*\(")]
    private static partial Regex CreateTable();

    [GeneratedRegex(@"(?:primary\s+key|unique)\s*\(([^)]*)\)")]
    private static partial Regex KeyClause();

    [GeneratedRegex(@"(?:^|,)\s*(\w+)\s+[^,(]*(?:\([^)]*\)[^,(]*)?\b(?:primary\s+key|unique)\b(?!\s*\()", RegexOptions.Multiline)]
    private static partial Regex ColumnKey();

    [GeneratedRegex(@"create\s+unique\s+index\s+(?:if\s+not\s+exists\s+)?\w+\s+on\s+(\w+)\s*\(([^;]*?)\)\s*(?:where|;)")]
    private static partial Regex UniqueIndex();

    [GeneratedRegex(@"references\s+(\w+)")]
    private static partial Regex Referred();
}
