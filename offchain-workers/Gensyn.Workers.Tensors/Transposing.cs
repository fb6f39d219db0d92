using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Workers.Tensors;

/// <summary>Square blocks of a matrix, turned.</summary>
internal static unsafe class Transposing
{
    /// <summary>Rows and columns of a block.</summary>
    public const int Size = 8;

    /// <summary>Writes the columns of a block as rows. Both strides are in elements.</summary>
    public static void Block(float* source, nint sourceStride, float* target, nint targetStride)
    {
        if (!Avx.IsSupported)
        {
            for (int i = 0; i < Size * Size; i++) target[(i % Size * targetStride) + (i / Size)] = source[(i / Size * sourceStride) + (i % Size)];
            return;
        }

        Vector256<float> a = Vector256.Load(source), b = Vector256.Load(source + sourceStride);
        Vector256<float> c = Vector256.Load(source + (2 * sourceStride)), d = Vector256.Load(source + (3 * sourceStride));
        Vector256<float> e = Vector256.Load(source + (4 * sourceStride)), f = Vector256.Load(source + (5 * sourceStride));
        Vector256<float> g = Vector256.Load(source + (6 * sourceStride)), h = Vector256.Load(source + (7 * sourceStride));

        // Pairs of elements, then pairs of pairs, then halves.
        (Vector256<float> ab0, Vector256<float> ab1) = (Avx.UnpackLow(a, b), Avx.UnpackHigh(a, b));
        (Vector256<float> cd0, Vector256<float> cd1) = (Avx.UnpackLow(c, d), Avx.UnpackHigh(c, d));
        (Vector256<float> ef0, Vector256<float> ef1) = (Avx.UnpackLow(e, f), Avx.UnpackHigh(e, f));
        (Vector256<float> gh0, Vector256<float> gh1) = (Avx.UnpackLow(g, h), Avx.UnpackHigh(g, h));
        (Vector256<float> p0, Vector256<float> p1) = (Avx.Shuffle(ab0, cd0, 0x44), Avx.Shuffle(ab0, cd0, 0xEE));
        (Vector256<float> p2, Vector256<float> p3) = (Avx.Shuffle(ab1, cd1, 0x44), Avx.Shuffle(ab1, cd1, 0xEE));
        (Vector256<float> q0, Vector256<float> q1) = (Avx.Shuffle(ef0, gh0, 0x44), Avx.Shuffle(ef0, gh0, 0xEE));
        (Vector256<float> q2, Vector256<float> q3) = (Avx.Shuffle(ef1, gh1, 0x44), Avx.Shuffle(ef1, gh1, 0xEE));
        Avx.Permute2x128(p0, q0, 0x20).Store(target);
        Avx.Permute2x128(p1, q1, 0x20).Store(target + targetStride);
        Avx.Permute2x128(p2, q2, 0x20).Store(target + (2 * targetStride));
        Avx.Permute2x128(p3, q3, 0x20).Store(target + (3 * targetStride));
        Avx.Permute2x128(p0, q0, 0x31).Store(target + (4 * targetStride));
        Avx.Permute2x128(p1, q1, 0x31).Store(target + (5 * targetStride));
        Avx.Permute2x128(p2, q2, 0x31).Store(target + (6 * targetStride));
        Avx.Permute2x128(p3, q3, 0x31).Store(target + (7 * targetStride));
    }
}
