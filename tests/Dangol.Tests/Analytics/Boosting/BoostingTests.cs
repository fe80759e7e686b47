using Dangol.Analytics;
using Boosted = Dangol.Analytics.Boosting;

namespace Dangol.Tests;

public sealed class BoostingTests
{
    private static readonly BoostingOptions Small = new() { Trees = 30, Depth = 4, Leaves = 8, Rate = 0.2, LeastHessian = 1 };

    [Fact]
    public void shapley_values_are_those_of_brute_force_and_add_up_to_the_score()
    {
        var (columns, y) = Made(600, 4);
        var (bins, rows, model) = Fit(columns, y, Small);
        var shap = new TreeShap(model);
        for (var row = 0; row < 10; row++)
        {
            var contributions = new double[columns.Length];
            shap.Explain(rows, row, contributions);
            Assert.Equal(model.Score(rows, [row])[0], shap.Mean + contributions.Sum(), 9);
            for (var c = 0; c < columns.Length; c++) Assert.Equal(BruteForce(model, rows, row, c, columns.Length), contributions[c], 1e-9);
        }
        Assert.Equal(bins.Columns, columns.Length);
    }

    [Fact]
    public void the_result_is_the_same_on_any_number_of_cores()
    {
        var (columns, y) = Made(8000, 12);
        var (bins, rows, model) = Fit(columns, y, Small);
        var alone = Boosted.Fit(rows, bins, y, All(y), Small, parallel: false);
        Assert.Equal(model.Score(rows, All(y)), alone.Score(rows, All(y)));
    }

    [Fact]
    public void only_the_order_of_a_number_matters()
    {
        var (columns, y) = Made(800, 3);
        var stretched = columns.Select(c => c.IsCategory ? c : ModelColumn.OfNumbers(c.Name, Array.ConvertAll(Enumerable.Range(0, c.Rows).ToArray(), r => Math.Exp(c.Number(r) / 2) * 7 - 3))).ToArray();
        var (_, rows, model) = Fit(columns, y, Small);
        var (_, others, other) = Fit(stretched, y, Small);
        Assert.Equal(model.Score(rows, All(y)), other.Score(others, All(y)));
    }

    [Fact]
    public void a_monotone_column_never_lowers_the_score()
    {
        var made = new MadeTable(2000, 5);
        var x = made.Number("x");
        var z = made.Number("z");
        var y = made.Outcome("y", i => Math.Sin(3 * x[i]) + x[i] + z[i]);
        var columns = made.Ready("x", "z");
        var target = Array.ConvertAll(y, b => b ? 1.0 : 0);
        Assert.True(Falls(null) > 0, "free trees follow the wave");
        Assert.Equal(0, Falls([1, 0]));

        int Falls(int[]? monotone)
        {
            var (bins, _, model) = Fit(columns, target, Small with { Monotone = monotone });
            var line = Enumerable.Range(0, 200).Select(i => -3 + i * 0.03).ToArray();
            ModelColumn[] grid = [ModelColumn.OfNumbers("x", line), ModelColumn.OfNumbers("z", [.. line.Select((_, i) => i == 0 ? 0.1 : 0)])];
            var scores = model.Score(bins.Apply(grid), [.. Enumerable.Range(1, line.Length - 1)]);
            return Enumerable.Range(1, scores.Length - 1).Count(i => scores[i] < scores[i - 1] - 1e-12);
        }
    }

    [Fact]
    public void what_is_missing_and_what_level_it_is_can_be_learnt()
    {
        var made = new MadeTable(4000, 6);
        var x = made.Number("x", i => i % 4 == 0 ? double.NaN : made.Draws.NextNormal());
        var level = made.Level("level", "a", "b", "c", "d", "e", "f");
        var y = made.Outcome("y", i => (double.IsNaN(x[i]) ? 2 : -1) + (level[i] is 1 or 4 ? 2 : -1));
        var target = Array.ConvertAll(y, b => b ? 1.0 : 0);
        var (_, rows, model) = Fit(made.Ready("x", "level"), target, Small);
        var scores = model.Score(rows, All(target));
        double Mean(Func<int, bool> which) => scores.Where((_, i) => which(i)).Average();
        Assert.InRange(Mean(i => double.IsNaN(x[i]) && level[i] is 1 or 4 && double.IsNaN(x[i])) - Mean(i => !double.IsNaN(x[i]) && level[i] is not (1 or 4)), 4.5, 7.5);
    }

    [Fact]
    public void growing_stops_when_nothing_more_is_learnt()
    {
        var made = new MadeTable(1500, 8);
        made.Number("noise");
        var y = Array.ConvertAll(made.Outcome("y", _ => 0), b => b ? 1.0 : 0);
        var columns = made.Ready("noise");
        var bins = Bins.Fit(columns, All(y));
        var model = Boosted.Fit(bins.Apply(columns), bins, y, [.. Enumerable.Range(0, 1000)], Small with { Trees = 400, Patience = 20 }, [.. Enumerable.Range(1000, 500)]);
        Assert.InRange(model.Trees.Length, 20, 120);
    }

    private static (ModelColumn[], double[]) Made(int rows, int numbers)
    {
        var made = new MadeTable(rows, 11);
        var xs = Enumerable.Range(0, numbers).Select(j => made.Number($"x{j}", j == 1 ? i => i % 9 == 0 ? double.NaN : made.Draws.NextNormal() : null)).ToArray();
        var level = made.Level("level", "a", "b", "c", "d", "e");
        var y = made.Outcome("y", i => xs[0][i] * (level[i] > 2 ? 1 : -1) + (double.IsNaN(xs[1][i]) ? 1 : xs[1][i]) + 0.5 * xs[2][i] * xs[2][i]);
        return ([.. made.Ready().Where(c => c.Name != "y")], Array.ConvertAll(y, b => b ? 1.0 : 0));
    }

    private static (Bins, BinnedRows, Boosted) Fit(ModelColumn[] columns, double[] y, BoostingOptions options)
    {
        var bins = Bins.Fit(columns, All(y));
        var rows = bins.Apply(columns);
        return (bins, rows, Boosted.Fit(rows, bins, y, All(y), options));
    }

    private static int[] All(double[] y) => [.. Enumerable.Range(0, y.Length)];

    /// <summary>Σ over the sets of other columns of |S|! (n − |S| − 1)! / n! times what the column adds.</summary>
    private static double BruteForce(Boosted model, BinnedRows rows, int row, int column, int count)
    {
        double Factorial(int n) => n < 2 ? 1 : n * Factorial(n - 1);
        double sum = 0;
        for (var set = 0; set < 1 << count; set++)
        {
            if ((set >> column & 1) != 0) continue;
            var size = System.Numerics.BitOperations.PopCount((uint)set);
            sum += Factorial(size) * Factorial(count - size - 1) / Factorial(count) * (Value(set | 1 << column) - Value(set));
        }
        return sum;

        double Value(int known) => model.Trees.Sum(tree => At(tree, 0, known));

        double At(Tree tree, int at, int known)
        {
            var node = tree.Nodes[at];
            if (node.Column < 0) return node.Value;
            if ((known >> node.Column & 1) != 0) return At(tree, node.GoesLeft.Has(rows.Bin(node.Column, row)) ? node.Left : node.Right, known);
            var (left, right) = (tree.Nodes[node.Left].Cover, tree.Nodes[node.Right].Cover);
            return (left * At(tree, node.Left, known) + right * At(tree, node.Right, known)) / (left + right);
        }
    }
}
