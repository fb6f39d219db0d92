using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tensors;

/// <summary>The windows of pooling, and where their pixels lie.</summary>
internal readonly struct PoolingWindows
{
    private readonly WindowGeometry _geometry;
    private readonly int _height;
    private readonly int _width;
    private readonly int _rows;
    private readonly int _columns;

    public PoolingWindows(WindowGeometry geometry, Shape image, Shape pooled)
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
