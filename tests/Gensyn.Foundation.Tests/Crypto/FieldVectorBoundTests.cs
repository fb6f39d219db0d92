using System.Numerics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gensyn.Crypto.Curve25519;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

/// <summary>Vectors whose limbs stand at the bounds that their remarks name, where a lane would overflow first.</summary>
public sealed class FieldVectorBoundTests
{
    private const int Limbs = 10;

    private static readonly BigInteger P = (BigInteger.One << 255) - 19;

    // Which limbs are negative, a bit each: all or none, every other, the odd ones' pairs, and random ones. With those of the other factor
    // they make the columns of products as large and as small as they can be.
    private static IEnumerable<int> Signs =>
        [0, 0x3ff, 0x155, 0x2aa, 0x199, 0x266, 0x333, 1, 0x200, .. Enumerable.Range(1, 12).Select(i => (i * 0x2f3) & 0x3ff)];

    [Fact]
    public void Multiply_OfLimbsAtTheirBounds_IsTheProduct()
    {
        if (!Avx2.IsSupported) return;
        foreach (int leftSigns in Signs)
        {
            foreach (int rightSigns in Signs)
            {
                int[] left = At(4, leftSigns), right = At(3, rightSigns);
                Check(Value(left) * Value(right), Vector(left) * Vector(right));
                if (Avx512F.IsSupported) Check(Value(left) * Value(right), Twice(left) * Twice(right));
            }
        }
    }

    [Fact]
    public void Square_OfLimbsAtTheirBounds_IsTheSquare()
    {
        if (!Avx2.IsSupported) return;
        foreach (int signs in Signs)
        {
            int[] limbs = At(2, signs);
            Check(Value(limbs) * Value(limbs), Vector(limbs).Square());
            if (Avx512F.IsSupported) Check(Value(limbs) * Value(limbs), Twice(limbs).Square());
        }
    }

    // What a sum of points prepares: a difference of two, times a constant.
    [Fact]
    public void Scale_OfLimbsAtTheirBounds_IsTheProduct()
    {
        if (!Avx2.IsSupported) return;
        foreach (int signs in Signs)
        {
            foreach (long factor in new[] { (1L << 20) - 1, 1 - (1L << 20) })
            {
                int[] limbs = At(4, signs);
                Check(Value(limbs) * factor, Vector(limbs).Scale(Vector256.Create(factor).AsInt32()));
                if (Avx512F.IsSupported) Check(Value(limbs) * factor, Twice(limbs).Scale(Vector512.Create(factor).AsInt32()));
            }
        }
    }

    private static void Check(BigInteger expected, in FieldVector8 actual)
    {
        Check(expected, actual.Lower());
        Check(expected, actual.Upper());
    }

    private static void Check(BigInteger expected, in FieldVector4 actual)
    {
        for (int lane = 0; lane < 4; lane++)
        {
            int[] limbs = ToLimbs(actual, lane);
            Assert.Equal(0, (Value(limbs) - expected) % P);
            for (int i = 0; i < Limbs; i++) Assert.InRange(limbs[i], -Bound(i), Bound(i));
        }
    }

    // e (1 + 2^-8).
    private static int Bound(int limb) => (limb % 2 == 0 ? 1 << 25 : 1 << 24) / 256 * 257;

    private static int[] At(int times, int signs) =>
        [.. Enumerable.Range(0, Limbs).Select(i => ((signs >> i) & 1) == 0 ? times * Bound(i) : -times * Bound(i))];

    private static BigInteger Value(int[] limbs)
    {
        BigInteger value = 0;
        for (int i = Limbs - 1; i >= 0; i--) value += new BigInteger(limbs[i]) << ((51 * (i / 2)) + (26 * (i % 2)));
        return value;
    }

    private static FieldVector4 Vector(int[] limbs) =>
        new(Pair(limbs, 0), Pair(limbs, 2), Pair(limbs, 4), Pair(limbs, 6), Pair(limbs, 8));

    private static FieldVector8 Twice(int[] limbs) => FieldVector8.Create(Vector(limbs), Vector(limbs));

    private static Vector256<int> Pair(int[] limbs, int i) => Vector256.Create((long)(uint)limbs[i] | ((long)limbs[i + 1] << 32)).AsInt32();

    private static int[] ToLimbs(in FieldVector4 vector, int lane)
    {
        Vector256<int>[] pairs = [vector.V0, vector.V1, vector.V2, vector.V3, vector.V4];
        return [.. pairs.SelectMany(pair => new[] { pair[2 * lane], pair[(2 * lane) + 1] })];
    }
}
