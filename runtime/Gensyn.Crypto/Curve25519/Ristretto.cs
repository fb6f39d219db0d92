namespace Gensyn.Crypto.Curve25519;

/// <summary>The encoding of the prime-order group ristretto255 over edwards25519 (RFC 9496).</summary>
internal static class Ristretto
{
    private const int Lanes = 8;

    /// <summary>Reads an element; false when the bytes are not the one encoding of any.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, out EdwardsPoint point)
    {
        point = EdwardsPoint.Identity;
        return bytes.Length == 32 && TryDecompress(bytes, new Span<EdwardsPoint>(ref point));
    }

    /// <summary>Reads as many elements as there are points, side by side; false when some 32 bytes are not the one encoding of any.</summary>
    public static bool TryDecompress(ReadOnlySpan<byte> bytes, Span<EdwardsPoint> points)
    {
        Span<Decoding> decodings = stackalloc Decoding[Lanes];
        Span<FieldElement> powers = stackalloc FieldElement[Lanes];
        for (int start = 0; start < points.Length; start += Lanes)
        {
            int count = Math.Min(Lanes, points.Length - start);
            for (int i = 0; i < count; i++)
            {
                if (!Decoding.TryBegin(bytes.Slice(32 * (start + i), 32), out decodings[i])) return false;
                powers[i] = FieldElement.SqrtRatioBase(FieldElement.One, decodings[i].Square);
            }

            FieldElement.PowersOfSqrt(powers[..count]);
            for (int i = 0; i < count; i++)
            {
                if (!decodings[i].TryEnd(powers[i], out points[start + i])) return false;
            }
        }

        return true;
    }

    /// <summary>Whether a point stands for the neutral element: a point of order 1, 2 or 4, where x or y is zero.</summary>
    public static bool IsIdentity(in EdwardsPoint point) => FieldElement.Equal(point.T, FieldElement.Zero) != 0;

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

    /// <summary>An element half read: before and after the one square root (RFC 9496, section 4.3.1).</summary>
    private readonly struct Decoding
    {
        private readonly FieldElement _s;
        private readonly FieldElement _u1;
        private readonly FieldElement _u2;
        private readonly FieldElement _v;

        private Decoding(in FieldElement s)
        {
            FieldElement ss = s.Square();
            _s = s;
            _u1 = FieldElement.One - ss;
            _u2 = FieldElement.One + ss;
            FieldElement u2Squared = _u2.Square();
            _v = -(FieldElement.D * _u1.Square()) - u2Squared;
            Square = _v * u2Squared;
        }

        /// <summary>What must be a square.</summary>
        public FieldElement Square { get; }

        public static bool TryBegin(ReadOnlySpan<byte> bytes, out Decoding decoding)
        {
            FieldElement s = FieldElement.FromBytes(bytes);
            Span<byte> canonical = stackalloc byte[32];
            s.ToBytes(canonical);
            decoding = new Decoding(s);
            return canonical.SequenceEqual(bytes) && (bytes[0] & 1) == 0;
        }

        public bool TryEnd(in FieldElement power, out EdwardsPoint point)
        {
            bool wasSquare = FieldElement.TrySqrtRatio(FieldElement.One, Square, power, out FieldElement inverse);
            FieldElement denominatorX = inverse * _u2;
            FieldElement denominatorY = inverse * denominatorX * _v;
            FieldElement x = ((_s + _s) * denominatorX).Abs();
            FieldElement y = _u1 * denominatorY;
            FieldElement t = x * y;
            point = new EdwardsPoint(x, y, FieldElement.One, t);
            return wasSquare && t.Negative() == 0 && FieldElement.Equal(y, FieldElement.Zero) == 0;
        }
    }
}
