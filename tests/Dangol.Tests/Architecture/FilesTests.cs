using System.Text.RegularExpressions;

namespace Dangol.Tests;

/// <summary>Files short enough to read at a sitting, without noise and without traces of anybody's machine.</summary>
public sealed class FilesTests
{
    private const int MostLines = 300;
    private static readonly string[] Code = [".cs", ".razor", ".sql", ".js", ".css", ".sh", ".csproj", ".props", ".targets"];
    private static readonly string[] Binary = [".png", ".jpg", ".ico", ".woff", ".woff2", ".gz", ".zip", ".ttf", ".otf"];

    [Fact]
    public void no_file_is_longer_than_three_hundred_lines()
    {
        var files = Sources.Files.Where(f => Code.Any(f.EndsWith)).ToList();
        Rule.Check("length", "One use case a file; what is longer does two things.", files.Count,
            files.Select(f => (f, Lines: Sources.Read(f).AsSpan().Count('\n'))).Where(x => x.Lines > MostLines).Select(x => (x.f, $"{x.Lines} lines")));
    }

    [Fact]
    public void nothing_is_left_to_do_and_nothing_is_folded_away()
    {
        // The words are put together here, so that this file doesn't contain them.
        var noise = new Regex(string.Join('|', "\\bTO" + "DO\\b", "\\bFIX" + "ME\\b", "\\bHA" + "CK\\b", "#reg" + "ion\\b", "#nullable dis" + "able"));
        var files = Sources.Files.Where(f => Code.Any(f.EndsWith) || f == "dangol").ToList();
        Rule.Check("noise", "What is left to do is an issue; what must be folded away is too long.", files.Count, Containing(files, noise));
    }

    [Fact]
    public void no_file_names_somebodys_machine_or_builder()
    {
        var traces = new Regex(string.Join('|', "/wo" + "rk/", "/ho" + "me/\\w", "/Us" + "ers/\\w", "[A-Z]:\\\\Us" + "ers", "\\.git" + "hub/workflows", "git" + "lab-ci", "jen" + "kins", "circle" + "ci", "travis" + "-ci", "build" + "kite", "azure-pipe" + "lines"), RegexOptions.IgnoreCase);
        var files = Sources.Files.Where(f => !Binary.Any(f.EndsWith)).ToList();
        Rule.Check("trace", "The product builds the same anywhere: a path or name of one machine is wrong on every other.", files.Count, Containing(files, traces));
    }

    [Fact]
    public void web_packages_are_locked_to_the_public_registry()
    {
        var entries = Regex.Matches(Sources.Read("package-lock.json"), "\"(resolved|integrity)\": \"([^\"]+)\"");
        Rule.Check("registry", "A mirror in the lock file works on one machine only.", entries.Count,
            entries.Where(e => e.Groups[1].Value == "resolved" && !e.Groups[2].Value.StartsWith("https://registry.npmjs.org/", StringComparison.Ordinal)).Select(e => ("package-lock.json", e.Groups[2].Value)));
    }

    private static IEnumerable<(string, string)> Containing(IEnumerable<string> files, Regex what) =>
        files.SelectMany(f => Sources.Read(f).Split('\n').Select((line, i) => (line, i)).Where(x => what.IsMatch(x.line)).Select(x => (f, $"line {x.i + 1}: {x.line.Trim()}")));
}
