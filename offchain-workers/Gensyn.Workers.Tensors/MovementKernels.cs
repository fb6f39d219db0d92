using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>The operators that move elements, or add a few of them: plain loops over rows, which every path shares.</summary>
internal static class MovementKernels
{
    public static void Permute(Tensor x, OperatorAttributes attributes, Tensor result)
    {
        Shape from = x.Type.Shape, to = result.Type.Shape;
        Span<int> extents = stackalloc int[Shape.MaxRank], strides = stackalloc int[Shape.MaxRank], sources = stackalloc int[Shape.MaxRank];
        for (int i = from.Rank - 1, stride = 1; i >= 0; i--)
        {
            sources[i] = stride;
            stride *= (int)from[i];
        }

        extents.Fill(1);
        int offset = Shape.MaxRank - to.Rank;
        for (int i = 0; i < to.Rank; i++)
        {
            extents[offset + i] = (int)to[i];
            strides[offset + i] = sources[(int)((attributes.A >> (4 * i)) & 0xF)];
        }

        ReadOnlySpan<uint> source = x.Words;
        Span<uint> target = result.Words;
        int at = 0, last = extents[3], step = strides[3];
        for (int a = 0; a < extents[0]; a++)
        {
            for (int b = 0; b < extents[1]; b++)
            {
                for (int c = 0; c < extents[2]; c++)
                {
                    int start = (a * strides[0]) + (b * strides[1]) + (c * strides[2]);
                    if (step == 1) source.Slice(start, last).CopyTo(target[at..]);
                    else for (int d = 0; d < last; d++) target[at + d] = source[start + (d * step)];
                    at += last;
                }
            }
        }
    }

    public static void Slice(Tensor x, OperatorAttributes attributes, Tensor result)
    {
        int columns = result.Type.Shape.Columns, wide = x.Type.Shape.Columns, rows = result.Type.Shape.Rows;
        for (int row = 0; row < rows; row++)
        {
            x.Words.Slice(checked((((int)attributes.A + row) * wide) + (int)attributes.B), columns).CopyTo(result.Words[(row * columns)..]);
        }
    }

    public static void Pad(Tensor x, OperatorAttributes attributes, Tensor result)
    {
        int columns = x.Type.Shape.Columns, wide = result.Type.Shape.Columns, rows = x.Type.Shape.Rows;
        result.Bytes.Clear();
        for (int row = 0; row < rows; row++)
        {
            x.Words.Slice(row * columns, columns).CopyTo(result.Words[checked((((int)attributes.A + row) * wide) + (int)attributes.B)..]);
        }
    }

    public static void Concat(Tensor x, Tensor y, Tensor result)
    {
        int left = x.Type.Shape.Columns, right = y.Type.Shape.Columns, rows = x.Type.Shape.Rows;
        for (int row = 0; row < rows; row++)
        {
            x.Words.Slice(row * left, left).CopyTo(result.Words[(row * (left + right))..]);
            y.Words.Slice(row * right, right).CopyTo(result.Words[((row * (left + right)) + left)..]);
        }
    }

    public static void Expand(ReadOnlySpan<float> x, Spread spread, Tensor result)
    {
        Span<float> target = result.Floats;
        int length = spread == Spread.PerRow ? result.Type.Shape.Columns : x.Length;
        if (spread == Spread.Single)
        {
            target.Fill(x[0]);
            return;
        }

        for (int at = 0, row = 0; at < target.Length; at += length, row++)
        {
            if (spread == Spread.PerRow) target.Slice(at, length).Fill(x[row]);
            else x.CopyTo(target[at..]);
        }
    }

    public static void GatherRows(ReadOnlySpan<uint> indices, Tensor table, Span<float> result)
    {
        int columns = table.Type.Shape.Columns;
        for (int i = 0; i < indices.Length; i++)
        {
            Span<float> row = result.Slice(i * columns, columns);
            if (indices[i] < (uint)table.Type.Shape.Rows) table.Floats.Slice((int)indices[i] * columns, columns).CopyTo(row);
            else row.Clear();
        }
    }

    public static void ScatterRows(ReadOnlySpan<uint> indices, ReadOnlySpan<float> x, Tensor result, bool continues)
    {
        int columns = result.Type.Shape.Columns, rows = result.Type.Shape.Rows;
        Span<float> sums = result.Floats;
        if (!continues) sums.Clear();
        for (int k = 0; k < indices.Length; k++)
        {
            if (indices[k] >= (uint)rows) continue;
            Span<float> sum = sums.Slice((int)indices[k] * columns, columns);
            ReadOnlySpan<float> row = x.Slice(k * columns, columns);
            for (int j = 0; j < columns; j++) sum[j] += row[j];
        }

        // A NaN stays one whatever is added to it, so its bits are settled once.
        for (int i = 0; i < sums.Length; i++) sums[i] = BinaryFloat.Canonical(sums[i]);
    }

    /// <summary>Elements of a text from each place on; 0 beyond its end.</summary>
    public static void Window(Tensor text, ulong place, Span<uint> result)
    {
        for (int j = 0; j < result.Length; j++)
        {
            ulong at = place + (ulong)j;
            result[j] = at >= (ulong)text.Type.Shape.Columns ? 0u : text.Type.Type == DataType.UInt8 ? text.Bytes[(int)at] : text.Words[(int)at];
        }
    }

    public static void Pick(Tensor x, ReadOnlySpan<uint> labels, Span<float> result)
    {
        int columns = x.Type.Shape.Columns;
        for (int row = 0; row < result.Length; row++) result[row] = labels[row] < (uint)columns ? x.Floats[(row * columns) + (int)labels[row]] : 0f;
    }

    public static void Place(ReadOnlySpan<float> x, ReadOnlySpan<uint> labels, Tensor result)
    {
        int columns = result.Type.Shape.Columns;
        Span<float> target = result.Floats;
        target.Clear();
        for (int row = 0; row < x.Length; row++)
        {
            if (labels[row] < (uint)columns) target[(row * columns) + (int)labels[row]] = x[row];
        }
    }

    public static void CausalMask(Tensor x, float constant, Tensor result)
    {
        int columns = x.Type.Shape.Columns, rows = x.Type.Shape.Rows;
        for (int row = 0; row < rows; row++)
        {
            int seen = (row % columns) + 1, at = row * columns;
            x.Floats.Slice(at, seen).CopyTo(result.Floats[at..]);
            result.Floats.Slice(at + seen, columns - seen).Fill(constant);
        }
    }
}
