using System.Buffers;
using System.Runtime.InteropServices;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>Windows read in place: convolutions as products over addresses, pooling as comparisons of whole pixels.</summary>
internal sealed unsafe class FusedWindows<TLanes> : IFusedWindows
    where TLanes : struct, ILanes<TLanes>
{
    /// <inheritdoc/>
    public void Convolution(Tensor image, Tensor weights, OperatorAttributes geometry, Tensor output)
    {
        Frame frame = new(new WindowGeometry(geometry), image.Type.Shape, output.Type.Shape);
        ProductShape shape = new(frame.Windows, output.Type.Shape.Columns, frame.Positions, false, false);
        shape.Check(frame.Windows * frame.Positions, weights.Floats.Length, output.Floats.Length / frame.Images);
        nint[] offsets = ArrayPool<nint>.Shared.Rent(frame.Windows + frame.Positions + ProductBlock512.Rows);
        float[] padded = ArrayPool<float>.Shared.Rent(frame.PaddedElements);
        fixed (nint* rows = offsets)
        fixed (float* right = weights.Floats, result = output.Floats)
        {
            nint* terms = rows + frame.Windows + ProductBlock512.Rows;
            frame.PutWindows(rows, ProductBlock512.Rows);
            frame.PutPositions(terms, 0);
            for (int i = 0; i < frame.Images; i++)
            {
                fixed (float* left = frame.Pad(image.Floats, i, BitConverter.UInt32BitsToSingle(geometry.D), padded))
                {
                    MatrixProduct.Gathered(left, rows, terms, right, result + ((nint)i * frame.Windows * shape.Columns), shape, false, TLanes.Count == 16);
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
        nint[] offsets = ArrayPool<nint>.Shared.Rent(frame.Windows + frame.Positions + ProductBlock512.Rows);
        float[] padded = ArrayPool<float>.Shared.Rent(frame.PaddedElements);
        fixed (nint* rows = offsets)
        fixed (float* right = gradient.Floats, result = output.Floats)
        {
            nint* terms = rows + frame.Positions + ProductBlock512.Rows;
            frame.PutPositions(rows, ProductBlock512.Rows);
            frame.PutWindows(terms, 0);
            for (int i = 0; i < frame.Images; i++)
            {
                fixed (float* left = frame.Pad(image.Floats, i, BitConverter.UInt32BitsToSingle(geometry.D), padded))
                {
                    MatrixProduct.Gathered(left, rows, terms, right + ((nint)i * frame.Windows * shape.Columns), result, shape, continues || i > 0, TLanes.Count == 16);
                }
            }
        }

        ArrayPool<float>.Shared.Return(padded);
        ArrayPool<nint>.Shared.Return(offsets);
    }

    /// <inheritdoc/>
    public void MaxPool(Tensor image, OperatorAttributes geometry, Tensor largest, Tensor? places)
    {
        WindowGeometry windows = new(geometry);
        Shape shape = image.Type.Shape;
        int height = (int)shape[1], width = (int)shape[2], channels = (int)shape[3];
        int rows = (int)largest.Type.Shape[1], columns = (int)largest.Type.Shape[2];
        ReadOnlySpan<float> source = image.Floats;
        float[] padding = ArrayPool<float>.Shared.Rent(channels);
        padding.AsSpan(0, channels).Fill(BitConverter.UInt32BitsToSingle(geometry.D));
        for (int window = 0; window < largest.Type.Shape.Rows; window++)
        {
            int column = window % columns, row = window / columns % rows, number = window / columns / rows;
            Span<float> best = largest.Floats.Slice(window * channels, channels);
            Span<uint> place = places is null ? default : places.Words.Slice(window * channels, channels);
            for (int position = 0; position < windows.Positions; position++)
            {
                int h = (row * windows.StrideHeight) - windows.PadTop + (position / windows.KernelWidth * windows.DilationHeight);
                int w = (column * windows.StrideWidth) - windows.PadLeft + (position % windows.KernelWidth * windows.DilationWidth);
                bool isInside = h >= 0 && h < height && w >= 0 && w < width;
                ReadOnlySpan<float> pixel = isInside ? source.Slice(((((number * height) + h) * width) + w) * channels, channels) : padding.AsSpan(0, channels);
                Compare(pixel, (uint)position, best, place);
            }

            for (int c = 0; c < channels; c++) best[c] = BinaryFloat.Canonical(best[c]);
        }

        ArrayPool<float>.Shared.Return(padding);
    }

    /// <inheritdoc/>
    public void MaxPoolGradient(Tensor gradient, Tensor places, OperatorAttributes geometry, Tensor image)
    {
        WindowGeometry windows = new(geometry);
        Shape shape = image.Type.Shape;
        int height = (int)shape[1], width = (int)shape[2], channels = (int)shape[3];
        int rows = (int)gradient.Type.Shape[1], columns = (int)gradient.Type.Shape[2];
        image.Bytes.Clear();
        for (int window = 0; window < gradient.Type.Shape.Rows; window++)
        {
            int column = window % columns, row = window / columns % rows, number = window / columns / rows;
            ReadOnlySpan<float> from = gradient.Floats.Slice(window * channels, channels);
            ReadOnlySpan<uint> place = places.Words.Slice(window * channels, channels);
            for (int position = 0; position < windows.Positions; position++)
            {
                int h = (row * windows.StrideHeight) - windows.PadTop + (position / windows.KernelWidth);
                int w = (column * windows.StrideWidth) - windows.PadLeft + (position % windows.KernelWidth);
                if (h < 0 || h >= height || w < 0 || w >= width) continue;
                Put(from, place, (uint)position, image.Floats.Slice(((((number * height) + h) * width) + w) * channels, channels));
            }
        }
    }

    // Takes what is larger than the best so far, and the first NaN.
    private static void Compare(ReadOnlySpan<float> pixel, uint position, Span<float> best, Span<uint> place)
    {
        if (position == 0)
        {
            pixel.CopyTo(best);
            place.Clear();
            return;
        }

        ref float x = ref MemoryMarshal.GetReference(pixel), b = ref MemoryMarshal.GetReference(best);
        ref float p = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<uint, float>(place));
        TLanes number = TLanes.BroadcastBits(position), zero = TLanes.BroadcastBits(0);
        int c = 0;
        for (; c <= pixel.Length - TLanes.Count; c += TLanes.Count)
        {
            TLanes value = TLanes.Load(in x, (nuint)c), least = TLanes.Load(in b, (nuint)c);
            TLanes take = TLanes.Select(TLanes.IsNaN(least), zero, TLanes.Or(TLanes.GreaterThan(value, least), TLanes.IsNaN(value)));
            TLanes.Store(TLanes.Select(take, value, least), ref b, (nuint)c);
            if (!place.IsEmpty) TLanes.Store(TLanes.Select(take, number, TLanes.Load(in p, (nuint)c)), ref p, (nuint)c);
        }

        for (; c < pixel.Length; c++)
        {
            if (float.IsNaN(best[c]) || !(pixel[c] > best[c] || float.IsNaN(pixel[c]))) continue;
            best[c] = pixel[c];
            if (!place.IsEmpty) place[c] = position;
        }
    }

    // +0 plus the gradient where it belongs to the position, or plus +0: the sums that Fold makes of one term.
    private static void Put(ReadOnlySpan<float> gradient, ReadOnlySpan<uint> place, uint position, Span<float> pixel)
    {
        ref float g = ref MemoryMarshal.GetReference(gradient), r = ref MemoryMarshal.GetReference(pixel);
        ref float p = ref MemoryMarshal.GetReference(MemoryMarshal.Cast<uint, float>(place));
        TLanes number = TLanes.Broadcast(position), zero = TLanes.BroadcastBits(0);
        int c = 0;
        for (; c <= pixel.Length - TLanes.Count; c += TLanes.Count)
        {
            // Positions are below 2^16, so as numbers they equal no other integer.
            TLanes own = TLanes.FromIntegers(TLanes.Load(in p, (nuint)c));
            TLanes others = TLanes.Or(TLanes.GreaterThan(own, number), TLanes.GreaterThan(number, own));
            TLanes.Store(TLanes.Canonical(TLanes.Add(zero, TLanes.Select(others, zero, TLanes.Load(in g, (nuint)c)))), ref r, (nuint)c);
        }

        for (; c < pixel.Length; c++) pixel[c] = Element.Add(0f, place[c] == position ? gradient[c] : 0f);
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

        /// <summary>Where windows begin, and as many more as a block of rows may reach.</summary>
        public void PutWindows(nint* target, int more)
        {
            for (int window = 0; window < Windows + more; window++)
            {
                int own = Math.Min(window, Windows - 1);
                target[window] = ((nint)(own / _columns * _geometry.StrideHeight * _paddedWidth) + (own % _columns * _geometry.StrideWidth)) * _channels;
            }
        }

        /// <summary>Where the elements of a window lie from its beginning, and as many more as a block of rows may reach.</summary>
        public void PutPositions(nint* target, int more)
        {
            for (int element = 0; element < Positions + more; element++)
            {
                int own = Math.Min(element, Positions - 1), position = own / _channels;
                int pixel = (position / _geometry.KernelWidth * _geometry.DilationHeight * _paddedWidth) + (position % _geometry.KernelWidth * _geometry.DilationWidth);
                target[element] = ((nint)pixel * _channels) + (own % _channels);
            }
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
