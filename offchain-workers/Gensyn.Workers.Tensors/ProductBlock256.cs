using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Workers.Tensors;

/// <summary>Blocks in 256-bit vectors.</summary>
/// <remarks>Sums live in named locals because the JIT keeps arrays of vectors in memory.</remarks>
internal readonly unsafe struct ProductBlock256 : IProductBlock
{
    /// <inheritdoc/>
    public static int Rows => 6;

    /// <inheritdoc/>
    public static int Lanes => 8;

    /// <inheritdoc/>
    public static int MostVectors => 2;

    /// <inheritdoc/>
    public static void Run(int vectors, float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last)
    {
        switch (vectors)
        {
            case 1:
                RunOne(a, rows, terms, b, c, cStride, depth, first, last);
                break;
            default:
                RunTwo(a, rows, terms, b, c, cStride, depth, first, last);
                break;
        }
    }

    private static void RunOne(float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last)
    {
        Vector256<float> c00;
        Vector256<float> c10;
        Vector256<float> c20;
        Vector256<float> c30;
        Vector256<float> c40;
        Vector256<float> c50;
        if (first)
        {
            c00 = c10 = c20 = c30 = c40 = c50 = Vector256<float>.Zero;
        }
        else
        {
            c00 = Vector256.Load(c);
            c10 = Vector256.Load(c + cStride);
            c20 = Vector256.Load(c + (2 * cStride));
            c30 = Vector256.Load(c + (3 * cStride));
            c40 = Vector256.Load(c + (4 * cStride));
            c50 = Vector256.Load(c + (5 * cStride));
        }

        nint row1 = rows[1] - rows[0];
        nint row2 = rows[2] - rows[0];
        nint row3 = rows[3] - rows[0];
        nint row4 = rows[4] - rows[0];
        nint row5 = rows[5] - rows[0];
        a += rows[0];
        for (nint* end = terms + depth; terms != end; terms++)
        {
            float* term = a + *terms;
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> x0 = Vector256.Create(*term);
            c00 = Fma.MultiplyAdd(x0, b0, c00);
            Vector256<float> x1 = Vector256.Create(term[row1]);
            c10 = Fma.MultiplyAdd(x1, b0, c10);
            Vector256<float> x2 = Vector256.Create(term[row2]);
            c20 = Fma.MultiplyAdd(x2, b0, c20);
            Vector256<float> x3 = Vector256.Create(term[row3]);
            c30 = Fma.MultiplyAdd(x3, b0, c30);
            Vector256<float> x4 = Vector256.Create(term[row4]);
            c40 = Fma.MultiplyAdd(x4, b0, c40);
            Vector256<float> x5 = Vector256.Create(term[row5]);
            c50 = Fma.MultiplyAdd(x5, b0, c50);
            b += 8;
        }

        if (last)
        {
            c00 = Canonical(c00);
            c10 = Canonical(c10);
            c20 = Canonical(c20);
            c30 = Canonical(c30);
            c40 = Canonical(c40);
            c50 = Canonical(c50);
        }

        c00.Store(c);
        c10.Store(c + cStride);
        c20.Store(c + (2 * cStride));
        c30.Store(c + (3 * cStride));
        c40.Store(c + (4 * cStride));
        c50.Store(c + (5 * cStride));
    }

    private static void RunTwo(float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last)
    {
        Vector256<float> c00, c01;
        Vector256<float> c10, c11;
        Vector256<float> c20, c21;
        Vector256<float> c30, c31;
        Vector256<float> c40, c41;
        Vector256<float> c50, c51;
        if (first)
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = Vector256<float>.Zero;
        }
        else
        {
            c00 = Vector256.Load(c);
            c01 = Vector256.Load(c + 8);
            c10 = Vector256.Load(c + cStride);
            c11 = Vector256.Load(c + cStride + 8);
            c20 = Vector256.Load(c + (2 * cStride));
            c21 = Vector256.Load(c + (2 * cStride) + 8);
            c30 = Vector256.Load(c + (3 * cStride));
            c31 = Vector256.Load(c + (3 * cStride) + 8);
            c40 = Vector256.Load(c + (4 * cStride));
            c41 = Vector256.Load(c + (4 * cStride) + 8);
            c50 = Vector256.Load(c + (5 * cStride));
            c51 = Vector256.Load(c + (5 * cStride) + 8);
        }

        nint row1 = rows[1] - rows[0];
        nint row2 = rows[2] - rows[0];
        nint row3 = rows[3] - rows[0];
        nint row4 = rows[4] - rows[0];
        nint row5 = rows[5] - rows[0];
        a += rows[0];
        for (nint* end = terms + depth; terms != end; terms++)
        {
            float* term = a + *terms;
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Vector256<float> x0 = Vector256.Create(*term);
            c00 = Fma.MultiplyAdd(x0, b0, c00);
            c01 = Fma.MultiplyAdd(x0, b1, c01);
            Vector256<float> x1 = Vector256.Create(term[row1]);
            c10 = Fma.MultiplyAdd(x1, b0, c10);
            c11 = Fma.MultiplyAdd(x1, b1, c11);
            Vector256<float> x2 = Vector256.Create(term[row2]);
            c20 = Fma.MultiplyAdd(x2, b0, c20);
            c21 = Fma.MultiplyAdd(x2, b1, c21);
            Vector256<float> x3 = Vector256.Create(term[row3]);
            c30 = Fma.MultiplyAdd(x3, b0, c30);
            c31 = Fma.MultiplyAdd(x3, b1, c31);
            Vector256<float> x4 = Vector256.Create(term[row4]);
            c40 = Fma.MultiplyAdd(x4, b0, c40);
            c41 = Fma.MultiplyAdd(x4, b1, c41);
            Vector256<float> x5 = Vector256.Create(term[row5]);
            c50 = Fma.MultiplyAdd(x5, b0, c50);
            c51 = Fma.MultiplyAdd(x5, b1, c51);
            b += 16;
        }

        if (last)
        {
            c00 = Canonical(c00);
            c01 = Canonical(c01);
            c10 = Canonical(c10);
            c11 = Canonical(c11);
            c20 = Canonical(c20);
            c21 = Canonical(c21);
            c30 = Canonical(c30);
            c31 = Canonical(c31);
            c40 = Canonical(c40);
            c41 = Canonical(c41);
            c50 = Canonical(c50);
            c51 = Canonical(c51);
        }

        c00.Store(c);
        c01.Store(c + 8);
        c10.Store(c + cStride);
        c11.Store(c + cStride + 8);
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + 8);
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + 8);
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + 8);
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Canonical(Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.IsNaN(value), Vector256.Create(BinaryFloat.NaN).AsSingle(), value);
}
