using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gensyn.Verification;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>Batch indices eight at a time: <see cref="KeyedPermutation.BatchIndex"/> with a lane for each place in the batch.</summary>
internal static class VectorPermutation
{
    private const int Rounds = 8;

    /// <summary>Whether the machine has the instructions.</summary>
    public static bool IsSupported => Avx2.IsSupported;

    /// <summary>The data rows of a step's batch; all of it is integer arithmetic.</summary>
    public static void BatchIndices(ulong seed, uint rows, ulong step, Span<uint> result)
    {
        int bits = rows <= 1 ? 0 : 32 - BitOperations.LeadingZeroCount(rows - 1);
        int half = (bits + 1) / 2;
        Span<uint> epochs = stackalloc uint[Vector256<uint>.Count], positions = stackalloc uint[Vector256<uint>.Count];
        int i = 0;
        for (; i <= result.Length - Vector256<uint>.Count; i += Vector256<uint>.Count)
        {
            for (int lane = 0; lane < Vector256<uint>.Count; lane++)
            {
                ulong sample = unchecked(((step - 1) * (uint)result.Length) + (uint)(i + lane));
                epochs[lane] = unchecked((uint)(sample / rows));
                positions[lane] = (uint)(sample % rows);
            }

            Walk(seed, Vector256.Create<uint>(epochs), rows, Vector256.Create<uint>(positions), half).CopyTo(result[i..]);
        }

        for (; i < result.Length; i++) result[i] = KeyedPermutation.BatchIndex(seed, rows, (uint)result.Length, step, (uint)i);
    }

    /// <summary>Applies the network until every lane has landed among the rows; lanes that have stay.</summary>
    private static Vector256<uint> Walk(ulong seed, Vector256<uint> epochs, uint rows, Vector256<uint> value, int half)
    {
        Vector256<uint> mask = Vector256.Create((1u << half) - 1), outside = Vector256<uint>.AllBitsSet;
        do
        {
            Vector256<uint> left = value >>> half, right = value & mask;
            for (uint round = 0; round < Rounds; round++)
            {
                (left, right) = (right, (left ^ FirstWord(seed, right, round, epochs)) & mask);
            }

            value = Vector256.ConditionalSelect(outside, (left << half) | right, value);
            outside = Vector256.GreaterThanOrEqual(value, Vector256.Create(rows));
        }
        while (outside != Vector256<uint>.Zero);

        return value;
    }

    /// <summary>The first word of a Philox block per lane.</summary>
    private static Vector256<uint> FirstWord(ulong seed, Vector256<uint> c0, uint round, Vector256<uint> epochs)
    {
        Vector256<uint> first = Vector256.Create(0xD251_1F53u), second = Vector256.Create(0xCD9E_8D57u);
        Vector256<uint> c1 = Vector256.Create(round), c2 = epochs, c3 = Vector256.Create(((uint)OperatorId.BatchIndices << 16) | 0xFFFF);
        uint k0 = unchecked((uint)seed), k1 = (uint)(seed >> 32);
        for (int i = 0; i < 10; i++)
        {
            (Vector256<uint> lowFirst, Vector256<uint> highFirst) = Multiply(first, c0);
            (Vector256<uint> lowSecond, Vector256<uint> highSecond) = Multiply(second, c2);
            (c0, c1, c2, c3) = (highSecond ^ c1 ^ Vector256.Create(k0), lowSecond, highFirst ^ c3 ^ Vector256.Create(k1), lowFirst);
            unchecked
            {
                k0 += 0x9E37_79B9;
                k1 += 0xBB67_AE85;
            }
        }

        return c0;
    }

    /// <summary>Both halves of the 64-bit products of eight lanes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector256<uint> Low, Vector256<uint> High) Multiply(Vector256<uint> factor, Vector256<uint> value)
    {
        Vector256<ulong> even = Avx2.Multiply(factor, value), odd = Avx2.Multiply(factor, (value.AsUInt64() >>> 32).AsUInt32());
        return (
            Avx2.Blend(even.AsUInt32(), (odd << 32).AsUInt32(), 0b1010_1010),
            Avx2.Blend((even >>> 32).AsUInt32(), odd.AsUInt32(), 0b1010_1010));
    }
}
