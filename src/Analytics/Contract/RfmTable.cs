namespace Dangol.Analytics;

/// <summary>Lines of sales; all arrays have one entry a line. What was cancelled or given away must have been taken out.</summary>
/// <param name="Customer">Number of the customer, 0 or more.</param>
/// <param name="Day">Day of the sale, as a day number.</param>
/// <param name="Document">Number of the invoice or order, 0 or more: frequency counts these, not lines.</param>
/// <param name="Amount">What was sold for.</param>
public sealed record RfmLines(int[] Customer, int[] Day, int[] Document, double[] Amount);

/// <summary>Recency, frequency and monetary of each customer with quintile scores, 5 the best; all arrays have one entry a customer.</summary>
public sealed record RfmTable(int[] Customer, int[] Recency, int[] Frequency, double[] Monetary, byte[] R, byte[] F, byte[] M)
{
    /// <summary>How ties are broken: equal values share their mean rank, so they always get the same score, and a score may stay empty.</summary>
    public static string TieRule => Rfm.TieRule;

    /// <summary>Scores the customers of these lines.</summary>
    /// <param name="lines">The sales.</param>
    /// <param name="snapshot">The day from which recency is counted: the day after the last sale, as a rule.</param>
    public static RfmTable Of(RfmLines lines, int snapshot) => RfmScoring.Of(lines, snapshot);

    /// <summary>The named group of a customer.</summary>
    public string Group(int i) => Rfm.Group(R[i], F[i]);
}
