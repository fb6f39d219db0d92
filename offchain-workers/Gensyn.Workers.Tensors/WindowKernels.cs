using System.Numerics;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>Windows of images and their sums.</summary>
/// <remarks>
/// A window's row of the image is one run of memory on both sides where channels are in one group and the window is not dilated: what convolutions
/// mostly are. Elsewhere channels are moved one position at a time.
/// </remarks>
internal static class WindowKernels
{
    public static void Unfold(Tensor x, OperatorAttributes attributes, Tensor result)
    {
        Walk walk = new(new WindowGeometry(attributes), x.Type.Shape, result.Type.Shape);
        float outside = BitConverter.UInt32BitsToSingle(attributes.D);
        ReadOnlySpan<float> source = x.Floats;
        Span<float> target = result.Floats;
        for (int window = 0; window < walk.Count; window++)
        {
            Span<float> row = target.Slice(window * walk.Columns, walk.Columns);
            (int image, int top, int left) = walk.Place(window);
            if (walk.IsRuns) UnfoldRuns(walk, source, image, top, left, outside, row);
            else UnfoldPositions(walk, source, image, top, left, outside, row);
        }
    }

    /// <summary>The sums of what windows hold of each place.</summary>
    /// <remarks>
    /// Windows are taken from last to first: for a place of the image, a window further down or to the right holds it at an earlier position, so its
    /// terms come in ascending order of positions, as the definition wants.
    /// </remarks>
    public static void Fold(Tensor x, OperatorAttributes attributes, Tensor result)
    {
        Walk walk = new(new WindowGeometry(attributes), result.Type.Shape, x.Type.Shape);
        ReadOnlySpan<float> source = x.Floats;
        Span<float> sums = result.Floats;
        sums.Clear();
        for (int window = walk.Count - 1; window >= 0; window--)
        {
            ReadOnlySpan<float> row = source.Slice(window * walk.Columns, walk.Columns);
            (int image, int top, int left) = walk.Place(window);
            if (walk.IsRuns) FoldRuns(walk, row, image, top, left, sums);
            else FoldPositions(walk, row, image, top, left, sums);
        }

        // A NaN stays one whatever is added to it, so its bits are settled once.
        for (int i = 0; i < sums.Length; i++) sums[i] = BinaryFloat.Canonical(sums[i]);
    }

    private static void UnfoldRuns(in Walk walk, ReadOnlySpan<float> source, int image, int top, int left, float outside, Span<float> row)
    {
        int run = walk.Geometry.KernelWidth * walk.Channels;
        (int before, int inside) = walk.Clip(left);
        for (int kernelRow = 0; kernelRow < walk.Geometry.KernelHeight; kernelRow++)
        {
            Span<float> part = row.Slice(kernelRow * run, run);
            int h = top + kernelRow;
            if (h < 0 || h >= walk.Height || inside <= 0)
            {
                part.Fill(outside);
                continue;
            }

            int from = (((((image * walk.Height) + h) * walk.Width) + left) * walk.Channels) + before;
            part[..before].Fill(outside);
            source.Slice(from, inside).CopyTo(part[before..]);
            part[(before + inside)..].Fill(outside);
        }
    }

    private static void FoldRuns(in Walk walk, ReadOnlySpan<float> row, int image, int top, int left, Span<float> sums)
    {
        int run = walk.Geometry.KernelWidth * walk.Channels;
        (int before, int inside) = walk.Clip(left);
        if (inside <= 0) return;
        for (int kernelRow = 0; kernelRow < walk.Geometry.KernelHeight; kernelRow++)
        {
            int h = top + kernelRow;
            if (h < 0 || h >= walk.Height) continue;
            Span<float> sum = sums.Slice((((((image * walk.Height) + h) * walk.Width) + left) * walk.Channels) + before, inside);
            AddTo(sum, row.Slice((kernelRow * run) + before, inside));
        }
    }

    private static void AddTo(Span<float> sums, ReadOnlySpan<float> terms)
    {
        Span<Vector<float>> wide = MemoryMarshal.Cast<float, Vector<float>>(sums);
        ReadOnlySpan<Vector<float>> wideTerms = MemoryMarshal.Cast<float, Vector<float>>(terms);
        for (int i = 0; i < wide.Length; i++) wide[i] += wideTerms[i];
        for (int i = wide.Length * Vector<float>.Count; i < sums.Length; i++) sums[i] += terms[i];
    }

    private static void UnfoldPositions(in Walk walk, ReadOnlySpan<float> source, int image, int top, int left, float outside, Span<float> row)
    {
        int perGroup = walk.PerGroup, stride = walk.Geometry.Positions * perGroup;
        for (int position = 0; position < walk.Geometry.Positions; position++)
        {
            int at = walk.PlaceOf(image, top, left, position);
            for (int group = 0, to = position * perGroup, channel = 0; group < walk.Geometry.Groups; group++, to += stride)
            {
                for (int c = 0; c < perGroup; c++, channel++) row[to + c] = at < 0 ? outside : source[at + channel];
            }
        }
    }

    private static void FoldPositions(in Walk walk, ReadOnlySpan<float> row, int image, int top, int left, Span<float> sums)
    {
        int perGroup = walk.PerGroup, stride = walk.Geometry.Positions * perGroup;
        for (int position = 0; position < walk.Geometry.Positions; position++)
        {
            int at = walk.PlaceOf(image, top, left, position);
            if (at < 0) continue;
            for (int group = 0, from = position * perGroup, channel = 0; group < walk.Geometry.Groups; group++, from += stride)
            {
                for (int c = 0; c < perGroup; c++, channel++) sums[at + channel] += row[from + c];
            }
        }
    }

    /// <summary>The windows of images, numbered.</summary>
    private readonly struct Walk(WindowGeometry geometry, Shape image, Shape windows)
    {
        private readonly int _rows = (int)windows[1];
        private readonly int _columns = (int)windows[2];

        public WindowGeometry Geometry { get; } = geometry;

        public int Height { get; } = (int)image[1];

        public int Width { get; } = (int)image[2];

        public int Channels { get; } = (int)image[3];

        public int PerGroup { get; } = (int)image[3] / geometry.Groups;

        /// <summary>Windows in all.</summary>
        public int Count { get; } = windows.Rows;

        /// <summary>Elements of a window.</summary>
        public int Columns { get; } = windows.Columns;

        /// <summary>Whether a window's row is one run of memory.</summary>
        public bool IsRuns { get; } = geometry is { Groups: 1, DilationHeight: 1, DilationWidth: 1 };

        /// <summary>The image of a window, and where in it its first position is.</summary>
        public (int Image, int Top, int Left) Place(int window)
        {
            int column = window % _columns, row = window / _columns % _rows;
            return (window / _columns / _rows, (row * Geometry.StrideHeight) - Geometry.PadTop, (column * Geometry.StrideWidth) - Geometry.PadLeft);
        }

        /// <summary>Where the channels of a position begin, or −1 outside the image.</summary>
        public int PlaceOf(int image, int top, int left, int position)
        {
            int h = top + (position / Geometry.KernelWidth * Geometry.DilationHeight), w = left + (position % Geometry.KernelWidth * Geometry.DilationWidth);
            return h < 0 || h >= Height || w < 0 || w >= Width ? -1 : (((image * Height) + h) * Width + w) * Channels;
        }

        /// <summary>How many elements of a run lie before the image, and how many in it.</summary>
        public (int Before, int Inside) Clip(int left)
        {
            int before = Math.Clamp(-left, 0, Geometry.KernelWidth), end = Math.Clamp(Width - left, 0, Geometry.KernelWidth);
            return (before * Channels, (end - before) * Channels);
        }
    }
}
