namespace Dangol.Analytics;

/// <summary>Where a likelihood is highest: parameters, their covariance in logs, and whether the point lies inside.</summary>
/// <param name="P">The parameters.</param>
/// <param name="LogLikelihood">The log-likelihood there.</param>
/// <param name="Covariance">Covariance of the logarithms of the parameters from the Hessian; null where the likelihood is flat in some direction.</param>
/// <param name="Border">A parameter ran away, or the likelihood is flat: no standard error means anything.</param>
/// <param name="Evaluations">How often likelihood and gradient were computed on all the data.</param>
internal sealed record Maximum(double[] P, double LogLikelihood, double[,]? Covariance, bool Border, int Evaluations)
{
    /// <summary>Standard errors of the parameters by the delta method, which at the maximum is the same as the inverse Hessian in the parameters themselves.</summary>
    public double[]? StandardErrors => Covariance is null ? null : [.. P.Select((p, k) => p * Math.Sqrt(Covariance[k, k]))];
}

/// <summary>
/// Climbs a likelihood whose parameters are above zero, by their logarithms: BFGS with the analytic gradient from several starts (on thinned data where it is large), then Newton steps
/// with a Hessian of central differences of that gradient, from which the standard errors come.
/// </summary>
internal static class MaximumLikelihood
{
    private const double Runaway = 9, WidestError = 4, Step = 1e-4, LongestStep = 2;

    /// <summary>The log-likelihood at parameters p, and its gradient by p.</summary>
    public delegate double Likelihood(double[] p, Span<double> gradient);

    /// <param name="likelihood">Of all the data.</param>
    /// <param name="trial">Of a part of it, on which starts are tried; the same where the data is small.</param>
    /// <param name="starts">Points to start from.</param>
    /// <param name="scales">What each parameter is measured against when it is asked whether it ran away.</param>
    /// <param name="size">How many observations there are: tolerances are for one.</param>
    /// <param name="trialSize">How many the part stands for.</param>
    public static Maximum Find(Likelihood likelihood, Likelihood trial, IEnumerable<double[]> starts, double[] scales, double size, double trialSize)
    {
        Climb? best = null;
        foreach (var start in starts)
        {
            var tried = new Climb(trial, Array.ConvertAll(start, Math.Log), scales, trialSize);
            tried.Run(1e-5, 80);
            if (best is null || tried.Value > best.Value) best = tried;
        }
        var climb = new Climb(likelihood, best!.Phi, scales, size);
        // The trial's curvature is nearly that of all the data, so few steps are left; where it is flat, the way up is felt for from the beginning.
        climb.Run(1e-9, 200, best.Border ? null : SymmetricInverse.Of(best.Hessian(Step)), trialSize);
        var covariance = climb.Border ? null : SymmetricInverse.Of(climb.Hessian(Step));
        for (var step = 0; step < 3 && covariance is not null && climb.Newton(covariance);) step++;
        var flat = covariance is null || Enumerable.Range(0, scales.Length).Any(k => Math.Sqrt(covariance[k, k]) > WidestError);
        return new(Array.ConvertAll(climb.Phi, Math.Exp), climb.Value, flat ? null : covariance, climb.Border || flat, climb.Evaluations);
    }

    /// <summary>One way up, in φ = ln p.</summary>
    private sealed class Climb
    {
        private readonly Likelihood _likelihood;
        private readonly double[] _scales;
        private readonly double _size;
        private double[] _gradient;

        public Climb(Likelihood likelihood, double[] start, double[] scales, double size)
        {
            (_likelihood, _scales, _size, Phi) = (likelihood, Array.ConvertAll(scales, Math.Log), size, start);
            Value = At(Phi, _gradient = new double[start.Length]);
        }

        public double[] Phi { get; private set; }
        public double Value { get; private set; }
        public int Evaluations { get; private set; }

        public bool Border => Phi.Where((phi, k) => Math.Abs(phi - _scales[k]) > Runaway).Any();

        /// <param name="tolerance">The largest slope at which the top is reached, for one observation.</param>
        /// <param name="most">Iterations.</param>
        /// <param name="covariance">The inverse Hessian near the top, where it is known.</param>
        /// <param name="ofSize">How many observations that one stands for.</param>
        public void Run(double tolerance, int most, double[,]? covariance = null, double ofSize = 1)
        {
            var n = Phi.Length;
            var inverse = Unit(n);
            if (covariance is not null) for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) inverse[i, j] = covariance[i, j] * ofSize;
            var (still, next) = (0, new double[n]);
            for (var iteration = 0; iteration < most && still < 3 && !Border && _gradient.Max(Math.Abs) > tolerance * _size; iteration++)
            {
                var direction = new double[n];
                for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) direction[i] += inverse[i, j] * _gradient[j] / _size;
                var slope = Dot(direction, _gradient);
                if (!(slope > 0))
                {
                    (inverse, direction) = (Unit(n), [.. _gradient.Select(g => g / _size)]);
                    slope = Dot(direction, _gradient);
                }
                var length = Math.Min(1, LongestStep / direction.Max(Math.Abs));
                var (value, risen) = (double.NaN, false);
                for (var cut = 0; cut < 30 && !risen; cut++, length *= 0.4)
                {
                    for (var i = 0; i < n; i++) next[i] = Phi[i] + length * direction[i];
                    var trial = new double[n];
                    value = At(next, trial);
                    if (!(value >= Value + 1e-4 * length * slope)) continue;
                    risen = true;
                    Update(inverse, next, trial);
                    still = value - Value < 1e-12 * Math.Abs(Value) ? still + 1 : 0;
                    (Phi, _gradient, Value) = ((double[])next.Clone(), trial, value);
                }
                if (!risen) break;
            }
        }

        /// <summary>Second derivatives by central differences of the gradient.</summary>
        public double[,] Hessian(double h)
        {
            var n = Phi.Length;
            var (up, down, hessian) = (new double[n], new double[n], new double[n, n]);
            for (var k = 0; k < n; k++)
            {
                var at = (double[])Phi.Clone();
                at[k] = Phi[k] + h;
                At(at, up);
                at[k] = Phi[k] - h;
                At(at, down);
                for (var j = 0; j < n; j++) hessian[k, j] = -(up[j] - down[j]) / (2 * h);
            }
            for (var i = 0; i < n; i++) for (var j = 0; j < i; j++) hessian[i, j] = hessian[j, i] = (hessian[i, j] + hessian[j, i]) / 2;
            return hessian;
        }

        /// <summary>A step by the inverse Hessian; false where nothing is left to gain.</summary>
        public bool Newton(double[,] covariance)
        {
            var n = Phi.Length;
            var (next, trial) = ((double[])Phi.Clone(), new double[n]);
            for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) next[i] += covariance[i, j] * _gradient[j];
            if (next.Where((phi, k) => Math.Abs(phi - Phi[k]) > 1).Any()) return false;
            var value = At(next, trial);
            if (!(trial.Max(Math.Abs) < 0.5 * _gradient.Max(Math.Abs)) || value < Value - 1e-9 * Math.Abs(Value)) return false;
            (Phi, _gradient, Value) = (next, trial, value);
            return true;
        }

        private double At(double[] phi, double[] gradient)
        {
            Evaluations++;
            var p = Array.ConvertAll(phi, Math.Exp);
            var value = _likelihood(p, gradient);
            for (var k = 0; k < p.Length; k++) gradient[k] *= p[k];
            return double.IsFinite(value) ? value : double.NegativeInfinity;
        }

        /// <summary>The BFGS update of the inverse Hessian of the negative mean likelihood, where the curvature is the right way round.</summary>
        private void Update(double[,] inverse, double[] next, double[] gradient)
        {
            var n = next.Length;
            var s = new double[n];
            var y = new double[n];
            for (var i = 0; i < n; i++) (s[i], y[i]) = (next[i] - Phi[i], (_gradient[i] - gradient[i]) / _size);
            var sy = Dot(s, y);
            if (sy <= 1e-14) return;
            var hy = new double[n];
            for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) hy[i] += inverse[i, j] * y[j];
            var factor = (1 + Dot(y, hy) / sy) / sy;
            for (var i = 0; i < n; i++) for (var j = 0; j < n; j++) inverse[i, j] += factor * s[i] * s[j] - (hy[i] * s[j] + s[i] * hy[j]) / sy;
        }

        private static double[,] Unit(int n)
        {
            var unit = new double[n, n];
            for (var i = 0; i < n; i++) unit[i, i] = 1;
            return unit;
        }

        private static double Dot(double[] a, double[] b)
        {
            var sum = 0.0;
            for (var i = 0; i < a.Length; i++) sum += a[i] * b[i];
            return sum;
        }
    }
}

/// <summary>The inverse of a small symmetric matrix by Cholesky's decomposition.</summary>
internal static class SymmetricInverse
{
    /// <summary>The inverse; null where the matrix is not positive definite.</summary>
    public static double[,]? Of(double[,] matrix)
    {
        var n = matrix.GetLength(0);
        var (lower, inverse) = (new double[n, n], new double[n, n]);
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j <= i; j++)
            {
                var sum = matrix[i, j];
                for (var k = 0; k < j; k++) sum -= lower[i, k] * lower[j, k];
                if (i != j) lower[i, j] = sum / lower[j, j];
                else if (sum <= 1e-12 * Math.Abs(matrix[i, i]) || !double.IsFinite(sum)) return null;
                else lower[i, i] = Math.Sqrt(sum);
            }
        }
        var column = new double[n];
        for (var k = 0; k < n; k++)
        {
            for (var i = 0; i < n; i++)
            {
                column[i] = i == k ? 1 : 0;
                for (var j = 0; j < i; j++) column[i] -= lower[i, j] * column[j];
                column[i] /= lower[i, i];
            }
            for (var i = n - 1; i >= 0; i--)
            {
                for (var j = i + 1; j < n; j++) column[i] -= lower[j, i] * column[j];
                inverse[i, k] = column[i] /= lower[i, i];
            }
        }
        return inverse;
    }
}
