namespace Gensyn.Crypto.Curve25519;

/// <summary>One or more running sums of points of edwards25519, which are doubled and added to together.</summary>
/// <remarks>One algorithm so serves machines without vectors, with AVX2 (one sum) and with AVX-512 (two at once).</remarks>
/// <typeparam name="TSelf">The sums.</typeparam>
/// <typeparam name="TCached">A point prepared to be added.</typeparam>
internal interface IPoint<TSelf, TCached>
    where TSelf : struct, IPoint<TSelf, TCached>
    where TCached : unmanaged
{
    /// <summary>How many sums there are.</summary>
    static abstract int Ways { get; }

    /// <summary>The neutral element, prepared to be added.</summary>
    static abstract TCached CachedIdentity { get; }

    /// <summary>Sums that begin with these points, as many as there are ways at most; those without one begin neutral.</summary>
    static abstract TSelf From(ReadOnlySpan<EdwardsPoint> points);

    /// <summary>A point with Z = 1, prepared to be added.</summary>
    static abstract TCached CacheAffine(in FieldElement x, in FieldElement y);

    /// <summary>The multiple a digit names: 1, 2, … of a point are given, the digit may be zero or negative.</summary>
    /// <remarks>Reads all of them, so that neither time nor the cache tells the digit.</remarks>
    static abstract TCached Lookup(ReadOnlySpan<TCached> multiples, sbyte digit);

    /// <summary>The negation when the digit is negative, the point itself otherwise; in the same time.</summary>
    static abstract TCached NegateIf(in TCached point, int digit);

    /// <summary>The sum of the sums.</summary>
    EdwardsPoint Total();

    /// <summary>Each sum, prepared to be added.</summary>
    void Cache(Span<TCached> points);

    /// <summary>Doubles this many times.</summary>
    void Double(int times);

    /// <summary>Adds a point to each sum.</summary>
    void Add(ReadOnlySpan<TCached> points);
}
