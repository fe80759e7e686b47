using System.Xml.Linq;

namespace Dangol.Tests;

/// <summary>Who may refer to whom. One project per module makes `internal` a wall; the edges between them are these and no others.</summary>
public sealed class EdgesTests
{
    private static readonly string[] Nouns = ["Customers", "Processes", "Sales", "Marketing", "Service", "Analytics", "Strategy"];

    /// <summary>The table of ARCHITECTURE.md.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["DuckDb"] = [],
        ["Platform"] = ["DuckDb"],
        ["Customers"] = ["Platform"],
        ["Processes"] = ["Platform"],
        ["Sales"] = ["Platform", "Customers", "Processes"],
        ["Marketing"] = ["Platform", "Customers", "Processes"],
        ["Service"] = ["Platform", "Customers", "Processes"],
        ["Analytics"] = ["Platform"],
        ["Strategy"] = ["Platform", "Analytics"],
        ["Integration"] = ["Platform", .. Nouns],
        ["Web"] = ["DuckDb", "Platform", "Integration", .. Nouns],
    };

    private static readonly List<(string Name, string[] To)> Projects = Sources.Of("src/", ".csproj")
        .Select(path => (Path.GetFileNameWithoutExtension(path), References(path))).ToList();

    [Fact]
    public void a_project_refers_only_to_those_it_may() =>
        Rule.Check("edge", "A module that reaches back makes a cycle of what data does once round. Publish an event or a view instead (ARCHITECTURE.md).",
            Projects.Count, Projects.SelectMany(p => p.To.Where(to => !Allowed.GetValueOrDefault(p.Name, []).Contains(to)).Select(to => ($"{p.Name} → {to}", "is not allowed"))));

    [Fact]
    public void every_project_stands_in_the_table_the_solution_and_a_folder_of_its_name()
    {
        var solution = Sources.Read("Dangol.slnx");
        Rule.Check("project", "A new room wants a place in the house: say in ARCHITECTURE.md what it is for.", Projects.Count,
            Projects.Where(p => !Allowed.ContainsKey(p.Name)).Select(p => (p.Name, "is not in the table of edges"))
                .Concat(Projects.Where(p => !solution.Contains($"src/{p.Name}/{p.Name}.csproj", StringComparison.Ordinal)).Select(p => (p.Name, "is not in Dangol.slnx, or not in its own folder"))));
    }

    [Fact]
    public void a_module_shows_others_its_contract_and_its_table_of_contents_only()
    {
        var files = Nouns.SelectMany(noun => Sources.Of($"src/{noun}/", ".cs")).ToList();
        var shown = files.Where(f => !f.Contains("/Contract/", StringComparison.Ordinal) && !f.EndsWith("Module.cs", StringComparison.Ordinal))
            .SelectMany(f => TypeNames.Declared(Sources.Read(f)).Where(t => t.Public && !t.IsData).Select(t => (f, $"{t.Name} is public")));
        // Records and enums may be public anywhere: a page's parameters must be, as Razor makes every page public.
        Rule.Check("public", "Modules exchange records and ids: what others may use lies in Contract/, all else is internal.", files.Count, shown);
    }

    private static string[] References(string path) => XDocument.Parse(Sources.Read(path)).Descendants("ProjectReference")
        .Select(r => Path.GetFileNameWithoutExtension(r.Attribute("Include")!.Value.Replace('\\', '/'))).ToArray();
}
