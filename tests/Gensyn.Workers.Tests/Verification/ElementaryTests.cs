using System.Runtime.InteropServices;
using Gensyn.Testing.Arithmetic;
using Gensyn.Verification.Arithmetic;
using Gensyn.Workers.Tensors;
using Xunit;

namespace Gensyn.Workers.Tests.Verification;

public sealed class ElementaryTests
{
    // Source of the special cases: IEEE 754-2019, 9.2.1.
    [Theory]
    [InlineData(0x0000_0000u, 0x3F80_0000u)]
    [InlineData(0x8000_0000u, 0x3F80_0000u)]
    [InlineData(0x7F80_0000u, 0x7F80_0000u)]
    [InlineData(0xFF80_0000u, 0x0000_0000u)]
    [InlineData(0xFFC1_2345u, 0x7FC0_0000u)]
    [InlineData(0x42B1_7218u, 0x7F80_0000u)]
    [InlineData(0xC2CF_F1B4u, 0x0000_0001u)]
    [InlineData(0xC2D0_0001u, 0x0000_0000u)]
    public void Exp_OfASpecialNumber_IsExact(uint x, uint expected) => Assert.Equal(expected, Elementary.Exp(new SingleLane<SoftBinary32>(x)).Bits);

    [Theory]
    [InlineData(0x3F80_0000u, 0x0000_0000u)]
    [InlineData(0x0000_0000u, 0xFF80_0000u)]
    [InlineData(0x8000_0000u, 0xFF80_0000u)]
    [InlineData(0x7F80_0000u, 0x7F80_0000u)]
    [InlineData(0xBF80_0000u, 0x7FC0_0000u)]
    [InlineData(0xFF80_0000u, 0x7FC0_0000u)]
    [InlineData(0x7F80_0001u, 0x7FC0_0000u)]
    public void Log_OfASpecialNumber_IsExact(uint x, uint expected) => Assert.Equal(expected, Elementary.Log(new SingleLane<SoftBinary32>(x)).Bits);

    [Theory]
    [InlineData("tanh", 0x0000_0000u, 0x0000_0000u)]
    [InlineData("tanh", 0x8000_0000u, 0x8000_0000u)]
    [InlineData("tanh", 0x7F80_0000u, 0x3F80_0000u)]
    [InlineData("tanh", 0xFF80_0000u, 0xBF80_0000u)]
    [InlineData("tanh", 0xFFC1_2345u, 0x7FC0_0000u)]
    [InlineData("tanh", 0x8000_0001u, 0x8000_0001u)]
    [InlineData("sigmoid", 0x0000_0000u, 0x3F00_0000u)]
    [InlineData("sigmoid", 0x8000_0000u, 0x3F00_0000u)]
    [InlineData("sigmoid", 0x7F80_0000u, 0x3F80_0000u)]
    [InlineData("sigmoid", 0xFF80_0000u, 0x0000_0000u)]
    [InlineData("sigmoid", 0x7F80_0001u, 0x7FC0_0000u)]
    [InlineData("sigmoid", 0xC2CF_F1B4u, 0x0000_0001u)]
    [InlineData("erf", 0x0000_0000u, 0x0000_0000u)]
    [InlineData("erf", 0x8000_0000u, 0x8000_0000u)]
    [InlineData("erf", 0x7F80_0000u, 0x3F80_0000u)]
    [InlineData("erf", 0xFF80_0000u, 0xBF80_0000u)]
    [InlineData("erf", 0xFFC1_2345u, 0x7FC0_0000u)]
    [InlineData("erf", 0x8000_0001u, 0x8000_0001u)]
    [InlineData("rsqrt", 0x0000_0000u, 0x7F80_0000u)]
    [InlineData("rsqrt", 0x8000_0000u, 0xFF80_0000u)]
    [InlineData("rsqrt", 0x7F80_0000u, 0x0000_0000u)]
    [InlineData("rsqrt", 0xFF80_0000u, 0x7FC0_0000u)]
    [InlineData("rsqrt", 0x8000_0001u, 0x7FC0_0000u)]
    [InlineData("rsqrt", 0xFFC1_2345u, 0x7FC0_0000u)]
    [InlineData("rsqrt", 0x4080_0000u, 0x3F00_0000u)]
    [InlineData("sin", 0x0000_0000u, 0x0000_0000u)]
    [InlineData("sin", 0x8000_0000u, 0x8000_0000u)]
    [InlineData("sin", 0x7F80_0000u, 0x7FC0_0000u)]
    [InlineData("sin", 0xFF80_0000u, 0x7FC0_0000u)]
    [InlineData("sin", 0xFFC1_2345u, 0x7FC0_0000u)]
    [InlineData("sin", 0x8000_0001u, 0x8000_0001u)]
    [InlineData("cos", 0x0000_0000u, 0x3F80_0000u)]
    [InlineData("cos", 0x8000_0000u, 0x3F80_0000u)]
    [InlineData("cos", 0x7F80_0000u, 0x7FC0_0000u)]
    [InlineData("cos", 0xFF80_0000u, 0x7FC0_0000u)]
    [InlineData("cos", 0x7F80_0001u, 0x7FC0_0000u)]
    public void Function_OfASpecialNumber_IsExact(string function, uint x, uint expected) => Assert.Equal(expected, ElementaryFunction.Named(function).Soft(x));

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_InEveryBinade_IsWithinTwoUnitsInTheLastPlace(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        uint[] x = Arguments(function);
        uint[] results = Array.ConvertAll(x, function.Soft);

        for (int i = 0; i < x.Length; i++)
        {
            if (function.Largest(x.AsSpan(i, 1), results.AsSpan(i, 1)).Bound <= 2) continue;
            double error = function.ErrorOf(x[i], results[i]);
            Assert.True(error <= 2, $"{name}(0x{x[i]:X8}) is 0x{results[i]:X8}, {error} units off.");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Function_OnEveryPath_HasTheBitsOfTheChain(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        var random = new Random(1);
        uint[] x = Arguments(function);
        int sampled = x.Length;
        Array.Resize(ref x, sampled + 32_768);
        random.NextBytes(MemoryMarshal.AsBytes(x.AsSpan(sampled)));
        uint[] expected = Array.ConvertAll(x, function.Soft);

        foreach (KernelPath path in Enum.GetValues<KernelPath>().Where(Kernels.Supports))
        {
            var actual = new uint[x.Length];
            function.Evaluate(path, x, actual);

            int at = actual.AsSpan().CommonPrefixLength(expected);
            Assert.True(at == x.Length, at == x.Length ? "" : $"{name}(0x{x[at]:X8}) on {path} is 0x{actual[at]:X8}, on the chain 0x{expected[at]:X8}.");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Reference_InBinary64_IsAsCloseAsItClaims(string name)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        uint[] x = Arguments(function);

        double worst = 0;
        for (int i = 0; i < x.Length; i += 13) worst = Math.Max(worst, function.ErrorOfEstimate(x[i]));

        Assert.InRange(worst, 0, Math.ScaleB(1, -45));
    }

    // Decimal digits of e, ln 10, tanh 1, 1 ÷ (1 + 1/e), erf 1, 1/√2, sin 10^22 and cos 10^22 (as binary32: 9999999778196308361216): public tables, and
    // for the last two a computation with 500 bits.
    [Theory]
    [MemberData(nameof(KnownValues))]
    public void Reference_OfAKnownValue_AgreesWithIt(string name, float x, double expected)
    {
        ElementaryFunction function = ElementaryFunction.Named(name);
        uint bits = BitConverter.SingleToUInt32Bits(x);
        float rounded = (float)expected;

        double unit = Math.ScaleB(1, Math.ILogB(expected) - 23);
        Assert.Equal(Math.Abs(rounded - expected) / unit, function.ErrorOf(bits, BitConverter.SingleToUInt32Bits(rounded)), 6);
    }

    public static TheoryData<string> Functions() => [.. ElementaryFunction.All.Select(static f => f.Name)];

    public static TheoryData<string, float, double> KnownValues() => new()
    {
        { "exp", 1, 2.718281828459045 },
        { "log", 10, 2.302585092994046 },
        { "tanh", 1, 0.7615941559557649 },
        { "sigmoid", 1, 0.7310585786300049 },
        { "erf", 1, 0.8427007929497149 },
        { "rsqrt", 2, 0.7071067811865476 },
        { "sin", 1e22f, -0.73408153529610153 },
        { "cos", 1e22f, 0.67906133709505097 },
    };

    /// <summary>64 numbers of each sign in every binade, NaNs among them, and the neighbours of its ends and of the function's thresholds.</summary>
    private static uint[] Arguments(ElementaryFunction function)
    {
        var random = new Random(7);
        List<uint> arguments = [];
        for (uint exponent = 0; exponent < 256; exponent++)
        {
            uint binade = exponent << 23;
            for (int i = 0; i < 64; i++) arguments.Add(binade | (uint)random.Next(1 << 23));
            AddNeighbours(binade);
        }

        foreach (uint threshold in function.Thresholds) AddNeighbours(threshold & ~Binary32.Sign);
        while (arguments.Count % 8 != 0) arguments.Add(Binary32.One);
        return [.. arguments, .. arguments.Select(static x => x | Binary32.Sign)];

        void AddNeighbours(uint bits)
        {
            for (uint x = bits < 4 ? 0 : bits - 4; x <= bits + 4; x++) arguments.Add(x);
        }
    }
}
