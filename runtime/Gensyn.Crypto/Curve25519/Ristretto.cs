namespace Gensyn.Crypto.Curve25519;

/// <summary>The encoding of the prime-order group ristretto255 over edwards25519 (RFC 9496).</summary>
internal static class Ristretto
{
    /// <summary>Reads an element; false when the bytes are not the one encoding of any.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = EdwardsPoint.Identity;
        if (bytes.Length != 32) return false;

        FieldElement s = FieldElement.FromBytes(bytes);
        Span<byte> canonical = stackalloc byte[32];
        s.ToBytes(canonical);
        if (!canonical.SequenceEqual(bytes) || (bytes[0] & 1) != 0) return false;

        FieldElement ss = s.Square();
        FieldElement u1 = FieldElement.One - ss;
        FieldElement u2 = FieldElement.One + ss;
        FieldElement u2Squared = u2.Square();
        FieldElement v = -(FieldElement.D * u1.Square()) - u2Squared;
        bool wasSquare = FieldElement.TrySqrtRatio(FieldElement.One, v * u2Squared, out FieldElement inverse);

        FieldElement denominatorX = inverse * u2;
        FieldElement denominatorY = inverse * denominatorX * v;
        FieldElement x = ((s + s) * denominatorX).Abs();
        FieldElement y = u1 * denominatorY;
        FieldElement t = x * y;
        if (!wasSquare || t.Negative() != 0 || FieldElement.Equal(y, FieldElement.Zero) != 0) return false;

        point = new EdwardsPoint(x, y, FieldElement.One, t);
        return true;
    }

    /// <summary>Writes the one encoding of an element.</summary>
    public static void Compress(in EdwardsPoint point, Span<byte> output)
    {
        FieldElement u1 = (point.Z + point.Y) * (point.Z - point.Y);
        FieldElement u2 = point.X * point.Y;
        FieldElement.TrySqrtRatio(FieldElement.One, u1 * u2.Square(), out FieldElement inverse);
        FieldElement denominator1 = inverse * u1;
        FieldElement denominator2 = inverse * u2;
        FieldElement inverseZ = denominator1 * denominator2 * point.T;

        ulong rotate = (point.T * inverseZ).Negative();
        FieldElement x = FieldElement.Select(rotate, point.Y * FieldElement.SqrtM1, point.X);
        FieldElement y = FieldElement.Select(rotate, point.X * FieldElement.SqrtM1, point.Y);
        FieldElement denominator = FieldElement.Select(rotate, denominator1 * FieldElement.InvSqrtAMinusD, denominator2);

        y = FieldElement.Select((x * inverseZ).Negative(), -y, y);
        (denominator * (point.Z - y)).Abs().ToBytes(output);
    }
}
