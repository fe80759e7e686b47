using MathNet.Numerics;
using MathNet.Numerics.Distributions;

namespace Dangol.Analytics;

/// <summary>
/// Cox's proportional hazards (Cox 1972) with ties after Efron 1977, by Newton's method on standardised columns. Customers are passed once from the longest watched to the shortest; where many end at
/// one time, the sums over Efron's weights are scalars, so a time costs p² and not p² for each who ended. Coefficients hold R's coxph to 1e-6.
/// </summary>
internal static class CoxRegression
{
    private const int MostIterations = 30;
    private const double Aliased = 1e-7;

    public static CoxFit Fit(Durations durations, double[][] columns, string[] names)
    {
        var ended = durations.Ended.Count(e => e);
        if (ended <= columns.Length)
            throw new Refused("too_few_events", "event", new($"끝난 계약이 {ended}건뿐이라 {columns.Length}개 열의 영향을 알 수 없어요. 열을 줄여 주세요.", $"Only {ended} contracts ended: too few for {columns.Length} columns. Name fewer."));
        var risk = new RiskSets(durations, columns);
        var kept = risk.Independent(Aliased);
        if (kept.Length < columns.Length) risk = new RiskSets(durations, [.. kept.Select(k => columns[k])]);
        var p = kept.Length;
        var (beta, gradient, hessian) = (new double[p], new double[p], new double[p, p]);
        var value = risk.LogLikelihood(beta, gradient, hessian);
        var (nothing, iteration, inverse) = (value, 0, SymmetricInverse.Of(hessian));
        for (; iteration < MostIterations && inverse is not null && p > 0; iteration++)
        {
            var (step, next, rise) = (Times(inverse, gradient), beta, double.NaN);
            for (var (cut, length) = (0, 1.0); cut < 20; cut++, length /= 2)
            {
                next = [.. beta.Zip(step, (b, s) => b + length * s)];
                rise = risk.LogLikelihood(next, gradient, hessian) - value;
                if (rise > -1e-10 * Math.Abs(value)) break;
            }
            (beta, value) = (next, value + rise);
            inverse = SymmetricInverse.Of(hessian) ?? inverse;
            if (Math.Abs(rise) < 1e-12 * Math.Abs(value)) break;
        }
        var effects = new List<CoxEffect>();
        for (var k = 0; k < p; k++)
        {
            var (b, se) = (beta[k] / risk.Deviations[k], Math.Sqrt(inverse![k, k]) / risk.Deviations[k]);
            effects.Add(new(names[kept[k]], b, se, Math.Exp(b), Math.Exp(b - 1.959964 * se), Math.Exp(b + 1.959964 * se), b / se, SpecialFunctions.Erfc(Math.Abs(b / se) / Math.Sqrt(2))));
        }
        return new(effects, kept, value, nothing, RiskConcordance.Of(durations, risk.LogRisks(beta)), risk.Baseline(beta), risk.Means, iteration + 1);
    }

    /// <summary>The model of each k − 1 folds says the risk of the last; concordance is within a fold, because risks of two models don't compare.</summary>
    public static HeldOutValue CrossValidated(Durations durations, double[][] columns, string[] names, int folds, int seed)
    {
        var n = durations.Time.Length;
        var (fold, draws) = (Enumerable.Range(0, n).Select(i => i % folds).ToArray(), new Draws((ulong)seed));
        for (var i = n - 1; i > 0; i--)
        {
            var j = (int)(draws.Uniform() * (i + 1));
            (fold[i], fold[j]) = (fold[j], fold[i]);
        }
        var values = new double[folds];
        Parallel.For(0, folds, f =>
        {
            var (rest, held) = (Enumerable.Range(0, n).Where(i => fold[i] != f).ToArray(), Enumerable.Range(0, n).Where(i => fold[i] == f).ToArray());
            var fit = Fit(Of(rest), [.. columns.Select(c => Array.ConvertAll(rest, i => c[i]))], names);
            values[f] = RiskConcordance.Of(Of(held), Array.ConvertAll(held, i => fit.LogRisk(k => columns[k][i])));
        });
        // Five folds say little of their own spread: Student's quantile, not the normal one.
        var (mean, half) = (values.Average(), 0.0);
        half = StudentT.InvCDF(0, 1, folds - 1, 0.975) * Math.Sqrt(values.Sum(v => (v - mean) * (v - mean)) / (folds - 1) / folds);
        return new(mean, mean - half, mean + half);
        Durations Of(int[] who) => new(Array.ConvertAll(who, i => durations.Time[i]), Array.ConvertAll(who, i => durations.Ended[i]));
    }

    private static double[] Times(double[,] matrix, double[] vector)
    {
        var product = new double[vector.Length];
        for (var i = 0; i < product.Length; i++) for (var j = 0; j < product.Length; j++) product[i] += matrix[i, j] * vector[j];
        return product;
    }
}
