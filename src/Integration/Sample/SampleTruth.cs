namespace Dangol.Integration;

/// <summary>What is really so in the sample company: the answers that analyses of its data should come near to.</summary>
/// <param name="Purchases">The process by which people buy again.</param>
/// <param name="Spend">How much they spend on an order.</param>
/// <param name="MonthIndex">Twelve factors on the rate of purchase, January first; all 1 without a season.</param>
/// <param name="Campaign">What the past campaign did.</param>
/// <param name="DuplicateShare">Share of the people who have a second record.</param>
public sealed record SampleTruth(BgNbdTruth Purchases, GammaGammaTruth Spend, IReadOnlyList<double> MonthIndex, CampaignTruth Campaign, double DuplicateShare);

/// <summary>
/// The BG/NBD process of Fader, Hardie and Lee (2005), "Counting your customers" the easy way, Marketing Science 24(2). Time in weeks from a person's first
/// purchase, which is not counted. While active somebody buys at rate λ ~ Gamma(r, rate alpha); after each repeat purchase the person leaves with
/// probability p ~ Beta(a, b).
/// </summary>
public sealed record BgNbdTruth(double R, double Alpha, double A, double B)
{
    /// <summary>E[X(t)]: repeat purchases expected of a random person in the first <paramref name="weeks"/> weeks (equation 9).</summary>
    public double ExpectedRepeats(double weeks) =>
        (A + B - 1) / (A - 1) * (1 - PortableMath.Pow(Alpha / (Alpha + weeks), R)
            * PortableMath.Hypergeometric(R, B, A + B - 1, weeks / (Alpha + weeks)));

    /// <summary>
    /// Chance that a random person buys at least once between <paramref name="from"/> and <paramref name="from"/> + <paramref name="length"/> weeks after the
    /// first purchase. Who buys at rate λ is still active at t with chance e^(−λpt), so this is E[e^(−λpt) (1 − e^(−λ length))].
    /// </summary>
    public double ChanceToBuy(double from, double length) => Transform(from, 0) - Transform(from, length);

    /// <summary>E[e^(−λ(pt + s))] over the people.</summary>
    private double Transform(double t, double s)
    {
        var all = Alpha + s + t;
        return PortableMath.Pow(Alpha / all, R) * PortableMath.Hypergeometric(R, B, A + B, t / all);
    }
}

/// <summary>
/// The Gamma-Gamma model of spend (Fader and Hardie 2013): an order comes to Gamma(p, rate ν) won, ν ~ Gamma(q, rate v) per person, independent of how
/// often the person buys. Totals are rounded to ten won and are at least 1,000.
/// </summary>
public sealed record GammaGammaTruth(double P, double Q, double V)
{
    /// <summary>Mean of an order over the people, in won: p v / (q − 1).</summary>
    public double Mean => P * V / (Q - 1);
}

/// <summary>What the past campaign did. Rates are of people with at least one order in the window, over all that were treated, or held out.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="LaunchedAt">When its letters went out, UTC; the window begins here.</param>
/// <param name="WindowEnds">End of the window, UTC, exclusive: 14 days later.</param>
/// <param name="ControlShare">Share of the reachable that were held out.</param>
/// <param name="ControlRate">Expected rate of the held out, from the process of purchase.</param>
/// <param name="Lift">Expected rate of the treated less that of the held out.</param>
/// <param name="ExtraOrdersPerTreated">Orders per treated person that would not have happened without the campaign, expected.</param>
/// <param name="ExtraRevenuePerTreated">What these come to per treated person, in won, expected.</param>
public sealed record CampaignTruth(
    string Code, DateTime LaunchedAt, DateTime WindowEnds, double ControlShare, double ControlRate, double Lift, double ExtraOrdersPerTreated,
    double ExtraRevenuePerTreated);
