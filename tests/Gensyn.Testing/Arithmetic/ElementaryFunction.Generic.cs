using System.Collections.Immutable;
using System.Numerics;
using System.Runtime.InteropServices;
using Gensyn.Verification.Arithmetic;
using Gensyn.Workers.Tensors;

namespace Gensyn.Testing.Arithmetic;

/// <inheritdoc/>
internal sealed class ElementaryFunction<TFunction> : ElementaryFunction
    where TFunction : struct, IElementaryFunction
{
    private const double Margin = 1.0 / (1 << 20); // The estimate's 2^−45 is at most 2^−21 of a unit; the rest covers the roundings below.
    private const double LeastOfInterest = 1.0 / (1L << 55) / (1L << 55) / (1L << 55); // Far below the least subnormal, 2^−149.
    private const double TwoTo128 = 340282366920938463463374607431768211456.0;

    /// <inheritdoc/>
    public override string Name => TFunction.Name;

    /// <inheritdoc/>
    public override ImmutableArray<uint> Thresholds => [.. TFunction.Thresholds];

    /// <inheritdoc/>
    public override uint Soft(uint x) => TFunction.Apply(new SingleLane<SoftBinary32>(x)).Bits;

    /// <inheritdoc/>
    public override void Evaluate(KernelPath path, ReadOnlySpan<uint> x, Span<uint> results)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(results.Length, x.Length);
        ArgumentOutOfRangeException.ThrowIfNotEqual(x.Length % 16, 0);
        switch (path == KernelPath.Auto ? Kernels.For(path).Path : path)
        {
            case KernelPath.Avx512:
                Evaluate<Lanes512>(x, results);
                break;
            case KernelPath.Avx2:
                Evaluate<Lanes256>(x, results);
                break;
            case KernelPath.Vector128:
                Evaluate<Lanes128>(x, results);
                break;
            default:
                for (int i = 0; i < x.Length; i++) results[i] = TFunction.Apply(new SingleLane<HardBinary32>(x[i])).Bits;
                break;
        }
    }

    /// <inheritdoc/>
    public override (int Index, double Bound) Largest(ReadOnlySpan<uint> x, ReadOnlySpan<uint> results)
    {
        int index = 0;
        double largest = -1;
        for (int i = 0; i < x.Length; i++)
        {
            double bound = Bound(x[i], results[i]);
            if (bound > largest) (index, largest) = (i, bound);
        }

        return (index, largest);
    }

    /// <inheritdoc/>
    public override double ErrorOf(uint x, uint result)
    {
        double estimate = TFunction.Estimate(BitConverter.UInt32BitsToSingle(x));
        if (estimate == 0 || !double.IsFinite(estimate)) return MustBe(estimate, result);
        BigInteger exact = Exact(x);
        if (Binary32.IsNaN(result) || exact.Sign < 0 != result >> 31 > 0) return double.PositiveInfinity;
        exact = BigInteger.Abs(exact);
        bool isFinite = Binary32.IsFinite(result);
        BigInteger actual = isFinite ? FixedPoint.FromBinary32(result & ~Binary32.Sign) : FixedPoint.One << 128;
        if (!isFinite) exact = BigInteger.Min(exact, actual);

        int unit = Math.Clamp((int)exact.GetBitLength() - 24 - FixedPoint.Bits, -149, 104);
        return (double)(BigInteger.Abs(actual - exact) >> (FixedPoint.Bits + unit - 52)) / (1L << 52);
    }

    /// <inheritdoc/>
    public override double ErrorOfEstimate(uint x)
    {
        double estimate = TFunction.Estimate(BitConverter.UInt32BitsToSingle(x));
        if (Math.Abs(estimate) < LeastOfInterest || !double.IsFinite(estimate)) return 0;
        BigInteger exact = Exact(x);
        long exponent = exact.GetBitLength() - FixedPoint.Bits;
        BigInteger scaled = (BigInteger)Math.ScaleB(estimate, 100 - (int)exponent);
        BigInteger shifted = exact >> (FixedPoint.Bits + (int)exponent - 100);
        return Math.ScaleB((double)BigInteger.Abs(scaled - shifted), -99);
    }

    private static BigInteger Exact(uint x) => TFunction.Exact(FixedPoint.FromBinary32(x));

    private static double MustBe(double exact, uint result) =>
        Binary32.Canonical(BitConverter.SingleToUInt32Bits((float)exact)) == result ? 0 : double.PositiveInfinity;

    /// <summary>What the error is at most.</summary>
    private static double Bound(uint x, uint result)
    {
        double exact = TFunction.Estimate(BitConverter.UInt32BitsToSingle(x));
        if (exact == 0 || !double.IsFinite(exact)) return MustBe(exact, result);
        double actual = BitConverter.UInt32BitsToSingle(result);
        if (double.IsNaN(actual) || double.IsNegative(exact) != double.IsNegative(actual)) return double.PositiveInfinity;
        (exact, actual) = (Math.Abs(exact), Math.Abs(actual));
        if (double.IsInfinity(actual)) (exact, actual) = (Math.Min(exact, TwoTo128), TwoTo128);

        // The smaller unit where the estimate does not decide.
        int exponent = (int)(BitConverter.DoubleToUInt64Bits(exact * (1 - 1.0 / (1L << 44))) >> 52) - 1023;
        int unit = Math.Clamp(exponent - 23, -149, 104);
        return (Math.Abs(actual - exact) * BitConverter.UInt64BitsToDouble((ulong)(1023 - unit) << 52)) + Margin;
    }

    private static void Evaluate<TLanes>(ReadOnlySpan<uint> x, Span<uint> results)
        where TLanes : struct, ILanes<TLanes>
    {
        ref float source = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<uint, float>(x));
        ref float target = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<uint, float>(results));
        for (int i = 0; i < x.Length; i += TLanes.Count)
        {
            TLanes.Store(TFunction.Apply(TLanes.Load(in source, (nuint)i)), ref target, (nuint)i);
        }
    }
}
