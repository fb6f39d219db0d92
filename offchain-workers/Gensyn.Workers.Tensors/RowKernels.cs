namespace Gensyn.Workers.Tensors;

/// <summary>The operators on rows of class scores: too short to be worth vectors, so every path shares these loops.</summary>
internal static class RowKernels
{
    /// <summary>The first of the largest elements of each row; the first NaN wins.</summary>
    public static void Max(ReadOnlySpan<float> x, Span<float> result)
    {
        int columns = x.Length / result.Length;
        for (int row = 0; row < result.Length; row++)
        {
            ReadOnlySpan<float> part = x.Slice(row * columns, columns);
            result[row] = BinaryFloat.Canonical(part[IndexOfMax(part)]);
        }
    }

    /// <summary>The index of that element.</summary>
    public static void ArgMax(ReadOnlySpan<float> x, Span<uint> result)
    {
        int columns = x.Length / result.Length;
        for (int row = 0; row < result.Length; row++) result[row] = (uint)IndexOfMax(x.Slice(row * columns, columns));
    }

    /// <summary><c>(e / s − [column is the label]) × factor</c>.</summary>
    public static void CrossEntropyGrad(ReadOnlySpan<float> exponentials, ReadOnlySpan<float> sums, ReadOnlySpan<uint> labels, float factor, Span<float> result)
    {
        int columns = exponentials.Length / sums.Length;
        for (int row = 0; row < sums.Length; row++)
        {
            for (int column = 0; column < columns; column++)
            {
                float share = Element.Divide(exponentials[(row * columns) + column], sums[row]);
                result[(row * columns) + column] = Element.Multiply(Element.Subtract(share, labels[row] == (uint)column ? 1f : 0f), factor);
            }
        }
    }

    /// <summary><c>ln s − d[label]</c>; a label that is no column counts as +0.</summary>
    public static void CrossEntropyLoss(ReadOnlySpan<float> shifted, ReadOnlySpan<float> sums, ReadOnlySpan<uint> labels, Span<float> result)
    {
        int columns = shifted.Length / sums.Length;
        for (int row = 0; row < sums.Length; row++)
        {
            float own = labels[row] < (uint)columns ? shifted[(row * columns) + (int)labels[row]] : 0f;
            result[row] = Element.Subtract(Element.Log(sums[row]), own);
        }
    }

    /// <summary>1 where two integers are equal, else 0.</summary>
    public static void Equal(ReadOnlySpan<uint> left, ReadOnlySpan<uint> right, Span<float> result)
    {
        for (int i = 0; i < left.Length; i++) result[i] = left[i] == right[i] ? 1f : 0f;
    }

    private static int IndexOfMax(ReadOnlySpan<float> row)
    {
        int best = 0;
        for (int i = 1; i < row.Length && !float.IsNaN(row[best]); i++)
        {
            if (float.IsNaN(row[i]) || row[i] > row[best]) best = i;
        }

        return best;
    }
}
