namespace Gensyn.Crypto.Curve25519;

/// <summary>A running sum of points of edwards25519: one algorithm serves the scalar and the vector forms.</summary>
/// <typeparam name="TSelf">The sum.</typeparam>
/// <typeparam name="TCached">A point prepared to be added.</typeparam>
internal interface IPoint<TSelf, TCached>
    where TSelf : struct, IPoint<TSelf, TCached>
    where TCached : struct
{
    static abstract TSelf From(in EdwardsPoint point);

    /// <summary>A point with Z = 1, prepared to be added.</summary>
    static abstract TCached CacheAffine(in FieldElement x, in FieldElement y);

    /// <summary>The multiple a digit names: 1, 2, … of a point are given, the digit may be zero or negative.</summary>
    /// <remarks>Reads all of them, so that neither time nor the cache tells the digit.</remarks>
    static abstract TCached Lookup(ReadOnlySpan<TCached> multiples, sbyte digit);

    EdwardsPoint ToEdwards();

    TCached Cache();

    /// <summary>Doubles this many times.</summary>
    void Double(int times);

    void Add(in TCached other);

    void Subtract(in TCached other);
}
