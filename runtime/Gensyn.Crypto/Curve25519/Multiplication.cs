using System.Runtime.Intrinsics.X86;

namespace Gensyn.Crypto.Curve25519;

/// <summary>Products of points and scalars, by the fastest form of point this machine has.</summary>
internal static class Multiplication
{
    /// <summary>scalar·B, in a time that does not depend on the scalar.</summary>
    public static EdwardsPoint Base(in Scalar scalar) => Avx2.IsSupported
        ? Multiplication<VectorPoint, FieldVector>.Base(scalar)
        : Multiplication<ScalarPoint, CachedPoint>.Base(scalar);

    /// <summary>a·A + b·B, in a time that depends on the scalars: for public ones only.</summary>
    public static EdwardsPoint PublicSum(in Scalar a, in EdwardsPoint point, in Scalar b) => PublicSum([a], [point], b);

    /// <summary>The sum of each point times its scalar, and b·B, in a time that depends on the scalars: for public ones only.</summary>
    public static EdwardsPoint PublicSum(ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points, in Scalar b) => Avx2.IsSupported
        ? Multiplication<VectorPoint, FieldVector>.PublicSum(scalars, points, b)
        : Multiplication<ScalarPoint, CachedPoint>.PublicSum(scalars, points, b);

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
}
