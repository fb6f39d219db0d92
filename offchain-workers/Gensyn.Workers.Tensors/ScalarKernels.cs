namespace Gensyn.Workers.Tensors;

/// <summary>The reference: plain loops, in the order that the protocol gives.</summary>
internal sealed unsafe class ScalarKernels : Kernels
{
    /// <inheritdoc/>
    public override KernelPath Path => KernelPath.Scalar;

    /// <inheritdoc/>
    public override void MatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, bool continues = false)
    {
        if (shape.HasPanels) throw new NotSupportedException($"{Path} kernels read matrices as they are.");
        shape.Check(left.Length, right.Length, result.Length);
        (int leftRow, int leftDepth) = shape.TransposeLeft ? (1, shape.Rows) : (shape.Depth, 1);
        fixed (float* a = left, b = right, c = result)
        {
            for (int i = 0; i < shape.Rows; i++)
            {
                Span<float> sums = result.Slice(i * shape.Columns, shape.Columns);
                if (!continues) sums.Clear();
                float* row = a + ((nint)i * leftRow), target = c + ((nint)i * shape.Columns);
                if (shape.TransposeRight) AddDots(row, leftDepth, b, target, shape.Columns, shape.Depth);
                else AddRows(row, leftDepth, b, target, shape.Columns, shape.Depth);
                foreach (ref float sum in sums) sum = BinaryFloat.Canonical(sum);
            }
        }
    }

    // A few terms of all sums at a time, so that both sides are read as they lie and a sum is not stored for each of its terms.
    private static void AddRows(float* left, int stride, float* right, float* sums, int columns, int depth)
    {
        int k = 0;
        for (; k <= depth - 4; k += 4, left += 4 * (nint)stride, right += 4 * (nint)columns)
        {
            float w = left[0], x = left[stride], y = left[2 * (nint)stride], z = left[3 * (nint)stride];
            float* second = right + columns, third = second + columns, fourth = third + columns;
            for (int j = 0; j < columns; j++)
            {
                float sum = MathF.FusedMultiplyAdd(right[j], w, sums[j]);
                sum = MathF.FusedMultiplyAdd(second[j], x, sum);
                sum = MathF.FusedMultiplyAdd(third[j], y, sum);
                sums[j] = MathF.FusedMultiplyAdd(fourth[j], z, sum);
            }
        }

        for (; k < depth; k++, left += stride, right += columns)
        {
            float factor = *left;
            for (int j = 0; j < columns; j++) sums[j] = MathF.FusedMultiplyAdd(right[j], factor, sums[j]);
        }
    }

    // Eight sums at a time, so that none waits for its last term.
    private static void AddDots(float* left, int stride, float* right, float* sums, int columns, int depth)
    {
        int j = 0;
        for (; j <= columns - 8; j += 8)
        {
            float* from = right + ((nint)j * depth), second = from + depth, third = second + depth, fourth = third + depth;
            float* fifth = fourth + depth, sixth = fifth + depth, seventh = sixth + depth, eighth = seventh + depth, factor = left;
            (float a, float b, float c, float d) = (sums[j], sums[j + 1], sums[j + 2], sums[j + 3]);
            (float e, float f, float g, float h) = (sums[j + 4], sums[j + 5], sums[j + 6], sums[j + 7]);
            for (int k = 0; k < depth; k++, factor += stride)
            {
                a = MathF.FusedMultiplyAdd(from[k], *factor, a);
                b = MathF.FusedMultiplyAdd(second[k], *factor, b);
                c = MathF.FusedMultiplyAdd(third[k], *factor, c);
                d = MathF.FusedMultiplyAdd(fourth[k], *factor, d);
                e = MathF.FusedMultiplyAdd(fifth[k], *factor, e);
                f = MathF.FusedMultiplyAdd(sixth[k], *factor, f);
                g = MathF.FusedMultiplyAdd(seventh[k], *factor, g);
                h = MathF.FusedMultiplyAdd(eighth[k], *factor, h);
            }

            (sums[j], sums[j + 1], sums[j + 2], sums[j + 3]) = (a, b, c, d);
            (sums[j + 4], sums[j + 5], sums[j + 6], sums[j + 7]) = (e, f, g, h);
        }

        for (; j < columns; j++)
        {
            for (int k = 0; k < depth; k++) sums[j] = MathF.FusedMultiplyAdd(right[((nint)j * depth) + k], left[k * (nint)stride], sums[j]);
        }
    }

    /// <inheritdoc/>
    public override void Pointwise(in PointwiseRun run) => PointwiseKernels.Plain.Run(run);

    /// <inheritdoc/>
    public override void Sum(ReadOnlySpan<float> x, Span<float> result, int terms)
    {
        Span<float> lanes = stackalloc float[Element.Lanes];
        for (int group = 0; group < result.Length; group++)
        {
            ReadOnlySpan<float> part = x[(group * terms)..];
            part = part[..Math.Min(terms, part.Length)];
            lanes.Clear();
            for (int i = 0; i < part.Length; i++)
            {
                ref float lane = ref lanes[i % Element.Lanes];
                lane = Element.Add(lane, part[i]);
            }

            result[group] = Element.Tree(lanes);
        }
    }

    /// <inheritdoc/>
    public override void ColumnSum(ReadOnlySpan<float> x, Span<float> result, bool continues = false)
    {
        if (!continues) result.Clear();
        for (int i = 0; i < x.Length; i++) result[i % result.Length] = Element.Add(result[i % result.Length], x[i]);
    }

    /// <inheritdoc/>
    public override void Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, int terms)
    {
        Span<float> lanes = stackalloc float[Element.Lanes];
        for (int group = 0; group < result.Length; group++)
        {
            lanes.Clear();
            for (int i = 0; i < terms; i++)
            {
                ref float lane = ref lanes[i % Element.Lanes];
                lane = Element.MultiplyAdd(x[(group * terms) + i], y[(group * terms) + i], lane);
            }

            result[group] = Element.Tree(lanes);
        }
    }

    /// <inheritdoc/>
    public override void ColumnDot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, bool continues = false)
    {
        if (!continues) result.Clear();
        for (int i = 0; i < x.Length; i++) result[i % result.Length] = Element.MultiplyAdd(x[i], y[i], result[i % result.Length]);
    }

    /// <inheritdoc/>
    public override void MultiplyBytes(ReadOnlySpan<byte> x, float factor, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.Multiply(x[i], factor);
    }
}
