using System.Diagnostics;

namespace Dangol.Customers;

/// <summary>
/// Finds which rows are one customer, without labels: by the model of Fellegi and Sunter (1969), learnt from the rows themselves. It keeps what it learnt, so that rows that come later are matched
/// against those that are there (<see cref="Add"/>) and not all anew.
/// </summary>
public sealed class CustomerMatching
{
    private readonly MatchOptions _options;
    private readonly PairComparison _pairs;
    private readonly List<BlockingAtom> _atoms;
    private readonly IReadOnlyList<BlockingKey> _keys;
    private readonly MatchModel _model;
    private readonly RowSets _sets;
    private readonly MatchField[] _recognised;
    private KeyLookup? _lookup;

    private CustomerMatching(IReadOnlyList<MatchColumn> columns, int rows, MatchOptions options)
    {
        var watch = Stopwatch.StartNew();
        var seconds = new Dictionary<string, double>(StringComparer.Ordinal);
        _options = options;
        _recognised = RecogniseColumns.Run(columns, rows);
        _pairs = ReadColumns.Run(columns, _recognised, rows);
        Lap("normalise");
        _atoms = BlockingAtom.All(_pairs);
        var numbers = new uint[_atoms.Count][];
        Parallel.For(0, numbers.Length, atom => numbers[atom] = _atoms[atom].Column(rows));
        _keys = BlockingKeys.Choose(_atoms, numbers, rows);
        var blocks = new BlockIndex(_keys, numbers, rows);
        Lap("block");
        _model = TrainModel.Run(_pairs, blocks, options.Seed);
        Lap("learn");
        var from = Math.Log2(options.Probability / (1 - options.Probability));
        var (scored, compared) = ScorePairs.Run(_pairs, blocks, _model, Math.Min(from, ExplainPairs.From));
        Lap("score");
        _sets = new(rows);
        ClusterPairs.Join(_pairs, _model, _sets, scored, from);
        Lap("cluster");
        Result = new(DescribeModel.Fields(_pairs, _model), _model.Lambda, [.. _keys.Select((key, k) => new MatchKey(key.Name, key.Pairs, blocks.HotRows(k)))], compared,
            Matching(scored, from), _sets.Lowest(), ExplainPairs.Some(_pairs, _model, scored, from, options.Explained), seconds);

        void Lap(string part)
        {
            seconds[part] = watch.Elapsed.TotalSeconds;
            watch.Restart();
        }
    }

    /// <summary>What was found among the rows that it learnt from.</summary>
    public MatchResult Result { get; }

    /// <summary>The rows so far.</summary>
    public int Rows => _pairs.Rows;

    /// <summary>Learns from rows and matches them.</summary>
    /// <param name="columns">The columns; those that say nothing of who somebody is are passed over.</param>
    /// <param name="rows">How many rows there are, two at least.</param>
    /// <param name="options">The seed and from which probability on rows match.</param>
    /// <exception cref="Refused">There are fewer than two rows (<c>rows_too_few</c>), or no column by which somebody could be known (<c>columns_unrecognised</c>).</exception>
    public static CustomerMatching Learn(IReadOnlyList<MatchColumn> columns, int rows, MatchOptions? options = null) => new(columns, rows, options ?? new());

    /// <summary>
    /// Matches further rows against those that are there and one another. What was learnt stays as it is; a new row may join a cluster, and two clusters may become one through it.
    /// </summary>
    /// <param name="columns">The same columns in the same order.</param>
    /// <param name="rows">How many rows come.</param>
    /// <returns>The pairs of new rows that match, rows counted on from the old ones, and for each row so far the lowest row of its cluster.</returns>
    public (MatchedPair[] Pairs, int[] Clusters) Add(IReadOnlyList<MatchColumn> columns, int rows)
    {
        var known = Rows;
        _lookup ??= new(_keys, _atoms, known);
        ReadColumns.More(_pairs, columns, _recognised, rows);
        var from = Math.Log2(_options.Probability / (1 - _options.Probability));
        var found = _lookup.Add(_pairs, _model, known, from);
        _sets.Grow(Rows);
        ClusterPairs.Join(_pairs, _model, _sets, found, from);
        return (Matching(found, from), _sets.Lowest());
    }

    /// <summary>Why two rows match, or don't.</summary>
    public ExplainedPair Explain(int a, int b) => ExplainPairs.Of(_pairs, _model, a, b);

    private static MatchedPair[] Matching(ScoredPair[] scored, double from) => [.. scored.Where(p => p.Bits >= from).Select(p => new MatchedPair(Math.Min(p.A, p.B), Math.Max(p.A, p.B), p.Bits))];
}
