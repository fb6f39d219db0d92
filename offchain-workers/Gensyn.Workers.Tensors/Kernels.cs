using System.Collections.Immutable;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>The arithmetic of the operators on whole tensors; every implementation writes the same bits.</summary>
/// <remarks>
/// Results may alias an operand of the same size in the element-by-element kernels, and in no other. Every NaN is written as 0x7FC00000.
/// </remarks>
public abstract class Kernels
{
    /// <summary>Which instructions this implementation uses.</summary>
    public abstract KernelPath Path { get; }

    /// <summary>The paths that this machine has, the reference first.</summary>
    public static ImmutableArray<KernelPath> SupportedPaths { get; } = [.. Enum.GetValues<KernelPath>().Where(static path => path != KernelPath.Auto && Supports(path))];

    /// <summary>Whether this machine has the instructions of a path.</summary>
    public static bool Supports(KernelPath path) => path switch
    {
        KernelPath.Avx512 => Avx512F.IsSupported && Fma.IsSupported && Avx2.IsSupported,
        KernelPath.Avx2 => Avx2.IsSupported && Fma.IsSupported,
        KernelPath.Vector128 => Vector128.IsHardwareAccelerated,
        _ => true,
    };

    /// <summary>The kernels of a path, which split large products over this many threads.</summary>
    /// <exception cref="PlatformNotSupportedException">The machine lacks the instructions.</exception>
    public static Kernels For(KernelPath path, int threads = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(threads);
        if (!Supports(path)) throw new PlatformNotSupportedException($"This machine has no {path} instructions.");
        return (path == KernelPath.Auto ? Fastest() : path) switch
        {
            KernelPath.Avx512 => new VectorKernels<Lanes512, ProductBlock512>(KernelPath.Avx512, threads),
            KernelPath.Avx2 => new VectorKernels<Lanes256, ProductBlock256>(KernelPath.Avx2, threads),
            KernelPath.Vector128 => new VectorKernels<Lanes128, ProductBlock128>(KernelPath.Vector128, threads),
            _ => new ScalarKernels(),
        };
    }

    // Without an instruction for the fused multiply–add, vectors of it are slower than the plain loops.
    private static KernelPath Fastest() =>
        Supports(KernelPath.Avx512) ? KernelPath.Avx512
        : Supports(KernelPath.Avx2) ? KernelPath.Avx2
        : AdvSimd.Arm64.IsSupported ? KernelPath.Vector128
        : KernelPath.Scalar;

    /// <summary>The data rows of a step's batch.</summary>
    public virtual void BatchIndices(ulong seed, uint rows, ulong step, Span<uint> result)
    {
        for (int i = 0; i < result.Length; i++) result[i] = KeyedPermutation.BatchIndex(seed, rows, (uint)result.Length, step, (uint)i);
    }

    /// <summary>The kernels that read windows of images in place; null where a record is always run as itself.</summary>
    public virtual IFusedWindows? Windows => null;

    /// <summary>The matrix product: each sum starts at +0, or continues what the result holds, and takes fused terms in ascending depth.</summary>
    public abstract void MatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, bool continues = false);

    /// <summary>Writes the right operand of a product so that many products with it need not: see <see cref="ProductShape.HasPanels"/>.</summary>
    /// <exception cref="NotSupportedException">These kernels have no panels.</exception>
    public virtual void PackPanels(ReadOnlySpan<float> right, ProductShape shape, Span<float> panels) => throw new NotSupportedException($"{Path} kernels read matrices as they are.");

    /// <summary>The product of each pair of matrices: <paramref name="pairs"/> of them, one after the other.</summary>
    public void BatchMatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, int pairs)
    {
        int a = left.Length / pairs, b = right.Length / pairs, c = result.Length / pairs;
        for (int pair = 0; pair < pairs; pair++) MatMul(left.Slice(pair * a, a), right.Slice(pair * b, b), result.Slice(pair * c, c), shape);
    }

    /// <summary>A pointwise operator.</summary>
    public abstract void Pointwise(in PointwiseRun run);

    /// <summary>The sum of each group of <paramref name="terms"/> elements: 16 strided lanes, then a fixed tree; the last group may be shorter.</summary>
    public abstract void Sum(ReadOnlySpan<float> x, Span<float> result, int terms);

    /// <summary>The sum of products of each group of <paramref name="terms"/> elements, in the same order.</summary>
    public abstract void Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, int terms);

    /// <summary>The first of the largest elements of each row; the first NaN wins.</summary>
    public virtual void RowMax(ReadOnlySpan<float> x, Span<float> result) => RowKernels.Max(x, result);

    /// <summary>The sum of each column, rows in ascending order, from +0 or from what the result holds.</summary>
    public abstract void ColumnSum(ReadOnlySpan<float> x, Span<float> result, bool continues = false);

    /// <summary>The sum of products of each column, rows in ascending order, from +0 or from what the result holds.</summary>
    public abstract void ColumnDot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, bool continues = false);

    /// <summary>Bytes widened, times a factor.</summary>
    public abstract void MultiplyBytes(ReadOnlySpan<byte> x, float factor, Span<float> result);
}
