using System.Runtime.CompilerServices;

namespace Gensyn.Verification.Arithmetic;

public static partial class Elementary
{
    private const uint ErfThreshold = 0x3F6C_0000; // 0.921875
    private const uint ErfOne = 0x4080_0000; // 4: from 3.92 on the result rounds to 1.

    /// <summary>The error function. NaN gives NaN, zeros keep their sign, ±∞ give ±1; subnormal results are kept.</summary>
    /// <remarks>The largest error over all arguments is 1.054 units in the last place.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Erf<L>(L x)
        where L : struct, IBinary32Lanes<L>
    {
        L a = L.And(x, L.BroadcastBits(Magnitude));
        L square = L.Multiply(a, a);

        // erf a = a + a·p(a²)
        L p = L.BroadcastBits(0xBA1C_3A21); // −5.9595896e−4
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0x3BA3_6CF3)); // 4.9873530e−3
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0xBCDB_3E02)); // −2.6762966e−2
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0x3DE7_0CC3)); // 1.1281731e−1
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0xBEC0_9371)); // −3.7612489e−1
        p = L.FusedMultiplyAdd(p, square, L.BroadcastBits(0x3E03_75D3)); // 1.2837915e−1
        L small = L.FusedMultiplyAdd(p, a, a);

        // 1 − erf b = e^−(b + b·q(b))
        L b = L.Select(L.GreaterThan(a, L.BroadcastBits(ErfOne)), L.BroadcastBits(ErfOne), a);
        L q = L.BroadcastBits(0xB960_479F); // −2.1388986e−4
        q = L.FusedMultiplyAdd(q, b, L.BroadcastBits(0x3B52_A665)); // 3.2142636e−3
        q = L.FusedMultiplyAdd(q, b, L.BroadcastBits(0xBCBB_7FAC)); // −2.2888027e−2
        q = L.FusedMultiplyAdd(q, b, L.BroadcastBits(0x3DD7_9227)); // 1.0525923e−1
        q = L.FusedMultiplyAdd(q, b, L.BroadcastBits(0x3F22_BE8C)); // 6.3572001e−1
        q = L.FusedMultiplyAdd(q, b, L.BroadcastBits(0x3E03_9928)); // 1.2851393e−1
        L exponent = L.Xor(L.FusedMultiplyAdd(q, b, b), L.BroadcastBits(Binary32.Sign));
        L large = L.Subtract(L.BroadcastBits(Binary32.One), Exp(exponent));

        L y = L.Select(L.GreaterThan(a, L.BroadcastBits(ErfThreshold)), large, small);
        return L.Select(L.IsNaN(x), L.BroadcastBits(Binary32.NaN), WithSignOf(x, y));
    }
}
