using System.Diagnostics;

namespace Dangol.Tests;

/// <summary>The files of the repository as git sees them: tracked ones, and new ones that are not ignored.</summary>
internal static class Sources
{
    public static string Root { get; } = FindRoot();

    /// <summary>Paths relative to the root, with slashes.</summary>
    public static IReadOnlyList<string> Files { get; } = Listed();

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    /// <summary>Files in a folder (or in one of several) with one of these endings.</summary>
    public static IEnumerable<string> Of(string folder, params string[] endings) =>
        Files.Where(f => f.StartsWith(folder, StringComparison.Ordinal) && endings.Any(e => f.EndsWith(e, StringComparison.Ordinal)));

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Dangol.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("These tests read the sources: run them from inside the repository");
    }

    private static List<string> Listed()
    {
        using var git = Process.Start(new ProcessStartInfo("git", ["-C", Root, "ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        { RedirectStandardOutput = true })!;
        var output = git.StandardOutput.ReadToEnd();
        git.WaitForExit();
        return output.Split('\0', StringSplitOptions.RemoveEmptyEntries).Where(f => File.Exists(Path.Combine(Root, f))).Distinct().Order(StringComparer.Ordinal).ToList();
    }
}
