namespace Gensyn.Workers.Tensors;

/// <summary>The reference: one plain loop per operator, in the order that the protocol gives.</summary>
internal sealed class ScalarKernels : Kernels
{
    /// <inheritdoc/>
    public override KernelPath Path => KernelPath.Scalar;

    /// <inheritdoc/>
    public override void MatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, bool continues)
    {
        shape.Check(left.Length, right.Length, result.Length);
        MatrixProduct.Scalar(left, right, result, shape, continues);
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
    public override void ColumnSum(ReadOnlySpan<float> x, Span<float> result, bool continues)
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
    public override void ColumnDot(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> result, bool continues)
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
