namespace Gensyn.Crypto.Curve25519;

/// <summary>Maps uniform bytes to elements of ristretto255 (RFC 9496, section 4.3.4).</summary>
internal static class RistrettoMap
{
    private static readonly FieldElement OneMinusDSquared = FromHex("76c15f94c1097ce20f355ecd38a1812ce4df70beddab9499d7e0b3b2a8729002");

    private static readonly FieldElement DMinusOneSquared = FromHex("204ded44aa5aad3199191eb02c4a9ed2eb4e9b522fd3dc4c41226cf67ab36859");

    private static readonly FieldElement SqrtAdMinusOne = FromHex("1b2e7b49a0f6977ebd54781b0c8e9daffdd1f531c9fc3c0fac48832bbf316937");

    /// <summary>The element of 64 bytes: uniform when they are.</summary>
    public static EdwardsPoint FromUniformBytes(ReadOnlySpan<byte> bytes) =>
        Map(FieldElement.FromBytes(bytes[..32])) + Map(FieldElement.FromBytes(bytes[32..64]));

    private static EdwardsPoint Map(in FieldElement t)
    {
        FieldElement one = FieldElement.One;
        FieldElement r = FieldElement.SqrtM1 * t.Square();
        FieldElement u = (r + one) * OneMinusDSquared;
        FieldElement v = (-one - (r * FieldElement.D)) * (r + FieldElement.D);

        ulong wasSquare = FieldElement.TrySqrtRatio(u, v, out FieldElement root) ? ulong.MaxValue : 0;
        FieldElement s = FieldElement.Select(wasSquare, root, -(root * t).Abs());
        FieldElement c = FieldElement.Select(wasSquare, -one, r);
        FieldElement n = (c * (r - one) * DMinusOneSquared) - v;

        FieldElement ss = s.Square();
        FieldElement w0 = (s + s) * v;
        FieldElement w1 = n * SqrtAdMinusOne;
        FieldElement w2 = one - ss;
        FieldElement w3 = one + ss;
        return new EdwardsPoint(w0 * w3, w2 * w1, w1 * w3, w0 * w2);
    }

    private static FieldElement FromHex(string hex) => FieldElement.FromBytes(Convert.FromHexString(hex));
}
