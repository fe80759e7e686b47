using System.Numerics;
using System.Runtime.InteropServices;

namespace Dangol.Customers;

/// <summary>
/// Distinct texts side by side in one buffer, numbered from 1 in the order in which they came (0 is none): what inner loops read without an object or an allocation
/// per value. Found again by open addressing.
/// </summary>
internal sealed class TextTable
{
    private char[] _letters = new char[1024];
    private int[] _ends = new int[128];
    private uint[] _lettersOf = new uint[128];
    private int[] _slots = new int[256];

    /// <summary>One more than the highest number.</summary>
    public int Count { get; private set; } = 1;

    /// <summary>The letters of a text.</summary>
    public ReadOnlySpan<char> this[int number] => _letters.AsSpan(_ends[number - 1], _ends[number] - _ends[number - 1]);

    /// <summary>The most letters that two texts can have in common, from which letters each has: most strangers are told apart by it.</summary>
    public int MostInCommon(int a, int b)
    {
        var (inA, inB) = (_lettersOf[a], _lettersOf[b]);
        return Math.Min(_ends[a] - _ends[a - 1] - BitOperations.PopCount(inA & ~inB), _ends[b] - _ends[b - 1] - BitOperations.PopCount(inB & ~inA));
    }

    /// <summary>The least number of slips between two texts.</summary>
    public int LeastSlips(int a, int b) => Math.Max(BitOperations.PopCount(_lettersOf[a] & ~_lettersOf[b]), BitOperations.PopCount(_lettersOf[b] & ~_lettersOf[a]));

    /// <summary>The number of a text, which is added where it isn't there.</summary>
    public int Add(ReadOnlySpan<char> text)
    {
        ref var slot = ref Slot(text);
        if (slot != 0) return slot;
        var start = _ends[Count - 1];
        if (start + text.Length > _letters.Length) Array.Resize(ref _letters, Math.Max(_letters.Length * 2, start + text.Length));
        if (Count == _ends.Length)
        {
            Array.Resize(ref _ends, _ends.Length * 2);
            Array.Resize(ref _lettersOf, _ends.Length);
        }
        text.CopyTo(_letters.AsSpan(start));
        _ends[Count] = start + text.Length;
        foreach (var c in text) _lettersOf[Count] |= 1U << (c & 31);
        slot = Count++;
        if (Count * 2 > _slots.Length) Grow();
        return Count - 1;
    }

    /// <summary>The slot of a text: its number, or 0 where it would be put.</summary>
    private ref int Slot(ReadOnlySpan<char> text)
    {
        var at = Hash(text) & (uint)(_slots.Length - 1);
        while (_slots[at] is not 0 and var number && !this[number].SequenceEqual(text)) at = at + 1 & (uint)(_slots.Length - 1);
        return ref _slots[at];
    }

    private void Grow()
    {
        _slots = new int[_slots.Length * 2];
        for (var number = 1; number < Count; number++) Slot(this[number]) = number;
    }

    /// <summary>Eight bytes at a time, mixed by a multiplication (the numbers don't depend on it).</summary>
    private static uint Hash(ReadOnlySpan<char> text)
    {
        var bytes = MemoryMarshal.AsBytes(text);
        var hash = (ulong)bytes.Length;
        for (; bytes.Length >= 8; bytes = bytes[8..]) hash = Step(hash, MemoryMarshal.Read<ulong>(bytes));
        var rest = 0UL;
        for (var i = 0; i < bytes.Length; i++) rest |= (ulong)bytes[i] << 8 * i;
        return (uint)(Step(hash, rest) >> 32);

        static ulong Step(ulong hash, ulong word) => BitOperations.RotateLeft((hash ^ word) * 0x9E3779B97F4A7C15, 29) * 0xBF58476D1CE4E5B9;
    }
}
