using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Workers.Tensors;

/// <summary>4 binary32 values in a 128-bit register.</summary>
internal readonly struct Lanes128(Vector128<float> value) : ILanes<Lanes128>
{
    private readonly Vector128<float> _value = value;

    /// <inheritdoc/>
    public static int Count => 4;

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Load(ref readonly float source, nuint index) => new(Vector128.LoadUnsafe(in source, index));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Lanes128 value, ref float target, nuint index) => value._value.StoreUnsafe(ref target, index);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 LoadBytes(ref readonly byte source, nuint index) => new(Vector128.ConvertToSingle(
        Vector128.WidenLower(Vector128.WidenLower(Vector128.CreateScalar(Unsafe.ReadUnaligned<uint>(in Unsafe.Add(ref Unsafe.AsRef(in source), index))).AsByte())).AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Broadcast(float value) => new(Vector128.Create(value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 BroadcastBits(uint bits) => new(Vector128.Create(bits).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Add(Lanes128 left, Lanes128 right) => new(left._value + right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Subtract(Lanes128 left, Lanes128 right) => new(left._value - right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Multiply(Lanes128 left, Lanes128 right) => new(left._value * right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Divide(Lanes128 left, Lanes128 right) => new(left._value / right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FusedMultiplyAdd(Lanes128 left, Lanes128 right, Lanes128 addend) =>
        new(Vector128.FusedMultiplyAdd(left._value, right._value, addend._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 GreaterThan(Lanes128 left, Lanes128 right) => new(Vector128.GreaterThan(left._value, right._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 IsNaN(Lanes128 value) => new(Vector128.IsNaN(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Select(Lanes128 mask, Lanes128 whenSet, Lanes128 otherwise) =>
        new(Vector128.ConditionalSelect(mask._value, whenSet._value, otherwise._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 And(Lanes128 left, Lanes128 right) => new(left._value & right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Or(Lanes128 left, Lanes128 right) => new(left._value | right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 AddBits(Lanes128 left, Lanes128 right) => new((left._value.AsInt32() + right._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 SubtractBits(Lanes128 left, Lanes128 right) => new((left._value.AsInt32() - right._value.AsInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyBits(Lanes128 left, Lanes128 right) => new((left._value.AsUInt32() * right._value.AsUInt32()).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 MultiplyBitsHigh(Lanes128 left, Lanes128 right)
    {
        (Vector128<ulong> lowerLeft, Vector128<ulong> upperLeft) = Vector128.Widen(left._value.AsUInt32());
        (Vector128<ulong> lowerRight, Vector128<ulong> upperRight) = Vector128.Widen(right._value.AsUInt32());
        return new(Vector128.Narrow((lowerLeft * lowerRight) >>> 32, (upperLeft * upperRight) >>> 32).AsSingle());
    }

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftLeft(Lanes128 value, byte count) => new((value._value.AsInt32() << count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRightArithmetic(Lanes128 value, byte count) => new((value._value.AsInt32() >> count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 ShiftRightLogical(Lanes128 value, byte count) => new((value._value.AsUInt32() >> count).AsSingle());

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 FromIntegers(Lanes128 value) => new(Vector128.ConvertToSingle(value._value.AsInt32()));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Xor(Lanes128 left, Lanes128 right) => new(left._value ^ right._value);

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Sqrt(Lanes128 value) => new(Vector128.Sqrt(value._value));

    /// <inheritdoc/>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lanes128 Canonical(Lanes128 value) => Select(IsNaN(value), BroadcastBits(BinaryFloat.NaN), value);
}
