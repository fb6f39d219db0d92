using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gensyn.Workers.Tensors;

namespace Gensyn.Benchmarks.Training;

/// <summary>A product of 1024 × 1024 matrices against the most fused multiplications and additions that the processor makes, in the same process.</summary>
internal static class ProductFigures
{
    private const int Size = 1024;

    /// <summary>The peak on one thread, in 10⁹ operations a second; the best of repeats.</summary>
    public static double Peak(int repeats) => Best(repeats, static () => FmaPeak());

    /// <summary>Measures products on one thread and on two, each against its own peak.</summary>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(int repeats, double peak)
    {
        double product = Best(repeats, static () => Product(threads: 1)), product2 = Best(repeats, static () => Product(threads: 2));
        double peak2 = Best(repeats, static () =>
        {
            double[] each = new double[2];
            Thread other = new(() => each[1] = FmaPeak());
            other.Start();
            each[0] = FmaPeak();
            other.Join();
            return each.Sum();
        });
        yield return new("fmaPeakGflops", peak);
        yield return new("sgemmGflops", product);
        yield return new("sgemmVsPeak1", product / peak);
        yield return new("fmaPeak2Gflops", peak2);
        yield return new("sgemm2Gflops", product2);
        yield return new("sgemmVsPeak2", product2 / peak2);
    }

    private static double Best(int repeats, Func<double> measure) => Enumerable.Range(0, repeats).Max(_ => measure());

    // As many independent chains as hide the latency of a fused multiply–add (4 cycles, two a cycle).
    private static double FmaPeak()
    {
        const int Rounds = 20_000_000, Chains = 10;
        Vector256<float> factor = Vector256.Create(1.000001f), addend = Vector256.Create(1e-7f);
        long began = Stopwatch.GetTimestamp();
        float kept;
        int lanes;
        if (Vector512.IsHardwareAccelerated && Avx512F.IsSupported)
        {
            Vector512<float> f = Vector512.Create(factor, factor), d = Vector512.Create(addend, addend);
            Vector512<float> a = f, b = f, c = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f;
            for (int n = 0; n < Rounds; n++)
            {
                a = Avx512F.FusedMultiplyAdd(a, f, d);
                b = Avx512F.FusedMultiplyAdd(b, f, d);
                c = Avx512F.FusedMultiplyAdd(c, f, d);
                e = Avx512F.FusedMultiplyAdd(e, f, d);
                g = Avx512F.FusedMultiplyAdd(g, f, d);
                h = Avx512F.FusedMultiplyAdd(h, f, d);
                i = Avx512F.FusedMultiplyAdd(i, f, d);
                j = Avx512F.FusedMultiplyAdd(j, f, d);
                k = Avx512F.FusedMultiplyAdd(k, f, d);
                l = Avx512F.FusedMultiplyAdd(l, f, d);
            }

            kept = Vector512.Sum(a + b + c + e + g + h + i + j + k + l);
            lanes = 16;
        }
        else if (Fma.IsSupported)
        {
            Vector256<float> a = factor, b = factor, c = factor, e = factor, g = factor, h = factor, i = factor, j = factor, k = factor, l = factor;
            for (int n = 0; n < Rounds; n++)
            {
                a = Fma.MultiplyAdd(a, factor, addend);
                b = Fma.MultiplyAdd(b, factor, addend);
                c = Fma.MultiplyAdd(c, factor, addend);
                e = Fma.MultiplyAdd(e, factor, addend);
                g = Fma.MultiplyAdd(g, factor, addend);
                h = Fma.MultiplyAdd(h, factor, addend);
                i = Fma.MultiplyAdd(i, factor, addend);
                j = Fma.MultiplyAdd(j, factor, addend);
                k = Fma.MultiplyAdd(k, factor, addend);
                l = Fma.MultiplyAdd(l, factor, addend);
            }

            kept = Vector256.Sum(a + b + c + e + g + h + i + j + k + l);
            lanes = 8;
        }
        else
        {
            float a = 1, b = 1;
            for (int n = 0; n < Rounds; n++) (a, b) = (MathF.FusedMultiplyAdd(a, 1.000001f, 1e-7f), MathF.FusedMultiplyAdd(b, 1.000001f, 1e-7f));
            kept = a + b;
            return 2.0 * 2 * Rounds / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9 * (float.IsNaN(kept) ? 0 : 1);
        }

        return 2.0 * lanes * Chains * Rounds / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9 * (float.IsNaN(kept) ? 0 : 1);
    }

    private static double Product(int threads)
    {
        float[] left = new float[Size * Size], right = new float[Size * Size], result = new float[Size * Size];
        Random random = new(1);
        for (int i = 0; i < left.Length; i++) (left[i], right[i]) = (random.NextSingle(), random.NextSingle());
        Kernels kernels = Kernels.For(KernelPath.Auto, threads);
        long began = Stopwatch.GetTimestamp();
        kernels.MatMul(left, right, result, new ProductShape(Size, Size, Size, false, false));
        return 2.0 * Size * Size * Size / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9;
    }
}
