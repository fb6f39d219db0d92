using System.Runtime.CompilerServices;

namespace Gensyn.Verification.Arithmetic;

public static partial class Elementary
{
    private const uint QuarterPi = 0x3F49_0FDB; // π ÷ 4, rounded up
    private const uint HalfPi = 0x3FC9_0FDB; // π ÷ 2 to 24 bits
    private const uint HalfPiRest = 0xB33B_BD2E; // What is left of it: −4.3711388e−8
    private const uint LargestFinite = 0x7F7F_FFFF;
    private const uint FractionBits = 0x007F_FFFF;

    /// <summary>The sine of an angle in radians. NaN and ±∞ give NaN, zeros keep their sign; subnormal results are kept.</summary>
    /// <remarks>Every finite argument is reduced exactly. The largest error over all arguments is 1.201 units in the last place.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Sin<L>(L x)
        where L : struct, IBinary32Lanes<L>
        => L.Select(IsFinite(x), L.Xor(SineOfMagnitude(x, 0), L.And(x, L.BroadcastBits(Binary32.Sign))), L.BroadcastBits(Binary32.NaN));

    /// <summary>The cosine of an angle in radians. NaN and ±∞ give NaN, zeros give 1.</summary>
    /// <remarks>Every finite argument is reduced exactly. The largest error measured, over one argument in 37, is 1.202 units in the last place.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static L Cos<L>(L x)
        where L : struct, IBinary32Lanes<L>
        => L.Select(IsFinite(x), SineOfMagnitude(x, 1), L.BroadcastBits(Binary32.NaN));

    /// <summary>sin(|x| + quadrants·π/2) for finite x.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L SineOfMagnitude<L>(L x, uint quadrants)
        where L : struct, IBinary32Lanes<L>
    {
        // |x| = quadrant·π/2 ± r with r = angle + rest; up to π/4 that is the argument itself.
        L a = L.And(x, L.BroadcastBits(Magnitude));
        (L quadrant, L isNegative, L high, L low) = Quadrants(a);
        L isLarge = L.GreaterThan(a, L.BroadcastBits(QuarterPi));
        L halfPi = L.BroadcastBits(HalfPi);
        L product = L.Multiply(high, halfPi);
        L error = L.FusedMultiplyAdd(high, halfPi, L.Xor(product, L.BroadcastBits(Binary32.Sign)));
        error = L.FusedMultiplyAdd(high, L.BroadcastBits(HalfPiRest), error);
        error = L.FusedMultiplyAdd(low, halfPi, error);
        L angle = L.Select(isLarge, product, a);
        L rest = L.And(isLarge, error);
        quadrant = L.AddBits(L.And(isLarge, quadrant), L.BroadcastBits(quadrants));
        isNegative = L.And(isLarge, isNegative);

        L square = L.Multiply(angle, angle);
        L s = L.BroadcastBits(0xB94C_A980); // −1.9518100e−4
        s = L.FusedMultiplyAdd(s, square, L.BroadcastBits(0x3C08_83BB)); // 8.3321882e−3
        s = L.FusedMultiplyAdd(s, square, L.BroadcastBits(0xBE2A_AAA3)); // −1.6666655e−1
        L sine = L.Add(angle, L.FusedMultiplyAdd(L.Multiply(angle, square), s, rest));

        L c = L.BroadcastBits(0x37CC_F482); // 2.4432553e−5
        c = L.FusedMultiplyAdd(c, square, L.BroadcastBits(0xBAB6_0615)); // −1.3887311e−3
        c = L.FusedMultiplyAdd(c, square, L.BroadcastBits(0x3D2A_AAA5)); // 4.1666646e−2
        c = L.FusedMultiplyAdd(c, square, L.BroadcastBits(MinusHalf));
        L turned = L.Xor(L.Multiply(angle, rest), L.BroadcastBits(Binary32.Sign));
        L cosine = L.Add(L.BroadcastBits(Binary32.One), L.FusedMultiplyAdd(c, square, turned));

        // Odd quadrants take the cosine, which does not see the angle's sign; the upper two quadrants are negative.
        L isOdd = BitMask(quadrant, 0);
        L sign = L.Xor(L.ShiftLeft(quadrant, 30), L.Select(isOdd, L.BroadcastBits(0), isNegative));
        return L.Xor(L.Select(isOdd, cosine, sine), L.And(sign, L.BroadcastBits(Binary32.Sign)));
    }

    /// <summary>a·2/π = quadrant ± (high + low) with the quadrant modulo 4 and high + low ≤ ½, for finite a of at least ½.</summary>
    /// <remarks>
    /// The method of M. Payne and R. Hanek, "Radian reduction for trigonometric functions", 1983. a = m·2^e with an integer m; bits of 2/π whose products
    /// with a are multiples of 4 are left out, and 62 bits below the point are kept. No binary32 number is closer to a multiple of π/2 than 2^−30 of it,
    /// so 30 bits of the rest are right.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (L Quadrant, L IsNegative, L High, L Low) Quadrants<L>(L a)
        where L : struct, IBinary32Lanes<L>
    {
        // The bits of 2/π, 26 zeros first. Three words from bit k on, k = 0 to 128 by the exponent of a, times m have the quadrant in the two highest of
        // their 96 bits. The lowest bits of k shift m instead, and 128 is reached as 127 and 1 more.
        L k = L.SubtractBits(L.ShiftRightLogical(a, 23), L.BroadcastBits(126));
        L more = L.And(L.ShiftRightLogical(k, 7), L.BroadcastBits(1));
        k = L.SubtractBits(k, more);
        L isSet = BitMask(k, 6);
        L w0 = L.Select(isSet, L.BroadcastBits(0x9105_4A7F), L.BroadcastBits(0x0000_0028));
        L w1 = L.Select(isSet, L.BroadcastBits(0x09D5_F47D), L.BroadcastBits(0xBE60_DB93));
        L w2 = L.Select(isSet, L.BroadcastBits(0x4D37_7036), L.BroadcastBits(0x9105_4A7F));
        L w3 = L.Select(isSet, L.BroadcastBits(0xD8A5_664F), L.BroadcastBits(0x09D5_F47D));
        L w4 = L.Select(isSet, L.BroadcastBits(0x10E4_107F), L.BroadcastBits(0x4D37_7036));
        L w5 = L.Select(isSet, L.BroadcastBits(0x9458_EAF7), L.BroadcastBits(0xD8A5_664F));
        isSet = BitMask(k, 5);
        w0 = L.Select(isSet, w1, w0);
        w1 = L.Select(isSet, w2, w1);
        w2 = L.Select(isSet, w3, w2);
        w3 = L.Select(isSet, w4, w3);
        w4 = L.Select(isSet, w5, w4);
        isSet = BitMask(k, 4);
        w0 = L.Select(isSet, L.Or(L.ShiftLeft(w0, 16), L.ShiftRightLogical(w1, 16)), w0);
        w1 = L.Select(isSet, L.Or(L.ShiftLeft(w1, 16), L.ShiftRightLogical(w2, 16)), w1);
        w2 = L.Select(isSet, L.Or(L.ShiftLeft(w2, 16), L.ShiftRightLogical(w3, 16)), w2);
        w3 = L.Select(isSet, L.Or(L.ShiftLeft(w3, 16), L.ShiftRightLogical(w4, 16)), w3);
        isSet = BitMask(k, 3);
        w0 = L.Select(isSet, L.Or(L.ShiftLeft(w0, 8), L.ShiftRightLogical(w1, 24)), w0);
        w1 = L.Select(isSet, L.Or(L.ShiftLeft(w1, 8), L.ShiftRightLogical(w2, 24)), w1);
        w2 = L.Select(isSet, L.Or(L.ShiftLeft(w2, 8), L.ShiftRightLogical(w3, 24)), w2);

        // 2^0 to 2^8 as an integer: the low bits of 2^23 plus that power.
        L shift = L.AddBits(L.And(k, L.BroadcastBits(7)), more);
        L power = L.And(L.Add(PowerOfTwo(shift), L.BroadcastBits(TwoTo23)), L.BroadcastBits(FractionBits));
        L m = L.Or(L.And(a, L.BroadcastBits(FractionBits)), L.BroadcastBits(LeastNormal));
        m = L.MultiplyBits(m, power);

        // The two upper words of the product's 96 bits.
        L left = L.MultiplyBits(m, w1);
        L right = L.MultiplyBitsHigh(m, w2);
        L lower = L.AddBits(left, right);
        L notLower = L.Xor(lower, L.BroadcastBits(uint.MaxValue));
        L carry = L.ShiftRightLogical(L.Or(L.And(left, right), L.And(L.Or(left, right), notLower)), 31);
        L upper = L.AddBits(L.AddBits(L.MultiplyBits(m, w0), L.MultiplyBitsHigh(m, w1)), carry);

        // To the nearest quadrant; of a negative rest the complement, 2^−62 off.
        L quadrant = L.ShiftRightLogical(L.AddBits(upper, L.BroadcastBits(0x2000_0000)), 30);
        upper = L.SubtractBits(upper, L.ShiftLeft(quadrant, 30));
        L isNegative = L.ShiftRightArithmetic(upper, 31);
        upper = L.Xor(upper, isNegative);
        lower = L.Xor(lower, isNegative);

        // 61 bits in pieces of 21, 24 and 16, each exact as binary32; high takes what it can of the first two.
        L first = L.FromIntegers(L.And(upper, L.BroadcastBits(0xFFFF_FF00)));
        L second = L.FromIntegers(L.Or(L.ShiftLeft(L.And(upper, L.BroadcastBits(0xFF)), 16), L.ShiftRightLogical(lower, 16)));
        L third = L.FromIntegers(L.And(lower, L.BroadcastBits(0xFFFF)));
        first = L.Multiply(first, L.BroadcastBits(0x3080_0000)); // 2^−30
        second = L.Multiply(second, L.BroadcastBits(0x2880_0000)); // 2^−46
        third = L.Multiply(third, L.BroadcastBits(0x2080_0000)); // 2^−62
        L high = L.Add(first, second);
        L low = L.Add(L.Subtract(second, L.Subtract(high, first)), third);
        return (quadrant, isNegative, high, low);
    }

    /// <summary>A mask: where a bit is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L BitMask<L>(L value, byte bit)
        where L : struct, IBinary32Lanes<L>
        => L.ShiftRightArithmetic(L.ShiftLeft(value, (byte)(31 - bit)), 31);

    /// <summary>A mask: where the value is neither NaN nor infinite.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static L IsFinite<L>(L x)
        where L : struct, IBinary32Lanes<L>
    {
        L isInfinite = L.GreaterThan(L.And(x, L.BroadcastBits(Magnitude)), L.BroadcastBits(LargestFinite));
        return L.Xor(L.Or(isInfinite, L.IsNaN(x)), L.BroadcastBits(uint.MaxValue));
    }
}
