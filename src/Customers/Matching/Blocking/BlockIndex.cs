using System.Numerics;
using System.Runtime.Intrinsics;

namespace Dangol.Customers;

/// <summary>
/// The rows sorted by every key, and the keys of every row side by side. A pair is compared under the first key that it has in common, so once, without a list of the pairs that were seen.
/// </summary>
internal sealed class BlockIndex
{
    private const int ChunkPairs = 20_000;
    private readonly uint[] _keys;
    private readonly int _width;
    private readonly int[][] _rows;
    private readonly List<(int From, int To)>[] _blocks;
    private readonly int[] _hot;
    private readonly bool[] _isIdle;
    private uint _active = uint.MaxValue;

    public BlockIndex(IReadOnlyList<BlockingKey> keys, uint[][] atoms, int rows)
    {
        Keys = keys;
        _width = (keys.Count + 7) / 8 * 8;
        _keys = new uint[(long)rows * _width];
        _rows = new int[keys.Count][];
        _hot = new int[keys.Count];
        _isIdle = new bool[keys.Count];
        _blocks = new List<(int, int)>[keys.Count];
        Parallel.For(0, keys.Count, k => Sort(k, atoms, rows));
        // Where a row has no key, or a hot one, nothing may equal it: bit 0 is set in every key, and never here.
        for (var k = keys.Count; k < _width; k++)
            for (var row = 0; row < rows; row++) _keys[row * _width + k] = (uint)row << 1;
    }

    public IReadOnlyList<BlockingKey> Keys { get; }

    /// <summary>Rows that a key had in blocks too large to be compared.</summary>
    public int HotRows(int key) => _hot[key];

    /// <summary>The blocks of a key in pieces of about as many pairs each, for workers to share.</summary>
    public IEnumerable<(int Key, int From, int To)> Chunks()
    {
        for (var k = 0; k < Keys.Count; k++)
        {
            if (_isIdle[k]) continue;
            var (from, pairs) = (0, 0L);
            for (var b = 0; b < _blocks[k].Count; b++)
            {
                var size = _blocks[k][b].To - _blocks[k][b].From;
                pairs += (long)size * (size - 1) / 2;
                if (pairs < ChunkPairs && b < _blocks[k].Count - 1) continue;
                yield return (k, from, b + 1);
                (from, pairs) = (b + 1, 0);
            }
        }
    }

    /// <summary>Leaves a key out: what it alone finds is not worth its pairs.</summary>
    public void Drop(int key)
    {
        _isIdle[key] = true;
        _active &= ~(1U << key);
    }

    /// <summary>How many blocks a key has.</summary>
    public int Blocks(int key) => _blocks[key].Count;

    /// <summary>The rows of a block, ascending.</summary>
    public ReadOnlySpan<int> Block(int key, int block) => _rows[key].AsSpan(_blocks[key][block].From, _blocks[key][block].To - _blocks[key][block].From);

    /// <summary>Is this key the first that two rows have in common?</summary>
    public bool IsFirst(int key, int rowA, int rowB)
    {
        ref var a = ref _keys[rowA * _width];
        ref var b = ref _keys[rowB * _width];
        for (var at = 0; at <= key; at += 8)
        {
            var equal = Vector256.Equals(Vector256.LoadUnsafe(ref a, (nuint)at), Vector256.LoadUnsafe(ref b, (nuint)at)).ExtractMostSignificantBits() & _active >> at;
            if (equal != 0) return at + BitOperations.TrailingZeroCount(equal) == key;
        }
        return false;
    }

    private void Sort(int k, uint[][] atoms, int rows)
    {
        var key = Keys[k];
        var (one, other) = (atoms[key.One], key.Other < 0 ? atoms[key.One] : atoms[key.Other]);
        var sorted = new ulong[rows];
        var count = 0;
        for (var row = 0; row < rows; row++)
        {
            var number = BlockingKeys.Number(key, one[row], other[row]);
            _keys[row * _width + k] = number == 0 ? (uint)row << 1 : number;
            if (number != 0) sorted[count++] = (ulong)number << 32 | (uint)row;
        }
        RadixSort.ByHigh(ref sorted, count);
        var (kept, blocks, filled) = (new int[count], new List<(int, int)>(), 0);
        for (var from = 0; from < count;)
        {
            var to = from + 1;
            while (to < count && sorted[to] >> 32 == sorted[from] >> 32) to++;
            if (to - from > BlockingKeys.LargestBlock(rows))
            {
                for (var i = from; i < to; i++) _keys[(int)(uint)sorted[i] * _width + k] = (uint)sorted[i] << 1;
                _hot[k] += to - from;
            }
            else if (to - from > 1)
            {
                blocks.Add((filled, filled + to - from));
                for (var i = from; i < to; i++) kept[filled++] = (int)(uint)sorted[i];
            }
            from = to;
        }
        (_rows[k], _blocks[k]) = (kept, blocks);
    }
}

/// <summary>Sorts 64-bit words by their upper 32 bits in three passes of eleven bits; words with equal upper halves keep their order.</summary>
internal static class RadixSort
{
    private const int Bits = 11, Buckets = 1 << Bits;

    public static void ByHigh(ref ulong[] words, int count)
    {
        var other = new ulong[words.Length];
        Span<int> starts = stackalloc int[Buckets];
        for (var shift = 32; shift < 64; shift += Bits)
        {
            starts.Clear();
            foreach (var word in words.AsSpan(0, count)) starts[(int)(word >> shift & Buckets - 1)]++;
            var at = 0;
            for (var b = 0; b < Buckets; b++) (starts[b], at) = (at, at + starts[b]);
            foreach (var word in words.AsSpan(0, count)) other[starts[(int)(word >> shift & Buckets - 1)]++] = word;
            (words, other) = (other, words);
        }
    }
}
