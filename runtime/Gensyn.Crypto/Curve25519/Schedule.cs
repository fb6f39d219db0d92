using System.Numerics;

namespace Gensyn.Crypto.Curve25519;

/// <summary>Which multiple of which point a sum adds at which bit: the non-zero digits of all its scalars, in a list for each bit.</summary>
/// <remarks>For public scalars only.</remarks>
internal ref struct Schedule
{
    private const int Bits = 256;

    // The scalars are below 2^253, and their digits of width 5 or more are at least that many bits apart.
    private const int DigitsOfATerm = 52;

    // The first entry of each bit, then pairs of the next entry and a term with its digit; no entry is at zero.
    private readonly Span<int> _memory;
    private int _end;

    public Schedule(int terms, Span<int> memory)
    {
        _memory = memory[..Size(terms)];
        _memory[..Bits].Clear();
        _end = Bits;
        Top = -1;
    }

    /// <summary>The highest bit with an entry, or -1.</summary>
    public int Top { get; private set; }

    public readonly (int Term, int Digit) this[int entry] => (_memory[entry + 1] >> 8, (sbyte)_memory[entry + 1]);

    public static int Size(int terms) => Bits + (2 * DigitsOfATerm * terms);

    /// <summary>Enters a scalar in non-adjacent form: digits are odd and below 2^(width-1), one at most in each run of this width.</summary>
    public void Add(int term, in Scalar scalar, int width)
    {
        Span<ulong> limbs = stackalloc ulong[(Bits / 64) + 1];
        scalar.CopyTo(limbs);
        limbs[^1] = 0;
        ulong span = 1ul << width;
        ulong carry = 0;
        for (int bit = 0; bit < Bits;)
        {
            // What equals the carry is zero with it, and carries it on.
            ulong window = Window(limbs, bit);
            int zeros = BitOperations.TrailingZeroCount(window ^ (0ul - carry));
            if (zeros != 0)
            {
                bit += zeros;
                continue;
            }

            ulong digit = (window & (span - 1)) + carry;
            carry = digit < span / 2 ? 0ul : 1ul;
            Enter(bit, (term << 8) | (byte)(digit - (carry * span)));
            bit += width;
        }
    }

    /// <summary>The first entry at a bit, or zero.</summary>
    public readonly int First(int bit) => _memory[bit];

    /// <summary>The next entry at the same bit, or zero.</summary>
    public readonly int Next(int entry) => _memory[entry];

    /// <summary>The 64 bits from this one on.</summary>
    private static ulong Window(ReadOnlySpan<ulong> limbs, int bit)
    {
        int limb = bit / 64, shift = bit % 64;
        return shift == 0 ? limbs[limb] : (limbs[limb] >> shift) | (limbs[limb + 1] << (64 - shift));
    }

    private void Enter(int bit, int entry)
    {
        _memory[_end] = _memory[bit];
        _memory[_end + 1] = entry;
        _memory[bit] = _end;
        _end += 2;
        Top = Math.Max(Top, bit);
    }
}
