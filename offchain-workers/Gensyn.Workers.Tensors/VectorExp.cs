using System.Runtime.CompilerServices;

namespace Gensyn.Workers.Tensors;

/// <summary>The exponential in vectors: the operations of <see cref="Verification.Arithmetic.Elementary.Exp{T}"/> in the same order.</summary>
internal static class VectorExp<TLanes>
    where TLanes : struct, ILanes<TLanes>
{
    private const uint RoundingMagic = 0x4B40_0000;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TLanes Apply(TLanes x)
    {
        TLanes magic = TLanes.BroadcastBits(RoundingMagic);
        TLanes shifted = TLanes.FusedMultiplyAdd(x, TLanes.BroadcastBits(0x3FB8_AA3B), magic);
        TLanes n = TLanes.Subtract(shifted, magic);
        TLanes r = TLanes.FusedMultiplyAdd(n, TLanes.BroadcastBits(0xBF31_7218), x);
        r = TLanes.FusedMultiplyAdd(n, TLanes.BroadcastBits(0x3102_E308), r);

        TLanes q = TLanes.BroadcastBits(0x3950_6967);
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.BroadcastBits(0x3AB7_43CE));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.BroadcastBits(0x3C08_8908));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.BroadcastBits(0x3D2A_A9C1));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.BroadcastBits(0x3E2A_AAAA));
        q = TLanes.FusedMultiplyAdd(q, r, TLanes.BroadcastBits(0x3F00_0000));
        TLanes y = TLanes.Add(TLanes.FusedMultiplyAdd(q, TLanes.Multiply(r, r), r), TLanes.Broadcast(1f));

        TLanes exponent = TLanes.SubtractBits(shifted, magic);
        TLanes first = TLanes.ShiftRightArithmetic(exponent, 1);
        y = TLanes.Multiply(y, PowerOfTwo(first));
        y = TLanes.Multiply(y, PowerOfTwo(TLanes.SubtractBits(exponent, first)));

        // Outside its range the polynomial gives anything, so these come last.
        y = TLanes.Select(TLanes.GreaterThan(x, TLanes.Broadcast(89f)), TLanes.Broadcast(float.PositiveInfinity), y);
        y = TLanes.Select(TLanes.GreaterThan(TLanes.Broadcast(-104f), x), TLanes.Broadcast(0f), y);
        return TLanes.Select(TLanes.IsNaN(x), TLanes.BroadcastBits(BinaryFloat.NaN), y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes PowerOfTwo(TLanes exponent) => TLanes.ShiftLeft(TLanes.AddBits(exponent, TLanes.BroadcastBits(127)), 23);
}
