using System.Diagnostics;
using System.Globalization;

namespace Dangol.Bench;

/// <summary>The statistical core on real data and on made data of a large company: figures for docs/models.md. One file a family of models in Models/.</summary>
internal static class ModelsBench
{
    public static void Run(Wanted wanted)
    {
        LifetimeBench.Run(wanted);
        CustomersBench.Run(wanted);
        MatchBench.Run(wanted);
        RecommendBench.Run(wanted);
        TablesBench.Run(wanted);
    }

    /// <summary>Prints a measure of accuracy as a line of JSON, with more digits than a time needs.</summary>
    public static void Exactly(string name, double value, string unit) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $$"""{"name":"{{name}}","value":{{Math.Round(value, 5)}},"unit":"{{unit}}"}"""));

    /// <summary>The best of a few runs, in seconds: the first of them compiles.</summary>
    public static double Best(int runs, Action work)
    {
        var best = double.PositiveInfinity;
        for (var i = 0; i < runs; i++)
        {
            var began = Stopwatch.GetTimestamp();
            work();
            best = Math.Min(best, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }
        return best;
    }

    /// <summary>A file of the shared data (DANGOL_DATA, or a folder shared/data above this program); null, with a note, where it cannot be had.</summary>
    public static string? Find(Wanted wanted, string name)
    {
        var folders = new List<string?> { Environment.GetEnvironmentVariable("DANGOL_DATA") };
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent) folders.Add(Path.Combine(folder.FullName, "shared", "data"));
        var found = folders.OfType<string>().Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        if (found is null) Benchmarks.Note(wanted, $"{name} is not here: set DANGOL_DATA to the folder that has it");
        return found;
    }
}
