using System.Globalization;
using System.Text.RegularExpressions;

namespace Dangol.Customers;

/// <summary>Precision, recall and their harmonic mean, each from 0 to 1.</summary>
public sealed record MatchScore(double Precision, double Recall)
{
    /// <summary>F₁.</summary>
    public double F1 => Precision + Recall == 0 ? 0 : 2 * Precision * Recall / (Precision + Recall);
}

/// <summary>How good a result is where the truth is known.</summary>
/// <param name="TruePairs">Pairs of rows that are one customer.</param>
/// <param name="TrueClusters">Customers.</param>
/// <param name="Pairs">Of the pairs that match.</param>
/// <param name="Clusters">Of all pairs of rows within clusters.</param>
/// <param name="BCubed">By row, so that a large cluster doesn't count with the square of its rows (Bagga and Baldwin 1998).</param>
public sealed record MatchAccuracy(long TruePairs, int TrueClusters, MatchScore Pairs, MatchScore Clusters, MatchScore BCubed);

/// <summary>Compares a result with the truth, which has no part in it.</summary>
public static partial class MatchTruth
{
    /// <summary>
    /// The truth as numbers. Where every value is another, it is one that names the row within its customer, as rec-12-org and rec-12-dup-0 or Q42-1 and Q42-2 do; the customer is what stands before.
    /// </summary>
    /// <exception cref="Refused">No value stands in two rows (<c>truth_all_different</c>).</exception>
    public static int[] Of(MatchColumn column, int rows)
    {
        foreach (var customer in (Func<string, string>[])[text => text, text => Original().Replace(text, ""), text => Numbered().Replace(text, "")])
        {
            var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
            var truth = new int[rows];
            for (var row = 0; row < rows; row++)
            {
                var text = customer(column.Text(row).ToString());
                // Who isn't known is a customer alone.
                if (text.Length == 0) text = "\0" + row.ToString(CultureInfo.InvariantCulture);
                if (!numbers.TryGetValue(text, out truth[row])) numbers[text] = truth[row] = numbers.Count;
            }
            if (numbers.Count < rows) return truth;
        }
        throw new Refused("truth_all_different", column.Name, new($"'{column.Name}' 열의 값이 행마다 달라서 어느 행이 같은 고객인지 알 수 없어요. 같은 고객에 같은 값이 있는 열을 골라 주세요.",
            $"Every row has another value in '{column.Name}', so it doesn't tell which rows are one customer. Name a column that has one value per customer."));
    }

    /// <summary>Measures a result.</summary>
    /// <param name="result">The pairs and clusters.</param>
    /// <param name="truth">For each row its customer.</param>
    public static MatchAccuracy Measure(MatchResult result, int[] truth)
    {
        var cells = new Dictionary<(int Cluster, int Customer), long>();
        var (clusters, customers) = (new Dictionary<int, long>(), new Dictionary<int, long>());
        for (var row = 0; row < truth.Length; row++)
        {
            var (cluster, customer) = (result.Clusters[row], truth[row]);
            cells[(cluster, customer)] = cells.GetValueOrDefault((cluster, customer)) + 1;
            clusters[cluster] = clusters.GetValueOrDefault(cluster) + 1;
            customers[customer] = customers.GetValueOrDefault(customer) + 1;
        }
        long Pairs(IEnumerable<long> sizes) => sizes.Sum(n => n * (n - 1) / 2);
        var (truePairs, clusterPairs, both) = (Pairs(customers.Values), Pairs(clusters.Values), Pairs(cells.Values));
        long right = result.Pairs.LongCount(p => truth[p.A] == truth[p.B]);
        var precision = cells.Sum(c => (double)c.Value * c.Value / clusters[c.Key.Cluster]) / truth.Length;
        var recall = cells.Sum(c => (double)c.Value * c.Value / customers[c.Key.Customer]) / truth.Length;
        return new(truePairs, customers.Count, new(Ratio(right, result.Pairs.LongLength), Ratio(right, truePairs)), new(Ratio(both, clusterPairs), Ratio(both, truePairs)), new(precision, recall));
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 1 : (double)part / whole;

    [GeneratedRegex(@"[-_.]?(org|dup|orig|copy)([-_.]?\d+)?$", RegexOptions.IgnoreCase)]
    private static partial Regex Original();

    [GeneratedRegex(@"[-_.]\d+$")]
    private static partial Regex Numbered();
}
