using System.Globalization;
using Dangol.Analytics;
using Dangol.Platform;

namespace Dangol.Tests;

/// <summary>Tables with planted truths.</summary>
internal sealed class MadeTable(int rows, long seed)
{
    private readonly List<DataColumn> columns = [];

    public RandomStream Draws { get; } = new(seed);

    public IReadOnlyList<DataColumn> Columns => columns;

    public double[] Number(string name, Func<int, double>? value = null)
    {
        var numbers = Enumerable.Range(0, rows).Select(i => Math.Round(value?.Invoke(i) ?? Draws.NextNormal(), 4)).ToArray();
        columns.Add(new(name, Array.ConvertAll(numbers, n => double.IsNaN(n) ? "" : (string?)n.ToString(CultureInfo.InvariantCulture))));
        return numbers;
    }

    public int[] Level(string name, params string[] levels)
    {
        var codes = Enumerable.Range(0, rows).Select(_ => Draws.Next(levels.Length)).ToArray();
        columns.Add(new(name, Array.ConvertAll(codes, c => (string?)levels[c])));
        return codes;
    }

    /// <summary>Yes with the given log-odds.</summary>
    public bool[] Outcome(string name, Func<int, double> logOdds)
    {
        var yes = Enumerable.Range(0, rows).Select(i => Draws.Next() < 1 / (1 + Math.Exp(-logOdds(i)))).ToArray();
        columns.Add(new(name, Array.ConvertAll(yes, y => (string?)(y ? "yes" : "no"))));
        return yes;
    }

    public ModelColumn[] Ready(params string[] names) => [.. columns.Where(c => names.Length == 0 || names.Contains(c.Name)).Select(ModelColumn.Of)];

    /// <summary>A file of the shared data as columns.</summary>
    public static DataColumn[] Read(string name)
    {
        var table = Dangol.Integration.DelimitedTable.Read(RetailFile.Find(name));
        return [.. Enumerable.Range(0, table.Columns).Select(i => new Dangol.Integration.DelimitedColumn(table, i)).Select(c => new DataColumn(c.Name, c.Texts()))];
    }
}
