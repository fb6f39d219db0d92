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
        PaddedWindows windows = new(new WindowGeometry(geometry), image.Type.Shape, output.Type.Shape);
        ProductShape shape = new(windows.Windows, output.Type.Shape.Columns, windows.Positions, false, false);
        shape.Check(windows.Windows * windows.Positions, weights.Floats.Length, output.Floats.Length / windows.Images);
        nint[] offsets = ArrayPool<nint>.Shared.Rent(windows.Windows + windows.Positions + IProductBlock.MostRows);
        float[] padded = ArrayPool<float>.Shared.Rent(windows.PaddedElements);
        fixed (nint* rows = offsets)
        fixed (float* right = weights.Floats, result = output.Floats)
        {
            nint* terms = rows + windows.Windows + IProductBlock.MostRows;
            windows.PutWindows(rows, IProductBlock.MostRows);
            windows.PutPositions(terms, 0);
            for (int i = 0; i < windows.Images; i++)
            {
                fixed (float* left = windows.Pad(image.Floats, i, BitConverter.UInt32BitsToSingle(geometry.D), padded))
                {
                    MatrixProduct<TBlock>.Gathered(left, rows, terms, right, result + ((nint)i * windows.Windows * shape.Columns), shape, false);
                }
            }
        }

        ArrayPool<float>.Shared.Return(padded);
        ArrayPool<nint>.Shared.Return(offsets);
    }

    /// <inheritdoc/>
    public void ConvolutionWeightGradient(Tensor image, Tensor gradient, OperatorAttributes geometry, Tensor output, bool continues)
    {
        PaddedWindows windows = new(new WindowGeometry(geometry), image.Type.Shape, gradient.Type.Shape);
        ProductShape shape = new(windows.Positions, gradient.Type.Shape.Columns, windows.Windows, false, false);
        shape.Check(windows.Windows * windows.Positions, gradient.Floats.Length / windows.Images, output.Floats.Length);

        // Each thread takes some of the weights, and the terms of all images in their order.
        int blocks = (windows.Positions + TBlock.Rows - 1) / TBlock.Rows, parts = Math.Min(threads, blocks);
        if (parts == 1) Part(0);
        else Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, Part);

        void Part(int part)
        {
            int from = blocks * part / parts * TBlock.Rows, to = Math.Min(blocks * (part + 1) / parts * TBlock.Rows, windows.Positions);
            nint[] offsets = ArrayPool<nint>.Shared.Rent(windows.Windows + windows.Positions + IProductBlock.MostRows);
            float[] padded = ArrayPool<float>.Shared.Rent(windows.PaddedElements);
            fixed (nint* rows = offsets)
            fixed (float* right = gradient.Floats, result = output.Floats)
            {
                nint* terms = rows + windows.Positions + IProductBlock.MostRows;
                windows.PutPositions(rows, IProductBlock.MostRows);
                windows.PutWindows(terms, 0);
                for (int i = 0; i < windows.Images; i++)
                {
                    fixed (float* left = windows.Pad(image.Floats, i, BitConverter.UInt32BitsToSingle(geometry.D), padded))
                    {
                        float* ofImage = right + ((nint)i * windows.Windows * shape.Columns), own = result + ((nint)from * shape.Columns);
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
        PoolingWindows pooling = new(new WindowGeometry(geometry), image.Type.Shape, largest.Type.Shape);
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
        PoolingWindows pooling = new(new WindowGeometry(geometry), image.Type.Shape, gradient.Type.Shape);
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
}
