namespace Gensyn.Workers.Tensors;

/// <summary>The reference: one plain loop per operator, in the order that the protocol gives.</summary>
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
        (int rightDepth, int rightColumn) = shape.TransposeRight ? (1, shape.Depth) : (shape.Columns, 1);
        for (int i = 0; i < shape.Rows; i++)
        {
            for (int j = 0; j < shape.Columns; j++)
            {
                float sum = continues ? result[(i * shape.Columns) + j] : 0f;
                for (int k = 0; k < shape.Depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(left[(i * leftRow) + (k * leftDepth)], right[(k * rightDepth) + (j * rightColumn)], sum);
                }

                result[(i * shape.Columns) + j] = BinaryFloat.Canonical(sum);
            }
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
