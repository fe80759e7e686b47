namespace Dangol.Analytics;

/// <summary>
/// Customer lifetime value of a shop where nobody gives notice: how many purchases and how much spend to expect of each customer. Repeat purchases by Pareto/NBD, BG/NBD or MBG/NBD, spend by
/// Gamma-Gamma; see docs/models.md for sources, traps and figures.
/// </summary>
public static class LifetimeValues
{
    private const int FewestCustomers = 10, FewestRepeaters = 10, TrialGroups = 512;
    private const double BorderGain = 3, CorrelationWarned = 0.3;

    /// <summary>What the models see of a log, up to and including a day; customers who came later are left out.</summary>
    /// <param name="log">The purchases. Lines below zero must have been taken out.</param>
    /// <param name="until">The last day that is looked at.</param>
    /// <param name="daysPerUnit">Days in the unit of time: 7 for weeks.</param>
    public static PurchaseHistory Summarise(PurchaseLog log, int until, double daysPerUnit = 7) => PurchaseDays.Of(log).Until(until, daysPerUnit);

    /// <summary>Fits the models.</summary>
    /// <param name="history">Customers' histories; amounts may be missing.</param>
    /// <param name="model">The model of repeat purchases. Where its dropout runs to the border without a better likelihood, the model without an end is given and a note says so.</param>
    /// <exception cref="Refused">A history is impossible (x &lt; 0, t_x &gt; T, …), or there are too few.</exception>
    public static LifetimeFit Fit(PurchaseHistory history, RepeatPurchases model = RepeatPurchases.ParetoNbd)
    {
        Check(history);
        var notes = new List<Text>();
        var data = Purchases.Of(history.X, history.Tx, history.T);
        RepeatModel asked = model switch
        {
            RepeatPurchases.ParetoNbd => new ParetoNbd(),
            RepeatPurchases.BgNbd => new BetaGeometricNbd(modified: false),
            _ => new BetaGeometricNbd(modified: true),
        };
        var (used, at) = (asked, Climb(asked, data));
        if (at.Border)
        {
            var without = new Nbd();
            var simple = Climb(without, data);
            if (at.LogLikelihood - simple.LogLikelihood < BorderGain)
            {
                (used, at) = (without, simple);
                notes.Add(new($"{asked.Name}의 이탈 모수가 경계로 가서, 이탈이 없는 NBD로 대신했어요. 이 자료의 기간에는 떠난 고객이 보이지 않아요.",
                    $"The dropout parameters of {asked.Name} ran to their border: NBD without dropout was used instead. Nobody is seen to leave within this data."));
            }
            else
                notes.Add(new("모수가 경계에 있어 하나하나의 값과 표준오차는 뜻이 없어요. 예측은 쓸 수 있어요.", "The parameters lie at their border: single values and standard errors mean nothing, forecasts still do."));
        }
        if (used is BetaGeometricNbd && model == RepeatPurchases.BgNbd)
            notes.Add(new("BG/NBD는 한 번 산 고객을 모두 살아 있다고 봐요. 이탈 판단에는 Pareto/NBD나 MBG/NBD를 쓰세요.", "BG/NBD takes every one-time buyer for alive: to judge churn, use Pareto/NBD or MBG/NBD."));
        var (amounts, spend) = Spend(history, notes);
        return new(used, history, data, at, amounts, spend) { Notes = notes };
    }

    /// <summary>Sets a forecast beside what happened: purchases and amounts of each customer of the history in the days after it.</summary>
    /// <param name="log">The whole log.</param>
    /// <param name="history">The history on which the fit stands, made from the same log.</param>
    /// <param name="fit">The fit.</param>
    /// <param name="from">The last day of the history.</param>
    /// <param name="until">The last day that is compared.</param>
    /// <param name="daysPerUnit">Days in the unit of time.</param>
    public static LifetimeCheck Check(PurchaseLog log, PurchaseHistory history, LifetimeFit fit, int from, int until, double daysPerUnit = 7)
    {
        var forecast = fit.Forecast((until - from) / daysPerUnit);
        var (purchases, amounts) = PurchaseDays.Of(log).Between(history.Customer!, from, until);
        return LifetimeBacktest.Of(forecast, purchases, log.Amount is null ? null : amounts);
    }

    /// <summary>
    /// How much busier or quieter each month of the year is than the fitted model expects, 1 on average: repeat purchases of each month beside what the model expects of the customers of
    /// that time. Null where the log is shorter than a year.
    /// </summary>
    public static double[]? SeasonalIndex(PurchaseLog log, LifetimeFit fit, int until, double daysPerUnit = 7) => RepeatSeason.Index(PurchaseDays.Of(log), fit, until, daysPerUnit);

    private static Maximum Climb(RepeatModel model, Purchases data)
    {
        var thin = data.Thinned(TrialGroups);
        return MaximumLikelihood.Find((p, gradient) => model.LogLikelihood(data, p, gradient), (p, gradient) => model.LogLikelihood(thin, p, gradient),
            model.Starts(data), model.Scales(data), data.Customers, thin.Customers);
    }

    private static (GammaGamma?, Maximum?) Spend(PurchaseHistory history, List<Text> notes)
    {
        if (history.M is null) return default;
        var amounts = new GammaGamma(history.X, history.M);
        if (amounts.Customers < FewestRepeaters)
        {
            notes.Add(new($"금액이 있는 재구매 고객이 {amounts.Customers}명뿐이라 구매 금액 모형은 만들지 않았어요.", $"Only {amounts.Customers} customers bought again with an amount: there is no model of spend."));
            return default;
        }
        var spend = amounts.Fit();
        if (Math.Abs(amounts.Correlation) > CorrelationWarned)
            notes.Add(new($"구매 횟수와 금액의 상관이 {amounts.Correlation:0.00}이에요. 모형은 둘이 무관하다고 보므로 가치가 한쪽으로 치우칠 수 있어요.",
                $"How often and how much people buy correlate by {amounts.Correlation:0.00}; the model takes them for independent, so values may be biased."));
        if (spend.P[1] <= 1)
            notes.Add(new("금액의 모수 q가 1 이하라 한 번 산 고객의 평균 금액을 정할 수 없어요.", "The parameter q of spend is not above 1: the mean amount of one-time buyers does not exist."));
        return (amounts, spend);
    }

    private static void Check(PurchaseHistory history)
    {
        var n = history.X.Length;
        if (n < FewestCustomers)
            throw new Refused("too_few_customers", "customer", new($"고객이 {n}명뿐이에요. 적어도 {FewestCustomers}명이 필요해요.", $"There are only {n} customers; at least {FewestCustomers} are needed."));
        for (var i = 0; i < n; i++)
        {
            var (x, tx, T) = (history.X[i], history.Tx[i], history.T[i]);
            if (x < 0 || !(tx >= 0) || !(T >= tx) || !double.IsFinite(T) || (x == 0 && tx > 0) || history.M is { } m && !(m[i] >= 0))
                throw new Refused("history_impossible", "x", new(
                    $"{i + 1}번째 고객의 기록이 맞지 않아요 (x={x}, t_x={tx}, T={T}). 0 ≤ t_x ≤ T이고, x가 0이면 t_x도 0이어야 해요.",
                    $"The history of customer {i + 1} is impossible (x={x}, t_x={tx}, T={T}): 0 ≤ t_x ≤ T must hold, and t_x = 0 where x = 0."));
        }
        if (history.T.Max() <= 0 || history.X.Sum(x => (long)x) == 0)
            throw new Refused("no_repeat_purchases", "x", new("다시 산 고객이 없어요. 기간이 더 긴 자료가 필요해요.", "Nobody bought a second time: a longer history is needed."));
    }
}
