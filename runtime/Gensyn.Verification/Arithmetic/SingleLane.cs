using System.Runtime.CompilerServices;

namespace Gensyn.Verification.Arithmetic;

/// <summary>One binary32 value in the arithmetic of <typeparamref name="T"/>: what makes a function of lanes one of single numbers.</summary>
/// <param name="Bits">The value's bits.</param>
public readonly record struct SingleLane<T>(uint Bits) : IBinary32Lanes<SingleLane<T>>
    where T : struct, IBinary32
{
    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> BroadcastBits(uint bits) => new(bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Add(SingleLane<T> left, SingleLane<T> right) => new(T.Add(left.Bits, right.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Subtract(SingleLane<T> left, SingleLane<T> right) => new(T.Sub(left.Bits, right.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Multiply(SingleLane<T> left, SingleLane<T> right) => new(T.Mul(left.Bits, right.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Divide(SingleLane<T> left, SingleLane<T> right) => new(T.Div(left.Bits, right.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> FusedMultiplyAdd(SingleLane<T> left, SingleLane<T> right, SingleLane<T> addend) => new(T.Fma(left.Bits, right.Bits, addend.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Sqrt(SingleLane<T> value) => new(T.Sqrt(value.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> GreaterThan(SingleLane<T> left, SingleLane<T> right) => Mask(T.Less(right.Bits, left.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> IsNaN(SingleLane<T> value) => Mask(Binary32.IsNaN(value.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Select(SingleLane<T> mask, SingleLane<T> whenSet, SingleLane<T> otherwise) =>
        new((whenSet.Bits & mask.Bits) | (otherwise.Bits & ~mask.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> And(SingleLane<T> left, SingleLane<T> right) => new(left.Bits & right.Bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Or(SingleLane<T> left, SingleLane<T> right) => new(left.Bits | right.Bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> Xor(SingleLane<T> left, SingleLane<T> right) => new(left.Bits ^ right.Bits);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> AddBits(SingleLane<T> left, SingleLane<T> right) => new(unchecked(left.Bits + right.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> SubtractBits(SingleLane<T> left, SingleLane<T> right) => new(unchecked(left.Bits - right.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> MultiplyBits(SingleLane<T> left, SingleLane<T> right) => new(unchecked(left.Bits * right.Bits));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> MultiplyBitsHigh(SingleLane<T> left, SingleLane<T> right) => new((uint)(((ulong)left.Bits * right.Bits) >> 32));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> ShiftLeft(SingleLane<T> value, byte count) => new(value.Bits << count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> ShiftRightArithmetic(SingleLane<T> value, byte count) => new(unchecked((uint)((int)value.Bits >> count)));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> ShiftRightLogical(SingleLane<T> value, byte count) => new(value.Bits >> count);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static SingleLane<T> FromIntegers(SingleLane<T> value) => new(T.FromInt32(unchecked((int)value.Bits)));

    private static SingleLane<T> Mask(bool set) => new(set ? uint.MaxValue : 0u);
}
