namespace Dangol.Analytics;

/// <summary>One pass of a form over a series, in place on its state: the recursions of Hyndman and others 2008, chapter 2, in their error-correction form.</summary>
internal ref struct EtsFilter(EtsForm form, double alpha, double beta, double gamma, double phi, Span<double> season)
{
    private readonly Span<double> _season = season;
    private int _at;

    public double Level { get; set; }
    public double Slope { get; set; }

    /// <summary>What is expected next, before it is seen.</summary>
    public readonly double Next
    {
        get
        {
            var path = form.Trend == EtsTrend.None ? Level : Level + phi * Slope;
            return form.Season switch { EtsSeason.None => path, EtsSeason.Additive => path + _season[_at], _ => path * _season[_at] };
        }
    }

    /// <summary>Takes a value in.</summary>
    public void Take(double y)
    {
        var damped = form.Trend == EtsTrend.None ? 0 : phi * Slope;
        var path = Level + damped;
        var plain = form.Season switch { EtsSeason.None => y, EtsSeason.Additive => y - _season[_at], _ => y / _season[_at] };
        var level = path + alpha * (plain - path);
        if (form.Trend != EtsTrend.None) Slope = damped + beta / alpha * (level - Level - damped);
        Level = level;
        if (form.Season == EtsSeason.None) return;
        var seen = form.Season == EtsSeason.Additive ? y - path : y / path;
        _season[_at] += gamma * (seen - _season[_at]);
        _at = _at + 1 == _season.Length ? 0 : _at + 1;
    }

    /// <summary>Passes a series; gives n ln Σe² (+ 2 Σ ln|ŷ| where the error is multiplicative), which is −2 ln L but for a constant.</summary>
    public double Pass(ReadOnlySpan<double> y, out double squares)
    {
        double sum = 0, logs = 0;
        squares = double.NaN;
        foreach (var value in y)
        {
            var next = Next;
            if (form.Multiplicative && !(next > 0)) return double.PositiveInfinity;
            var error = form.Multiplicative ? (value - next) / next : value - next;
            if (form.Multiplicative) logs += Math.Log(next);
            sum += error * error;
            Take(value);
        }
        squares = sum;
        // A series that is followed without any error has no likelihood: the smallest error that its size allows stands for none.
        return double.IsFinite(sum) ? y.Length * Math.Log(Math.Max(sum, 1e-20)) + 2 * logs : double.PositiveInfinity;
    }

    /// <summary>The state now, its seasonal terms in the order in which they come next.</summary>
    public readonly EtsState State()
    {
        var ordered = new double[_season.Length];
        for (var i = 0; i < ordered.Length; i++) ordered[i] = _season[(_at + i) % ordered.Length];
        return new(Level, Slope, ordered);
    }
}
