namespace Gensyn.Crypto.Curve25519;

/// <summary>One sum in scalar registers: the form for machines without AVX2.</summary>
internal struct ScalarPoint : IPoint<ScalarPoint, CachedPoint>
{
    private EdwardsPoint _point;

    public static int Ways => 1;

    public static CachedPoint CachedIdentity => CachedPoint.Identity;

    public static ScalarPoint From(ReadOnlySpan<EdwardsPoint> points) => new() { _point = points.IsEmpty ? EdwardsPoint.Identity : points[0] };

    public static CachedPoint CacheAffine(in FieldElement x, in FieldElement y) => new(y + x, y - x, FieldElement.One, x * y * FieldElement.D2);

    public static CachedPoint Lookup(ReadOnlySpan<CachedPoint> multiples, sbyte digit)
    {
        ulong negative = 0ul - (ulong)((uint)digit >> 31);
        uint magnitude = (uint)((digit ^ (int)negative) - (int)negative);
        CachedPoint result = CachedPoint.Identity;
        for (int i = 0; i < multiples.Length; i++)
        {
            uint difference = magnitude ^ (uint)(i + 1);
            ulong same = 0ul - (ulong)((difference - 1) >> 31);
            result = CachedPoint.Select(same, multiples[i], result);
        }

        return NegateIf(result, digit);
    }

    public static CachedPoint NegateIf(in CachedPoint point, int digit) => CachedPoint.Select((ulong)((long)digit >> 63), -point, point);

    public readonly EdwardsPoint Total() => _point;

    public readonly void Cache(Span<CachedPoint> points) => points[0] = new CachedPoint(_point);

    public void Double(int times)
    {
        if (times == 0) return;
        Completed doubled = new ProjectivePoint(_point.X, _point.Y, _point.Z).Double();
        for (int i = 1; i < times; i++) doubled = doubled.ToProjective().Double();
        _point = doubled.ToExtended();
    }

    public void Add(ReadOnlySpan<CachedPoint> points) => _point = EdwardsPoint.Add(_point, points[0]).ToExtended();
}
