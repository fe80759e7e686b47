using System.CommandLine;
using Dangol.Analytics;

namespace Dangol.Web;

/// <summary>All columns of a file as cells, for models that find out by themselves what each column is.</summary>
internal static class TableColumns
{
    public static readonly Option<string?> Drop = new("--drop") { Description = "Columns that the model must not see, with commas between them.", HelpName = "COLUMNS" };
    public static readonly Option<long> Seed = new("--seed") { Description = "Of chance; the same seed gives the same result (default 42).", DefaultValueFactory = _ => 42, HelpName = "N" };

    public static DataColumn[] Of(DataFile file) => [.. file.All.Select(column => new DataColumn(column.Name, column.Texts()))];

    /// <summary>The names of columns that an option lists; none where it was not given.</summary>
    public static IReadOnlyList<string> Named(DataFile file, string? listed) => listed is null ? [] : [.. file.List(listed).Select(c => c.Name)];

    /// <summary>Figures by name, for printing.</summary>
    public static object Figure(Measured m) => new { value = m.Value, low = m.Low, high = m.High };
}
