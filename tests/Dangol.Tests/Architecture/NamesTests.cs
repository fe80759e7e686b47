using System.Text.RegularExpressions;

namespace Dangol.Tests;

/// <summary>Names that say what a thing does, and one namespace per project.</summary>
public sealed partial class NamesTests
{
    private static readonly string[] Forbidden = ["Manager", "Helper", "Helpers", "Util", "Utils", "Utilities", "Service", "Processor", "Common", "Core", "Base", "Shared", "Misc"];

    [Fact]
    public void no_type_has_a_name_that_takes_any_code()
    {
        var types = Sources.Of("src/", ".cs").Concat(Sources.Of("tests/", ".cs")).SelectMany(f => TypeNames.Declared(Sources.Read(f)).Select(t => t.Name)).ToList();
        Rule.Check("name", "Such names accept any code and grow to thousands of lines. Name it for what it does.", types.Count,
            types.Where(t => Forbidden.Contains(TypeNames.LastWord(t))).Select(t => (t, $"ends with {TypeNames.LastWord(t)}")));
    }

    [Fact]
    public void no_folder_or_file_has_one_either()
    {
        // Service is a module: the one noun here that means what customers get.
        var files = Sources.Of("src/", "").Concat(Sources.Of("tests/", "")).ToList();
        Rule.Check("folder", "Every reference to such a room becomes a debt: put it beside its use, or in a named folder of Platform.", files.Count,
            files.SelectMany(f => f.Split('/').Where(part => Forbidden.Contains(part.Split('.')[0]) && part != "Service" && part != "Service.csproj").Select(part => (f, $"{part} says nothing"))));
    }

    [Fact]
    public void a_project_has_one_namespace()
    {
        var files = Sources.Of("src/", ".cs").ToList();
        Rule.Check("namespace", "One namespace per project, whatever the folder: a file can move without touching its users.", files.Count,
            files.Select(f => (File: f, Match: Namespace().Match(Sources.Read(f)))).Where(x => x.Match.Success && x.Match.Groups[1].Value != "Dangol." + x.File.Split('/')[1])
                .Select(x => (x.File, $"has {x.Match.Groups[1].Value}")));
    }

    [GeneratedRegex(@"^namespace\s+([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex Namespace();
}
