using System.Buffers;

namespace Gensyn.Workers.Tensors;

/// <summary>How the operands of a product lie in memory.</summary>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Columns">Columns of the result.</param>
/// <param name="Depth">Terms of each sum.</param>
/// <param name="TransposeLeft">The left operand is stored as depth × rows.</param>
/// <param name="TransposeRight">The right operand is stored as columns × depth.</param>
public readonly record struct ProductShape(int Rows, int Columns, int Depth, bool TransposeLeft, bool TransposeRight)
{
    /// <summary>Refuses operands that are not of this shape: the blocks read them through pointers.</summary>
    internal void Check(int left, int right, int result)
    {
        if (Rows < 1 || Columns < 1 || Depth < 1 || left != (long)Rows * Depth || right != (long)Depth * Columns || result != (long)Rows * Columns)
        {
            throw new ArgumentException($"Operands of {left} and {right} elements do not make {result} in the product {this}.");
        }
    }
}

/// <summary>The blocked matrix product: packs the right operand, walks blocks of the result.</summary>
internal static unsafe class MatrixProduct
{
    // 192 × 32 floats are 24 KiB: a packed panel and the left operand's rows stay within a 32 KiB first-level cache.
    private const int DepthBlock = 192;

    // From here on the left operand is read often enough to be worth packing: it also cures strides that alias in the cache.
    private const int PackLeftFromColumns = 256;

    /// <summary>The plain loop, which defines the result.</summary>
    public static void Scalar(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape)
    {
        (int leftRow, int leftDepth) = LeftStrides(shape);
        (int rightDepth, int rightColumn) = RightStrides(shape);
        for (int i = 0; i < shape.Rows; i++)
        {
            for (int j = 0; j < shape.Columns; j++)
            {
                float sum = 0f;
                for (int k = 0; k < shape.Depth; k++)
                {
                    sum = MathF.FusedMultiplyAdd(left[(i * leftRow) + (k * leftDepth)], right[(k * rightDepth) + (j * rightColumn)], sum);
                }

                result[(i * shape.Columns) + j] = BinaryFloat.Canonical(sum);
            }
        }
    }

    /// <summary>The product in vector blocks; with several threads, each takes its own columns or rows of the result.</summary>
    public static void Blocked(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, bool wide, int threads)
    {
        fixed (float* a = left, b = right, c = result)
        {
            // 2^20 multiply-adds take about 20 µs; less is not worth waking a thread for.
            long work = (long)shape.Rows * shape.Columns * shape.Depth;
            int unit = wide ? ProductBlock512.Columns : ProductBlock256.Columns;
            int parts = (int)Math.Min(threads, Math.Max(1, work >> 20));
            bool byColumns = shape.Columns >= parts * unit;
            if (parts == 1)
            {
                Run(a, b, c, shape, wide, 0, shape.Rows, 0, shape.Columns);
                return;
            }

            nint pa = (nint)a, pb = (nint)b, pc = (nint)c;
            Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, part =>
            {
                (int from, int to) = Share(byColumns ? shape.Columns : shape.Rows, byColumns ? unit : ProductBlock512.Rows, part, parts);
                if (byColumns) Run((float*)pa, (float*)pb, (float*)pc, shape, wide, 0, shape.Rows, from, to);
                else Run((float*)pa, (float*)pb, (float*)pc, shape, wide, from, to, 0, shape.Columns);
            });
        }
    }

    private static (int From, int To) Share(int total, int unit, int part, int parts)
    {
        int units = (total + unit - 1) / unit;
        return (Math.Min(total, units * part / parts * unit), Math.Min(total, units * (part + 1) / parts * unit));
    }

    private static (int Row, int Depth) LeftStrides(ProductShape shape) => shape.TransposeLeft ? (1, shape.Rows) : (shape.Depth, 1);

    private static (int Depth, int Column) RightStrides(ProductShape shape) => shape.TransposeRight ? (1, shape.Depth) : (shape.Columns, 1);

    private static void Run(float* a, float* b, float* c, ProductShape shape, bool wide, int rowFrom, int rowTo, int columnFrom, int columnTo)
    {
        int blockRows = wide ? ProductBlock512.Rows : ProductBlock256.Rows;
        int blockColumns = wide ? ProductBlock512.Columns : ProductBlock256.Columns;
        (int leftRow, int leftDepth) = LeftStrides(shape);
        bool packLeft = columnTo - columnFrom >= PackLeftFromColumns;
        int panels = (rowTo - rowFrom + blockRows - 1) / blockRows;
        float[] scratch = ArrayPool<float>.Shared.Rent((DepthBlock * (blockColumns + (packLeft ? panels * blockRows : blockRows))) + (blockRows * blockColumns));
        fixed (float* right = scratch)
        {
            float* leftPanel = right + (DepthBlock * blockColumns);
            float* tile = leftPanel + (DepthBlock * (packLeft ? panels * blockRows : blockRows));
            for (int k = 0; k < shape.Depth; k += DepthBlock)
            {
                int depth = Math.Min(DepthBlock, shape.Depth - k);
                bool first = k == 0, last = k + depth == shape.Depth;
                if (packLeft)
                {
                    for (int panel = 0; panel < panels; panel++)
                    {
                        int row = rowFrom + (panel * blockRows);
                        PackLeft(a + ((nint)row * leftRow) + ((nint)k * leftDepth), leftRow, leftDepth, Math.Min(blockRows, rowTo - row), blockRows, depth, leftPanel + (panel * blockRows * depth));
                    }
                }

                for (int column = columnFrom; column < columnTo; column += blockColumns)
                {
                    int columns = Math.Min(blockColumns, columnTo - column);
                    float* panelRight = PackRight(b, shape, k, depth, column, columns, blockColumns, right, out nint rightStride);
                    for (int panel = 0; panel < panels; panel++)
                    {
                        int row = rowFrom + (panel * blockRows);
                        int rows = Math.Min(blockRows, rowTo - row);
                        float* x = a + ((nint)row * leftRow) + ((nint)k * leftDepth);
                        nint rowStride = leftRow, depthStride = leftDepth;
                        if (packLeft || rows < blockRows)
                        {
                            if (!packLeft) PackLeft(x, leftRow, leftDepth, rows, blockRows, depth, leftPanel);
                            x = packLeft ? leftPanel + (panel * blockRows * depth) : leftPanel;
                            (rowStride, depthStride) = (1, blockRows);
                        }

                        float* target = c + ((nint)row * shape.Columns) + column;
                        if (rows == blockRows && columns == blockColumns)
                        {
                            Block(wide, x, rowStride, depthStride, panelRight, rightStride, target, shape.Columns, depth, first, last);
                            continue;
                        }

                        // A block at the edge is computed whole beside the result, then its part is copied.
                        if (!first) Copy(target, shape.Columns, tile, blockColumns, rows, columns);
                        Block(wide, x, rowStride, depthStride, panelRight, rightStride, tile, blockColumns, depth, first, last);
                        Copy(tile, blockColumns, target, shape.Columns, rows, columns);
                    }
                }
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static void Block(
        bool wide, float* a, nint rowStride, nint depthStride, float* b, nint bStride, float* c, nint cStride, int depth, bool first, bool last)
    {
        if (wide) ProductBlock512.Run(a, rowStride, depthStride, b, bStride, c, cStride, depth, first, last);
        else ProductBlock256.Run(a, rowStride, depthStride, b, bStride, c, cStride, depth, first, last);
    }

    private static void Copy(float* source, int sourceStride, float* target, int targetStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(source + ((nint)i * sourceStride), columns).CopyTo(new Span<float>(target + ((nint)i * targetStride), columns));
        }
    }

    /// <summary>Depth-major copy of a few rows; rows beyond the operand are zero and their results are dropped.</summary>
    private static void PackLeft(float* source, int rowStride, int depthStride, int rows, int blockRows, int depth, float* target)
    {
        for (int r = 0; r < blockRows; r++)
        {
            if (r >= rows)
            {
                for (int k = 0; k < depth; k++) target[(k * blockRows) + r] = 0f;
                continue;
            }

            float* row = source + ((nint)r * rowStride);
            for (int k = 0; k < depth; k++) target[(k * blockRows) + r] = row[(nint)k * depthStride];
        }
    }

    /// <summary>The columns of one panel, depth-major; columns beyond the operand are zero and their results are dropped.</summary>
    private static float* PackRight(float* b, ProductShape shape, int k, int depth, int column, int columns, int blockColumns, float* target, out nint stride)
    {
        stride = blockColumns;
        if (!shape.TransposeRight)
        {
            float* source = b + ((nint)k * shape.Columns) + column;
            for (int d = 0; d < depth; d++)
            {
                Span<float> line = new(target + (d * blockColumns), blockColumns);
                new ReadOnlySpan<float>(source + ((nint)d * shape.Columns), columns).CopyTo(line);
                line[columns..].Clear();
            }

            return target;
        }

        for (int j = 0; j < blockColumns; j++)
        {
            float* source = b + ((nint)(column + j) * shape.Depth) + k;
            for (int d = 0; d < depth; d++) target[(d * blockColumns) + j] = j < columns ? source[d] : 0f;
        }

        return target;
    }
}
