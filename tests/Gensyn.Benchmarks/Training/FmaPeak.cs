using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Gensyn.Benchmarks.Training;

/// <summary>The most fused multiplications and additions that a core of this processor makes: independent chains that stay in registers.</summary>
/// <remarks>Many short calls, so that what is timed is the last tier of compilation; a loop that is replaced while it runs keeps its sums in memory.</remarks>
internal static class FmaPeak
{
    // More than the latency of a fused multiply–add (4 cycles) times how many begin in a cycle (2).
    private const int Chains = 12;
    private const int RoundsOfACall = 20_000;
    private const int Calls = 300; // With AVX-512 as long as a product of 1024 × 1024 matrices: what disturbs a shared machine for a millisecond disturbs both alike.
    private static readonly TimeSpan WarmUpRest = TimeSpan.FromMilliseconds(200);
    private const float Factor = 0.999999f;
    private const float Summand = 1e-7f;

    /// <summary>Has the chains compiled as they will stay.</summary>
    public static void WarmUp()
    {
        Measure();
        Thread.Sleep(WarmUpRest);
        Measure();
    }

    /// <summary>Measures for ten to twenty milliseconds: 10⁹ operations a second, a multiplication and an addition each counted.</summary>
    public static double Measure()
    {
        (Func<float> chains, int lanes) = Avx512F.IsSupported ? (Wide, 16) : Fma.IsSupported ? (Narrow, 8) : ((Func<float>)Portable, 4);
        float kept = 0;
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < Calls; i++) kept += chains();
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        return float.IsFinite(kept) ? 2.0 * lanes * Chains * RoundsOfACall * Calls / seconds / 1e9 : throw new InvalidOperationException("The chains left the finite numbers.");
    }

    private static float Wide()
    {
        Vector512<float> f = Vector512.Create(Factor), s = Vector512.Create(Summand);
        Vector512<float> a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int round = 0; round < RoundsOfACall; round++)
        {
            a = Avx512F.FusedMultiplyAdd(a, f, s);
            b = Avx512F.FusedMultiplyAdd(b, f, s);
            c = Avx512F.FusedMultiplyAdd(c, f, s);
            d = Avx512F.FusedMultiplyAdd(d, f, s);
            e = Avx512F.FusedMultiplyAdd(e, f, s);
            g = Avx512F.FusedMultiplyAdd(g, f, s);
            h = Avx512F.FusedMultiplyAdd(h, f, s);
            i = Avx512F.FusedMultiplyAdd(i, f, s);
            j = Avx512F.FusedMultiplyAdd(j, f, s);
            k = Avx512F.FusedMultiplyAdd(k, f, s);
            l = Avx512F.FusedMultiplyAdd(l, f, s);
            m = Avx512F.FusedMultiplyAdd(m, f, s);
        }

        return Vector512.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }

    private static float Narrow()
    {
        Vector256<float> f = Vector256.Create(Factor), s = Vector256.Create(Summand);
        Vector256<float> a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int round = 0; round < RoundsOfACall; round++)
        {
            a = Fma.MultiplyAdd(a, f, s);
            b = Fma.MultiplyAdd(b, f, s);
            c = Fma.MultiplyAdd(c, f, s);
            d = Fma.MultiplyAdd(d, f, s);
            e = Fma.MultiplyAdd(e, f, s);
            g = Fma.MultiplyAdd(g, f, s);
            h = Fma.MultiplyAdd(h, f, s);
            i = Fma.MultiplyAdd(i, f, s);
            j = Fma.MultiplyAdd(j, f, s);
            k = Fma.MultiplyAdd(k, f, s);
            l = Fma.MultiplyAdd(l, f, s);
            m = Fma.MultiplyAdd(m, f, s);
        }

        return Vector256.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }

    private static float Portable()
    {
        Vector128<float> f = Vector128.Create(Factor), s = Vector128.Create(Summand);
        Vector128<float> a = f, b = f, c = f, d = f, e = f, g = f, h = f, i = f, j = f, k = f, l = f, m = f;
        for (int round = 0; round < RoundsOfACall; round++)
        {
            a = Vector128.FusedMultiplyAdd(a, f, s);
            b = Vector128.FusedMultiplyAdd(b, f, s);
            c = Vector128.FusedMultiplyAdd(c, f, s);
            d = Vector128.FusedMultiplyAdd(d, f, s);
            e = Vector128.FusedMultiplyAdd(e, f, s);
            g = Vector128.FusedMultiplyAdd(g, f, s);
            h = Vector128.FusedMultiplyAdd(h, f, s);
            i = Vector128.FusedMultiplyAdd(i, f, s);
            j = Vector128.FusedMultiplyAdd(j, f, s);
            k = Vector128.FusedMultiplyAdd(k, f, s);
            l = Vector128.FusedMultiplyAdd(l, f, s);
            m = Vector128.FusedMultiplyAdd(m, f, s);
        }

        return Vector128.Sum(a + b + c + d + e + g + h + i + j + k + l + m);
    }
}
