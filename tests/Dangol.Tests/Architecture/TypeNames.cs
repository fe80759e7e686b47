using System.Text.RegularExpressions;

namespace Dangol.Tests;

/// <summary>Reads the types that a C# file declares, near enough for rules about names.</summary>
internal static partial class TypeNames
{
    public static IEnumerable<(string Name, bool Public, bool IsData)> Declared(string source) => Declaration().Matches(source)
        .Select(m => (m.Groups["name"].Value, m.Groups["words"].Value.Contains("public", StringComparison.Ordinal) && m.Groups["indent"].Length == 0, m.Groups["kind"].Value.Split(" ")[0] is "record" or "enum"));

    /// <summary>The last word of a name in PascalCase: Base of RecordBase, but Database of Database.</summary>
    public static string LastWord(string name) => LastWordOf().Match(name).Value;

    [GeneratedRegex(@"^(?<indent>[ \t]*)(?<words>(?:(?:public|internal|private|protected|file|static|sealed|abstract|partial|readonly|ref|unsafe|new)\s+)*)(?<kind>record\s+struct|record\s+class|class|record|struct|interface|enum)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"[A-Z][a-z0-9]*$")]
    private static partial Regex LastWordOf();
}
