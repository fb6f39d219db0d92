using System.Diagnostics;
using Gensyn.Verification;
using Gensyn.Workers.Tensors;

namespace Gensyn.Benchmarks.Training;

/// <summary>A product of 1024 × 1024 matrices against the most fused multiplications and additions that the processor makes, in the same process.</summary>
internal static class ProductFigures
{
    private const int Size = 1024;
    private const int WarmUpProducts = 40;

    /// <summary>The peak on one thread, in 10⁹ operations a second; the best of repeats.</summary>
    public static double Peak(int repeats)
    {
        FmaPeak.WarmUp();
        return Enumerable.Range(0, 10 * repeats).Max(static _ => FmaPeak.Measure());
    }

    /// <summary>Measures products on one thread and on two, each against its own peak.</summary>
    /// <param name="products">How many of each.</param>
    public static IEnumerable<KeyValuePair<string, double?>> Measure(int products)
    {
        (double peak, double product, double ratio) = InTurns(products, threads: 1);
        (double peak2, double product2, double ratio2) = InTurns(products, threads: 2);
        yield return new("fmaPeakGflops", peak);
        yield return new("sgemmGflops", product);
        yield return new("sgemmVsPeak1", ratio);
        yield return new("fmaPeak2Gflops", peak2);
        yield return new("sgemm2Gflops", product2);
        yield return new("sgemmVsPeak2", ratio2);
    }

    // The clock of a shared machine changes from one tenth of a second to the next, so each sample is compared with the peak just before and after it, and the middle one of the ratios counts.
    private static (double Peak, double Product, double Ratio) InTurns(int products, int threads)
    {
        TensorType type = new(DataType.Float32, Shape.Of(Size, Size));
        Tensor left = new(type), right = new(type), result = new(type);
        Random random = new(1);
        for (int i = 0; i < left.Floats.Length; i++) (left.Floats[i], right.Floats[i]) = (random.NextSingle(), random.NextSingle());
        Kernels kernels = Kernels.For(KernelPath.Auto, threads);
        for (int i = 0; i < WarmUpProducts; i++) Products();
        List<double> ratios = [];
        double before = PeakOf(threads), peak = before, best = 0;
        for (int i = 0; i < products; i++)
        {
            double made = Products(), after = PeakOf(threads);
            ratios.Add(made / ((before + after) / 2));
            (before, peak, best) = (after, Math.Max(peak, after), Math.Max(best, made));
        }

        ratios.Sort();
        return (peak, best, ratios[ratios.Count / 2]);

        // As many as there are threads, so that a sample is as long with two of them.
        double Products()
        {
            long began = Stopwatch.GetTimestamp();
            for (int i = 0; i < threads; i++) kernels.MatMul(left.Floats, right.Floats, result.Floats, new ProductShape(Size, Size, Size, false, false));
            return 2.0 * Size * Size * Size * threads / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9;
        }
    }

    private static double PeakOf(int threads)
    {
        double[] each = new double[threads];
        Thread[] others = [.. Enumerable.Range(1, threads - 1).Select(i => new Thread(() => each[i] = FmaPeak.Measure()))];
        foreach (Thread other in others) other.Start();
        each[0] = FmaPeak.Measure();
        foreach (Thread other in others) other.Join();
        return each.Sum();
    }
}
