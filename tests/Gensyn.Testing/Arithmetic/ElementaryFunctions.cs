using System.Numerics;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Testing.Arithmetic;

internal readonly struct ExpFunction : IElementaryFunction
{
    public static string Name => "exp";

    // 89 and −104 choose the range; the others are where results turn to +∞, to subnormals and to zero.
    public static ReadOnlySpan<uint> Thresholds => [0x42B2_0000, 0xC2D0_0000, 0x42B1_7218, 0xC2AE_AC50, 0xC2CF_F1B5];

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Exp(x);

    public static double Estimate(double x) => Math.Exp(x);

    public static BigInteger Exact(BigInteger x) => FixedPoint.Exp(x);
}

internal readonly struct LogFunction : IElementaryFunction
{
    public static string Name => "log";

    public static ReadOnlySpan<uint> Thresholds => [0x0080_0000, 0x3F35_04F3, 0x3FB5_04F3, 0x4035_04F3, 0x3F80_0000];

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Log(x);

    public static double Estimate(double x) => Math.Log(x);

    public static BigInteger Exact(BigInteger x) => FixedPoint.Log(x);
}

internal readonly struct TanhFunction : IElementaryFunction
{
    public static string Name => "tanh";

    // Last, where e^2a overflows.
    public static ReadOnlySpan<uint> Thresholds => [0x3F20_0000, 0x4232_0000, 0x4231_7218];

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Tanh(x);

    public static double Estimate(double x) => Math.Tanh(x);

    public static BigInteger Exact(BigInteger x)
    {
        BigInteger e = FixedPoint.Exp(-2 * BigInteger.Abs(x));
        return x.Sign * FixedPoint.Divide(FixedPoint.One - e, FixedPoint.One + e);
    }
}

internal readonly struct SigmoidFunction : IElementaryFunction
{
    public static string Name => "sigmoid";

    public static ReadOnlySpan<uint> Thresholds => [0x0000_0000, 0x42D0_0000, 0x42AE_AC50, 0x42CF_F1B5];

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Sigmoid(x);

    public static double Estimate(double x)
    {
        double e = Math.Exp(-Math.Abs(x));
        return x < 0 ? e / (1 + e) : 1 / (1 + e);
    }

    public static BigInteger Exact(BigInteger x)
    {
        BigInteger e = FixedPoint.Exp(-BigInteger.Abs(x));
        return FixedPoint.Divide(x.Sign < 0 ? e : FixedPoint.One, FixedPoint.One + e);
    }
}

internal readonly struct ErfFunction : IElementaryFunction
{
    public static string Name => "erf";

    public static ReadOnlySpan<uint> Thresholds => [0x3F6C_0000, 0x4080_0000];

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Erf(x);

    /// <remarks>
    /// Up to 2^−6 the series at zero: the first term left out is x^8/216. Up to 6 a series of positive terms, 2/√π·e^−x²·Σ 2^n·x^(2n+1)/(2n+1)!!;
    /// beyond, 1.
    /// </remarks>
    public static double Estimate(double x)
    {
        const double TwoOverRootOfPi = 1.1283791670955126;
        double square = x * x;
        if (square < 1.0 / 4096) return TwoOverRootOfPi * x * (1 - (square * ((1.0 / 3) - (square * ((1.0 / 10) - (square / 42))))));
        if (square > 36) return Math.Sign(x);
        if (double.IsNaN(x)) return x;
        double sum = 1;
        double term = 1;
        for (int n = 1; term > sum * 1e-17; n++)
        {
            term *= 2 * square / ((2 * n) + 1);
            sum += term;
        }

        return TwoOverRootOfPi * Math.Exp(-square) * x * sum;
    }

    public static BigInteger Exact(BigInteger x) => FixedPoint.Erf(x);
}

internal readonly struct RsqrtFunction : IElementaryFunction
{
    public static string Name => "rsqrt";

    public static ReadOnlySpan<uint> Thresholds => [0x3F80_0000, 0x4080_0000];

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Rsqrt(x);

    public static double Estimate(double x) => 1 / Math.Sqrt(x);

    public static BigInteger Exact(BigInteger x) => FixedPoint.Divide(FixedPoint.One, FixedPoint.Sqrt(x));
}

internal readonly struct SinFunction : IElementaryFunction
{
    public static string Name => "sin";

    // π/4 to 7π/4 and π to 2π, then the binary32 numbers nearest to multiples of π/2.
    public static ReadOnlySpan<uint> Thresholds =>
    [
        0x3F49_0FDB, 0x4016_CBE4, 0x407B_53D1, 0x40AF_EDDF, 0x3FC9_0FDB, 0x4049_0FDB, 0x4096_CBE4, 0x40C9_0FDB, 0x6F79_BE45, 0x50A3_E87F,
    ];

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Sin(x);

    public static double Estimate(double x) => Math.Sin(x);

    public static BigInteger Exact(BigInteger x) => FixedPoint.Sin(x);
}

internal readonly struct CosFunction : IElementaryFunction
{
    public static string Name => "cos";

    public static ReadOnlySpan<uint> Thresholds => SinFunction.Thresholds;

    public static TLanes Apply<TLanes>(TLanes x)
        where TLanes : struct, IBinary32Lanes<TLanes>
        => Elementary.Cos(x);

    public static double Estimate(double x) => Math.Cos(x);

    public static BigInteger Exact(BigInteger x) => FixedPoint.Cos(x);
}
