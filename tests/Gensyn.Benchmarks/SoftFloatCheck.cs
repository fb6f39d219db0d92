using System.Diagnostics;
using System.Globalization;
using Gensyn.Verification.Arithmetic;
using Gensyn.Workers.Tensors;

namespace Gensyn.Benchmarks;

/// <summary>The chain's integer arithmetic against this processor's, bit by bit.</summary>
internal sealed class SoftFloatCheck(long count, ulong seed, TextWriter output)
{
    private const int Shown = 5;

    // Zeros, both ends of the subnormals and normals, halves of units in the last place, powers of two and their neighbours, large numbers, infinity, NaNs.
    private static readonly uint[] Positive =
    [
        0x0000_0000, 0x0000_0001, 0x0000_0002, 0x0000_0003, 0x0000_0100, 0x0020_0000, 0x003F_FFFF, 0x0040_0000, 0x0040_0001, 0x007F_FFFE, 0x007F_FFFF, 0x0080_0000,
        0x0080_0001, 0x00BF_FFFF, 0x00FF_FFFF, 0x0100_0000, 0x0100_0001, 0x0B80_0000, 0x0C00_0000, 0x1A00_0000, 0x1F80_0000, 0x2000_0001, 0x32FF_FFFF, 0x3300_0000,
        0x3300_0001, 0x337F_FFFF, 0x3380_0000, 0x3380_0001, 0x33FF_FFFF, 0x3400_0000, 0x34C0_0000, 0x3EFF_FFFF, 0x3F00_0000, 0x3F00_0001, 0x3F3F_FFFF, 0x3F40_0000,
        0x3F7F_FFFE, 0x3F7F_FFFF, 0x3F80_0000, 0x3F80_0001, 0x3F80_0002, 0x3F80_0003, 0x3FB5_04F3, 0x3FC0_0000, 0x3FFF_FFFF, 0x4000_0000, 0x4040_0000, 0x4049_0FDB,
        0x4B00_0000, 0x4B00_0001, 0x4B7F_FFFF, 0x4B80_0000, 0x4B80_0001, 0x4EFF_FFFF, 0x4F00_0000, 0x4F80_0000, 0x5F7F_FFFF, 0x5F80_0000, 0x7E7F_FFFF, 0x7E80_0000,
        0x7EFF_FFFF, 0x7F00_0000, 0x7F00_0001, 0x7F7F_FFFE, 0x7F7F_FFFF, 0x7F80_0000, 0x7F80_0001, 0x7FC0_0000, 0x7FFF_FFFF,
    ];

    private static readonly uint[] Special = [.. Positive, .. Positive.Select(static bits => bits | Binary32.Sign)];

    private ulong _state;
    private bool _allEqual = true;

    private interface IOperation
    {
        static abstract string Name { get; }

        static abstract int Operands { get; }

        static abstract uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32;
    }

    /// <summary>Compares every operation; says whether all bits were equal.</summary>
    public bool Run()
    {
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}, {count:N0} random operands of each operation, and all of {Special.Length} special ones"));
        Compare<Add>();
        Compare<Subtract>();
        Compare<Multiply>();
        Compare<FusedMultiplyAdd>();
        Compare<Divide>();
        Compare<SquareRoot>();
        Compare<Less>();
        Compare<Equal>();
        Compare<FromInt32>();
        Compare<FromUInt32>();
        return _allEqual;
    }

    private void Compare<TOperation>()
        where TOperation : struct, IOperation
    {
        long began = Stopwatch.GetTimestamp(), wrong = 0, specials = 0;
        int second = TOperation.Operands > 1 ? Special.Length : 1, third = TOperation.Operands > 2 ? Special.Length : 1;
        foreach (uint a in Special)
        {
            for (int i = 0; i < second; i++)
            {
                for (int j = 0; j < third; j++)
                {
                    specials++;
                    wrong += Differs<TOperation>(a, Special[i], Special[j], wrong);
                }
            }
        }

        _state = seed;
        for (long i = 0; i < count; i++)
        {
            (uint a, uint b, uint c) = Draw((int)(i & 7), TOperation.Operands);
            wrong += Differs<TOperation>(a, b, c, wrong);
        }

        _allEqual &= wrong == 0;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{TOperation.Name,-12} {specials,12:N0} special {count,16:N0} random {wrong,8:N0} different  {Stopwatch.GetElapsedTime(began).TotalSeconds,8:0.0} s"));
    }

    private int Differs<TOperation>(uint a, uint b, uint c, long before)
        where TOperation : struct, IOperation
    {
        uint soft = TOperation.Apply<SoftBinary32>(a, b, c), hard = TOperation.Apply<HardBinary32>(a, b, c);
        if (soft == hard) return 0;
        if (before < Shown) output.WriteLine($"{TOperation.Name} {a:X8} {b:X8} {c:X8}: {soft:X8}, on the processor {hard:X8}");
        return 1;
    }

    // In turns: any bits (twice), exponents near each other (twice), subnormals, fractions of few bits, where sums are exact or halfway, and, for three
    // operands, an addend that almost cancels the product (twice).
    private (uint A, uint B, uint C) Draw(int kind, int operands)
    {
        ulong first = Next(), other = Next();
        (uint a, uint b, uint c) = ((uint)first, (uint)(first >> 32), (uint)other);
        uint more = (uint)(other >> 32);
        switch (kind)
        {
            case 2 or 3:
                return (a, Near(a, b, more), Near(a, c, more >> 8));
            case 4:
                return (Subnormal(a, more), Subnormal(b, more >> 1), Subnormal(c, more >> 2));
            case 5:
                return (Short(a, more), Near(a, Short(b, more >> 5), more >> 10), Near(a, Short(c, more >> 15), more >> 20));
            case 6 when operands > 2:
                return (a, b, HardBinary32.Mul(a, b) ^ Binary32.Sign ^ (more & 3));
            case 7 when operands > 2:
                return (Short(a, more), Short(b, more >> 5), Near(HardBinary32.Mul(a, b), c, more >> 10));
            default:
                return (a, b, c);
        }
    }

    // The other's bits with an exponent within 26 of the first's.
    private static uint Near(uint bits, uint other, uint by)
    {
        int exponent = Math.Clamp((int)((bits >> 23) & 0xFF) + (int)(by % 53) - 26, 0, 254);
        return (other & 0x807F_FFFF) | ((uint)exponent << 23);
    }

    // Two of four are subnormal or the smallest normals, one is small enough to make them of products, one is as it is.
    private static uint Subnormal(uint bits, uint which) => (which & 3) switch
    {
        0 => bits & 0x807F_FFFF,
        1 => bits & 0x80FF_FFFF,
        2 => (bits & 0x83FF_FFFF) | 0x1E00_0000,
        _ => bits,
    };

    // A fraction whose lower bits are zeros, or ones.
    private static uint Short(uint bits, uint which)
    {
        uint low = (1u << (int)(which % 23)) - 1;
        return (which & 16) == 0 ? bits & ~low : bits | low;
    }

    // SplitMix64.
    private ulong Next()
    {
        unchecked
        {
            ulong z = _state += 0x9E37_79B9_7F4A_7C15;
            z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
            z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
            return z ^ (z >> 31);
        }
    }

    private readonly struct Add : IOperation
    {
        public static string Name => "add";

        public static int Operands => 2;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Add(a, b);
    }

    private readonly struct Subtract : IOperation
    {
        public static string Name => "sub";

        public static int Operands => 2;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Sub(a, b);
    }

    private readonly struct Multiply : IOperation
    {
        public static string Name => "mul";

        public static int Operands => 2;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Mul(a, b);
    }

    private readonly struct FusedMultiplyAdd : IOperation
    {
        public static string Name => "fma";

        public static int Operands => 3;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Fma(a, b, c);
    }

    private readonly struct Divide : IOperation
    {
        public static string Name => "div";

        public static int Operands => 2;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Div(a, b);
    }

    private readonly struct SquareRoot : IOperation
    {
        public static string Name => "sqrt";

        public static int Operands => 1;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Sqrt(a);
    }

    private readonly struct Less : IOperation
    {
        public static string Name => "less";

        public static int Operands => 2;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Less(a, b) ? 1u : 0u;
    }

    private readonly struct Equal : IOperation
    {
        public static string Name => "equal";

        public static int Operands => 2;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.Equal(a, b) ? 1u : 0u;
    }

    private readonly struct FromInt32 : IOperation
    {
        public static string Name => "fromInt32";

        public static int Operands => 1;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.FromInt32((int)a);
    }

    private readonly struct FromUInt32 : IOperation
    {
        public static string Name => "fromUInt32";

        public static int Operands => 1;

        public static uint Apply<T>(uint a, uint b, uint c)
            where T : struct, IBinary32
            => T.FromUInt32(a);
    }
}
