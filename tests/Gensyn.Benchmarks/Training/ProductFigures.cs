using System.Diagnostics;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Benchmarks.Training;

/// <summary>A product of 1024 × 1024 matrices against the most fused multiplications and additions that the processor makes, in the same process.</summary>
internal static class ProductFigures
{
    private const int Size = 1024;
    private const int ProductsOfARepeat = 10;

    /// <summary>The peak on one thread, in 10⁹ operations a second; the best of repeats.</summary>
    public static double Peak(int repeats) => Best(repeats, static () => FmaPeak.Measure());

    /// <summary>Measures products on one thread and on two, each against its own peak.</summary>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(int repeats, double peak)
    {
        double product = Best(repeats, static () => Product(threads: 1)), product2 = Best(repeats, static () => Product(threads: 2));
        double peak2 = Best(repeats, static () =>
        {
            double[] each = new double[2];
            Thread other = new(() => each[1] = FmaPeak.Measure());
            other.Start();
            each[0] = FmaPeak.Measure();
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

    private static double Product(int threads)
    {
        TensorType type = new(DataType.Float32, Shape.Of(Size, Size));
        Tensor left = new(type), right = new(type), result = new(type);
        Random random = new(1);
        for (int i = 0; i < left.Floats.Length; i++) (left.Floats[i], right.Floats[i]) = (random.NextSingle(), random.NextSingle());
        Kernels kernels = Kernels.For(KernelPath.Auto, threads);
        double least = double.MaxValue;
        for (int i = 0; i < ProductsOfARepeat; i++)
        {
            long began = Stopwatch.GetTimestamp();
            kernels.MatMul(left.Floats, right.Floats, result.Floats, new ProductShape(Size, Size, Size, false, false));
            least = Math.Min(least, Stopwatch.GetElapsedTime(began).TotalSeconds);
        }

        return 2.0 * Size * Size * Size / least / 1e9;
    }
}
