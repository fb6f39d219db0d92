using System.Runtime.CompilerServices;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>binary32 on the processor, NaNs made canonical: the fast twin of the chain's integer arithmetic.</summary>
public readonly struct HardBinary32 : IBinary32
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Add(uint a, uint b) => Bits(Float(a) + Float(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Sub(uint a, uint b) => Bits(Float(a) - Float(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Mul(uint a, uint b) => Bits(Float(a) * Float(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Fma(uint a, uint b, uint c) => Bits(MathF.FusedMultiplyAdd(Float(a), Float(b), Float(c)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Div(uint a, uint b) => Bits(Float(a) / Float(b));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Sqrt(uint a) => Bits(MathF.Sqrt(Float(a)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Less(uint a, uint b) => Float(a) < Float(b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equal(uint a, uint b) => Float(a) == Float(b);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FromInt32(int value) => Bits(value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint FromUInt32(uint value) => Bits((float)value);

    private static float Float(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Bits(float value) => float.IsNaN(value) ? Binary32.NaN : BitConverter.SingleToUInt32Bits(value);
}
