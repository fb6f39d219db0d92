using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Gensyn.Verification;

namespace Gensyn.Workers.Tensors;

/// <summary>How the operands of a product lie in memory.</summary>
/// <param name="Rows">Rows of the result.</param>
/// <param name="Columns">Columns of the result.</param>
/// <param name="Depth">Terms of each sum.</param>
/// <param name="TransposeLeft">The left operand is stored as depth × rows.</param>
/// <param name="TransposeRight">The right operand is stored as columns × depth.</param>
/// <param name="HasPanels">The right operand is in panels, as <see cref="Kernels.PackPanels"/> makes them.</param>
public readonly record struct ProductShape(int Rows, int Columns, int Depth, bool TransposeLeft, bool TransposeRight, bool HasPanels = false)
{
    private const int WidestVector = 16;

    /// <summary>The product of a record, or each of its products, from the shapes of its left operand and its output.</summary>
    public static ProductShape Of(GraphRecord record, in Shape left, in Shape result)
    {
        bool turnLeft = record.Attributes.A == 1, isBatched = record.Operator == OperatorId.BatchMatMul;
        int rows = isBatched ? (int)result[result.Rank - 2] : result.Rows, leftRows = isBatched ? (int)left[left.Rank - 2] : left.Rows;
        return new ProductShape(rows, result.Columns, turnLeft ? leftRows : left.Columns, turnLeft, record.Attributes.B == 1);
    }

    /// <summary>Elements of the right operand in panels: columns of whole vectors, of the widest there are.</summary>
    public int PanelElements => checked(Depth * ((Columns + WidestVector - 1) / WidestVector * WidestVector));

    /// <summary>Refuses operands that are not of this shape: the blocks read them through pointers.</summary>
    internal void Check(int left, int right, int result)
    {
        if (Rows < 1 || Columns < 1 || Depth < 1 || left != (long)Rows * Depth || right != (HasPanels ? PanelElements : (long)Depth * Columns) || result != (long)Rows * Columns)
        {
            throw new ArgumentException($"Operands of {left} and {right} elements do not make {result} in the product {this}.");
        }
    }
}

/// <summary>The blocked matrix product: packs the right operand, walks blocks of the result.</summary>
internal static unsafe class MatrixProduct<TBlock>
    where TBlock : struct, IProductBlock
{
    private const int Alignment = 64;
    private const int FloatsOfALine = Alignment / sizeof(float);

    // A packed panel of the right operand has at most 512 × 48 floats, 96 KiB, and streams from the second-level cache. The result is read and written once
    // for every so many terms.
    private const int DepthBlock = 512;

    // Elements of the left operand that are worked through at a time: packed, they are half of a second-level cache of 1 MiB.
    private const int LeftElements = 256 * DepthBlock;

    // A smaller result is in the second-level cache, half of 1 MiB.
    private const int AskFromElements = 1 << 17;

    private const int PiecesOfAThread = 4;

    // Terms that are packed at a time: a multiple of what is transposed at once.
    private const int PackedTerms = 16;

    // A packed part of the right operand, 16 MiB.
    private const int SlabElements = 1 << 22;

    // From here on the left operand is read often enough to be worth packing: it also cures strides that alias in the cache.
    private const int PackLeftFromColumns = 256;
    private const int PackTurnedLeftFromColumns = 64;

    /// <summary>The product in vector blocks; with several threads, each takes its own columns or rows of the result.</summary>
    public static void Blocked(ReadOnlySpan<float> left, ReadOnlySpan<float> right, Span<float> result, ProductShape shape, bool continues, int threads)
    {
        (int leftRow, int leftDepth) = LeftStrides(shape);
        nint[] offsets = ArrayPool<nint>.Shared.Rent(shape.Rows + IProductBlock.MostRows + shape.Depth);
        fixed (float* a = left, b = right, c = result)
        fixed (nint* rows = offsets)
        {
            nint* terms = rows + shape.Rows + IProductBlock.MostRows;
            for (int i = 0; i < shape.Rows + IProductBlock.MostRows; i++) rows[i] = (nint)Math.Min(i, shape.Rows - 1) * leftRow;
            for (int k = 0; k < shape.Depth; k++) terms[k] = (nint)k * leftDepth;
            int packFrom = shape.TransposeLeft ? PackTurnedLeftFromColumns : PackLeftFromColumns;
            Operands operands = new(a, rows, terms, b, c, shape, continues, packFrom);

            // 2^20 multiply-adds take about 20 µs; less is not worth waking a thread for.
            long work = (long)shape.Rows * shape.Columns * shape.Depth;
            int busy = (int)Math.Min(threads, Math.Max(1, work >> 20));
            if (shape.Rows > RowBlock(shape) && !shape.HasPanels && !IsOnePanel(shape)) RunInSlabs(operands, busy);
            else RunInParts(operands, busy);
        }

        ArrayPool<nint>.Shared.Return(offsets);
    }

    /// <summary>A product whose left element of row i and term k is <c>left[rows[i] + terms[k]]</c>: windows of an image, say.</summary>
    /// <param name="left">The left operand's memory.</param>
    /// <param name="rows">Where rows begin; as many more as a block has rows must repeat one of them.</param>
    /// <param name="terms">Where terms lie from there.</param>
    /// <param name="right">The right operand, terms × columns.</param>
    /// <param name="result">Rows × columns.</param>
    /// <param name="shape">The extents; nothing is transposed.</param>
    /// <param name="continues">Whether sums go on from what the result holds.</param>
    public static void Gathered(float* left, nint* rows, nint* terms, float* right, float* result, ProductShape shape, bool continues) =>
        Run(new Operands(left, rows, terms, right, result, shape, continues, int.MaxValue), 0, shape.Rows, 0, shape.Columns);

    /// <summary>Writes the right operand in panels of a block's columns, one after the other, each depth-major.</summary>
    public static void PackPanels(ReadOnlySpan<float> right, ProductShape shape, Span<float> panels)
    {
        if (right.Length != (long)shape.Depth * shape.Columns || panels.Length != shape.PanelElements) throw new ArgumentException($"{right.Length} elements do not make {panels.Length} in panels for {shape}.");
        fixed (float* b = right, target = panels) PackPanels(b, shape, 0, shape.Depth, 0, shape.Columns, target);
    }

    // Some terms of all panels at a time, so that what is read of the operand lies together.
    private static void PackPanels(float* right, ProductShape shape, int termFrom, int termTo, int columnFrom, int columnTo, float* target)
    {
        for (int k = termFrom; k < termTo; k += PackedTerms)
        {
            int depth = Math.Min(PackedTerms, termTo - k);
            for (int column = columnFrom; column < columnTo;)
            {
                int width = PanelVectors(columnTo - column) * TBlock.Lanes, columns = Math.Min(width, columnTo - column);
                PackRight(right, shape, k, depth, column, columns, width, target + ((nint)(column - columnFrom) * shape.Depth) + ((nint)k * width));
                column += columns;
            }
        }
    }

    // Many rows read the right operand over and over: it is packed once for all of them and all threads, some columns at a time.
    private static void RunInSlabs(Operands operands, int threads)
    {
        ProductShape shape = operands.Shape;
        int unit = TBlock.MostVectors * TBlock.Lanes, terms = TermBlock(shape);
        int slab = Math.Min(shape.Columns, Math.Max(1, SlabElements / shape.Depth / unit) * unit);
        int packs = PiecesOf(threads, PiecesOfAThread), products = PiecesOf(threads, shape.Rows / threads / RowBlock(shape));
        float[] scratch = ArrayPool<float>.Shared.Rent(checked(shape.Depth * ((slab + unit - 1) / unit * unit)) + FloatsOfALine);
        fixed (float* unaligned = scratch)
        {
            float* panels = Aligned(unaligned);
            for (int column = 0; column < shape.Columns; column += slab)
            {
                int from = column, to = Math.Min(column + slab, shape.Columns);
                Operands packed = operands with { Right = panels - ((nint)from * shape.Depth), Shape = shape with { HasPanels = true } };
                Shares packing = new(threads, packs), multiplying = new(threads, products, (shape.Depth + terms - 1) / terms);
                OnThreads(threads, thread =>
                {
                    packing.Work(thread, (piece, _) =>
                    {
                        (int own, int end) = Share(shape.Depth, PackedTerms, piece, packs);
                        PackPanels(operands.Right, shape, own, end, from, to, panels);
                    });
                    packing.WaitForAll();
                    multiplying.Work(thread, (piece, block) =>
                    {
                        (int own, int end) = Share(shape.Rows, TBlock.Rows, piece, products);
                        Run(packed, own, end, from, to, block * terms, Math.Min((block + 1) * terms, shape.Depth));
                    });
                });
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static void RunInParts(Operands operands, int threads)
    {
        ProductShape shape = operands.Shape;
        if (threads == 1)
        {
            Run(operands, 0, shape.Rows, 0, shape.Columns);
            return;
        }

        int unit = TBlock.MostVectors * TBlock.Lanes;
        bool byColumns = shape.Rows <= RowBlock(shape) && shape.Columns >= threads * unit;

        // Where nothing is packed twice, more pieces than threads: who is kept from its work by another process leaves the rest of it to the others.
        int pieces = !byColumns && (shape.HasPanels || IsOnePanel(shape)) ? PiecesOf(threads, PiecesOfAThread) : threads;
        Shares shares = new(threads, pieces);
        OnThreads(threads, thread => shares.Work(thread, (piece, _) =>
        {
            (int from, int to) = Share(byColumns ? shape.Columns : shape.Rows, byColumns ? unit : TBlock.Rows, piece, pieces);
            if (byColumns) Run(operands, 0, shape.Rows, from, to);
            else Run(operands, from, to, 0, shape.Columns);
        }));
    }

    private static int PiecesOf(int threads, int ofEach) => threads == 1 ? 1 : threads * Math.Clamp(ofEach, 1, PiecesOfAThread);

    private static void OnThreads(int threads, Action<int> work)
    {
        if (threads == 1) work(0);
        else Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, work);
    }

    // A vector that crosses a cache line costs two loads.
    private static float* Aligned(float* pointer) => (float*)(((nint)pointer + Alignment - 1) & -Alignment);

    private static (int From, int To) Share(int total, int unit, int part, int parts)
    {
        int units = (total + unit - 1) / unit;
        return (Math.Min(total, units * part / parts * unit), Math.Min(total, units * (part + 1) / parts * unit));
    }

    private static (int Row, int Depth) LeftStrides(ProductShape shape) => shape.TransposeLeft ? (1, shape.Rows) : (shape.Depth, 1);

    // A right operand that is a panel as it lies.
    private static bool IsOnePanel(ProductShape shape) => !shape.TransposeRight && shape.Columns == PanelVectors(shape.Columns) * TBlock.Lanes;

    // As many vectors as are left, but two and two rather than three and one.
    private static int PanelVectors(int columns)
    {
        int vectors = (columns + TBlock.Lanes - 1) / TBlock.Lanes;
        return vectors <= TBlock.MostVectors ? vectors : vectors == TBlock.MostVectors + 1 && vectors > 3 ? 2 : TBlock.MostVectors;
    }

    private static void Run(in Operands of, int rowFrom, int rowTo, int columnFrom, int columnTo)
    {
        // All rows go through a block of terms before the next: the right operand's part of it stays in the third-level cache.
        int terms = TermBlock(of.Shape);
        for (int k = 0; k < of.Shape.Depth; k += terms) Run(of, rowFrom, rowTo, columnFrom, columnTo, k, Math.Min(k + terms, of.Shape.Depth));
    }

    private static void Run(in Operands of, int rowFrom, int rowTo, int columnFrom, int columnTo, int termFrom, int termTo)
    {
        int rows = EqualBlocks(rowTo - rowFrom, RowBlock(of.Shape), TBlock.Rows);
        for (int row = rowFrom; row < rowTo; row += rows) RunRows(of, row, Math.Min(row + rows, rowTo), columnFrom, columnTo, termFrom, termTo - termFrom);
    }

    private static int TermBlock(ProductShape shape) => Math.Min(shape.Depth, EqualBlocks(shape.Depth, DepthBlock, Transposing.Size));

    private static int RowBlock(ProductShape shape) => LeftElements / Math.Min(shape.Depth, DepthBlock);

    // The size of blocks that are as many as they must be: a short last one would cost as much as a whole one where it is read and written.
    private static int EqualBlocks(int total, int most, int unit)
    {
        int blocks = Math.Max(1, (total + most - 1) / most), units = (total + unit - 1) / unit;
        return Math.Max(1, (units + blocks - 1) / blocks * unit);
    }

    private static void RunRows(in Operands of, int rowFrom, int rowTo, int columnFrom, int columnTo, int k, int depth)
    {
        ProductShape shape = of.Shape;
        int blockRows = TBlock.Rows;
        bool packLeft = columnTo - columnFrom >= of.PackLeftFrom, asks = (long)shape.Rows * shape.Columns >= AskFromElements;
        int panels = (rowTo - rowFrom + blockRows - 1) / blockRows;
        int scratchLength = (depth * (IProductBlock.MostColumns + (packLeft ? panels * blockRows : 0))) + (blockRows * IProductBlock.MostColumns) + FloatsOfALine;
        float[] scratch = ArrayPool<float>.Shared.Rent(scratchLength);
        fixed (float* unaligned = scratch)
        {
            float* panelRight = Aligned(unaligned);
            float* tile = panelRight + (depth * IProductBlock.MostColumns);
            float* panelsLeft = tile + (blockRows * IProductBlock.MostColumns);
            bool first = k == 0 && !of.Continues, last = k + depth == shape.Depth;
            for (int panel = 0; packLeft && panel < panels; panel++) PackLeft(of, rowFrom + (panel * blockRows), k, depth, panelsLeft + (panel * blockRows * depth));
            for (int column = columnFrom; column < columnTo;)
            {
                int vectors = PanelVectors(columnTo - column), width = vectors * TBlock.Lanes, columns = Math.Min(width, columnTo - column);
                bool isPanel = shape.HasPanels || IsOnePanel(shape);
                float* right = isPanel ? of.Right + ((nint)column * shape.Depth) + ((nint)k * width) : panelRight;
                if (!isPanel) PackRight(of.Right, shape, k, depth, column, columns, width, panelRight);

                // All blocks of rows together ask for the panel beside this one.
                int lines = isPanel ? ((depth * width / FloatsOfALine) + (panels * blockRows) - 1) / (panels * blockRows) : 0;
                BlockRun run = new() { Terms = of.Terms + k, Panel = right, Depth = depth, IsFirst = first, IsLast = last, NextPanelLines = lines };
                for (int panel = 0; panel < panels; panel++)
                {
                    int row = rowFrom + (panel * blockRows), rows = Math.Min(blockRows, rowTo - row);
                    float* target = of.Result + ((nint)row * shape.Columns) + column;

                    // A block at the edge is computed whole beside the result, then its part is copied.
                    bool isWhole = rows == blockRows && columns == width;
                    if (!isWhole && !first) Copy(target, shape.Columns, tile, width, rows, columns);
                    run.Left = packLeft ? panelsLeft + (panel * blockRows * depth) : of.Left;
                    run.Rows = of.Rows + row;
                    run.Result = isWhole ? target : tile;
                    run.Stride = isWhole ? shape.Columns : width;
                    run.NextResult = asks ? run.Result + (blockRows * run.Stride) : null;
                    run.NextPanel = right + ((nint)width * shape.Depth) + ((nint)panel * lines * blockRows * FloatsOfALine);
                    if (packLeft) TBlock.Run<PackedLeft>(vectors, run);
                    else TBlock.Run<GatheredLeft>(vectors, run);
                    if (!isWhole) Copy(tile, width, target, shape.Columns, rows, columns);
                }

                column += columns;
            }
        }

        ArrayPool<float>.Shared.Return(scratch);
    }

    private static void Copy(float* source, int sourceStride, float* target, int targetStride, int rows, int columns)
    {
        for (int i = 0; i < rows; i++)
        {
            new ReadOnlySpan<float>(source + ((nint)i * sourceStride), columns).CopyTo(new Span<float>(target + ((nint)i * targetStride), columns));
        }
    }

    // A block's few elements: as many vectors, without a call.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CopyLine(float* source, float* target, int count)
    {
        int i = 0;
        for (; i <= count - Vector256<float>.Count; i += Vector256<float>.Count) Vector256.Load(source + i).Store(target + i);
        for (; i < count; i++) target[i] = source[i];
    }

    /// <summary>Depth-major copy of a few rows; those beyond the operand repeat its last, and their results are dropped.</summary>
    private static void PackLeft(in Operands of, int row, int k, int depth, float* target)
    {
        int blockRows = TBlock.Rows;
        nint* rows = of.Rows + row, terms = of.Terms + k;
        bool isWhole = row + blockRows <= of.Shape.Rows;
        if (of.Shape.TransposeLeft && isWhole)
        {
            for (int d = 0; d < depth; d++) CopyLine(of.Left + rows[0] + terms[d], target + (d * blockRows), blockRows);
            return;
        }

        int done = 0;
        if (!of.Shape.TransposeLeft && isWhole && blockRows == Transposing.Size)
        {
            for (; done <= depth - Transposing.Size; done += Transposing.Size)
            {
                float* block = of.Left + rows[0] + terms[done];
                Transposing.Block(block, of.Shape.Depth, target + (done * blockRows), blockRows);
                if (done % FloatsOfALine == 0) AskForRows(block + ((nint)Transposing.Size * of.Shape.Depth), of.Shape.Depth);
            }
        }

        for (int d = done; d < depth; d++)
        {
            float* term = of.Left + terms[d];
            for (int r = 0; r < blockRows; r++) target[(d * blockRows) + r] = term[rows[r]];
        }
    }

    // The rows that will be packed next.
    private static void AskForRows(float* from, int stride)
    {
        if (!Sse.IsSupported) return;
        for (int r = 0; r < Transposing.Size; r++) Sse.Prefetch1(from + ((nint)r * stride));
    }

    /// <summary>The columns of one panel, depth-major; columns beyond the operand are zero and their results are dropped.</summary>
    private static void PackRight(float* b, ProductShape shape, int k, int depth, int column, int columns, int blockColumns, float* target)
    {
        if (!shape.TransposeRight)
        {
            float* source = b + ((nint)k * shape.Columns) + column;
            for (int d = 0; d < depth && columns == blockColumns; d++) CopyLine(source + ((nint)d * shape.Columns), target + (d * blockColumns), blockColumns);
            for (int d = 0; d < depth && columns < blockColumns; d++)
            {
                Span<float> line = new(target + (d * blockColumns), blockColumns);
                new ReadOnlySpan<float>(source + ((nint)d * shape.Columns), columns).CopyTo(line);
                line[columns..].Clear();
            }

            return;
        }

        for (int j = 0; j < blockColumns; j += Transposing.Size)
        {
            float* source = b + ((nint)(column + j) * shape.Depth) + k;
            int done = 0;
            for (; j + Transposing.Size <= columns && done <= depth - Transposing.Size; done += Transposing.Size)
            {
                Transposing.Block(source + done, shape.Depth, target + (done * blockColumns) + j, blockColumns);
            }

            for (int d = done; d < depth; d++)
            {
                for (int i = 0; i < Transposing.Size && j + i < blockColumns; i++) target[(d * blockColumns) + j + i] = j + i < columns ? source[((nint)i * shape.Depth) + d] : 0f;
            }
        }
    }

    /// <summary>What a product reads and writes.</summary>
    private readonly struct Operands(float* left, nint* rows, nint* terms, float* right, float* result, ProductShape shape, bool continues, int packLeftFrom)
    {
        public float* Left { get; } = left;

        public nint* Rows { get; } = rows;

        public nint* Terms { get; } = terms;

        public float* Right { get; init; } = right;

        public float* Result { get; } = result;

        public ProductShape Shape { get; init; } = shape;

        public bool Continues { get; } = continues;

        /// <summary>Columns from which on the left operand is packed.</summary>
        public int PackLeftFrom { get; } = packLeftFrom;
    }
}
