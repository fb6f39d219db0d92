namespace Gensyn.Workers.Tensors;

/// <summary>The reference: plain loops, in the order that the protocol gives.</summary>
internal sealed class ScalarKernels : Kernels
{
    /// <inheritdoc/>
    public override KernelPath Path => KernelPath.Scalar;

    /// <inheritdoc/>
    public override void MatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, bool continues = false)
    {
        if (shape.HasPanels) throw new NotSupportedException($"{Path} kernels read matrices as they are.");
        shape.Check(left.Length, right.Length, result.Length);
        (int leftRow, int leftDepth) = shape.TransposeLeft ? (1, shape.Rows) : (shape.Depth, 1);
        for (int i = 0; i < shape.Rows; i++)
        {
            Span<float> sums = result.Slice(i * shape.Columns, shape.Columns);
            if (!continues) sums.Clear();
            ReadOnlySpan<float> row = left[(i * leftRow)..];
            if (shape.TransposeRight) AddDots(row, leftDepth, right, sums, shape.Depth);
            else AddRows(row, leftDepth, right, sums, shape.Depth);
            foreach (ref float sum in sums) sum = BinaryFloat.Canonical(sum);
        }
    }

    // A term of all sums at a time, so that both sides are read as they lie.
    private static void AddRows(ReadOnlySpan<float> left, int stride, ReadOnlySpan<float> right, Span<float> sums, int depth)
    {
        for (int k = 0; k < depth; k++)
        {
            float factor = left[k * stride];
            ReadOnlySpan<float> row = right.Slice(k * sums.Length, sums.Length);
            for (int j = 0; j < row.Length; j++) sums[j] = MathF.FusedMultiplyAdd(factor, row[j], sums[j]);
        }
    }

    // Four sums at a time, so that none waits for its last term.
    private static void AddDots(ReadOnlySpan<float> left, int stride, ReadOnlySpan<float> right, Span<float> sums, int depth)
    {
        int j = 0;
        for (; j <= sums.Length - 4; j += 4)
        {
            ReadOnlySpan<float> w = right.Slice(j * depth, depth), x = right.Slice((j + 1) * depth, depth), y = right.Slice((j + 2) * depth, depth), z = right.Slice((j + 3) * depth, depth);
            (float a, float b, float c, float d) = (sums[j], sums[j + 1], sums[j + 2], sums[j + 3]);
            for (int k = 0; k < depth; k++)
            {
                float factor = left[k * stride];
                a = MathF.FusedMultiplyAdd(factor, w[k], a);
                b = MathF.FusedMultiplyAdd(factor, x[k], b);
                c = MathF.FusedMultiplyAdd(factor, y[k], c);
                d = MathF.FusedMultiplyAdd(factor, z[k], d);
            }

            (sums[j], sums[j + 1], sums[j + 2], sums[j + 3]) = (a, b, c, d);
        }

        for (; j < sums.Length; j++)
        {
            for (int k = 0; k < depth; k++) sums[j] = MathF.FusedMultiplyAdd(left[k * stride], right[(j * depth) + k], sums[j]);
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
