using System.Buffers.Binary;
using System.Numerics;

namespace Dangol.Marketing;

/// <summary>
/// SipHash-2-4: a pseudo-random function of a message under a 128-bit key, so that results under different keys are independent. Own code, because a
/// hash that decides who is contacted must never change with a library.
/// </summary>
/// <remarks>J.-P. Aumasson, D. J. Bernstein, SipHash: a fast short-input PRF, INDOCRYPT 2012; appendix A has test values.</remarks>
internal static class SipHash
{
    public static ulong Of(ReadOnlySpan<byte> message, ReadOnlySpan<byte> key)
    {
        var k0 = BinaryPrimitives.ReadUInt64LittleEndian(key);
        var k1 = BinaryPrimitives.ReadUInt64LittleEndian(key[8..]);
        // "somepseudorandomlygeneratedbytes"
        ulong v0 = k0 ^ 0x736f6d6570736575, v1 = k1 ^ 0x646f72616e646f6d, v2 = k0 ^ 0x6c7967656e657261, v3 = k1 ^ 0x7465646279746573;

        var rest = message;
        for (; rest.Length >= 8; rest = rest[8..]) Absorb(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        // The last word is what is left over, with the length in its highest byte.
        var last = (ulong)message.Length << 56;
        for (var i = 0; i < rest.Length; i++) last |= (ulong)rest[i] << (8 * i);
        Absorb(last);

        v2 ^= 0xff;
        for (var i = 0; i < 4; i++) Round();
        return v0 ^ v1 ^ v2 ^ v3;

        void Absorb(ulong word)
        {
            v3 ^= word;
            Round();
            Round();
            v0 ^= word;
        }

        void Round()
        {
            v0 += v1; v1 = BitOperations.RotateLeft(v1, 13); v1 ^= v0; v0 = BitOperations.RotateLeft(v0, 32);
            v2 += v3; v3 = BitOperations.RotateLeft(v3, 16); v3 ^= v2;
            v0 += v3; v3 = BitOperations.RotateLeft(v3, 21); v3 ^= v0;
            v2 += v1; v1 = BitOperations.RotateLeft(v1, 17); v1 ^= v2; v2 = BitOperations.RotateLeft(v2, 32);
        }
    }
}
