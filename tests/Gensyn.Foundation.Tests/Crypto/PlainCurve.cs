using System.Numerics;
using Gensyn.Crypto.Curve25519;
using Xunit;

namespace Gensyn.Foundation.Tests.Crypto;

/// <summary>The curve by its definition, slowly, to compare with.</summary>
internal static class PlainCurve
{
    /// <summary>The eight points of small order: the multiples of one of order eight (ZIP-215's vectors name it).</summary>
    public static EdwardsPoint[] SmallOrder()
    {
        byte[] bytes = Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05");
        Assert.True(EdwardsPoint.TryDecompress(bytes, out EdwardsPoint generator));
        EdwardsPoint[] points = new EdwardsPoint[8];
        points[0] = EdwardsPoint.Identity;
        for (int i = 1; i < 8; i++) points[i] = points[i - 1] + generator;
        return points;
    }

    /// <summary>Doubles and adds, bit by bit; the scalar is not reduced.</summary>
    public static EdwardsPoint Multiply(BigInteger scalar, in EdwardsPoint point)
    {
        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int bit = (int)scalar.GetBitLength() - 1; bit >= 0; bit--)
        {
            sum = sum.Double();
            if (!((scalar >> bit) & 1).IsZero) sum += point;
        }

        return sum;
    }

    /// <summary>The scalar as an integer.</summary>
    public static BigInteger Integer(in Scalar scalar)
    {
        byte[] bytes = new byte[32];
        scalar.ToBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true);
    }

    /// <summary>The encoding of a point.</summary>
    public static byte[] Encode(in EdwardsPoint point)
    {
        byte[] bytes = new byte[32];
        point.Compress(bytes);
        return bytes;
    }
}
