using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Workers.Tensors;

/// <summary>Blocks in 512-bit vectors.</summary>
/// <remarks>Sums live in named locals because the JIT keeps arrays of vectors in memory.</remarks>
internal readonly unsafe struct ProductBlock512 : IProductBlock
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    public static int Lanes => 16;

    /// <inheritdoc/>
    public static int MostVectors => 3;

    /// <inheritdoc/>
    public static void Run(int vectors, float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last)
    {
        switch (vectors)
        {
            case 1:
                RunOne(a, rows, terms, b, c, cStride, depth, first, last);
                break;
            case 2:
                RunTwo(a, rows, terms, b, c, cStride, depth, first, last);
                break;
            default:
                RunThree(a, rows, terms, b, c, cStride, depth, first, last);
                break;
        }
    }

    private static void RunOne(float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last)
    {
        Vector512<float> c00;
        Vector512<float> c10;
        Vector512<float> c20;
        Vector512<float> c30;
        Vector512<float> c40;
        Vector512<float> c50;
        Vector512<float> c60;
        Vector512<float> c70;
        if (first)
        {
            c00 = c10 = c20 = c30 = c40 = c50 = c60 = c70 = Vector512<float>.Zero;
        }
        else
        {
            c00 = Vector512.Load(c);
            c10 = Vector512.Load(c + cStride);
            c20 = Vector512.Load(c + (2 * cStride));
            c30 = Vector512.Load(c + (3 * cStride));
            c40 = Vector512.Load(c + (4 * cStride));
            c50 = Vector512.Load(c + (5 * cStride));
            c60 = Vector512.Load(c + (6 * cStride));
            c70 = Vector512.Load(c + (7 * cStride));
        }

        nint row1 = rows[1] - rows[0];
        nint row2 = rows[2] - rows[0];
        nint row3 = rows[3] - rows[0];
        nint row4 = rows[4] - rows[0];
        nint row5 = rows[5] - rows[0];
        nint row6 = rows[6] - rows[0];
        nint row7 = rows[7] - rows[0];
        a += rows[0];
        for (nint* end = terms + depth; terms != end; terms++)
        {
            float* term = a + *terms;
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> x0 = Vector512.Create(*term);
            c00 = Avx512F.FusedMultiplyAdd(x0, b0, c00);
            Vector512<float> x1 = Vector512.Create(term[row1]);
            c10 = Avx512F.FusedMultiplyAdd(x1, b0, c10);
            Vector512<float> x2 = Vector512.Create(term[row2]);
            c20 = Avx512F.FusedMultiplyAdd(x2, b0, c20);
            Vector512<float> x3 = Vector512.Create(term[row3]);
            c30 = Avx512F.FusedMultiplyAdd(x3, b0, c30);
            Vector512<float> x4 = Vector512.Create(term[row4]);
            c40 = Avx512F.FusedMultiplyAdd(x4, b0, c40);
            Vector512<float> x5 = Vector512.Create(term[row5]);
            c50 = Avx512F.FusedMultiplyAdd(x5, b0, c50);
            Vector512<float> x6 = Vector512.Create(term[row6]);
            c60 = Avx512F.FusedMultiplyAdd(x6, b0, c60);
            Vector512<float> x7 = Vector512.Create(term[row7]);
            c70 = Avx512F.FusedMultiplyAdd(x7, b0, c70);
            b += 16;
        }

        if (last)
        {
            c00 = Canonical(c00);
            c10 = Canonical(c10);
            c20 = Canonical(c20);
            c30 = Canonical(c30);
            c40 = Canonical(c40);
            c50 = Canonical(c50);
            c60 = Canonical(c60);
            c70 = Canonical(c70);
        }

        c00.Store(c);
        c10.Store(c + cStride);
        c20.Store(c + (2 * cStride));
        c30.Store(c + (3 * cStride));
        c40.Store(c + (4 * cStride));
        c50.Store(c + (5 * cStride));
        c60.Store(c + (6 * cStride));
        c70.Store(c + (7 * cStride));
    }

    private static void RunTwo(float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last)
    {
        Vector512<float> c00, c01;
        Vector512<float> c10, c11;
        Vector512<float> c20, c21;
        Vector512<float> c30, c31;
        Vector512<float> c40, c41;
        Vector512<float> c50, c51;
        Vector512<float> c60, c61;
        Vector512<float> c70, c71;
        if (first)
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = c60 = c61 = c70 = c71 = Vector512<float>.Zero;
        }
        else
        {
            c00 = Vector512.Load(c);
            c01 = Vector512.Load(c + 16);
            c10 = Vector512.Load(c + cStride);
            c11 = Vector512.Load(c + cStride + 16);
            c20 = Vector512.Load(c + (2 * cStride));
            c21 = Vector512.Load(c + (2 * cStride) + 16);
            c30 = Vector512.Load(c + (3 * cStride));
            c31 = Vector512.Load(c + (3 * cStride) + 16);
            c40 = Vector512.Load(c + (4 * cStride));
            c41 = Vector512.Load(c + (4 * cStride) + 16);
            c50 = Vector512.Load(c + (5 * cStride));
            c51 = Vector512.Load(c + (5 * cStride) + 16);
            c60 = Vector512.Load(c + (6 * cStride));
            c61 = Vector512.Load(c + (6 * cStride) + 16);
            c70 = Vector512.Load(c + (7 * cStride));
            c71 = Vector512.Load(c + (7 * cStride) + 16);
        }

        nint row1 = rows[1] - rows[0];
        nint row2 = rows[2] - rows[0];
        nint row3 = rows[3] - rows[0];
        nint row4 = rows[4] - rows[0];
        nint row5 = rows[5] - rows[0];
        nint row6 = rows[6] - rows[0];
        nint row7 = rows[7] - rows[0];
        a += rows[0];
        for (nint* end = terms + depth; terms != end; terms++)
        {
            float* term = a + *terms;
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> x0 = Vector512.Create(*term);
            c00 = Avx512F.FusedMultiplyAdd(x0, b0, c00);
            c01 = Avx512F.FusedMultiplyAdd(x0, b1, c01);
            Vector512<float> x1 = Vector512.Create(term[row1]);
            c10 = Avx512F.FusedMultiplyAdd(x1, b0, c10);
            c11 = Avx512F.FusedMultiplyAdd(x1, b1, c11);
            Vector512<float> x2 = Vector512.Create(term[row2]);
            c20 = Avx512F.FusedMultiplyAdd(x2, b0, c20);
            c21 = Avx512F.FusedMultiplyAdd(x2, b1, c21);
            Vector512<float> x3 = Vector512.Create(term[row3]);
            c30 = Avx512F.FusedMultiplyAdd(x3, b0, c30);
            c31 = Avx512F.FusedMultiplyAdd(x3, b1, c31);
            Vector512<float> x4 = Vector512.Create(term[row4]);
            c40 = Avx512F.FusedMultiplyAdd(x4, b0, c40);
            c41 = Avx512F.FusedMultiplyAdd(x4, b1, c41);
            Vector512<float> x5 = Vector512.Create(term[row5]);
            c50 = Avx512F.FusedMultiplyAdd(x5, b0, c50);
            c51 = Avx512F.FusedMultiplyAdd(x5, b1, c51);
            Vector512<float> x6 = Vector512.Create(term[row6]);
            c60 = Avx512F.FusedMultiplyAdd(x6, b0, c60);
            c61 = Avx512F.FusedMultiplyAdd(x6, b1, c61);
            Vector512<float> x7 = Vector512.Create(term[row7]);
            c70 = Avx512F.FusedMultiplyAdd(x7, b0, c70);
            c71 = Avx512F.FusedMultiplyAdd(x7, b1, c71);
            b += 32;
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
            c60 = Canonical(c60);
            c61 = Canonical(c61);
            c70 = Canonical(c70);
            c71 = Canonical(c71);
        }

        c00.Store(c);
        c01.Store(c + 16);
        c10.Store(c + cStride);
        c11.Store(c + cStride + 16);
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + 16);
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + 16);
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + 16);
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + 16);
        c60.Store(c + (6 * cStride));
        c61.Store(c + (6 * cStride) + 16);
        c70.Store(c + (7 * cStride));
        c71.Store(c + (7 * cStride) + 16);
    }

    private static void RunThree(float* a, nint* rows, nint* terms, float* b, float* c, nint cStride, int depth, bool first, bool last)
    {
        Vector512<float> c00, c01, c02;
        Vector512<float> c10, c11, c12;
        Vector512<float> c20, c21, c22;
        Vector512<float> c30, c31, c32;
        Vector512<float> c40, c41, c42;
        Vector512<float> c50, c51, c52;
        Vector512<float> c60, c61, c62;
        Vector512<float> c70, c71, c72;
        if (first)
        {
            c00 = c01 = c02 = c10 = c11 = c12 = c20 = c21 = c22 = c30 = c31 = c32 = c40 = c41 = c42 = c50 = c51 = c52 = c60 = c61 = c62 = c70 = c71 = c72 = Vector512<float>.Zero;
        }
        else
        {
            c00 = Vector512.Load(c);
            c01 = Vector512.Load(c + 16);
            c02 = Vector512.Load(c + 32);
            c10 = Vector512.Load(c + cStride);
            c11 = Vector512.Load(c + cStride + 16);
            c12 = Vector512.Load(c + cStride + 32);
            c20 = Vector512.Load(c + (2 * cStride));
            c21 = Vector512.Load(c + (2 * cStride) + 16);
            c22 = Vector512.Load(c + (2 * cStride) + 32);
            c30 = Vector512.Load(c + (3 * cStride));
            c31 = Vector512.Load(c + (3 * cStride) + 16);
            c32 = Vector512.Load(c + (3 * cStride) + 32);
            c40 = Vector512.Load(c + (4 * cStride));
            c41 = Vector512.Load(c + (4 * cStride) + 16);
            c42 = Vector512.Load(c + (4 * cStride) + 32);
            c50 = Vector512.Load(c + (5 * cStride));
            c51 = Vector512.Load(c + (5 * cStride) + 16);
            c52 = Vector512.Load(c + (5 * cStride) + 32);
            c60 = Vector512.Load(c + (6 * cStride));
            c61 = Vector512.Load(c + (6 * cStride) + 16);
            c62 = Vector512.Load(c + (6 * cStride) + 32);
            c70 = Vector512.Load(c + (7 * cStride));
            c71 = Vector512.Load(c + (7 * cStride) + 16);
            c72 = Vector512.Load(c + (7 * cStride) + 32);
        }

        nint row1 = rows[1] - rows[0];
        nint row2 = rows[2] - rows[0];
        nint row3 = rows[3] - rows[0];
        nint row4 = rows[4] - rows[0];
        nint row5 = rows[5] - rows[0];
        nint row6 = rows[6] - rows[0];
        nint row7 = rows[7] - rows[0];
        a += rows[0];
        for (nint* end = terms + depth; terms != end; terms++)
        {
            float* term = a + *terms;
            Vector512<float> b0 = Vector512.Load(b);
            Vector512<float> b1 = Vector512.Load(b + 16);
            Vector512<float> b2 = Vector512.Load(b + 32);
            Vector512<float> x0 = Vector512.Create(*term);
            c00 = Avx512F.FusedMultiplyAdd(x0, b0, c00);
            c01 = Avx512F.FusedMultiplyAdd(x0, b1, c01);
            c02 = Avx512F.FusedMultiplyAdd(x0, b2, c02);
            Vector512<float> x1 = Vector512.Create(term[row1]);
            c10 = Avx512F.FusedMultiplyAdd(x1, b0, c10);
            c11 = Avx512F.FusedMultiplyAdd(x1, b1, c11);
            c12 = Avx512F.FusedMultiplyAdd(x1, b2, c12);
            Vector512<float> x2 = Vector512.Create(term[row2]);
            c20 = Avx512F.FusedMultiplyAdd(x2, b0, c20);
            c21 = Avx512F.FusedMultiplyAdd(x2, b1, c21);
            c22 = Avx512F.FusedMultiplyAdd(x2, b2, c22);
            Vector512<float> x3 = Vector512.Create(term[row3]);
            c30 = Avx512F.FusedMultiplyAdd(x3, b0, c30);
            c31 = Avx512F.FusedMultiplyAdd(x3, b1, c31);
            c32 = Avx512F.FusedMultiplyAdd(x3, b2, c32);
            Vector512<float> x4 = Vector512.Create(term[row4]);
            c40 = Avx512F.FusedMultiplyAdd(x4, b0, c40);
            c41 = Avx512F.FusedMultiplyAdd(x4, b1, c41);
            c42 = Avx512F.FusedMultiplyAdd(x4, b2, c42);
            Vector512<float> x5 = Vector512.Create(term[row5]);
            c50 = Avx512F.FusedMultiplyAdd(x5, b0, c50);
            c51 = Avx512F.FusedMultiplyAdd(x5, b1, c51);
            c52 = Avx512F.FusedMultiplyAdd(x5, b2, c52);
            Vector512<float> x6 = Vector512.Create(term[row6]);
            c60 = Avx512F.FusedMultiplyAdd(x6, b0, c60);
            c61 = Avx512F.FusedMultiplyAdd(x6, b1, c61);
            c62 = Avx512F.FusedMultiplyAdd(x6, b2, c62);
            Vector512<float> x7 = Vector512.Create(term[row7]);
            c70 = Avx512F.FusedMultiplyAdd(x7, b0, c70);
            c71 = Avx512F.FusedMultiplyAdd(x7, b1, c71);
            c72 = Avx512F.FusedMultiplyAdd(x7, b2, c72);
            b += 48;
        }

        if (last)
        {
            c00 = Canonical(c00);
            c01 = Canonical(c01);
            c02 = Canonical(c02);
            c10 = Canonical(c10);
            c11 = Canonical(c11);
            c12 = Canonical(c12);
            c20 = Canonical(c20);
            c21 = Canonical(c21);
            c22 = Canonical(c22);
            c30 = Canonical(c30);
            c31 = Canonical(c31);
            c32 = Canonical(c32);
            c40 = Canonical(c40);
            c41 = Canonical(c41);
            c42 = Canonical(c42);
            c50 = Canonical(c50);
            c51 = Canonical(c51);
            c52 = Canonical(c52);
            c60 = Canonical(c60);
            c61 = Canonical(c61);
            c62 = Canonical(c62);
            c70 = Canonical(c70);
            c71 = Canonical(c71);
            c72 = Canonical(c72);
        }

        c00.Store(c);
        c01.Store(c + 16);
        c02.Store(c + 32);
        c10.Store(c + cStride);
        c11.Store(c + cStride + 16);
        c12.Store(c + cStride + 32);
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + 16);
        c22.Store(c + (2 * cStride) + 32);
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + 16);
        c32.Store(c + (3 * cStride) + 32);
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + 16);
        c42.Store(c + (4 * cStride) + 32);
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + 16);
        c52.Store(c + (5 * cStride) + 32);
        c60.Store(c + (6 * cStride));
        c61.Store(c + (6 * cStride) + 16);
        c62.Store(c + (6 * cStride) + 32);
        c70.Store(c + (7 * cStride));
        c71.Store(c + (7 * cStride) + 16);
        c72.Store(c + (7 * cStride) + 32);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Canonical(Vector512<float> value) =>
        Vector512.ConditionalSelect(Vector512.IsNaN(value), Vector512.Create(BinaryFloat.NaN).AsSingle(), value);
}
