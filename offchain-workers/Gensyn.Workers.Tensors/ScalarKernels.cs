namespace Gensyn.Workers.Tensors;

/// <summary>The reference: one plain loop per operator, in the order that the protocol gives.</summary>
internal sealed class ScalarKernels : Kernels
{
    /// <inheritdoc/>
    public override KernelPath Path => KernelPath.Scalar;

    /// <inheritdoc/>
    public override void MatMul(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape)
    {
        shape.Check(left.Length, right.Length, result.Length);
        MatrixProduct.Scalar(left, right, result, shape);
    }

    /// <inheritdoc/>
    public override void AddRow(ReadOnlySpan<float> x, ReadOnlySpan<float> row, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.Add(x[i], row[i % row.Length]);
    }

    /// <inheritdoc/>
    public override void Relu(ReadOnlySpan<float> x, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.Relu(x[i]);
    }

    /// <inheritdoc/>
    public override void ReluGrad(ReadOnlySpan<float> gradient, ReadOnlySpan<float> x, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.ReluGrad(gradient[i], x[i]);
    }

    /// <inheritdoc/>
    public override void SubRow(ReadOnlySpan<float> x, ReadOnlySpan<float> perRow, Span<float> result)
    {
        int columns = x.Length / perRow.Length;
        for (int i = 0; i < x.Length; i++) result[i] = Element.Subtract(x[i], perRow[i / columns]);
    }

    /// <inheritdoc/>
    public override void Exp(ReadOnlySpan<float> x, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.Exp(x[i]);
    }

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
    public override void ColumnSum(ReadOnlySpan<float> x, Span<float> result)
    {
        result.Clear();
        for (int i = 0; i < x.Length; i++) result[i % result.Length] = Element.Add(result[i % result.Length], x[i]);
    }

    /// <inheritdoc/>
    public override void MultiplyAdd(float factor, ReadOnlySpan<float> x, ReadOnlySpan<float> addend, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.MultiplyAdd(factor, x[i], addend[i]);
    }

    /// <inheritdoc/>
    public override void Multiply(ReadOnlySpan<float> x, float factor, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.Multiply(x[i], factor);
    }

    /// <inheritdoc/>
    public override void MultiplyBytes(ReadOnlySpan<byte> x, float factor, Span<float> result)
    {
        for (int i = 0; i < x.Length; i++) result[i] = Element.Multiply(x[i], factor);
    }

    /// <inheritdoc/>
    public override void MomentumStep(float momentum, float negativeRate, ReadOnlySpan<float> gradient, Span<float> velocity, Span<float> weights)
    {
        MultiplyAdd(momentum, velocity, gradient, velocity);
        MultiplyAdd(negativeRate, velocity, weights, weights);
    }
}
