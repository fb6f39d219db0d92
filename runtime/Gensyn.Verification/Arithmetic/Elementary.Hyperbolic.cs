using System.Runtime.CompilerServices;

namespace Gensyn.Verification.Arithmetic;

public static partial class Elementary
{
    private const uint Magnitude = 0x7FFF_FFFF; // All bits but the sign.
    private const uint Two = 0x4000_0000;
    private const uint TanhThreshold = 0x3F20_0000; // 0.625

    /// <summary>The hyperbolic tangent. NaN gives NaN, zeros keep their sign, ±∞ give ±1; subnormal results are kept.</summary>
    /// <remarks>The largest error over all arguments is 1.331 units in the last place.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Tanh<L>(L x)
        where L : struct, IBinary32Lanes<L>
    {
        L one = L.BroadcastBits(Binary32.One);
        L a = L.And(x, L.BroadcastBits(Magnitude));
        L square = L.Multiply(a, a);

        L p = L.BroadcastBits(0xBBB7_2267); // −5.5888179e−3
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0x3CA8_3C0D)); // 2.0536447e−2
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0xBD5B_FDB5)); // −5.3708751e−2
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0x3E08_829F)); // 1.3331078e−1
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0xBEAA_AA95)); // −3.3333269e−1
        L small = L.FusedMultiplyAdd(L.Multiply(a, square), p, a);

        // Where e^2a overflows this is 1 − 0.
        L large = L.Subtract(one, L.Divide(L.BroadcastBits(Two), L.Add(Exp(L.Add(a, a)), one)));

        L y = L.Select(L.GreaterThan(a, L.BroadcastBits(TanhThreshold)), large, small);
        return L.Select(L.IsNaN(x), L.BroadcastBits(Binary32.NaN), WithSignOf(x, y));
    }

    /// <summary>1 ÷ (1 + e^−x). NaN gives NaN, −∞ gives +0, +∞ gives 1; subnormal results are kept.</summary>
    /// <remarks>The largest error over all arguments is 1.480 units in the last place.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sigmoid<L>(L x)
        where L : struct, IBinary32Lanes<L>
    {
        // With e = e^−|x|, 1 ÷ (1 + e) for a positive argument and e ÷ (1 + e) for a negative one.
        L one = L.BroadcastBits(Binary32.One);
        L isNegative = L.GreaterThan(L.BroadcastBits(Binary32.Zero), x);
        L e = Exp(L.Or(x, L.BroadcastBits(Binary32.Sign)));
        L sum = L.Add(one, e);
        L lost = L.Subtract(e, L.Subtract(sum, one));
        L dividend = L.Select(isNegative, e, one);
        L q = L.Divide(dividend, sum);

        // What the sum and the quotient lost, dividend − q·(sum + lost), times 1 ÷ sum, which q or 1 − q approximates.
        L residue = L.Subtract(L.FusedMultiplyAdd(L.Xor(q, L.BroadcastBits(Binary32.Sign)), sum, dividend), L.Multiply(q, lost));
        L y = L.FusedMultiplyAdd(residue, L.Select(isNegative, L.Subtract(one, q), q), q);
        return L.Select(L.IsNaN(x), L.BroadcastBits(Binary32.NaN), y);
    }

    /// <summary>A magnitude with the sign of another number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L WithSignOf<L>(L signed, L magnitude)
        where L : struct, IBinary32Lanes<L>
        => L.Or(magnitude, L.And(signed, L.BroadcastBits(Binary32.Sign)));
}
