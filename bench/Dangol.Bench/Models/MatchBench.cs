using System.Diagnostics;
using System.Text;
using Dangol.Customers;
using Dangol.Integration;

namespace Dangol.Bench;

/// <summary>Matching: accuracy on known sets, and time and memory on a hundred thousand and a million people.</summary>
internal static class MatchBench
{
    private const int Many = 1_000_000, Seed = 7;

    public static void Run(Wanted wanted)
    {
        foreach (var (name, file, truth) in new[] { ("febrl3", "febrl/dataset3.csv", "rec_id"), ("fake_1000", "splink/fake_1000.csv", "cluster"), ("historical_50k", "splink/historical_50k.csv", "cluster"), ("people_100k", "people/people_100k.csv.gz", "cluster") })
            if (ModelsBench.Find(wanted, file) is { } path) Measure(name, path, truth);
        var made = Path.Combine(Path.GetTempPath(), $"dangol-people-{Many}-{Seed}.csv");
        MadePeople.Write(made, Many, Seed);
        try
        {
            Measure("made_1m", made, "cluster");
            Benchmarks.Figure("match_peak_memory", Process.GetCurrentProcess().PeakWorkingSet64 / 1e9, "GB");
        }
        finally
        {
            File.Delete(made);
        }
    }

    private static void Measure(string name, string path, string truth)
    {
        var began = Stopwatch.GetTimestamp();
        var table = DelimitedTable.Read(path);
        MatchColumn[] columns = [.. Enumerable.Range(0, table.Columns).Select(c => new MatchColumn(table.Header![c], Cells(table, c), table.Header[c] == truth ? MatchField.Ignored : null))];
        var result = CustomerMatching.Learn(columns, table.Rows).Result;
        Benchmarks.Figure($"match_{name}_s", Stopwatch.GetElapsedTime(began).TotalSeconds, "s");
        foreach (var (part, seconds) in result.Seconds) Benchmarks.Figure($"match_{name}_{part}_s", seconds, "s");
        var accuracy = MatchTruth.Measure(result, MatchTruth.Of(columns.First(c => c.Name == truth), table.Rows));
        Benchmarks.Figure($"match_{name}_compared", result.Compared, "pairs");
        foreach (var (kind, score) in new[] { ("pair", accuracy.Pairs), ("cluster", accuracy.Clusters), ("b_cubed", accuracy.BCubed) })
        {
            ModelsBench.Exactly($"match_{name}_{kind}_precision", score.Precision, "");
            ModelsBench.Exactly($"match_{name}_{kind}_recall", score.Recall, "");
            ModelsBench.Exactly($"match_{name}_{kind}_f1", score.F1, "");
        }
    }

    private static CellText Cells(DelimitedTable table, int column)
    {
        var chars = new char[256];
        return row =>
        {
            var value = table.Cell(row, column).Span;
            if (chars.Length < value.Length) chars = new char[value.Length * 2];
            return chars.AsSpan(0, Encoding.UTF8.GetChars(value, chars));
        };
    }
}
