using System.Runtime.CompilerServices;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>The operators on single elements, shared by the plain loops and by the ends of vector loops.</summary>
internal static class Element
{
    /// <summary>Strided partial sums of a reduction along a row.</summary>
    public const int Lanes = 16;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Add(float left, float right) => BinaryFloat.Canonical(left + right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Subtract(float left, float right) => BinaryFloat.Canonical(left - right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Multiply(float left, float right) => BinaryFloat.Canonical(left * right);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Divide(float left, float right) => BinaryFloat.Canonical(left / right);

    /// <summary>One rounding, in hardware or in the runtime's exact software.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float left, float right, float addend) => BinaryFloat.Canonical(MathF.FusedMultiplyAdd(left, right, addend));

    public static float Log(float x) => Float(Elementary.Log(Lane(x)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SingleLane<HardBinary32> Lane(float x) => new(BitConverter.SingleToUInt32Bits(x));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Float(SingleLane<HardBinary32> lane) => BitConverter.UInt32BitsToSingle(lane.Bits);

    /// <summary>Folds the lanes: halves are added until one number is left.</summary>
    public static float Tree(Span<float> lanes)
    {
        for (int width = lanes.Length / 2; width > 0; width /= 2)
        {
            for (int i = 0; i < width; i++) lanes[i] = Add(lanes[i], lanes[i + width]);
        }

        return lanes[0];
    }
}
