using System.Buffers;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>Windows read in place: convolutions as products over addresses, pooling as comparisons of whole pixels.</summary>
internal sealed unsafe class FusedWindows<TLanes, TBlock>(int threads) : IFusedWindows
    where TLanes : struct, ILanes<TLanes>
    where TBlock : struct, IProductBlock
{
    private const int MostOnStack = 256;

    /// <inheritdoc/>
    public void Convolution(Tensor image, Tensor weights, OperatorAttributes geometry, Tensor output)
    {
        Frame frame = new(new WindowGeometry(geometry), image.Type.Shape, output.Type.Shape);
        ProductShape shape = new(frame.Windows, output.Type.Shape.Columns, frame.Positions, false, false);
        shape.Check(frame.Windows * frame.Positions, weights.Floats.Length, output.Floats.Length / frame.Images);
        nint[] offsets = ArrayPool<nint>.Shared.Rent(frame.Windows + frame.Positions + IProductBlock.MostRows);
        float[] padded = ArrayPool<float>.Shared.Rent(frame.PaddedElements);
        fixed (nint* rows = offsets)
        fixed (float* right = weights.Floats, result = output.Floats)
        {
            nint* terms = rows + frame.Windows + IProductBlock.MostRows;
            frame.PutWindows(rows, IProductBlock.MostRows);
            frame.PutPositions(terms, 0);
            for (int i = 0; i < frame.Images; i++)
            {
                fixed (float* left = frame.Pad(image.Floats, i, BitConverter.UInt32BitsToSingle(geometry.D), padded))
                {
                    MatrixProduct<TBlock>.Gathered(left, rows, terms, right, result + ((nint)i * frame.Windows * shape.Columns), shape, false);
                }
            }
        }

        ArrayPool<float>.Shared.Return(padded);
        ArrayPool<nint>.Shared.Return(offsets);
    }

    /// <inheritdoc/>
    public void ConvolutionWeightGradient(Tensor image, Tensor gradient, OperatorAttributes geometry, Tensor output, bool continues)
    {
        Frame frame = new(new WindowGeometry(geometry), image.Type.Shape, gradient.Type.Shape);
        ProductShape shape = new(frame.Positions, gradient.Type.Shape.Columns, frame.Windows, false, false);
        shape.Check(frame.Windows * frame.Positions, gradient.Floats.Length / frame.Images, output.Floats.Length);

        // Each thread takes some of the weights, and the terms of all images in their order.
        int blocks = (frame.Positions + TBlock.Rows - 1) / TBlock.Rows, parts = Math.Min(threads, blocks);
        if (parts == 1) Part(0);
        else Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, Part);

        void Part(int part)
        {
            int from = blocks * part / parts * TBlock.Rows, to = Math.Min(blocks * (part + 1) / parts * TBlock.Rows, frame.Positions);
            nint[] offsets = ArrayPool<nint>.Shared.Rent(frame.Windows + frame.Positions + IProductBlock.MostRows);
            float[] padded = ArrayPool<float>.Shared.Rent(frame.PaddedElements);
            fixed (nint* rows = offsets)
            fixed (float* right = gradient.Floats, result = output.Floats)
            {
                nint* terms = rows + frame.Positions + IProductBlock.MostRows;
                frame.PutPositions(rows, IProductBlock.MostRows);
                frame.PutWindows(terms, 0);
                for (int i = 0; i < frame.Images; i++)
                {
                    fixed (float* left = frame.Pad(image.Floats, i, BitConverter.UInt32BitsToSingle(geometry.D), padded))
                    {
                        float* ofImage = right + ((nint)i * frame.Windows * shape.Columns), own = result + ((nint)from * shape.Columns);
                        MatrixProduct<TBlock>.Gathered(left, rows + from, terms, ofImage, own, shape with { Rows = to - from }, continues || i > 0);
                    }
                }
            }

            ArrayPool<float>.Shared.Return(padded);
            ArrayPool<nint>.Shared.Return(offsets);
        }
    }

    /// <inheritdoc/>
    public void MaxPool(Tensor image, OperatorAttributes geometry, Tensor largest, Tensor? places)
    {
        Pooling pooling = new(new WindowGeometry(geometry), image.Type.Shape, largest.Type.Shape);
        float outside = BitConverter.UInt32BitsToSingle(geometry.D);
        Span<int> pixels = pooling.Positions <= MostOnStack ? stackalloc int[pooling.Positions] : new int[pooling.Positions];
        int channels = pooling.Channels;
        for (int window = 0; window < pooling.Windows; window++)
        {
            pooling.PutPixels(window, pixels);
            LargestOf(image.Floats, pixels, outside, largest.Floats.Slice(window * channels, channels), places is null ? default : places.Words.Slice(window * channels, channels));
        }
    }

    /// <inheritdoc/>
    public void MaxPoolGradient(Tensor gradient, Tensor places, OperatorAttributes geometry, Tensor image)
    {
        Pooling pooling = new(new WindowGeometry(geometry), image.Type.Shape, gradient.Type.Shape);
        Span<int> pixels = pooling.Positions <= MostOnStack ? stackalloc int[pooling.Positions] : new int[pooling.Positions];
        int channels = pooling.Channels;
        image.Bytes.Clear();
        for (int window = 0; window < pooling.Windows; window++)
        {
            pooling.PutPixels(window, pixels);
            Put(gradient.Floats.Slice(window * channels, channels), places.Words.Slice(window * channels, channels), pixels, image.Floats);
        }
    }

    // In the order of positions: what is larger than the best so far, and the first NaN.
    private static void LargestOf(ReadOnlySpan<float> image, ReadOnlySpan<int> pixels, float outside, Span<float> largest, Span<uint> places)
    {
        ref float x = ref MemoryMarshal.GetReference(image), r = ref MemoryMarshal.GetReference(largest);
        ref float p = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<uint, float>(places));
        TLanes padding = TLanes.Broadcast(outside), zero = TLanes.BroadcastBits(0);
        int c = 0;
        for (; c <= largest.Length - TLanes.Count; c += TLanes.Count)
        {
            TLanes best = pixels[0] < 0 ? padding : TLanes.Load(in x, (nuint)(pixels[0] + c)), place = zero;
            for (int position = 1; position < pixels.Length; position++)
            {
                TLanes value = pixels[position] < 0 ? padding : TLanes.Load(in x, (nuint)(pixels[position] + c));
                TLanes take = TLanes.Select(TLanes.IsNaN(best), zero, TLanes.Or(TLanes.GreaterThan(value, best), TLanes.IsNaN(value)));
                best = TLanes.Select(take, value, best);
                place = TLanes.Select(take, TLanes.BroadcastBits((uint)position), place);
            }

            TLanes.Store(TLanes.Canonical(best), ref r, (nuint)c);
            if (!places.IsEmpty) TLanes.Store(place, ref p, (nuint)c);
        }

        for (; c < largest.Length; c++)
        {
            float best = pixels[0] < 0 ? outside : image[pixels[0] + c];
            uint place = 0;
            for (int position = 1; position < pixels.Length && !float.IsNaN(best); position++)
            {
                float value = pixels[position] < 0 ? outside : image[pixels[position] + c];
                if (value > best || float.IsNaN(value)) (best, place) = (value, (uint)position);
            }

            largest[c] = BinaryFloat.Canonical(best);
            if (!places.IsEmpty) places[c] = place;
        }
    }

    // +0 plus the gradient where it belongs to the position, or plus +0: the sums that Fold makes of one term.
    private static void Put(ReadOnlySpan<float> gradient, ReadOnlySpan<uint> places, ReadOnlySpan<int> pixels, Span<float> image)
    {
        ref float g = ref MemoryMarshal.GetReference(gradient), r = ref MemoryMarshal.GetReference(image);
        ref float p = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<uint, float>(places));
        TLanes zero = TLanes.BroadcastBits(0);
        int c = 0;
        for (; c <= gradient.Length - TLanes.Count; c += TLanes.Count)
        {
            TLanes sum = TLanes.Canonical(TLanes.Add(zero, TLanes.Load(in g, (nuint)c))), own = TLanes.FromIntegers(TLanes.Load(in p, (nuint)c));
            for (int position = 0; position < pixels.Length; position++)
            {
                // Positions are below 2^16, so as numbers they equal no other integer.
                TLanes number = TLanes.Broadcast(position);
                if (pixels[position] < 0) continue;
                TLanes others = TLanes.Or(TLanes.GreaterThan(own, number), TLanes.GreaterThan(number, own));
                TLanes.Store(TLanes.Select(others, zero, sum), ref r, (nuint)(pixels[position] + c));
            }
        }

        for (; c < gradient.Length; c++)
        {
            if (places[c] < (uint)pixels.Length && pixels[(int)places[c]] is >= 0 and var pixel) image[pixel + c] = Element.Add(0f, gradient[c]);
        }
    }

    /// <summary>The windows of pooling, and where their pixels lie.</summary>
    private readonly struct Pooling
    {
        private readonly WindowGeometry _geometry;
        private readonly int _height;
        private readonly int _width;
        private readonly int _rows;
        private readonly int _columns;

        public Pooling(WindowGeometry geometry, Shape image, Shape pooled)
        {
            _geometry = geometry;
            (_height, _width, Channels) = ((int)image[1], (int)image[2], (int)image[3]);
            (_rows, _columns, Windows) = ((int)pooled[1], (int)pooled[2], pooled.Rows);
            if (pooled[0] != image[0] || pooled[3] != image[3]) throw new ArgumentException($"{pooled} is not {image} pooled.");
        }

        public int Channels { get; }

        public int Windows { get; }

        public int Positions => _geometry.Positions;

        /// <summary>The first element of each position's pixel; −1 outside the image.</summary>
        public void PutPixels(int window, Span<int> pixels)
        {
            int column = window % _columns, row = window / _columns % _rows, image = window / _columns / _rows;
            int top = (row * _geometry.StrideHeight) - _geometry.PadTop, left = (column * _geometry.StrideWidth) - _geometry.PadLeft, position = 0;
            for (int i = 0; i < _geometry.KernelHeight; i++)
            {
                int h = top + (i * _geometry.DilationHeight);
                for (int j = 0; j < _geometry.KernelWidth; j++, position++)
                {
                    int w = left + (j * _geometry.DilationWidth);
                    pixels[position] = h < 0 || h >= _height || w < 0 || w >= _width ? -1 : ((((image * _height) + h) * _width) + w) * Channels;
                }
            }
        }
    }

    /// <summary>Windows over an image that is padded so far that all of them lie inside.</summary>
    private readonly struct Frame
    {
        private readonly WindowGeometry _geometry;
        private readonly int _height;
        private readonly int _width;
        private readonly int _channels;
        private readonly int _rows;
        private readonly int _columns;
        private readonly int _paddedHeight;
        private readonly int _paddedWidth;

        public Frame(WindowGeometry geometry, Shape image, Shape windows)
        {
            _geometry = geometry;
            (Images, _height, _width, _channels) = ((int)image[0], (int)image[1], (int)image[2], (int)image[3]);
            (_rows, _columns) = ((int)windows[1], (int)windows[2]);
            _paddedHeight = ((_rows - 1) * geometry.StrideHeight) + (geometry.DilationHeight * (geometry.KernelHeight - 1)) + 1;
            _paddedWidth = ((_columns - 1) * geometry.StrideWidth) + (geometry.DilationWidth * (geometry.KernelWidth - 1)) + 1;
        }

        public int Images { get; }

        /// <summary>Windows of an image.</summary>
        public int Windows => _rows * _columns;

        /// <summary>Elements of a window.</summary>
        public int Positions => _geometry.Positions * _channels;

        public int PaddedElements => checked(_paddedHeight * _paddedWidth * _channels);

        /// <summary>Where windows begin; the last again as often as a block of rows may reach beyond.</summary>
        public void PutWindows(nint* target, int more)
        {
            nint* next = target;
            for (int row = 0; row < _rows; row++)
            {
                nint begin = (nint)row * _geometry.StrideHeight * _paddedWidth * _channels, step = (nint)_geometry.StrideWidth * _channels;
                for (int column = 0; column < _columns; column++) *next++ = begin + (column * step);
            }

            new Span<nint>(next, more).Fill(next[-1]);
        }

        /// <summary>Where the elements of a window lie from its beginning; the last again as often as a block of rows may reach beyond.</summary>
        public void PutPositions(nint* target, int more)
        {
            nint* next = target;
            for (int row = 0; row < _geometry.KernelHeight; row++)
            {
                for (int column = 0; column < _geometry.KernelWidth; column++)
                {
                    nint begin = (((nint)row * _geometry.DilationHeight * _paddedWidth) + ((nint)column * _geometry.DilationWidth)) * _channels;
                    for (int channel = 0; channel < _channels; channel++) *next++ = begin + channel;
                }
            }

            new Span<nint>(next, more).Fill(next[-1]);
        }

        /// <summary>One image with its padding: itself where it has none.</summary>
        public Span<float> Pad(Span<float> images, int number, float outside, float[] target)
        {
            int pixels = _height * _width * _channels;
            Span<float> image = images.Slice(number * pixels, pixels);
            if (_geometry.PadTop == 0 && _geometry.PadLeft == 0 && _paddedWidth == _width && _paddedHeight <= _height) return image;
            Span<float> padded = target.AsSpan(0, PaddedElements);
            padded.Fill(outside);
            int before = Math.Min(_geometry.PadLeft, _paddedWidth), inside = Math.Min(_width, _paddedWidth - before);
            for (int h = 0; h < _height && h + _geometry.PadTop < _paddedHeight && inside > 0; h++)
            {
                Span<float> line = padded.Slice((((h + _geometry.PadTop) * _paddedWidth) + before) * _channels, inside * _channels);
                image.Slice(h * _width * _channels, line.Length).CopyTo(line);
            }

            return padded;
        }
    }
}
