namespace Dangol.Analytics;

/// <summary>
/// One tree over bins. A split names a column and the set of its bins that go left, as 256 bits: numbers (all bins up to a cut), levels (any set) and missing
/// (bin 0, on whichever side it was better) are then one case.
/// </summary>
internal sealed class Tree
{
    private readonly List<Node> nodes = [];
    private Node[] flat = [];

    /// <summary>Column −1: a leaf with a value. Cover: how many training rows came here.</summary>
    public record struct Node(int Column, int Left, int Right, double Value, double Cover, BinSet GoesLeft);

    public ReadOnlySpan<Node> Nodes => flat;

    public int Add(double value, double cover)
    {
        nodes.Add(new(-1, 0, 0, value, cover, default));
        return nodes.Count - 1;
    }

    public void Split(int node, int column, BinSet left, int leftNode, int rightNode) =>
        nodes[node] = nodes[node] with { Column = column, GoesLeft = left, Left = leftNode, Right = rightNode };

    public void Settle(int leaf, double value) => nodes[leaf] = nodes[leaf] with { Value = value };

    public Tree Finished()
    {
        flat = [.. nodes];
        return this;
    }

    public double Predict(BinnedRows rows, int row)
    {
        ref readonly var node = ref flat[0];
        while (node.Column >= 0) node = ref flat[node.GoesLeft.Has(rows.Bin(node.Column, row)) ? node.Left : node.Right];
        return node.Value;
    }
}

/// <summary>A set of bins.</summary>
internal readonly record struct BinSet(ulong A, ulong B, ulong C, ulong D)
{
    public bool Has(byte bin) => (((bin >> 6) switch { 0 => A, 1 => B, 2 => C, _ => D }) >> (bin & 63) & 1) != 0;

    public BinSet With(int bin)
    {
        var bit = 1UL << (bin & 63);
        return (bin >> 6) switch { 0 => this with { A = A | bit }, 1 => this with { B = B | bit }, 2 => this with { C = C | bit }, _ => this with { D = D | bit } };
    }

    public static BinSet UpTo(int bin)
    {
        var set = default(BinSet);
        for (var b = 1; b <= bin; b++) set = set.With(b);
        return set;
    }
}
