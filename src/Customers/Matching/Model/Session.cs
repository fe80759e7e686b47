namespace Dangol.Customers;

/// <summary>
/// One session of learning m: pairs that one key made, in which the fields of the key say nothing, since there they are equal by choice. Expectation–maximisation over the patterns of the others
/// (Dempster, Laird and Rubin 1977; Winkler 1988 for linkage), every field independent within matches and within strangers.
/// </summary>
internal sealed class Session(ulong held, byte[] levels, double[] counts, int fields)
{
    private const int Rounds = 60;
    private const double Enough = 1e-6;

    /// <summary>The fields that are held out, a bit each.</summary>
    public ulong Held => held;

    /// <summary>The share of matches among the pairs.</summary>
    public double Share { get; private set; } = 0.3;

    /// <summary>Expected matches by field and level.</summary>
    public double[][] Matches { get; private set; } = [];

    public double Pairs { get; } = counts.Sum();

    /// <summary>Runs to convergence from the given m and u.</summary>
    /// <param name="m">Where m begins.</param>
    /// <param name="u">Where u begins: its value among random pairs.</param>
    /// <param name="pull">How many pairs the given u weighs against those of the session: strangers who share a street share a town.</param>
    public void Run(double[][] m, double[][] u, double pull)
    {
        m = [.. m.Select(row => (double[])row.Clone())];
        var (around, evidence) = (u, Zeros(u));
        u = [.. u.Select(row => (double[])row.Clone())];
        for (var round = 0; round < Rounds; round++)
        {
            var (matches, strangers) = (Zeros(m), Zeros(m));
            var (found, prior) = (0.0, Math.Log(Share / (1 - Share)));
            for (var f = 0; f < fields; f++)
                for (var level = 1; level < m[f].Length; level++) evidence[f][level] = (held >> f & 1) != 0 ? 0 : Math.Log(m[f][level] / u[f][level]);
            for (var p = 0; p < counts.Length; p++)
            {
                var pattern = levels.AsSpan(p * fields, fields);
                var odds = prior;
                for (var f = 0; f < fields; f++) odds += evidence[f][pattern[f]];
                var probability = 1 / (1 + Math.Exp(-odds));
                found += probability * counts[p];
                for (var f = 0; f < fields; f++)
                {
                    matches[f][pattern[f]] += probability * counts[p];
                    strangers[f][pattern[f]] += (1 - probability) * counts[p];
                }
            }
            var share = Math.Clamp(found / Pairs, 1e-6, 1 - 1e-6);
            var moved = Math.Abs(share - Share);
            (Share, Matches) = (share, matches);
            for (var f = 0; f < fields; f++)
            {
                if ((held >> f & 1) != 0) continue;
                Renew(m[f], matches[f], m[f], 0.5);
                Renew(u[f], strangers[f], around[f], pull);
            }
            if (moved < Enough) break;
        }
    }

    /// <summary>Shares of the levels in what was counted, drawn towards others with the weight of so many pairs.</summary>
    public static void Renew(double[] shares, double[] counted, double[] towards, double pull)
    {
        var sum = pull;
        for (var level = 1; level < shares.Length; level++) sum += counted[level];
        for (var level = 1; level < shares.Length; level++) shares[level] = Math.Max((counted[level] + pull * towards[level]) / sum, 1e-9);
    }

    public static double[][] Zeros(double[][] like) => [.. like.Select(row => new double[row.Length])];
}
