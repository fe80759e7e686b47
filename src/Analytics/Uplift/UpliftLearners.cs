namespace Dangol.Analytics;

/// <summary>A table with its campaign: who was treated, who responded, and with what chance each was treated.</summary>
internal sealed record Campaigned(ModelColumn[] Columns, bool[] Treated, double[] Y, double[]? Propensity, double Share)
{
    public double ChanceOf(int row) => Propensity?[row] ?? Share;

    /// <summary>Some of the customers.</summary>
    public Campaigned Take(int[] rows) => rows.Length == Y.Length ? this
        : new([.. Columns.Select(c => c.Take(rows))], Array.ConvertAll(rows, r => Treated[r]), Array.ConvertAll(rows, r => Y[r]), Propensity is { } e ? Array.ConvertAll(rows, r => e[r]) : null, Share);

    /// <summary>What each customer counts so that both arms are like all customers: one over the chance of the own arm, on average 1. None where it was drawn by lot.</summary>
    public double[]? Weights() => Propensity is null ? null : [.. Treated.Select((t, row) => t ? Share / ChanceOf(row) : (1 - Share) / (1 - ChanceOf(row)))];
}

/// <summary>
/// Models of by how much the treatment raises each customer's chance to respond. Each is fitted to some rows and gives the uplift of others.
/// </summary>
internal static class UpliftLearners
{
    /// <summary>
    /// Penalties, against summed losses of standardised columns. Differences between arms are a small signal in much noise, so they are held tighter than a response
    /// model's coefficients would be.
    /// </summary>
    private const double MainLambda = 10, EffectLambda = 20, EffectRidge = 100;
    private const int CrossFits = 3;

    private static readonly BoostingOptions Response = new() { Trees = 80, Depth = 3, Leaves = 8, Rate = 0.06, LeastHessian = 10, Lambda = 5 };
    private static readonly BoostingOptions Effect = Response with { Loss = BoostingLoss.Squared, Trees = 60, LeastHessian = 300, Lambda = 20, LevelSmoothing = 100 };

    public delegate double[] Learner(Campaigned data, int[] training, int[] held);

    /// <summary>By name. Trees are left out where few respond: on rare outcomes they fell below random order in trials on public data.</summary>
    public static IEnumerable<(string Name, Learner Learner)> For(double rate) =>
    [
        ("s_logistic", SLogistic), ("t_logistic", TLogistic), ("x_linear", XLinear), ("doubly_robust", DoublyRobust), .. rate > 0.05 ? [("x_trees", XTrees)] : Array.Empty<(string, Learner)>(),
    ];

    /// <summary>One logistic regression in which every term may differ under treatment.</summary>
    public static double[] SLogistic(Campaigned data, int[] training, int[] held)
    {
        var design = Design.Fit(data.Columns, training);
        var x = design.Apply(data.Columns, training).WithInteractions(Array.ConvertAll(training, r => data.Treated[r]));
        var lambda = new double[x.Width];
        Array.Fill(lambda, MainLambda);
        // The treatment itself is free; what differs under it is held.
        lambda.AsSpan(design.NumberCount + 2, design.NumberCount).Fill(EffectLambda);
        lambda.AsSpan(x.Width - (design.Width - 1 - design.NumberCount)).Fill(EffectLambda);
        lambda[design.NumberCount + 1] = 1e-3;
        var beta = LinearFit.Logistic(x, Array.ConvertAll(training, r => data.Y[r]), lambda);
        var plain = design.Apply(data.Columns, held);
        var (with, without) = (plain.WithInteractions(Array.ConvertAll(held, _ => true)), plain.WithInteractions(Array.ConvertAll(held, _ => false)));
        return Differences(held.Length, i => LinearFit.Sigmoid(with.Dot(i, beta)), i => LinearFit.Sigmoid(without.Dot(i, beta)));
    }

    /// <summary>A logistic regression for each arm.</summary>
    public static double[] TLogistic(Campaigned data, int[] training, int[] held)
    {
        var design = Design.Fit(data.Columns, training);
        var x = design.Apply(data.Columns, held);
        var (treated, control) = (Arm(data, design, training, true), Arm(data, design, training, false));
        return Differences(held.Length, i => LinearFit.Sigmoid(x.Dot(i, treated)), i => LinearFit.Sigmoid(x.Dot(i, control)));
    }

    /// <summary>The X-learner with linear models: what each customer's response says beside what the other arm's model expected, fitted by arm and joined by the propensity.</summary>
    /// <remarks>S. R. Künzel, J. S. Sekhon, P. J. Bickel, B. Yu, Metalearners for estimating heterogeneous treatment effects, PNAS 116 (2019) 4156–4165.</remarks>
    public static double[] XLinear(Campaigned data, int[] training, int[] held)
    {
        var design = Design.Fit(data.Columns, training);
        var x = design.Apply(data.Columns, held);
        var byArm = new double[2][];
        foreach (var arm in (bool[])[true, false])
        {
            var other = Arm(data, design, training, !arm);
            var rows = Array.FindAll(training, r => data.Treated[r] == arm);
            var own = design.Apply(data.Columns, rows);
            var effects = new double[rows.Length];
            for (var i = 0; i < rows.Length; i++) effects[i] = (arm ? 1 : -1) * (data.Y[rows[i]] - LinearFit.Sigmoid(own.Dot(i, other)));
            byArm[arm ? 1 : 0] = LinearFit.Ridge(own, effects, EffectRidge);
        }
        var joined = new double[held.Length];
        for (var i = 0; i < held.Length; i++)
        {
            var e = data.ChanceOf(held[i]);
            joined[i] = e * x.Dot(i, byArm[0]) + (1 - e) * x.Dot(i, byArm[1]);
        }
        return joined;
    }

    /// <summary>The X-learner with boosted trees, for outcomes that are not rare.</summary>
    public static double[] XTrees(Campaigned data, int[] training, int[] held)
    {
        var bins = Bins.Fit(data.Columns, training);
        var table = bins.Apply(data.Columns);
        var byArm = new double[2][];
        foreach (var arm in (bool[])[true, false])
        {
            var (own, others) = (Array.FindAll(training, r => data.Treated[r] == arm), Array.FindAll(training, r => data.Treated[r] != arm));
            var expected = Boosting.Fit(table, bins, data.Y, others, Response, parallel: false).Score(table, own);
            var effects = new double[data.Y.Length];
            for (var i = 0; i < own.Length; i++) effects[own[i]] = (arm ? 1 : -1) * (data.Y[own[i]] - LinearFit.Sigmoid(expected[i]));
            byArm[arm ? 1 : 0] = Boosting.Fit(table, bins, effects, own, Effect, parallel: false).Score(table, held);
        }
        var joined = new double[held.Length];
        for (var i = 0; i < held.Length; i++)
        {
            var e = data.ChanceOf(held[i]);
            joined[i] = e * byArm[0][i] + (1 - e) * byArm[1][i];
        }
        return joined;
    }

    /// <summary>
    /// The doubly robust learner: an outcome for each customer whose mean is the uplift if either the response models or the propensity are right; both are fitted to other
    /// customers than those they are used on.
    /// </summary>
    /// <remarks>E. H. Kennedy, Towards optimal doubly robust estimation of heterogeneous causal effects, Electron. J. Statist. 17 (2023) 3008–3049, algorithm 1.</remarks>
    public static double[] DoublyRobust(Campaigned data, int[] training, int[] held)
    {
        var effects = Effects(data, training);
        var design = Design.Fit(data.Columns, training);
        var beta = LinearFit.Ridge(design.Apply(data.Columns, training), effects, EffectRidge);
        var to = design.Apply(data.Columns, held);
        return Differences(held.Length, i => to.Dot(i, beta), _ => 0);
    }

    /// <summary>A value for each customer whose mean is the effect of the treatment, chosen or drawn by lot, and whose spread says how sure that mean is (augmented inverse propensity weighting).</summary>
    public static double[] Effects(Campaigned data, int[] training)
    {
        var effects = new double[training.Length];
        for (var part = 0; part < CrossFits; part++)
        {
            var places = Enumerable.Range(0, training.Length).Where(i => i % CrossFits == part).ToArray();
            var others = training.Where((_, i) => i % CrossFits != part).ToArray();
            var rows = Array.ConvertAll(places, i => training[i]);
            var nuisance = Design.Fit(data.Columns, others);
            var (treated, control) = (Arm(data, nuisance, others, true), Arm(data, nuisance, others, false));
            var x = nuisance.Apply(data.Columns, rows);
            for (var i = 0; i < rows.Length; i++)
            {
                var (m1, m0, e, y) = (LinearFit.Sigmoid(x.Dot(i, treated)), LinearFit.Sigmoid(x.Dot(i, control)), data.ChanceOf(rows[i]), data.Y[rows[i]]);
                effects[places[i]] = m1 - m0 + (data.Treated[rows[i]] ? (y - m1) / e : -(y - m0) / (1 - e));
            }
        }
        return effects;
    }

    private static double[] Arm(Campaigned data, Design design, int[] training, bool treated)
    {
        var rows = Array.FindAll(training, r => data.Treated[r] == treated);
        return LinearFit.Logistic(design.Apply(data.Columns, rows), Array.ConvertAll(rows, r => data.Y[r]), MainLambda);
    }

    private static double[] Differences(int count, Func<int, double> with, Func<int, double> without)
    {
        var differences = new double[count];
        for (var i = 0; i < count; i++) differences[i] = with(i) - without(i);
        return differences;
    }
}
