using MathNet.Numerics;

namespace Dangol.Marketing;

/// <summary>
/// Whether the arms are as large as they were planned. Arms that are not were filled or counted wrongly somewhere (a lost batch, a filter that looks at the
/// treatment), and then no difference between them means anything: look at this before any lift.
/// </summary>
/// <param name="ChiSquare">Pearson's statistic.</param>
/// <param name="P">The chance of a deviation as great or greater in a sound campaign.</param>
public sealed record SampleRatio(double ChiSquare, double P)
{
    /// <summary>Below it the arms are taken for wrong: one sound campaign in a thousand is suspected.</summary>
    public const double Threshold = 0.001;

    /// <summary>The arms are not what was planned.</summary>
    public bool IsSuspect => P < Threshold;

    /// <summary>Pearson's chi-square test of the arms' sizes against their planned shares.</summary>
    /// <param name="customers">How many customers each arm has.</param>
    /// <param name="shares">The planned share of each; any scale: 9 and 1, or 0.9 and 0.1.</param>
    /// <remarks>K. Pearson, Philosophical Magazine 50 (1900) 157–175; on its use: A. Fabijan et al., Diagnosing sample ratio mismatch, KDD 2019.</remarks>
    public static SampleRatio Check(ReadOnlySpan<long> customers, ReadOnlySpan<double> shares)
    {
        if (customers.Length != shares.Length || customers.Length < 2) throw new ArgumentException("a share for each of at least two arms", nameof(shares));
        double total = 0, whole = 0, chi = 0;
        for (var i = 0; i < customers.Length; i++)
        {
            if (shares[i] <= 0) throw new ArgumentException("an arm with a share of nothing is not an arm", nameof(shares));
            (total, whole) = (total + customers[i], whole + shares[i]);
        }
        if (total == 0) return new(0, 1);
        for (var i = 0; i < customers.Length; i++)
        {
            var expected = total * shares[i] / whole;
            chi += (customers[i] - expected) * (customers[i] - expected) / expected;
        }
        return new(chi, chi == 0 ? 1 : SpecialFunctions.GammaUpperRegularized((customers.Length - 1) / 2.0, chi / 2));
    }
}
