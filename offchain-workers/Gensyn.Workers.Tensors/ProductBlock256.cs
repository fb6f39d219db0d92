using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Workers.Tensors;

/// <summary>Blocks in 256-bit vectors.</summary>
/// <remarks>Sums live in named locals because the JIT keeps arrays of vectors in memory; references to them disappear where methods are inlined.</remarks>
internal readonly unsafe struct ProductBlock256 : IProductBlock
{
    private const int Height = 6;
    private const int Width = 8;
    private const int Unrolled = 2;

    /// <inheritdoc/>
    public static int Rows => Height;

    /// <inheritdoc/>
    public static int Lanes => Width;

    /// <inheritdoc/>
    public static int MostVectors => 2;

    /// <inheritdoc/>
    public static void Run<TLeft>(int vectors, in BlockRun run)
        where TLeft : struct, ILeftOperand
    {
        switch (vectors)
        {
            case 1:
                One<TLeft>(run);
                break;
            default:
                Two<TLeft>(run);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void One<TLeft>(in BlockRun of)
        where TLeft : struct, ILeftOperand
    {
        float* c = of.Result;
        nint stride = of.Stride;
        Vector256<float> c00;
        Vector256<float> c10;
        Vector256<float> c20;
        Vector256<float> c30;
        Vector256<float> c40;
        Vector256<float> c50;
        if (of.IsFirst)
        {
            c00 = c10 = c20 = c30 = c40 = c50 = Vector256<float>.Zero;
        }
        else
        {
            Load(c, out c00);
            Load(c + stride, out c10);
            Load(c + (2 * stride), out c20);
            Load(c + (3 * stride), out c30);
            Load(c + (4 * stride), out c40);
            Load(c + (5 * stride), out c50);
        }

        nint* rows = of.Rows, terms = of.Terms;
        nint row1 = TLeft.Row(rows, 1, 0);
        nint row2 = TLeft.Row(rows, 2, 0);
        nint row3 = TLeft.Row(rows, 3, 3);
        nint row4 = TLeft.Row(rows, 4, 3);
        nint row5 = TLeft.Row(rows, 5, 3);
        nint step3 = TLeft.Step(rows, 3);
        float* a = of.Left + TLeft.First(rows), b = of.Panel;
        float* at;
        Vector256<float> b0;
        Ahead ahead = new(of, Height, Unrolled);
        do
        {
            for (int part = ahead.Next(); part != 0; part -= Unrolled)
            {
                at = TLeft.At(a, terms, 0, Height);
                b0 = Vector256.Load(b);
                Term(at, 0, row1, row2, b0, ref c00, ref c10, ref c20);
                Term(at + step3, row3, row4, row5, b0, ref c30, ref c40, ref c50);
                at = TLeft.At(a, terms, 1, Height);
                b0 = Vector256.Load(b + Width);
                Term(at, 0, row1, row2, b0, ref c00, ref c10, ref c20);
                Term(at + step3, row3, row4, row5, b0, ref c30, ref c40, ref c50);
                TLeft.Advance(ref a, ref terms, Unrolled, Height);
                b += 2 * Width;
            }
        }
        while (ahead.Fetch(of, Width));

        if (of.Depth % Unrolled != 0)
        {
            at = TLeft.At(a, terms, 0, Height);
            b0 = Vector256.Load(b);
            Term(at, 0, row1, row2, b0, ref c00, ref c10, ref c20);
            Term(at + step3, row3, row4, row5, b0, ref c30, ref c40, ref c50);
        }

        if (of.IsLast)
        {
            MakeCanonical(ref c00);
            MakeCanonical(ref c10);
            MakeCanonical(ref c20);
            MakeCanonical(ref c30);
            MakeCanonical(ref c40);
            MakeCanonical(ref c50);
        }

        Store(c, c00);
        Store(c + stride, c10);
        Store(c + (2 * stride), c20);
        Store(c + (3 * stride), c30);
        Store(c + (4 * stride), c40);
        Store(c + (5 * stride), c50);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Two<TLeft>(in BlockRun of)
        where TLeft : struct, ILeftOperand
    {
        float* c = of.Result;
        nint stride = of.Stride;
        Vector256<float> c00, c01;
        Vector256<float> c10, c11;
        Vector256<float> c20, c21;
        Vector256<float> c30, c31;
        Vector256<float> c40, c41;
        Vector256<float> c50, c51;
        if (of.IsFirst)
        {
            c00 = c10 = c20 = c30 = c40 = c50 = Vector256<float>.Zero;
            c01 = c11 = c21 = c31 = c41 = c51 = Vector256<float>.Zero;
        }
        else
        {
            Load(c, out c00, out c01);
            Load(c + stride, out c10, out c11);
            Load(c + (2 * stride), out c20, out c21);
            Load(c + (3 * stride), out c30, out c31);
            Load(c + (4 * stride), out c40, out c41);
            Load(c + (5 * stride), out c50, out c51);
        }

        nint* rows = of.Rows, terms = of.Terms;
        nint row1 = TLeft.Row(rows, 1, 0);
        nint row2 = TLeft.Row(rows, 2, 0);
        nint row3 = TLeft.Row(rows, 3, 3);
        nint row4 = TLeft.Row(rows, 4, 3);
        nint row5 = TLeft.Row(rows, 5, 3);
        nint step3 = TLeft.Step(rows, 3);
        float* a = of.Left + TLeft.First(rows), b = of.Panel;
        float* at;
        Vector256<float> b0, b1;
        Ahead ahead = new(of, Height, Unrolled);
        do
        {
            for (int part = ahead.Next(); part != 0; part -= Unrolled)
            {
                at = TLeft.At(a, terms, 0, Height);
                b0 = Vector256.Load(b);
                b1 = Vector256.Load(b + Width);
                Term(at, 0, row1, row2, b0, b1, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21);
                Term(at + step3, row3, row4, row5, b0, b1, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
                at = TLeft.At(a, terms, 1, Height);
                b0 = Vector256.Load(b + (2 * Width));
                b1 = Vector256.Load(b + (3 * Width));
                Term(at, 0, row1, row2, b0, b1, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21);
                Term(at + step3, row3, row4, row5, b0, b1, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
                TLeft.Advance(ref a, ref terms, Unrolled, Height);
                b += 4 * Width;
            }
        }
        while (ahead.Fetch(of, 2 * Width));

        if (of.Depth % Unrolled != 0)
        {
            at = TLeft.At(a, terms, 0, Height);
            b0 = Vector256.Load(b);
            b1 = Vector256.Load(b + Width);
            Term(at, 0, row1, row2, b0, b1, ref c00, ref c01, ref c10, ref c11, ref c20, ref c21);
            Term(at + step3, row3, row4, row5, b0, b1, ref c30, ref c31, ref c40, ref c41, ref c50, ref c51);
        }

        if (of.IsLast)
        {
            MakeCanonical(ref c00, ref c01);
            MakeCanonical(ref c10, ref c11);
            MakeCanonical(ref c20, ref c21);
            MakeCanonical(ref c30, ref c31);
            MakeCanonical(ref c40, ref c41);
            MakeCanonical(ref c50, ref c51);
        }

        Store(c, c00, c01);
        Store(c + stride, c10, c11);
        Store(c + (2 * stride), c20, c21);
        Store(c + (3 * stride), c30, c31);
        Store(c + (4 * stride), c40, c41);
        Store(c + (5 * stride), c50, c51);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(float* c, out Vector256<float> c0)
    {
        c0 = Vector256.Load(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Term(float* a, nint row0, nint row1, nint row2, Vector256<float> b0, ref Vector256<float> c00, ref Vector256<float> c10, ref Vector256<float> c20)
    {
        Add(a[row0], b0, ref c00);
        Add(a[row1], b0, ref c10);
        Add(a[row2], b0, ref c20);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float a, Vector256<float> b0, ref Vector256<float> c0)
    {
        Vector256<float> x = Vector256.Create(a);
        c0 = Fma.MultiplyAdd(x, b0, c0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MakeCanonical(ref Vector256<float> c0)
    {
        c0 = Vector256.ConditionalSelect(Vector256.IsNaN(c0), Vector256.Create(BinaryFloat.NaN).AsSingle(), c0);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> c0)
    {
        c0.Store(c);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Load(float* c, out Vector256<float> c0, out Vector256<float> c1)
    {
        c0 = Vector256.Load(c);
        c1 = Vector256.Load(c + Width);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Term(float* a, nint row0, nint row1, nint row2, Vector256<float> b0, Vector256<float> b1, ref Vector256<float> c00, ref Vector256<float> c01, ref Vector256<float> c10, ref Vector256<float> c11, ref Vector256<float> c20, ref Vector256<float> c21)
    {
        Add(a[row0], b0, b1, ref c00, ref c01);
        Add(a[row1], b0, b1, ref c10, ref c11);
        Add(a[row2], b0, b1, ref c20, ref c21);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Add(float a, Vector256<float> b0, Vector256<float> b1, ref Vector256<float> c0, ref Vector256<float> c1)
    {
        Vector256<float> x = Vector256.Create(a);
        c0 = Fma.MultiplyAdd(x, b0, c0);
        c1 = Fma.MultiplyAdd(x, b1, c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void MakeCanonical(ref Vector256<float> c0, ref Vector256<float> c1)
    {
        c0 = Vector256.ConditionalSelect(Vector256.IsNaN(c0), Vector256.Create(BinaryFloat.NaN).AsSingle(), c0);
        c1 = Vector256.ConditionalSelect(Vector256.IsNaN(c1), Vector256.Create(BinaryFloat.NaN).AsSingle(), c1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(float* c, Vector256<float> c0, Vector256<float> c1)
    {
        c0.Store(c);
        c1.Store(c + Width);
    }
}
