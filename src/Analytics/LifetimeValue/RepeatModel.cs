namespace Dangol.Analytics;

/// <summary>
/// A model of repeat purchases: a likelihood with its gradient, and what it says of a customer afterwards. Purchases come at a customer's own rate, which is gamma distributed over customers
/// (shape r, rate α); models differ in how customers end.
/// </summary>
internal abstract class RepeatModel
{
    private const int GroupsPerChunk = 1024;

    /// <summary>Its name in results, snake_case.</summary>
    public abstract string Name { get; }

    /// <summary>The parameters as the paper calls them; all above zero.</summary>
    public abstract IReadOnlyList<string> Symbols { get; }

    /// <summary>Points from which the likelihood is climbed, in the order in which they are tried.</summary>
    public abstract IEnumerable<double[]> Starts(Purchases data);

    /// <summary>What a parameter is measured against when it is asked whether it has run to its border: 1, or the mean of T for one of time.</summary>
    public abstract double[] Scales(Purchases data);

    /// <summary>The log-likelihood of groups [from, to); adds its gradient.</summary>
    protected abstract double Chunk(Purchases data, int from, int to, ReadOnlySpan<double> p, Tables tables, Span<double> gradient);

    /// <summary>The probability that a customer is still one at T.</summary>
    public abstract double Alive(ReadOnlySpan<double> p, int x, double tx, double T);

    /// <summary>Purchases to expect in (T, T + t] of a customer who is alive at T.</summary>
    public abstract double ExpectedIfAlive(ReadOnlySpan<double> p, int x, double T, double t);

    /// <summary>Purchases to expect in (0, t] of a customer of whom nothing is known but the first purchase.</summary>
    public abstract double ExpectedOfNew(ReadOnlySpan<double> p, double t);

    /// <summary>One draw of the purchases in (T, T + t] of a customer who is alive at T.</summary>
    public abstract int Draw(ReadOnlySpan<double> p, int x, double T, double t, Draws draws);

    /// <summary>
    /// The log-likelihood of all, and its gradient by parameter. Chunks are of one size and summed in order, so the result is the same to the last bit on any number of cores.
    /// </summary>
    public double LogLikelihood(Purchases data, double[] p, Span<double> gradient)
    {
        var chunks = (data.Groups + GroupsPerChunk - 1) / GroupsPerChunk;
        var tables = new Tables(data.MostX);
        Fill(tables, p);
        var partial = new double[chunks * (p.Length + 1)];
        if (chunks < 4) for (var c = 0; c < chunks; c++) One(c);
        else Parallel.For(0, chunks, One);
        gradient.Clear();
        var sum = 0.0;
        for (var c = 0; c < chunks; c++)
        {
            sum += partial[c * (p.Length + 1)];
            for (var k = 0; k < p.Length; k++) gradient[k] += partial[c * (p.Length + 1) + 1 + k];
        }
        return sum;

        void One(int c)
        {
            var mine = partial.AsSpan(c * (p.Length + 1), p.Length + 1);
            mine[0] = Chunk(data, c * GroupsPerChunk, Math.Min(data.Groups, (c + 1) * GroupsPerChunk), p, tables, mine[1..]);
        }
    }

    /// <summary>Fills what depends on x and the parameters alone.</summary>
    protected virtual void Fill(Tables tables, ReadOnlySpan<double> p) => tables.Rising(tables.R, tables.RSlope, p[0]);

    /// <summary>ln Γ(v + x) − ln Γ(v) and its slope for each whole x, as running sums: exact, and without a gamma function a customer.</summary>
    internal sealed class Tables(int mostX)
    {
        public double[] R { get; } = new double[mostX + 1];
        public double[] RSlope { get; } = new double[mostX + 1];
        public double[] B { get; } = new double[mostX + 1];
        public double[] BSlope { get; } = new double[mostX + 1];
        public double[] Ab { get; } = new double[mostX + 1];
        public double[] AbSlope { get; } = new double[mostX + 1];

        public void Rising(double[] table, double[] slope, double v)
        {
            for (var x = 0; x < mostX; x++) (table[x + 1], slope[x + 1]) = (table[x] + Math.Log(v + x), slope[x] + 1 / (v + x));
        }
    }

    /// <summary>ln(e^a + e^b), and the share of each.</summary>
    protected static double LogSum(double a, double b, out double shareA, out double shareB)
    {
        if (a >= b)
        {
            var ratio = Math.Exp(b - a);
            shareA = 1 / (1 + ratio);
            shareB = ratio * shareA;
            return a + Math.Log(1 + ratio);
        }
        var other = Math.Exp(a - b);
        shareB = 1 / (1 + other);
        shareA = other * shareB;
        return b + Math.Log(1 + other);
    }
}
