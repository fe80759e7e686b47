namespace Dangol.Analytics;

/// <summary>A model with what tuning chose for it.</summary>
internal sealed record TunedPart(ModelChoice Model, double Decay, double Weight);

/// <summary>
/// Chooses parameters, decays and shares on a validation split that lies before the test: first each model's parameters, then its decay, then whether another model beside the best one
/// helps, and a third beside those. A model stays out unless it raises nDCG by a half per cent: shares that fit the validation's chance are no gain.
/// </summary>
internal sealed class TuneBlend(HistorySplit validation, Func<HistorySplit, RankTrial> trialOf, int mostInEase, double? lambda = null)
{
    private const double Gain = 1.005;

    // Numbers added in one pass: about two seconds of two cores.
    private const double WorkOfPass = 4e9;
    private readonly RankTrial _trial = trialOf(validation);

    private sealed record Candidate(ModelChoice Model, IItemScorer Scorer, double Decay, double Ndcg);

    public IReadOnlyList<TunedPart> Run(IReadOnlyList<string> models)
    {
        var candidates = models.Select(m => WithDecay(m == "ease" ? BestEase() : BestOf(m))).OrderByDescending(c => c.Ndcg).ToList();
        var (chosen, shares, ndcg) = (new List<Candidate> { candidates[0] }, new List<float> { 1 }, candidates[0].Ndcg);
        foreach (var other in candidates.Skip(1))
        {
            // Shares of the newcomer against what is already chosen.
            float[] tried = [0, 0.1f, 0.2f, 0.3f, 0.4f, 0.5f, 0.6f, 0.7f, 0.8f];
            var results = _trial.Run([.. chosen.Append(other).Select(c => (c.Scorer, c.Decay))], [.. tried.Select(t => (float[])[.. shares.Select(s => s * (1 - t)), t])], WorkOfPass);
            var best = Enumerable.Range(0, tried.Length).MaxBy(i => results[i].Mean.Ndcg);
            // Compared with share 0 of the same pass: the customers asked are the same.
            if (results[best].Mean.Ndcg <= results[0].Mean.Ndcg * Gain) continue;
            shares = [.. shares.Select(s => s * (1 - tried[best])), tried[best]];
            chosen.Add(other);
            ndcg = results[best].Mean.Ndcg;
        }
        Ndcg = ndcg;
        return [.. chosen.Select((c, i) => new TunedPart(c.Model, c.Decay, Math.Round(shares[i], 3)))];
    }

    /// <summary>nDCG of the chosen blend on the validation split.</summary>
    public double Ndcg { get; private set; }

    /// <summary>From the middle of the grid upwards while that helps, else downwards: an inverse of the whole catalogue is not taken more often than needed.</summary>
    private Candidate BestEase()
    {
        if (lambda is { } given) return Try(ModelChoice.Ease(given, mostInEase));
        var grid = ModelChoice.Lambdas;
        var modelled = Math.Min(mostInEase, validation.Train.Items);
        // Large catalogues are sparse ones, where 200 to 300 is on a broad plateau, and cost a minute each.
        if (modelled > 6_000) return Try(ModelChoice.Ease(200, mostInEase));
        var at = ModelChoice.LambdaStart;
        var best = Try(ModelChoice.Ease(grid[at], mostInEase));
        foreach (var way in (int[])[1, -1])
        {
            var before = best;
            for (var next = at + way; next >= 0 && next < grid.Length; next += way)
            {
                var tried = Try(ModelChoice.Ease(grid[next], mostInEase));
                if (tried.Ndcg <= best.Ndcg) break;
                best = tried;
            }
            if (best != before) break;
        }
        return best;
    }

    private Candidate BestOf(string model) => ModelChoice.Of(model).Select(Try).MaxBy(c => c.Ndcg)!;

    private Candidate Try(ModelChoice model)
    {
        var scorer = model.Fit(validation.Train);
        return new(model, scorer, 1, _trial.Run([(scorer, 1)], [[1f]], WorkOfPass)[0].Mean.Ndcg);
    }

    private Candidate WithDecay(Candidate candidate)
    {
        var decays = ModelChoice.Decays;
        var mixes = decays.Select((_, i) => decays.Select((_, j) => i == j ? 1f : 0f).ToArray()).ToList();
        var results = _trial.Run([.. decays.Select(d => (candidate.Scorer, d))], mixes, WorkOfPass);
        var best = Enumerable.Range(0, decays.Length).MaxBy(i => results[i].Mean.Ndcg);
        // Decay must earn its place too.
        if (results[best].Mean.Ndcg <= results[0].Mean.Ndcg * Gain) best = 0;
        // Its own pass asked fewer customers: the ratio carries over, not the figure.
        return candidate with { Decay = decays[best], Ndcg = candidate.Ndcg * results[best].Mean.Ndcg / Math.Max(1e-12, results[0].Mean.Ndcg) };
    }
}
