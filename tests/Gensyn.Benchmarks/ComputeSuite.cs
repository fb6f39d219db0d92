using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gensyn.Workers.Tensors;
using Gensyn.Workers.Training.Checkpoints;
using Gensyn.Workers.Training.Engines;
using Gensyn.Workers.Training.Graphs;
using Gensyn.Workers.Training.Models;
using Gensyn.Workers.Training.Runs;
using Gensyn.Workers.Training.Sources;

namespace Gensyn.Benchmarks;

/// <summary>What training in the protocol's arithmetic costs on this machine; ratios are measured in one run, best of several.</summary>
internal static class ComputeSuite
{
    private const int Repeats = 5;
    private const int ProductSize = 1024;

    /// <summary>Runs the suite and returns its figures in order.</summary>
    public static IReadOnlyList<KeyValuePair<string, double>> Run()
    {
        double peak = Best(FmaPeak);
        double product = Best(() => Product(threads: 1));
        (double leafMs, int leafBytes) = LeafFigures.Measure();
        (double steps, double overhead) = Perceptron();
        return
        [
            new("fmaPeakGflops", peak),
            new("sgemmGflops", product),
            new("sgemmVsPeak1", product / peak),
            new("mlpStepsPerSecond", steps),
            new("proofOverhead", overhead),
            new("leafMaxMs", leafMs),
            new("leafMaxBytes", leafBytes),
        ];
    }

    private static double Best(Func<double> measure) => Enumerable.Range(0, Repeats).Max(_ => measure());

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
        float[] left = new float[ProductSize * ProductSize], right = new float[ProductSize * ProductSize], result = new float[ProductSize * ProductSize];
        Random random = new(1);
        for (int i = 0; i < left.Length; i++) (left[i], right[i]) = (random.NextSingle(), random.NextSingle());
        Kernels kernels = Kernels.For(KernelPath.Auto, threads);
        long began = Stopwatch.GetTimestamp();
        kernels.MatMul(left, right, result, new ProductShape(ProductSize, ProductSize, ProductSize, false, false));
        return 2.0 * ProductSize * ProductSize * ProductSize / Stopwatch.GetElapsedTime(began).TotalSeconds / 1e9;
    }

    // The demo's model with its checkpoints kept as a solver keeps them. Proof overhead: the time beside training that hashing, writing and serialising take.
    private static (double StepsPerSecond, double ProofOverhead) Perceptron()
    {
        LabelledRows data = LabelledRows.Draw(1, 8000, 2000);
        TrainingJob job = new(new MultilayerPerceptron([128]).Build(data.Types), data.Tensors, seed: 1, steps: 1000, checkpointInterval: 100);
        BitwiseEngine engine = new();
        double steps = 0, overhead = double.MaxValue;
        for (int i = 0; i < Repeats; i++)
        {
            string folder = Directory.CreateTempSubdirectory("gensyn-benchmark-").FullName;
            try
            {
                CheckpointFolder checkpoints = new(job, folder);
                TrainingRun run = new(job, engine)
                {
                    OnCheckpoint = (checkpoint, _) =>
                    {
                        checkpoints.Save(checkpoint);
                        return Task.CompletedTask;
                    },
                };
                run.RunAsync().GetAwaiter().GetResult();
                double seconds = run.TrainingTime.TotalSeconds;
                steps = Math.Max(steps, job.Plan.Steps / seconds);
                overhead = Math.Min(overhead, run.ProvingTime.TotalSeconds / seconds);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        return (steps, overhead);
    }
}
