using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Gensyn.Verification.Arithmetic;

namespace Gensyn.Workers.Tensors;

/// <summary>The kernels in vectors of one width; ends of rows that do not fill a vector take the plain element path.</summary>
internal sealed class VectorKernels<TLanes>(int threads) : Kernels
    where TLanes : struct, ILanes<TLanes>
{
    /// <inheritdoc/>
    public override KernelPath Path => TLanes.Count == 16 ? KernelPath.Avx512 : KernelPath.Avx2;

    /// <inheritdoc/>
    public override void BatchIndices(ulong seed, uint rows, ulong step, Span<uint> result) => VectorPermutation.BatchIndices(seed, rows, step, result);

    /// <inheritdoc/>
    public override void MatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape)
    {
        shape.Check(left.Length, right.Length, result.Length);
        MatrixProduct.Blocked(left, right, result, shape, TLanes.Count == 16, threads);
    }

    /// <inheritdoc/>
    public override void AddRow(ReadOnlySpan<float> x, ReadOnlySpan<float> row, Span<float> result)
    {
        for (int start = 0; start < x.Length; start += row.Length) Binary<AddOperation>(x.Slice(start, row.Length), row, result.Slice(start, row.Length));
    }

    /// <inheritdoc/>
    public override void Relu(ReadOnlySpan<float> x, Span<float> result) => Binary<ReluOperation>(x, x, result);

    /// <inheritdoc/>
    public override void ReluGrad(ReadOnlySpan<float> gradient, ReadOnlySpan<float> x, Span<float> result) => Binary<ReluGradOperation>(gradient, x, result);

    /// <inheritdoc/>
    public override void SubRow(ReadOnlySpan<float> x, ReadOnlySpan<float> perRow, Span<float> result)
    {
        int columns = x.Length / perRow.Length;
        for (int row = 0; row < perRow.Length; row++)
        {
            Constant<SubtractOperation>(x.Slice(row * columns, columns), perRow[row], result.Slice(row * columns, columns));
        }
    }

    /// <inheritdoc/>
    public override void Exp(ReadOnlySpan<float> x, Span<float> result) => Binary<ExpOperation>(x, x, result);

    /// <inheritdoc/>
    public override void Sum(ReadOnlySpan<float> x, Span<float> result, int terms)
    {
        Span<float> lanes = stackalloc float[Element.Lanes];
        for (int group = 0; group < result.Length; group++)
        {
            ReadOnlySpan<float> part = x[(group * terms)..];
            part = part[..Math.Min(terms, part.Length)];
            lanes.Clear();
            int at = 0;
            for (; at + Element.Lanes <= part.Length; at += Element.Lanes) Binary<AddOperation>(lanes, part.Slice(at, Element.Lanes), lanes);
            for (int lane = 0; at < part.Length; at++, lane++) lanes[lane] = Element.Add(lanes[lane], part[at]);
            result[group] = Element.Tree(lanes);
        }
    }

    /// <inheritdoc/>
    public override void ColumnSum(ReadOnlySpan<float> x, Span<float> result)
    {
        result.Clear();
        for (int start = 0; start < x.Length; start += result.Length) Binary<AddOperation>(result, x.Slice(start, result.Length), result);
    }

    /// <inheritdoc/>
    public override void MultiplyAdd(float factor, ReadOnlySpan<float> x, ReadOnlySpan<float> addend, Span<float> result)
    {
        SameLength(x.Length, addend.Length, result.Length);
        ref float a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(addend), r = ref MemoryMarshal.GetReference(result);
        TLanes factors = TLanes.Broadcast(factor);
        int i = 0;
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(Canonical(TLanes.FusedMultiplyAdd(factors, TLanes.Load(in a, (nuint)i), TLanes.Load(in b, (nuint)i))), ref r, (nuint)i);
        }

        for (; i < x.Length; i++) result[i] = Element.MultiplyAdd(factor, x[i], addend[i]);
    }

    /// <inheritdoc/>
    public override void Multiply(ReadOnlySpan<float> x, float factor, Span<float> result) => Constant<MultiplyOperation>(x, factor, result);

    /// <inheritdoc/>
    public override void MultiplyBytes(ReadOnlySpan<byte> x, float factor, Span<float> result)
    {
        SameLength(x.Length, x.Length, result.Length);
        ref byte a = ref MemoryMarshal.GetReference(x);
        ref float r = ref MemoryMarshal.GetReference(result);
        TLanes factors = TLanes.Broadcast(factor);
        int i = 0;
        for (; i <= x.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(Canonical(TLanes.Multiply(TLanes.LoadBytes(in a, (nuint)i), factors)), ref r, (nuint)i);
        }

        for (; i < x.Length; i++) result[i] = Element.Multiply(x[i], factor);
    }

    /// <inheritdoc/>
    public override void MomentumStep(float momentum, float negativeRate, ReadOnlySpan<float> gradient, Span<float> velocity, Span<float> weights)
    {
        SameLength(gradient.Length, velocity.Length, weights.Length);
        ref float g = ref MemoryMarshal.GetReference(gradient), v = ref MemoryMarshal.GetReference(velocity), w = ref MemoryMarshal.GetReference(weights);
        TLanes decay = TLanes.Broadcast(momentum), rate = TLanes.Broadcast(negativeRate);
        int i = 0;
        for (; i <= gradient.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes moved = Canonical(TLanes.FusedMultiplyAdd(decay, TLanes.Load(in v, (nuint)i), TLanes.Load(in g, (nuint)i)));
            TLanes.Store(moved, ref v, (nuint)i);
            TLanes.Store(Canonical(TLanes.FusedMultiplyAdd(rate, moved, TLanes.Load(in w, (nuint)i))), ref w, (nuint)i);
        }

        for (; i < gradient.Length; i++)
        {
            velocity[i] = Element.MultiplyAdd(momentum, velocity[i], gradient[i]);
            weights[i] = Element.MultiplyAdd(negativeRate, velocity[i], weights[i]);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TLanes Canonical(TLanes value) => TLanes.Select(TLanes.IsNaN(value), TLanes.BroadcastBits(BinaryFloat.NaN), value);

    private static void Binary<TOperation>(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result)
        where TOperation : struct, IOperation
    {
        SameLength(left.Length, right.Length, result.Length);
        ref float a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right), r = ref MemoryMarshal.GetReference(result);
        int i = 0;
        for (; i <= left.Length - TLanes.Count; i += TLanes.Count)
        {
            TLanes.Store(TOperation.Apply(TLanes.Load(in a, (nuint)i), TLanes.Load(in b, (nuint)i)), ref r, (nuint)i);
        }

        for (; i < left.Length; i++) result[i] = TOperation.Apply(left[i], right[i]);
    }

    private static void Constant<TOperation>(ReadOnlySpan<float> left, float right, Span<float> result)
        where TOperation : struct, IOperation
    {
        SameLength(left.Length, left.Length, result.Length);
        ref float a = ref MemoryMarshal.GetReference(left), r = ref MemoryMarshal.GetReference(result);
        TLanes constant = TLanes.Broadcast(right);
        int i = 0;
        for (; i <= left.Length - TLanes.Count; i += TLanes.Count) TLanes.Store(TOperation.Apply(TLanes.Load(in a, (nuint)i), constant), ref r, (nuint)i);
        for (; i < left.Length; i++) result[i] = TOperation.Apply(left[i], right);
    }

    // The loops above read and write through references, so lengths are settled first.
    private static void SameLength(int left, int right, int result)
    {
        if (left != right || left != result) throw new ArgumentException($"Operands of {left} and {right} elements do not make {result}.");
    }

    /// <summary>An operation on two elements, in both forms.</summary>
    private interface IOperation
    {
        static abstract TLanes Apply(TLanes left, TLanes right);

        static abstract float Apply(float left, float right);
    }

    private readonly struct AddOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply(TLanes left, TLanes right) => Canonical(TLanes.Add(left, right));

        public static float Apply(float left, float right) => Element.Add(left, right);
    }

    private readonly struct SubtractOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply(TLanes left, TLanes right) => Canonical(TLanes.Subtract(left, right));

        public static float Apply(float left, float right) => Element.Subtract(left, right);
    }

    private readonly struct MultiplyOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply(TLanes left, TLanes right) => Canonical(TLanes.Multiply(left, right));

        public static float Apply(float left, float right) => Element.Multiply(left, right);
    }

    private readonly struct ReluOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply(TLanes x, TLanes same)
        {
            TLanes positive = TLanes.And(TLanes.GreaterThan(x, TLanes.Broadcast(0f)), x);
            return Canonical(TLanes.Or(positive, TLanes.And(TLanes.IsNaN(x), x)));
        }

        public static float Apply(float x, float same) => Element.Relu(x);
    }

    private readonly struct ReluGradOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply(TLanes gradient, TLanes x)
        {
            TLanes let = TLanes.And(TLanes.GreaterThan(x, TLanes.Broadcast(0f)), Canonical(gradient));
            return TLanes.Or(let, TLanes.And(TLanes.IsNaN(x), TLanes.BroadcastBits(BinaryFloat.NaN)));
        }

        public static float Apply(float gradient, float x) => Element.ReluGrad(gradient, x);
    }

    private readonly struct ExpOperation : IOperation
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static TLanes Apply(TLanes x, TLanes same) => Elementary.Exp(x);

        public static float Apply(float x, float same) => Element.Exp(x);
    }
}
