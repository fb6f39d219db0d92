using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto.Curve25519;

/// <summary>Products of points and scalars, by the fastest form of point this machine has.</summary>
internal static class Multiplication
{
    // The tables of so many points still fit the second cache. Another 253 doublings for each part cost less than either leaving it or
    // Pippenger's buckets, whose additions are two thirds of these and do not go two at once.
    private const int PointsAtOnce = 256;

    /// <summary>scalar·B, in a time that does not depend on the scalar.</summary>
    public static EdwardsPoint Base(in Scalar scalar) =>
        Avx512F.IsSupported ? Multiplication<WidePoint, FieldVector4>.Base(scalar)
        : Avx2.IsSupported ? Multiplication<VectorPoint, FieldVector4>.Base(scalar)
        : Multiplication<ScalarPoint, CachedPoint>.Base(scalar);

    /// <summary>scalar·point, in a time that does not depend on the scalar.</summary>
    public static EdwardsPoint Secret(in Scalar scalar, in EdwardsPoint point) => Avx2.IsSupported
        ? Multiplication<VectorPoint, FieldVector4>.Secret(scalar, point)
        : Multiplication<ScalarPoint, CachedPoint>.Secret(scalar, point);

    /// <summary>a·A + b·B, in a time that depends on the scalars: for public ones only.</summary>
    public static EdwardsPoint PublicSum(in Scalar a, in EdwardsPoint point, in Scalar b) => PublicSum([a], [point], b);

    /// <summary>The sum of each point times its scalar, and b·B, in a time that depends on the scalars: for public ones only.</summary>
    public static EdwardsPoint PublicSum(ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points, in Scalar b)
    {
        EdwardsPoint sum = EdwardsPoint.Identity;
        for (; points.Length > PointsAtOnce; scalars = scalars[PointsAtOnce..], points = points[PointsAtOnce..])
        {
            sum += PublicSumOfPart(scalars[..PointsAtOnce], points[..PointsAtOnce], default);
        }

        return sum + PublicSumOfPart(scalars, points, b);
    }

    /// <summary>s·B - c·A - R times some integer that L does not divide: neutral up to the cofactor when and only when that is.</summary>
    /// <remarks>
    /// With c = u/v modulo L and both of half the length, v·s·B - u·A - v·R takes half the doublings: A. Antipa et al., "Accelerated
    /// Verification of ECDSA Signatures" (SAC 2005); the split is T. Pornin's setting in "Optimized Lattice Basis Reduction In Dimension 2,
    /// and Fast Schnorr and EdDSA Signature Verification" (2020). Takes a time that depends on all inputs.
    /// </remarks>
    public static EdwardsPoint SignatureRest(in Scalar s, in Scalar c, in EdwardsPoint a, in EdwardsPoint r)
    {
        Scalar.Halve(c, out Scalar u, out Scalar v, out bool negative);
        return PublicSum([u, v], [negative ? a : -a, -r], v * s);
    }

    // Two sums at once take a fifth longer than one, which few points do not repay: their digits seldom meet at one bit.
    private static EdwardsPoint PublicSumOfPart(ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points, in Scalar b) =>
        Avx512F.IsSupported && points.Length > 2 ? Multiplication<WidePoint, FieldVector4>.PublicSum(scalars, points, b)
        : Avx2.IsSupported ? Multiplication<VectorPoint, FieldVector4>.PublicSum(scalars, points, b)
        : Multiplication<ScalarPoint, CachedPoint>.PublicSum(scalars, points, b);
}
