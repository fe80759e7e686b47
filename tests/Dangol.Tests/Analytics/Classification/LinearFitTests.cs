using Dangol.Analytics;

namespace Dangol.Tests;

public sealed class LinearFitTests
{
    [Fact]
    public void at_the_solution_the_loss_is_flat_in_every_direction()
    {
        var (x, y) = Made(1500);
        var beta = LinearFit.Logistic(x, y, 3);
        const double Step = 1e-5;
        for (var j = 0; j < beta.Length; j++)
        {
            double At(double shift)
            {
                var moved = beta.ToArray();
                moved[j] += shift;
                return Loss(x, y, moved, 3);
            }
            Assert.Equal(0, (At(Step) - At(-Step)) / (2 * Step), 0.005);
            Assert.True(At(0) <= Math.Min(At(0.01), At(-0.01)));
        }
    }

    [Fact]
    public void planted_coefficients_are_found_again()
    {
        var made = new MadeTable(40_000, 2);
        var a = made.Number("a");
        var b = made.Number("b");
        var y = made.Outcome("y", i => -1 + 0.8 * a[i] - 0.5 * b[i]);
        var columns = made.Ready("a", "b");
        var rows = Enumerable.Range(0, a.Length).ToArray();
        var beta = LinearFit.Logistic(Design.Fit(columns, rows).Apply(columns, rows), Array.ConvertAll(y, v => v ? 1.0 : 0));
        Assert.Equal(-1, beta[0], 0.05);
        Assert.Equal(0.8, beta[1], 0.05);
        Assert.Equal(-0.5, beta[2], 0.05);
    }

    [Fact]
    public void a_straight_line_is_met_exactly()
    {
        var (x, _) = Made(300);
        double[] truth = [.. Enumerable.Range(0, x.Width).Select(j => 0.3 * j - 1)];
        var y = Enumerable.Range(0, x.Rows).Select(i => x.Dot(i, truth)).ToArray();
        var beta = LinearFit.Ridge(x, y, 1e-7);
        for (var i = 0; i < x.Rows; i++) Assert.Equal(y[i], x.Dot(i, beta), 0.0001);
    }

    [Fact]
    public void twice_the_rows_under_twice_the_penalty_are_the_same_model()
    {
        var (x, y) = Made(500);
        DesignRows doubled = new(2 * x.Rows, x.NumberCount, x.Marks, x.Width, [.. x.X, .. x.X], [.. x.Hot, .. x.Hot]);
        var (one, two) = (LinearFit.Logistic(x, y, 2), LinearFit.Logistic(doubled, [.. y, .. y], 4));
        for (var j = 0; j < one.Length; j++) Assert.Equal(one[j], two[j], 0.0001);
    }

    [Fact]
    public void units_do_not_matter()
    {
        var made = new MadeTable(800, 9);
        var a = made.Number("a");
        var y = Array.ConvertAll(made.Outcome("y", i => a[i]), v => v ? 1.0 : 0);
        var rows = Enumerable.Range(0, a.Length).ToArray();
        double[] Fit(double unit)
        {
            ModelColumn[] columns = [ModelColumn.OfNumbers("a", Array.ConvertAll(a, v => 50 + unit * v))];
            var x = Design.Fit(columns, rows).Apply(columns, rows);
            var beta = LinearFit.Logistic(x, y);
            return [.. rows.Select(i => x.Dot(i, beta))];
        }
        var (metres, miles) = (Fit(1), Fit(1 / 1609.344));
        for (var i = 0; i < metres.Length; i++) Assert.Equal(metres[i], miles[i], 0.00001);
    }

    private static (DesignRows, double[]) Made(int rows)
    {
        var made = new MadeTable(rows, 1);
        var a = made.Number("a", i => i % 20 == 0 ? double.NaN : made.Draws.NextNormal());
        made.Number("b");
        var level = made.Level("level", "x", "y", "z");
        var y = made.Outcome("y", i => (double.IsNaN(a[i]) ? 1 : a[i]) + (level[i] == 2 ? 1 : -0.5));
        var columns = made.Ready("a", "b", "level");
        var all = Enumerable.Range(0, rows).ToArray();
        return (Design.Fit(columns, all).Apply(columns, all), Array.ConvertAll(y, v => v ? 1.0 : 0));
    }

    private static double Loss(DesignRows x, double[] y, double[] beta, double lambda)
    {
        var sum = beta.Skip(1).Sum(b => lambda * b * b / 2);
        for (var i = 0; i < x.Rows; i++) sum -= Math.Log(LinearFit.Sigmoid((y[i] > 0.5 ? 1 : -1) * x.Dot(i, beta)));
        return sum;
    }
}
