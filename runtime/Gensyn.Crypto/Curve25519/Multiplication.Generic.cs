namespace Gensyn.Crypto.Curve25519;

/// <summary>The algorithms of <see cref="Multiplication"/> over one form of point.</summary>
internal static class Multiplication<TPoint, TCached>
    where TPoint : struct, IPoint<TPoint, TCached>
    where TCached : unmanaged
{
    private const int DynamicWidth = 5;
    private const int StaticWidth = 8;
    private const int Odd = 1 << (DynamicWidth - 2);

    // The table of B itself and of 2^128·B follow those of the points.
    private const int BaseTables = 2;

    // 1, 2, … 8 times 256^i·B for i below 32.
    private static readonly TCached[] Windows = MakeWindows();

    // 1, 3, 5, … 127 times B, and the same times 2^128·B.
    private static readonly TCached[] OddMultiples = MakeOddMultiples();

    public static EdwardsPoint Base(in Scalar scalar)
    {
        Span<sbyte> digits = stackalloc sbyte[64];
        scalar.ToRadix16(digits);

        TPoint sum = TPoint.From(EdwardsPoint.Identity);
        for (int i = 1; i < 64; i += 2) sum.Add(TPoint.Lookup(Windows.AsSpan(i / 2 * 8, 8), digits[i]));
        sum.Double(4);
        for (int i = 0; i < 64; i += 2) sum.Add(TPoint.Lookup(Windows.AsSpan(i / 2 * 8, 8), digits[i]));
        digits.Clear();
        return sum.ToEdwards();
    }

    /// <summary>Straus' method: all points share the doublings, each has a table of its odd multiples.</summary>
    public static EdwardsPoint PublicSum(ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points, in Scalar b)
    {
        int count = points.Length;
        Span<TCached> tables = count <= 2 ? stackalloc TCached[2 * Odd] : new TCached[count * Odd];
        for (int i = 0; i < count; i++) FillOddMultiples(points[i], tables.Slice(i * Odd, Odd));

        Schedule schedule = new(count + BaseTables, count + BaseTables <= 4 ? stackalloc int[Schedule.Size(4)] : new int[Schedule.Size(count + BaseTables)]);
        for (int i = 0; i < count; i++) schedule.Add(i, scalars[i], DynamicWidth);
        schedule.Add(count, b.LowHalf, StaticWidth);
        schedule.Add(count + 1, b.HighHalf, StaticWidth);

        TPoint sum = TPoint.From(EdwardsPoint.Identity);
        int doublings = 0;
        for (int position = schedule.Top; position >= 0; position--)
        {
            doublings++;
            int entry = schedule.First(position);
            if (entry == 0) continue;
            sum.Double(doublings);
            doublings = 0;
            for (; entry != 0; entry = schedule.Next(entry))
            {
                (int term, int digit) = schedule[entry];
                ReadOnlySpan<TCached> table = term < count ? tables.Slice(term * Odd, Odd) : OddMultiples.AsSpan((term - count) << (StaticWidth - 2));
                if (digit > 0) sum.Add(table[digit / 2]);
                else sum.Subtract(table[-digit / 2]);
            }
        }

        sum.Double(doublings);
        return sum.ToEdwards();
    }

    private static void FillOddMultiples(in EdwardsPoint point, Span<TCached> table)
    {
        TPoint multiple = TPoint.From(point);
        table[0] = multiple.Cache();
        multiple.Double(1);
        TCached twice = multiple.Cache();
        multiple = TPoint.From(point);
        for (int i = 1; i < table.Length; i++)
        {
            multiple.Add(twice);
            table[i] = multiple.Cache();
        }
    }

    private static TCached[] MakeWindows()
    {
        EdwardsPoint[] points = new EdwardsPoint[256];
        EdwardsPoint start = EdwardsPoint.Base;
        for (int i = 0; i < 32; i++)
        {
            EdwardsPoint multiple = start;
            for (int j = 0; j < 8; j++)
            {
                points[(8 * i) + j] = multiple;
                multiple += start;
            }

            for (int j = 0; j < 8; j++) start = start.Double();
        }

        return Normalise(points);
    }

    private static TCached[] MakeOddMultiples()
    {
        const int Count = 1 << (StaticWidth - 2);
        EdwardsPoint[] points = new EdwardsPoint[BaseTables * Count];
        EdwardsPoint start = EdwardsPoint.Base;
        for (int table = 0; table < BaseTables; table++)
        {
            EdwardsPoint twice = start.Double();
            points[table * Count] = start;
            for (int i = 1; i < Count; i++) points[(table * Count) + i] = points[(table * Count) + i - 1] + twice;
            for (int i = 0; i < 128; i++) start = start.Double();
        }

        return Normalise(points);
    }

    /// <summary>Divides by Z with one inversion for all points (Montgomery's trick).</summary>
    private static TCached[] Normalise(EdwardsPoint[] points)
    {
        FieldElement[] before = new FieldElement[points.Length];
        FieldElement product = FieldElement.One;
        for (int i = 0; i < points.Length; i++)
        {
            before[i] = product;
            product *= points[i].Z;
        }

        FieldElement inverse = product.Invert();
        TCached[] result = new TCached[points.Length];
        for (int i = points.Length - 1; i >= 0; i--)
        {
            FieldElement inverseZ = inverse * before[i];
            inverse *= points[i].Z;
            result[i] = TPoint.CacheAffine(points[i].X * inverseZ, points[i].Y * inverseZ);
        }

        return result;
    }
}
