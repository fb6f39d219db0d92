using System.Runtime.CompilerServices;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Verification.Operators;

// One struct for each pointwise operator: the text is the chain's arithmetic, the plain kernel's and the vectors'.

internal readonly struct AddFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Add(x, y));
}

internal readonly struct SubtractFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Subtract(x, y));
}

internal readonly struct MultiplyFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Multiply(x, y));
}

internal readonly struct DivideFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Divide(x, y));
}

internal readonly struct ScaleFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Multiply(x, a));
}

internal readonly struct OffsetFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Add(x, a));
}

/// <summary>x above +0, +0 elsewhere; a NaN stays one.</summary>
internal readonly struct ReluFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.And(L.Or(L.GreaterThan(x, L.BroadcastBits(Binary32.Zero)), L.IsNaN(x)), x));
}

internal readonly struct ReluGradFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L let = L.And(L.GreaterThan(y, L.BroadcastBits(Binary32.Zero)), x);
        return L.Canonical(L.Select(L.IsNaN(y), y, let));
    }
}

internal readonly struct AbsFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.And(x, L.BroadcastBits(~Binary32.Sign)));
}

/// <summary>1, −1, or +0 for zeros; a NaN stays one.</summary>
internal readonly struct SignFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L zero = L.BroadcastBits(Binary32.Zero);
        L positive = L.And(L.GreaterThan(x, zero), L.BroadcastBits(Binary32.One));
        L negative = L.And(L.GreaterThan(zero, x), L.BroadcastBits(Binary32.One | Binary32.Sign));
        return L.Canonical(L.Or(L.Or(positive, negative), L.And(L.IsNaN(x), x)));
    }
}

internal readonly struct SqrtFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Sqrt(x));
}

internal readonly struct RsqrtFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Rsqrt(x);
}

internal readonly struct ExpFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Exp(x);
}

internal readonly struct LogFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Log(x);
}

/// <summary>x decayed, plus y: a momentum, and a gradient with weight decay.</summary>
internal readonly struct DecayFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.FusedMultiplyAdd(a, x, y));
}

internal readonly struct SgdFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.FusedMultiplyAdd(L.Xor(a, L.BroadcastBits(Binary32.Sign)), x, y));
}

/// <summary>A parameter y moved against x by a rate that is computed.</summary>
internal readonly struct DescendFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.FusedMultiplyAdd(L.Xor(z, L.BroadcastBits(Binary32.Sign)), x, y));
}

internal readonly struct AverageFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.FusedMultiplyAdd(a, x, L.Multiply(b, y)));
}

internal readonly struct SquareAverageFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.FusedMultiplyAdd(a, x, L.Multiply(b, L.Multiply(y, y))));
}

internal readonly struct AdamDirectionFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Divide(x, L.Add(L.Sqrt(y), a)));
}

/// <summary>1 ÷ (1 − x), by which Adam's averages are divided out of their start at zero; x is a running product of the decay.</summary>
internal readonly struct BiasCorrectionFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L one = L.BroadcastBits(Binary32.One);
        return L.Canonical(L.Divide(one, L.Subtract(one, x)));
    }
}

/// <summary>min(1, A ÷ (√x + 10⁻⁶)) for a sum of squares x: torch.nn.utils.clip_grad_norm_.</summary>
internal readonly struct ClipFactorFunction : IElementFunction
{
    private const uint Millionth = 0x3586_37BD;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L one = L.BroadcastBits(Binary32.One);
        L factor = L.Divide(a, L.Add(L.Sqrt(x), L.BroadcastBits(Millionth)));
        return L.Canonical(L.Select(L.GreaterThan(factor, one), one, factor));
    }
}

/// <summary>tanh x.</summary>
internal readonly struct TanhFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Tanh(x);
}

/// <summary>1 ÷ (1 + e^−x).</summary>
internal readonly struct SigmoidFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Sigmoid(x);
}

/// <summary>erf x.</summary>
internal readonly struct ErfFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Erf(x);
}

/// <summary>sin x.</summary>
internal readonly struct SinFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Sin(x);
}

/// <summary>cos x.</summary>
internal readonly struct CosFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => Elementary.Cos(x);
}

/// <summary>x·Φ(x), Φ the normal distribution (Hendrycks and Gimpel, 2016).</summary>
internal readonly struct GeluFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L whole = L.Add(L.BroadcastBits(Binary32.One), Elementary.Erf(L.Multiply(x, L.BroadcastBits(0x3F35_04F3)))); // √½
        return L.Canonical(L.Multiply(L.Multiply(x, L.BroadcastBits(0x3F00_0000)), whole));
    }
}

/// <summary>x·(Φ(y) + y·φ(y)): a gradient x through the activation of y.</summary>
internal readonly struct GeluGradFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L whole = L.Add(L.BroadcastBits(Binary32.One), Elementary.Erf(L.Multiply(y, L.BroadcastBits(0x3F35_04F3)))); // √½
        L density = L.Multiply(Elementary.Exp(L.Multiply(L.Multiply(y, y), L.BroadcastBits(0xBF00_0000))), L.BroadcastBits(0x3ECC_422A)); // 1 ÷ √(2π)
        return L.Canonical(L.Multiply(x, L.FusedMultiplyAdd(y, density, L.Multiply(whole, L.BroadcastBits(0x3F00_0000)))));
    }
}

/// <summary>x ÷ (1 + e^−x) (Elfwing et al., 2017).</summary>
internal readonly struct SiluFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
        => L.Canonical(L.Multiply(x, Elementary.Sigmoid(x)));
}

/// <summary>x·s·(1 + y·(1 − s)), s the sigmoid of y: a gradient x through the activation of y.</summary>
internal readonly struct SiluGradFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L one = L.BroadcastBits(Binary32.One), share = Elementary.Sigmoid(y);
        return L.Canonical(L.Multiply(L.Multiply(x, share), L.FusedMultiplyAdd(y, L.Subtract(one, share), one)));
    }
}

/// <summary>x·(1 − y²): a gradient x through a tangent whose value is y.</summary>
internal readonly struct TanhGradFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L one = L.BroadcastBits(Binary32.One);
        return L.Canonical(L.Multiply(x, L.FusedMultiplyAdd(L.Xor(y, L.BroadcastBits(Binary32.Sign)), y, one)));
    }
}

/// <summary>x·y·(1 − y): a gradient x through a sigmoid whose value is y.</summary>
internal readonly struct SigmoidGradFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L one = L.BroadcastBits(Binary32.One);
        return L.Canonical(L.Multiply(x, L.Multiply(y, L.Subtract(one, y))));
    }
}

/// <summary>max(x, 0) − x·y + ln(1 + e^−|x|): torch.nn.BCEWithLogitsLoss of a logit x and a target y.</summary>
internal readonly struct BinaryCrossEntropyFunction : IElementFunction
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Apply<L>(L x, L y, L z, L a, L b)
        where L : struct, IBinary32Lanes<L>
    {
        L zero = L.BroadcastBits(Binary32.Zero), one = L.BroadcastBits(Binary32.One);
        L positive = L.Select(L.GreaterThan(zero, x), zero, x);
        L rest = Elementary.Log(L.Add(one, Elementary.Exp(L.Or(x, L.BroadcastBits(Binary32.Sign)))));
        return L.Canonical(L.Add(L.Subtract(positive, L.Multiply(x, y)), rest));
    }
}
