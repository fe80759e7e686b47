namespace Dangol.Analytics;

/// <summary>RFM on arrays, by the same rules as the warehouse's query (<see cref="Rfm"/>): sales only, ties share their mean rank, score = ⌈5 · rank / n⌉.</summary>
internal static class RfmScoring
{
    private const double Micros = 1e6;

    public static RfmTable Of(RfmLines lines, int snapshot)
    {
        var (keys, at) = (new long[lines.Customer.Length], 0);
        for (var i = 0; i < keys.Length; i++) keys[i] = ((long)lines.Customer[i] << 32) | (uint)lines.Document[i];
        var order = Enumerable.Range(0, keys.Length).ToArray();
        Array.Sort(keys, order);
        var (customer, recency, frequency, monetary) = (new List<int>(), new List<int>(), new List<int>(), new List<double>());
        while (at < keys.Length)
        {
            var (who, last, documents, sum) = ((int)(keys[at] >> 32), int.MinValue, 0, (Int128)0);
            for (var before = -1L; at < keys.Length && (int)(keys[at] >> 32) == who; at++)
            {
                var line = order[at];
                if (keys[at] != before) documents++;
                before = keys[at];
                last = Math.Max(last, lines.Day[line]);
                // Summed in whole millionths, so that the order of lines changes nothing.
                sum += (Int128)Math.Round(lines.Amount[line] * Micros);
            }
            customer.Add(who);
            recency.Add(snapshot - last);
            frequency.Add(documents);
            monetary.Add((double)sum / Micros);
        }
        double[] m = [.. monetary];
        return new([.. customer], [.. recency], [.. frequency], m, Scores(Array.ConvertAll([.. recency], (int r) => -(double)r)), Scores(Array.ConvertAll([.. frequency], (int f) => (double)f)), Scores(m));
    }

    /// <summary>Quintiles, 5 for the highest values.</summary>
    public static byte[] Scores(ReadOnlySpan<double> values)
    {
        var (sorted, order, scores) = (values.ToArray(), Enumerable.Range(0, values.Length).ToArray(), new byte[values.Length]);
        Array.Sort(sorted, order);
        for (var i = 0; i < sorted.Length;)
        {
            var j = i;
            while (j < sorted.Length && sorted[j] == sorted[i]) j++;
            // The mean of the ranks i + 1 … j, doubled to stay whole.
            long doubled = i + 1 + j, all = 2L * sorted.Length;
            for (var score = (byte)((5 * doubled + all - 1) / all); i < j; i++) scores[order[i]] = score;
        }
        return scores;
    }
}
