using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>Windows over an image that is padded so far that all of them lie inside.</summary>
internal readonly unsafe struct PaddedWindows
{
    private readonly WindowGeometry _geometry;
    private readonly int _height;
    private readonly int _width;
    private readonly int _channels;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _paddedHeight;
    private readonly int _paddedWidth;

    public PaddedWindows(WindowGeometry geometry, Shape image, Shape windows)
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
