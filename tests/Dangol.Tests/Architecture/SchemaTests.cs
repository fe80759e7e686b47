using System.Text.RegularExpressions;
using Dangol.DuckDb;

namespace Dangol.Tests;

/// <summary>Tables that read alike on every engine, and that can be spread over machines one day.</summary>
public sealed partial class SchemaTests
{
    private static readonly List<SchemaFile> Files = SchemaFile.All();
    private static readonly List<SchemaFile> Spread = Files.Where(f => f.Kind == "spread").ToList();
    private static readonly List<string> Tables = Files.SelectMany(f => f.Tables.Select(t => t.Name)).ToList();

    private static readonly string[] SqliteKeywords =
        ("abort action add after all alter always analyze and as asc attach autoincrement before begin between by cascade case cast check collate column commit conflict constraint create cross "
        + "current current_date current_time current_timestamp database default deferrable deferred delete desc detach distinct do drop each else end escape except exclude exclusive exists explain "
        + "fail filter first following for foreign from full generated glob group groups having if ignore immediate in index indexed initially inner insert instead intersect into is isnull join key "
        + "last left like limit match materialized natural no not nothing notnull null nulls of offset on or order others outer over partition plan pragma preceding primary query raise range recursive "
        + "references regexp reindex release rename replace restrict returning right rollback row rows savepoint select set table temp temporary then ties to transaction trigger unbounded union unique "
        + "update using vacuum values view virtual when where window with without").Split(' ');

    [Fact]
    public void the_first_line_of_a_schema_file_says_how_its_tables_spread() =>
        Rule.Check("spread", "The first line is -- spread, -- reference or -- local (ARCHITECTURE.md); the file is called 0001_name.sql.", Files.Count,
            Files.Where(f => f.Kind.Length == 0 || !Numbered().IsMatch(Path.GetFileName(f.Path))).Select(f => (f.Path, "has another first line or name")));

    [Fact]
    public void tables_are_plural_and_snake_case() =>
        Rule.Check("plural", "Customers is read the same by everyone.", Tables.Count, Tables.Where(t => !Plural().IsMatch(t)).Select(t => (t, "is not plural and snake_case")));

    [Fact]
    public void no_table_is_called_what_an_engine_keeps_for_itself()
    {
        using var database = DuckDatabase.Open(null, new() { Threads = 1, MemoryLimitMb = 64 });
        using var connection = database.Connect();
        // DuckDB's grammar is PostgreSQL's and more.
        var keywords = connection.Rows("select keyword_name from duckdb_keywords()", [], row => row.String(0)!).Concat(SqliteKeywords).ToHashSet();
        Assert.Contains("order", keywords);
        Rule.Check("keyword", "SQL needs no quotes on any engine.", Tables.Count, Tables.Where(t => keywords.Contains(t.Trim('"'))).Select(t => (t, "is a keyword")));
    }

    [Fact]
    public void sql_has_no_quoted_names() =>
        Rule.Check("quoted", "SQL needs no quotes on any engine.", Files.Count, Files.Where(f => f.Sql.Contains('"', StringComparison.Ordinal)).Select(f => (f.Path, "has a quoted name")));

    [Fact]
    public void nothing_happens_behind_the_write_path()
    {
        var forbidden = Forbidden();
        Rule.Check("behind", "A trigger and a key that is emptied change rows that the journal doesn't know of, and neither can be spread.", Files.Count,
            Files.SelectMany(f => forbidden.Matches(f.Sql).Select(m => (f.Path, m.Value))));
    }

    [Fact]
    public void keys_of_spread_tables_contain_the_customer() =>
        Rule.Check("key", "A cluster can only hold a key that has the column by which the rows are spread.", Files.Count,
            Spread.SelectMany(f => f.Keys.Where(k => !Words().Matches(k.Columns).Any(w => w.Value == "customer_id")).Select(k => (k.Table, $"has the key ({k.Columns}) without customer_id"))
                .Concat(f.Tables.Where(t => f.Keys.All(k => k.Table != t.Name)).Select(t => (t.Name, "has no key")))));

    [Fact]
    public void nothing_refers_into_spread_tables()
    {
        var names = Spread.SelectMany(f => f.Tables.Select(t => t.Name)).ToHashSet();
        Rule.Check("reach", "A local or reference table can't have a foreign key to a spread one.", Files.Count,
            Files.Except(Spread).SelectMany(f => f.References.Where(r => names.Contains(r.To)).Select(r => (r.From, $"refers to {r.To}"))));
    }

    [Fact]
    public void sql_keeps_to_what_can_be_spread_one_day()
    {
        var files = Sources.Of("src/", ".cs", ".sql").ToList();
        Rule.Check("cluster", "A cluster can't do it: use union all of groups, or claim from a local table.", files.Count,
            files.SelectMany(f => Unspreadable().Matches(Sources.Read(f)).Select(m => (f, m.Value))));
    }

    [Fact]
    public void published_views_are_called_so()
    {
        var views = Sources.Of("src/", ".sql").SelectMany(f => CreateView().Matches(Sources.Read(f).ToLowerInvariant()).Select(m => (File: f, Name: m.Groups[1].Value))).ToList();
        Rule.Check("view", "Others may read pub_… in Schema/views.sql and nothing else: it is dropped and made again at every upgrade.", views.Count + Files.Count,
            views.Where(v => !v.Name.StartsWith("pub_", StringComparison.Ordinal) || !v.File.EndsWith("/Schema/views.sql", StringComparison.Ordinal)).Select(v => (v.File, $"makes the view {v.Name}")));
    }

    [GeneratedRegex(@"^\d{4}_[a-z0-9_]+(\.sqlite|\.postgres)?\.sql$")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"^[a-z][a-z0-9]*(_[a-z0-9]+)*(?<!s)s$|_people$|^people$")]
    private static partial Regex Plural();

    [GeneratedRegex(@"create\s+(?:or\s+replace\s+)?trigger|on\s+(?:delete|update)\s+set\s+null")]
    private static partial Regex Forbidden();

    [GeneratedRegex(@"grouping\s+sets|\brollup\s*\(|\bmerge\s+into\b", RegexOptions.IgnoreCase)]
    private static partial Regex Unspreadable();

    [GeneratedRegex(@"create\s+(?:or\s+replace\s+)?(?:materialized\s+)?view\s+(?:if\s+not\s+exists\s+)?(\w+)")]
    private static partial Regex CreateView();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Words();
}
