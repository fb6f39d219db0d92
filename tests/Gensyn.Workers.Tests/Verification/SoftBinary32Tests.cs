using Gensyn.Verification.Arithmetic;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

public sealed class SoftBinary32Tests
{
    private const int RandomCases = 1_000_000;

    private static readonly uint[] Special =
    [
        0x0000_0000, 0x0000_0001, 0x0000_0002, 0x0000_0003, 0x0040_0000, 0x007F_FFFE, 0x007F_FFFF, 0x0080_0000, 0x0080_0001, 0x00FF_FFFF, 0x0100_0000,
        0x3300_0000, 0x337F_FFFF, 0x3380_0000, 0x3380_0001, 0x3F00_0000, 0x3F7F_FFFF, 0x3F80_0000, 0x3F80_0001, 0x3F80_0002, 0x3FC0_0000, 0x4000_0000,
        0x4040_0000, 0x4B7F_FFFF, 0x4B80_0000, 0x4B80_0001, 0x5F80_0000, 0x7E7F_FFFF, 0x7F00_0000, 0x7F7F_FFFE, 0x7F7F_FFFF, 0x7F80_0000,
        0x7F80_0001, 0x7FC0_0000, 0x7FFF_FFFF,
    ];

    private static IEnumerable<uint> Specials => Special.Concat(Special.Select(bits => bits | Binary32.Sign));

    public static TheoryData<string> Operations => ["add", "sub", "mul", "div", "less", "equal"];

    [Theory]
    [MemberData(nameof(Operations))]
    public void BinaryOperation_OnAllSpecialPairs_IsTheProcessors(string operation)
    {
        foreach (uint a in Specials)
        {
            foreach (uint b in Specials) Check(operation, a, b);
        }
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void BinaryOperation_OnRandomPairs_IsTheProcessors(string operation)
    {
        var random = new Random(1);
        for (int i = 0; i < RandomCases; i++)
        {
            uint a = Bits(random);
            Check(operation, a, i % 2 == 0 ? Bits(random) : Near(random, a));
        }
    }

    [Fact]
    public void Fma_OnAllSpecialTriples_IsTheProcessors()
    {
        foreach (uint a in Specials)
        {
            foreach (uint b in Special)
            {
                foreach (uint c in Specials) CheckFma(a, b, c);
            }
        }
    }

    [Fact]
    public void Fma_OnRandomTriples_IsTheProcessors()
    {
        var random = new Random(2);
        for (int i = 0; i < RandomCases; i++)
        {
            uint a = Bits(random);
            uint b = i % 3 == 0 ? Near(random, 0x3F80_0000) : Bits(random);

            // Every other addend is close to minus the product, where cancellation and double rounding would show.
            uint product = BitConverter.SingleToUInt32Bits(BitConverter.UInt32BitsToSingle(a) * BitConverter.UInt32BitsToSingle(b));
            CheckFma(a, b, (i % 2) == 0 ? Bits(random) : Near(random, product) ^ (random.Next(2) == 0 ? 0 : Binary32.Sign));
        }
    }

    [Fact]
    public void Sqrt_OnSpecialAndRandomNumbers_IsTheProcessors()
    {
        var random = new Random(3);
        foreach (uint a in Specials.Concat(Enumerable.Range(0, RandomCases).Select(_ => Bits(random))))
        {
            uint expected = Canonical(MathF.Sqrt(BitConverter.UInt32BitsToSingle(a)));
            Assert.True(expected == SoftBinary32.Sqrt(a), $"sqrt {a:X8}: {SoftBinary32.Sqrt(a):X8}, not {expected:X8}");
        }
    }

    [Fact]
    public void Conversion_OfIntegers_IsTheProcessors()
    {
        var random = new Random(4);
        foreach (int value in Enumerable.Range(0, RandomCases).Select(i => random.Next(int.MinValue, int.MaxValue) >> (i % 32)).Concat([int.MinValue, int.MaxValue, 0, -1]))
        {
            Assert.Equal(BitConverter.SingleToUInt32Bits(value), SoftBinary32.FromInt32(value));
            Assert.Equal(BitConverter.SingleToUInt32Bits((uint)value), SoftBinary32.FromUInt32((uint)value));
        }
    }

    private static void Check(string operation, uint a, uint b)
    {
        float x = BitConverter.UInt32BitsToSingle(a);
        float y = BitConverter.UInt32BitsToSingle(b);
        (uint expected, uint actual) = operation switch
        {
            "add" => (Canonical(x + y), SoftBinary32.Add(a, b)),
            "sub" => (Canonical(x - y), SoftBinary32.Sub(a, b)),
            "mul" => (Canonical(x * y), SoftBinary32.Mul(a, b)),
            "div" => (Canonical(x / y), SoftBinary32.Div(a, b)),
            "less" => (x < y ? 1u : 0u, SoftBinary32.Less(a, b) ? 1u : 0u),
            _ => (x == y ? 1u : 0u, SoftBinary32.Equal(a, b) ? 1u : 0u),
        };
        Assert.True(expected == actual, $"{operation} {a:X8} {b:X8}: {actual:X8}, not {expected:X8}");
    }

    private static void CheckFma(uint a, uint b, uint c)
    {
        uint expected = Canonical(MathF.FusedMultiplyAdd(
            BitConverter.UInt32BitsToSingle(a), BitConverter.UInt32BitsToSingle(b), BitConverter.UInt32BitsToSingle(c)));
        uint actual = SoftBinary32.Fma(a, b, c);
        Assert.True(expected == actual, $"fma {a:X8} {b:X8} {c:X8}: {actual:X8}, not {expected:X8}");
    }

    private static uint Canonical(float value) => float.IsNaN(value) ? Binary32.NaN : BitConverter.SingleToUInt32Bits(value);

    private static uint Bits(Random random) => (uint)random.NextInt64(1L << 32);

    /// <summary>A number within a few exponents of another, often with a short fraction, so that sums cancel and ties occur.</summary>
    private static uint Near(Random random, uint bits)
    {
        uint moved = (uint)Math.Clamp((int)((bits >> 23) & 0xFF) + random.Next(-26, 27), 0, 255) << 23;
        uint fraction = random.Next(3) switch { 0 => bits & 0x007F_FFFF, 1 => 0x0040_0000u >> random.Next(23), _ => (uint)random.Next(1 << 23) };
        return moved | fraction | (random.Next(2) == 0 ? 0 : Binary32.Sign);
    }
}
