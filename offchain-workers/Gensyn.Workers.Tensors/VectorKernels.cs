using System.Runtime.InteropServices;

namespace Gensyn.Workers.Tensors;

/// <summary>The kernels in vectors of one width; ends of rows that do not fill a vector take the plain element path.</summary>
internal sealed class VectorKernels<TLanes, TBlock>(KernelPath path, int threads) : Kernels
    where TLanes : struct, ILanes<TLanes>
    where TBlock : struct, IProductBlock
{
    private static readonly PointwiseKernels Pointwises = PointwiseKernels.Vectors<TLanes>();

    /// <inheritdoc/>
    public override KernelPath Path => path;

    /// <inheritdoc/>
    public override void BatchIndices(ulong seed, uint rows, ulong step, Span<uint> result)
    {
        if (VectorPermutation.IsSupported) VectorPermutation.BatchIndices(seed, rows, step, result);
        else base.BatchIndices(seed, rows, step, result);
    }

    /// <inheritdoc/>
    public override IFusedWindows? Windows { get; } = new FusedWindows<TLanes, TBlock>(threads);

    /// <inheritdoc/>
    public override void MatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, bool continues = false)
    {
        shape.Check(left.Length, right.Length, result.Length);
        MatrixProduct<TBlock>.Blocked(left, right, result, shape, continues, threads);
    }

    /// <inheritdoc/>
    public override void PackPanels(ReadOnlySpan<float> right, ProductShape shape, Span<float> panels) => MatrixProduct<TBlock>.PackPanels(right, shape, panels);

    /// <inheritdoc/>
    public override void Pointwise(in PointwiseRun run) => Pointwises.Run(run);

    /// <inheritdoc/>
    public override void Sum(ReadOnlySpan<float> x, Span<float> result, int terms)
    {
        Span<float> lanes = stackalloc float[Element.Lanes];
        for (int group = 0; group < result.Length; group++)
        {
            ReadOnlySpan<float> part = x[(group * terms)..];
            part = part[..Math.Min(terms, part.Length)];
            ref float p = ref MemoryMarshal.GetReference(part), lane = ref MemoryMarshal.GetReference(lanes);
            int whole = part.Length - (part.Length % Element.Lanes);

            // A NaN's bits mean nothing until the tree, which writes them canonically.
            for (int first = 0; first < Element.Lanes; first += TLanes.Count)
            {
                TLanes sum = TLanes.Broadcast(0f);
                for (int at = first; at < whole; at += Element.Lanes) sum = TLanes.Add(sum, TLanes.Load(in p, (nuint)at));
                TLanes.Store(sum, ref lane, (nuint)first);
            }

            for (int at = whole; at < part.Length; at++) lanes[at - whole] = Element.Add(lanes[at - whole], part[at]);
            result[group] = Element.Tree(lanes);
        }
    }

    /// <inheritdoc/>
    public override void Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, int terms)
    {
        SameLength(x.Length, y.Length, result.Length * terms);
        Span<float> lanes = stackalloc float[Element.Lanes];
        int whole = terms - (terms % Element.Lanes);
        for (int group = 0; group < result.Length; group++)
        {
            ReadOnlySpan<float> left = x.Slice(group * terms, terms), right = y.Slice(group * terms, terms);
            ref float a = ref MemoryMarshal.GetReference(left), b = ref MemoryMarshal.GetReference(right), lane = ref MemoryMarshal.GetReference(lanes);
            for (int first = 0; first < Element.Lanes; first += TLanes.Count)
            {
                TLanes sum = TLanes.Broadcast(0f);
                for (int at = first; at < whole; at += Element.Lanes) sum = TLanes.FusedMultiplyAdd(TLanes.Load(in a, (nuint)at), TLanes.Load(in b, (nuint)at), sum);
                TLanes.Store(sum, ref lane, (nuint)first);
            }

            for (int at = whole; at < terms; at++) lanes[at - whole] = Element.MultiplyAdd(left[at], right[at], lanes[at - whole]);
            result[group] = Element.Tree(lanes);
        }
    }

    /// <inheritdoc/>
    public override void RowMax(ReadOnlySpan<float> x, Span<float> result)
    {
        int columns = x.Length / result.Length;
        Span<float> lanes = stackalloc float[TLanes.Count];
        ref float lane = ref MemoryMarshal.GetReference(lanes);
        for (int row = 0; row < result.Length; row++)
        {
            ReadOnlySpan<float> part = x.Slice(row * columns, columns);
            ref float p = ref MemoryMarshal.GetReference(part);
            float largest = float.NegativeInfinity;
            int i = 0;
            if (columns >= TLanes.Count)
            {
                TLanes best = TLanes.Load(in p, 0);
                for (i = TLanes.Count; i <= columns - TLanes.Count; i += TLanes.Count)
                {
                    // A NaN stays where it is, and replaces what is none: the maximum then is one too.
                    TLanes value = TLanes.Load(in p, (nuint)i);
                    TLanes keep = TLanes.Or(TLanes.GreaterThan(best, value), TLanes.IsNaN(best));
                    best = TLanes.Select(keep, best, value);
                }

                TLanes.Store(best, ref lane, 0);
                foreach (float value in lanes) largest = largest > value || float.IsNaN(largest) ? largest : value;
            }

            for (; i < columns; i++) largest = largest > part[i] || float.IsNaN(largest) ? largest : part[i];

            // Which of two zeros is first, only the order of the row tells.
            if (largest == 0f) RowKernels.Max(part, result.Slice(row, 1));
            else result[row] = BinaryFloat.Canonical(largest);
        }
    }

    /// <inheritdoc/>
    public override void ColumnSum(ReadOnlySpan<float> x, Span<float> result, bool continues = false)
    {
        int columns = result.Length, column = 0;
        SameLength(x.Length % columns, 0, 0);
        ref float p = ref MemoryMarshal.GetReference(x), r = ref MemoryMarshal.GetReference(result);
        for (; column <= columns - TLanes.Count; column += TLanes.Count)
        {
            TLanes sum = continues ? TLanes.Load(in r, (nuint)column) : TLanes.Broadcast(0f);
            for (int at = column; at < x.Length; at += columns) sum = TLanes.Add(sum, TLanes.Load(in p, (nuint)at));
            TLanes.Store(TLanes.Canonical(sum), ref r, (nuint)column);
        }

        for (; column < columns; column++)
        {
            float sum = continues ? result[column] : 0f;
            for (int at = column; at < x.Length; at += columns) sum += x[at];
            result[column] = BinaryFloat.Canonical(sum);
        }
    }

    /// <inheritdoc/>
    public override void ColumnDot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, bool continues = false)
    {
        int columns = result.Length, column = 0;
        SameLength(x.Length, y.Length, x.Length - (x.Length % columns));
        ref float a = ref MemoryMarshal.GetReference(x), b = ref MemoryMarshal.GetReference(y), r = ref MemoryMarshal.GetReference(result);
        for (; column <= columns - TLanes.Count; column += TLanes.Count)
        {
            TLanes sum = continues ? TLanes.Load(in r, (nuint)column) : TLanes.Broadcast(0f);
            for (int at = column; at < x.Length; at += columns) sum = TLanes.FusedMultiplyAdd(TLanes.Load(in a, (nuint)at), TLanes.Load(in b, (nuint)at), sum);
            TLanes.Store(TLanes.Canonical(sum), ref r, (nuint)column);
        }

        for (; column < columns; column++)
        {
            float sum = continues ? result[column] : 0f;
            for (int at = column; at < x.Length; at += columns) sum = MathF.FusedMultiplyAdd(x[at], y[at], sum);
            result[column] = BinaryFloat.Canonical(sum);
        }
    }

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
            TLanes.Store(TLanes.Canonical(TLanes.Multiply(TLanes.LoadBytes(in a, (nuint)i), factors)), ref r, (nuint)i);
        }

        for (; i < x.Length; i++) result[i] = Element.Multiply(x[i], factor);
    }

    // The loops above read and write through references, so lengths are settled first.
    private static void SameLength(int left, int right, int result)
    {
        if (left != right || left != result) throw new ArgumentException($"Operands of {left} and {right} elements do not make {result}.");
    }
}
