using System.Runtime.CompilerServices;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>Vectors of one element: what makes the vector loops the plain ones.</summary>
internal readonly struct LaneOfOne(SingleLane<HardBinary32> lane) : ILanes<LaneOfOne>
{
    private readonly SingleLane<HardBinary32> _lane = lane;

    public static int Count => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Load(ref readonly float source, nuint index) => new(new(BitConverter.SingleToUInt32Bits(Unsafe.Add(ref Unsafe.AsRef(in source), index))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(LaneOfOne value, ref float target, nuint index) => Unsafe.Add(ref target, index) = BitConverter.UInt32BitsToSingle(value._lane.Bits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne LoadBytes(ref readonly byte source, nuint index) => new(new(HardBinary32.FromUInt32(Unsafe.Add(ref Unsafe.AsRef(in source), index))));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Broadcast(float value) => new(new(BitConverter.SingleToUInt32Bits(value)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne BroadcastBits(uint bits) => new(new(bits));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Add(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.Add(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Subtract(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.Subtract(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Multiply(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.Multiply(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Divide(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.Divide(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne FusedMultiplyAdd(LaneOfOne left, LaneOfOne right, LaneOfOne addend) =>
        new(SingleLane<HardBinary32>.FusedMultiplyAdd(left._lane, right._lane, addend._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Sqrt(LaneOfOne value) => new(SingleLane<HardBinary32>.Sqrt(value._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne GreaterThan(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.GreaterThan(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne IsNaN(LaneOfOne value) => new(SingleLane<HardBinary32>.IsNaN(value._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Select(LaneOfOne mask, LaneOfOne whenSet, LaneOfOne otherwise) =>
        new(SingleLane<HardBinary32>.Select(mask._lane, whenSet._lane, otherwise._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne And(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.And(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Or(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.Or(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Xor(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.Xor(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne AddBits(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.AddBits(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne SubtractBits(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.SubtractBits(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne MultiplyBits(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.MultiplyBits(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne MultiplyBitsHigh(LaneOfOne left, LaneOfOne right) => new(SingleLane<HardBinary32>.MultiplyBitsHigh(left._lane, right._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne ShiftLeft(LaneOfOne value, byte count) => new(SingleLane<HardBinary32>.ShiftLeft(value._lane, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne ShiftRightArithmetic(LaneOfOne value, byte count) => new(SingleLane<HardBinary32>.ShiftRightArithmetic(value._lane, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne ShiftRightLogical(LaneOfOne value, byte count) => new(SingleLane<HardBinary32>.ShiftRightLogical(value._lane, count));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne FromIntegers(LaneOfOne value) => new(SingleLane<HardBinary32>.FromIntegers(value._lane));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LaneOfOne Canonical(LaneOfOne value) => new(new(Binary32.Canonical(value._lane.Bits)));
}
