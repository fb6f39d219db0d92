using System.Runtime.CompilerServices;

namespace Gensyn.Verification.Arithmetic;

/// <summary>Philox-4x32-10: 128 random bits as a pure function of a key and a counter (Salmon et al., SC 2011).</summary>
public static class Philox
{
    /// <summary>The number of words of a block.</summary>
    public const int Words = 4;

    private const uint MultiplierFirst = 0xD251_1F53;
    private const uint MultiplierSecond = 0xCD9E_8D57;
    private const uint WeylFirst = 0x9E37_79B9;
    private const uint WeylSecond = 0xBB67_AE85;

    /// <summary>One block of random bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static (uint First, uint Second, uint Third, uint Fourth) Block(uint c0, uint c1, uint c2, uint c3, uint k0, uint k1)
    {
        unchecked
        {
            for (int round = 0; round < 10; round++)
            {
                ulong first = (ulong)MultiplierFirst * c0;
                ulong second = (ulong)MultiplierSecond * c2;
                (c0, c1, c2, c3) = ((uint)(second >> 32) ^ c1 ^ k0, (uint)second, (uint)(first >> 32) ^ c3 ^ k1, (uint)first);
                k0 += WeylFirst;
                k1 += WeylSecond;
            }

            return (c0, c1, c2, c3);
        }
    }

    /// <summary>The random word of one element of a tensor.</summary>
    /// <remarks>
    /// Key: the seed, low word first. Counter: the element's number divided by four (low word, high word), the step's low word, and
    /// the operator's number in the upper half beside the stream in the lower. The element takes word number mod 4.
    /// </remarks>
    public static uint Word(ulong seed, ulong step, OperatorId id, uint stream, ulong element)
    {
        unchecked
        {
            ulong block = element / Words;
            (uint first, uint second, uint third, uint fourth) =
                Block((uint)block, (uint)(block >> 32), (uint)step, ((uint)id << 16) | (stream & 0xFFFF), (uint)seed, (uint)(seed >> 32));
            return (element % Words) switch { 0 => first, 1 => second, 2 => third, _ => fourth };
        }
    }

    /// <summary>A number in [0, 1) of 24 random bits: the word's upper 24 bits times 2^−24, exact.</summary>
    public static uint Uniform<T>(uint word)
        where T : struct, IBinary32
        => T.Mul(T.FromUInt32(word >> 8), Binary32.PowerOfTwo(-24));
}
