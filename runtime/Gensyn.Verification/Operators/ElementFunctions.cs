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
        => L.Canonical(L.Divide(L.BroadcastBits(Binary32.One), L.Sqrt(x)));
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
