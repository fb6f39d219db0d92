using Gensyn.Verification.Arithmetic;
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

    [Fact]
    public void Exp_OverItsRange_IsWithinTwoUnitsInTheLastPlace()
    {
        double worst = 0;
        for (uint bits = 0x2F80_0000; bits < 0x42D0_0000; bits += 701)
        {
            worst = Math.Max(worst, Math.Max(Error(bits, static x => Elementary.Exp(new SingleLane<SoftBinary32>(x)).Bits, Math.Exp), Error(bits | Binary32.Sign, static x => Elementary.Exp(new SingleLane<SoftBinary32>(x)).Bits, Math.Exp)));
        }

        Assert.InRange(worst, 0, 2);
    }

    [Fact]
    public void Log_OverItsRange_IsWithinTwoUnitsInTheLastPlace()
    {
        double worst = 0;
        for (uint bits = 1; bits < 0x7F80_0000; bits += 4099) worst = Math.Max(worst, Error(bits, static x => Elementary.Log(new SingleLane<SoftBinary32>(x)).Bits, Math.Log));
        for (uint bits = 0x3F00_0000; bits < 0x4000_0000; bits += 97) worst = Math.Max(worst, Error(bits, static x => Elementary.Log(new SingleLane<SoftBinary32>(x)).Bits, Math.Log));

        Assert.InRange(worst, 0, 2);
    }

    /// <summary>The distance from the exact value in units of the result's last place.</summary>
    private static double Error(uint bits, Func<uint, uint> function, Func<double, double> reference)
    {
        double exact = reference(BitConverter.UInt32BitsToSingle(bits));
        float actual = BitConverter.UInt32BitsToSingle(function(bits));
        if (Math.Abs(exact) > float.MaxValue) return float.IsInfinity(actual) || actual == float.MaxValue ? 0 : double.PositiveInfinity;
        double unit = Math.ScaleB(1, exact == 0 ? -149 : Math.Max(Math.ILogB(exact) - 23, -149));
        return Math.Abs(actual - exact) / unit;
    }
}
