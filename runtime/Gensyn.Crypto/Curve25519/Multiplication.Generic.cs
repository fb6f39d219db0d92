using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Gensyn.Crypto.Curve25519;

/// <summary>The algorithms of <see cref="Multiplication"/> over one form of point.</summary>
[SkipLocalsInit]
internal static class Multiplication<TPoint, TCached>
    where TPoint : struct, IPoint<TPoint, TCached>
    where TCached : unmanaged
{
    private const int DynamicWidth = 5;
    private const int StaticWidth = 8;
    private const int Odd = 1 << (DynamicWidth - 2);
    private const int StaticOdd = 1 << (StaticWidth - 2);

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

        Span<TCached> multiples = stackalloc TCached[TPoint.Ways];
        TPoint sum = TPoint.From([]);
        for (int odd = 1; odd >= 0; odd--)
        {
            for (int i = odd; i < 64; i += 2 * TPoint.Ways)
            {
                for (int way = 0; way < TPoint.Ways; way++)
                {
                    multiples[way] = TPoint.Lookup(Windows.AsSpan(((i / 2) + way) * 8, 8), digits[i + (2 * way)]);
                }

                sum.Add(multiples);
            }

            if (odd == 1) sum.Double(4);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return sum.Total();
    }

    public static EdwardsPoint Secret(in Scalar scalar, in EdwardsPoint point)
    {
        Span<sbyte> digits = stackalloc sbyte[64];
        scalar.ToRadix16(digits);

        // 1, 2, … 8 times the point.
        Span<TCached> table = stackalloc TCached[8];
        Span<TCached> once = stackalloc TCached[TPoint.Ways];
        Span<TCached> multiples = stackalloc TCached[TPoint.Ways];
        TPoint sum = TPoint.From([point]);
        sum.Cache(once);
        for (int i = 0; i < table.Length; i++)
        {
            if (i > 0) sum.Add(once);
            sum.Cache(multiples);
            table[i] = multiples[0];
        }

        sum = TPoint.From([]);
        for (int i = 63; i >= 0; i--)
        {
            sum.Double(4);
            multiples[0] = TPoint.Lookup(table, digits[i]);
            sum.Add(multiples);
        }

        CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(digits));
        return sum.Total();
    }

    /// <summary>Straus' method: all points share the doublings, each has a table of its odd multiples.</summary>
    public static EdwardsPoint PublicSum(ReadOnlySpan<Scalar> scalars, ReadOnlySpan<EdwardsPoint> points, in Scalar b)
    {
        int count = points.Length;
        Span<TCached> tables = count <= 2 ? stackalloc TCached[2 * Odd] : new TCached[count * Odd];
        FillOddMultiples(points, tables);

        int terms = count + BaseTables;
        Schedule schedule = new(terms, terms <= 4 ? stackalloc int[Schedule.Size(4)] : new int[Schedule.Size(terms)]);
        for (int i = 0; i < count; i++) schedule.Add(i, scalars[i], DynamicWidth);
        schedule.Add(count, b.LowHalf, StaticWidth);
        schedule.Add(count + 1, b.HighHalf, StaticWidth);

        Span<TCached> multiples = stackalloc TCached[TPoint.Ways];
        TPoint sum = TPoint.From([]);
        int doublings = 0;
        for (int bit = schedule.Top; bit >= 0; bit--)
        {
            doublings++;
            int entry = schedule.First(bit);
            if (entry == 0) continue;
            sum.Double(doublings);
            doublings = 0;
            while (entry != 0)
            {
                multiples[1..].Fill(TPoint.CachedIdentity);
                for (int way = 0; way < TPoint.Ways && entry != 0; way++)
                {
                    (int term, int digit) = schedule[entry];
                    ReadOnlySpan<TCached> table = term < count ? tables[(term * Odd)..] : OddMultiples.AsSpan((term - count) * StaticOdd);
                    multiples[way] = TPoint.NegateIf(table[Math.Abs(digit) / 2], digit);
                    entry = schedule.Next(entry);
                }

                sum.Add(multiples);
            }
        }

        sum.Double(doublings);
        return sum.Total();
    }

    /// <summary>1, 3, 5, … times each point.</summary>
    private static void FillOddMultiples(ReadOnlySpan<EdwardsPoint> points, Span<TCached> tables)
    {
        Span<TCached> twice = stackalloc TCached[TPoint.Ways];
        Span<TCached> multiples = stackalloc TCached[TPoint.Ways];
        for (; !points.IsEmpty; tables = tables[Math.Min(TPoint.Ways * Odd, tables.Length)..])
        {
            int ways = Math.Min(TPoint.Ways, points.Length);
            TPoint multiple = TPoint.From(points[..ways]);
            TPoint doubled = multiple;
            doubled.Double(1);
            doubled.Cache(twice);
            for (int i = 0; i < Odd; i++)
            {
                if (i > 0) multiple.Add(twice);
                multiple.Cache(multiples);
                for (int way = 0; way < ways; way++) tables[(way * Odd) + i] = multiples[way];
            }

            points = points[ways..];
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
        EdwardsPoint[] points = new EdwardsPoint[BaseTables * StaticOdd];
        EdwardsPoint start = EdwardsPoint.Base;
        for (int table = 0; table < BaseTables; table++)
        {
            EdwardsPoint twice = start.Double();
            points[table * StaticOdd] = start;
            for (int i = 1; i < StaticOdd; i++) points[(table * StaticOdd) + i] = points[(table * StaticOdd) + i - 1] + twice;
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
