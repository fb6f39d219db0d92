namespace Gensyn.Crypto.Curve25519;

/// <summary>A running sum in scalar registers: the form for machines without AVX2.</summary>
internal struct ScalarPoint : IPoint<ScalarPoint, CachedPoint>
{
    private EdwardsPoint _point;

    public static ScalarPoint From(in EdwardsPoint point) => new() { _point = point };

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

        return CachedPoint.Select(negative, -result, result);
    }

    public readonly EdwardsPoint ToEdwards() => _point;

    public readonly CachedPoint Cache() => new(_point);

    public void Double(int times)
    {
        if (times == 0) return;
        Completed doubled = new ProjectivePoint(_point.X, _point.Y, _point.Z).Double();
        for (int i = 1; i < times; i++) doubled = doubled.ToProjective().Double();
        _point = doubled.ToExtended();
    }

    public void Add(in CachedPoint other) => _point = EdwardsPoint.Add(_point, other).ToExtended();

    public void Subtract(in CachedPoint other) => _point = EdwardsPoint.Subtract(_point, other).ToExtended();
}
