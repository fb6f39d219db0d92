using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Gensyn.Workers.Tensors;

/// <summary>Blocks in 128-bit vectors.</summary>
/// <remarks>Sums live in named locals because the JIT keeps arrays of vectors in memory.</remarks>
internal readonly unsafe struct ProductBlock128 : IProductBlock
{
    /// <inheritdoc/>
    public static int Rows => 8;

    /// <inheritdoc/>
    public static int Lanes => 4;

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
        Vector128<float> c00;
        Vector128<float> c10;
        Vector128<float> c20;
        Vector128<float> c30;
        Vector128<float> c40;
        Vector128<float> c50;
        Vector128<float> c60;
        Vector128<float> c70;
        if (first)
        {
            c00 = c10 = c20 = c30 = c40 = c50 = c60 = c70 = Vector128<float>.Zero;
        }
        else
        {
            c00 = Vector128.Load(c);
            c10 = Vector128.Load(c + cStride);
            c20 = Vector128.Load(c + (2 * cStride));
            c30 = Vector128.Load(c + (3 * cStride));
            c40 = Vector128.Load(c + (4 * cStride));
            c50 = Vector128.Load(c + (5 * cStride));
            c60 = Vector128.Load(c + (6 * cStride));
            c70 = Vector128.Load(c + (7 * cStride));
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
            Vector128<float> b0 = Vector128.Load(b);
            Vector128<float> x0 = Vector128.Create(*term);
            c00 = Vector128.FusedMultiplyAdd(x0, b0, c00);
            Vector128<float> x1 = Vector128.Create(term[row1]);
            c10 = Vector128.FusedMultiplyAdd(x1, b0, c10);
            Vector128<float> x2 = Vector128.Create(term[row2]);
            c20 = Vector128.FusedMultiplyAdd(x2, b0, c20);
            Vector128<float> x3 = Vector128.Create(term[row3]);
            c30 = Vector128.FusedMultiplyAdd(x3, b0, c30);
            Vector128<float> x4 = Vector128.Create(term[row4]);
            c40 = Vector128.FusedMultiplyAdd(x4, b0, c40);
            Vector128<float> x5 = Vector128.Create(term[row5]);
            c50 = Vector128.FusedMultiplyAdd(x5, b0, c50);
            Vector128<float> x6 = Vector128.Create(term[row6]);
            c60 = Vector128.FusedMultiplyAdd(x6, b0, c60);
            Vector128<float> x7 = Vector128.Create(term[row7]);
            c70 = Vector128.FusedMultiplyAdd(x7, b0, c70);
            b += 4;
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
        Vector128<float> c00, c01;
        Vector128<float> c10, c11;
        Vector128<float> c20, c21;
        Vector128<float> c30, c31;
        Vector128<float> c40, c41;
        Vector128<float> c50, c51;
        Vector128<float> c60, c61;
        Vector128<float> c70, c71;
        if (first)
        {
            c00 = c01 = c10 = c11 = c20 = c21 = c30 = c31 = c40 = c41 = c50 = c51 = c60 = c61 = c70 = c71 = Vector128<float>.Zero;
        }
        else
        {
            c00 = Vector128.Load(c);
            c01 = Vector128.Load(c + 4);
            c10 = Vector128.Load(c + cStride);
            c11 = Vector128.Load(c + cStride + 4);
            c20 = Vector128.Load(c + (2 * cStride));
            c21 = Vector128.Load(c + (2 * cStride) + 4);
            c30 = Vector128.Load(c + (3 * cStride));
            c31 = Vector128.Load(c + (3 * cStride) + 4);
            c40 = Vector128.Load(c + (4 * cStride));
            c41 = Vector128.Load(c + (4 * cStride) + 4);
            c50 = Vector128.Load(c + (5 * cStride));
            c51 = Vector128.Load(c + (5 * cStride) + 4);
            c60 = Vector128.Load(c + (6 * cStride));
            c61 = Vector128.Load(c + (6 * cStride) + 4);
            c70 = Vector128.Load(c + (7 * cStride));
            c71 = Vector128.Load(c + (7 * cStride) + 4);
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
            Vector128<float> b0 = Vector128.Load(b);
            Vector128<float> b1 = Vector128.Load(b + 4);
            Vector128<float> x0 = Vector128.Create(*term);
            c00 = Vector128.FusedMultiplyAdd(x0, b0, c00);
            c01 = Vector128.FusedMultiplyAdd(x0, b1, c01);
            Vector128<float> x1 = Vector128.Create(term[row1]);
            c10 = Vector128.FusedMultiplyAdd(x1, b0, c10);
            c11 = Vector128.FusedMultiplyAdd(x1, b1, c11);
            Vector128<float> x2 = Vector128.Create(term[row2]);
            c20 = Vector128.FusedMultiplyAdd(x2, b0, c20);
            c21 = Vector128.FusedMultiplyAdd(x2, b1, c21);
            Vector128<float> x3 = Vector128.Create(term[row3]);
            c30 = Vector128.FusedMultiplyAdd(x3, b0, c30);
            c31 = Vector128.FusedMultiplyAdd(x3, b1, c31);
            Vector128<float> x4 = Vector128.Create(term[row4]);
            c40 = Vector128.FusedMultiplyAdd(x4, b0, c40);
            c41 = Vector128.FusedMultiplyAdd(x4, b1, c41);
            Vector128<float> x5 = Vector128.Create(term[row5]);
            c50 = Vector128.FusedMultiplyAdd(x5, b0, c50);
            c51 = Vector128.FusedMultiplyAdd(x5, b1, c51);
            Vector128<float> x6 = Vector128.Create(term[row6]);
            c60 = Vector128.FusedMultiplyAdd(x6, b0, c60);
            c61 = Vector128.FusedMultiplyAdd(x6, b1, c61);
            Vector128<float> x7 = Vector128.Create(term[row7]);
            c70 = Vector128.FusedMultiplyAdd(x7, b0, c70);
            c71 = Vector128.FusedMultiplyAdd(x7, b1, c71);
            b += 8;
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
        c01.Store(c + 4);
        c10.Store(c + cStride);
        c11.Store(c + cStride + 4);
        c20.Store(c + (2 * cStride));
        c21.Store(c + (2 * cStride) + 4);
        c30.Store(c + (3 * cStride));
        c31.Store(c + (3 * cStride) + 4);
        c40.Store(c + (4 * cStride));
        c41.Store(c + (4 * cStride) + 4);
        c50.Store(c + (5 * cStride));
        c51.Store(c + (5 * cStride) + 4);
        c60.Store(c + (6 * cStride));
        c61.Store(c + (6 * cStride) + 4);
        c70.Store(c + (7 * cStride));
        c71.Store(c + (7 * cStride) + 4);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> Canonical(Vector128<float> value) =>
        Vector128.ConditionalSelect(Vector128.IsNaN(value), Vector128.Create(BinaryFloat.NaN).AsSingle(), value);
}
