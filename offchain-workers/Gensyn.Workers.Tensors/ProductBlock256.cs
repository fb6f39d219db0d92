using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Workers.Tensors;

/// <summary>The innermost block of the matrix product: a few rows by two vectors of columns, kept in registers along k.</summary>
/// <remarks>
/// Each output element has one accumulator that takes its terms in ascending k, so these blocks and the plain loop write the same bits.
/// Sums live in named locals because the JIT keeps arrays of vectors in memory.
/// </remarks>
internal static unsafe class ProductBlock256
{
    /// <summary>Rows of one block.</summary>
    public const int Rows = 6;

    /// <summary>Columns of one block.</summary>
    public const int Columns = 16;

    /// <summary>Continues the sums of one block by <paramref name="depth"/> terms each.</summary>
    public static void Run(float* a, nint rowStride, nint depthStride, float* b, nint bStride, float* c, nint cStride, int depth, bool first, bool last)
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
            c10 = Vector256.Load((c + cStride));
            c11 = Vector256.Load(c + cStride + 8);
            c20 = Vector256.Load((c + 2 * cStride));
            c21 = Vector256.Load(c + 2 * cStride + 8);
            c30 = Vector256.Load((c + 3 * cStride));
            c31 = Vector256.Load(c + 3 * cStride + 8);
            c40 = Vector256.Load((c + 4 * cStride));
            c41 = Vector256.Load(c + 4 * cStride + 8);
            c50 = Vector256.Load((c + 5 * cStride));
            c51 = Vector256.Load(c + 5 * cStride + 8);
        }

        nint row2 = 2 * rowStride;
        nint row3 = 3 * rowStride;
        nint row4 = 4 * rowStride;
        nint row5 = 5 * rowStride;
        for (int k = 0; k < depth; k++)
        {
            Vector256<float> b0 = Vector256.Load(b);
            Vector256<float> b1 = Vector256.Load(b + 8);
            Vector256<float> x = Vector256.Create(*a);
            c00 = Fma.MultiplyAdd(x, b0, c00);
            c01 = Fma.MultiplyAdd(x, b1, c01);
            x = Vector256.Create(a[rowStride]);
            c10 = Fma.MultiplyAdd(x, b0, c10);
            c11 = Fma.MultiplyAdd(x, b1, c11);
            x = Vector256.Create(a[row2]);
            c20 = Fma.MultiplyAdd(x, b0, c20);
            c21 = Fma.MultiplyAdd(x, b1, c21);
            x = Vector256.Create(a[row3]);
            c30 = Fma.MultiplyAdd(x, b0, c30);
            c31 = Fma.MultiplyAdd(x, b1, c31);
            x = Vector256.Create(a[row4]);
            c40 = Fma.MultiplyAdd(x, b0, c40);
            c41 = Fma.MultiplyAdd(x, b1, c41);
            x = Vector256.Create(a[row5]);
            c50 = Fma.MultiplyAdd(x, b0, c50);
            c51 = Fma.MultiplyAdd(x, b1, c51);
            a += depthStride;
            b += bStride;
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
        c20.Store(c + 2 * cStride);
        c21.Store(c + 2 * cStride + 8);
        c30.Store(c + 3 * cStride);
        c31.Store(c + 3 * cStride + 8);
        c40.Store(c + 4 * cStride);
        c41.Store(c + 4 * cStride + 8);
        c50.Store(c + 5 * cStride);
        c51.Store(c + 5 * cStride + 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Canonical(Vector256<float> value) =>
        Vector256.ConditionalSelect(Vector256.IsNaN(value), Vector256.Create(BinaryFloat.NaN).AsSingle(), value);
}
