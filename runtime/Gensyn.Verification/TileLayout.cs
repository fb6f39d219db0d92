using System.Buffers.Binary;

namespace Gensyn.Verification;

/// <summary>How a tensor is cut into tiles of 4 KiB: 32 × 32 elements of four bytes, or 32 × 128 of one.</summary>
/// <remarks>Tiles follow each other row by row, elements inside a tile too. What lies outside the tensor is zero.</remarks>
public readonly struct TileLayout
{
    /// <summary>Bytes of a tile.</summary>
    public const int TileBytes = 4096;

    /// <summary>Rows of a tile.</summary>
    public const int TileRows = 32;

    private const int RowBytes = TileBytes / TileRows;

    /// <summary>The layout of one tensor.</summary>
    public TileLayout(in TensorType type)
    {
        ElementSize = type.ElementSize;
        TileColumns = RowBytes / ElementSize;
        Rows = type.Shape.Rows;
        Columns = type.Shape.Columns;
        TilesDown = (Rows - 1) / TileRows + 1;
        TilesAcross = (Columns - 1) / TileColumns + 1;
    }

    /// <summary>Bytes of an element.</summary>
    public int ElementSize { get; }

    /// <summary>Columns of a tile.</summary>
    public int TileColumns { get; }

    /// <summary>Rows of the tensor.</summary>
    public int Rows { get; }

    /// <summary>Columns of the tensor.</summary>
    public int Columns { get; }

    /// <summary>Tiles in a column of tiles.</summary>
    public int TilesDown { get; }

    /// <summary>Tiles in a row of tiles.</summary>
    public int TilesAcross { get; }

    /// <summary>Tiles in all.</summary>
    public int Count => TilesDown * TilesAcross;

    /// <summary>The tile that holds an element.</summary>
    public int TileOf(int row, int column) => row / TileRows * TilesAcross + column / TileColumns;

    /// <summary>Where in its tile an element begins, in bytes.</summary>
    public int OffsetOf(int row, int column) => (row % TileRows * TileColumns + column % TileColumns) * ElementSize;

    /// <summary>The row and column of the element that begins at an offset of a tile; they may lie outside the tensor.</summary>
    public (int Row, int Column) ElementAt(int tile, int offset)
    {
        int index = offset / ElementSize;
        return (tile / TilesAcross * TileRows + index / TileColumns, tile % TilesAcross * TileColumns + index % TileColumns);
    }

    /// <summary>Cuts one tile out of a tensor whose elements lie row by row.</summary>
    public void CopyTile(ReadOnlySpan<byte> tensor, int tile, Span<byte> destination) => CopyTiles(tensor, tile, 1, destination);

    /// <summary>Cuts tiles that follow each other; those beside each other line by line, as the tensor lies in memory.</summary>
    public void CopyTiles(ReadOnlySpan<byte> tensor, int first, int count, Span<byte> destination)
    {
        int stride = checked(Columns * ElementSize);
        for (int done = 0; done < count;)
        {
            (int row, int column) = ElementAt(first + done, 0);
            int rows = Math.Min(TileRows, Rows - row), whole = Math.Min(count - done, (Columns - column) / TileColumns), beside = Math.Max(1, whole);
            int bytes = whole > 0 ? whole * RowBytes : (Columns - column) * ElementSize;
            ReadOnlySpan<byte> lines = tensor.Slice(checked((row * stride) + (column * ElementSize)), checked(((rows - 1) * stride) + bytes));
            Span<byte> tiles = destination.Slice(done * TileBytes, beside * TileBytes);
            if (whole == 0) tiles.Clear();
            for (int i = 0; i < rows; i++)
            {
                ReadOnlySpan<byte> line = lines.Slice(i * stride, bytes);
                if (whole == 0) line.CopyTo(tiles[(i * RowBytes)..]);

                // A length that is known when this is compiled needs no call for each row.
                for (int j = 0; j < whole; j++) line.Slice(j * RowBytes, RowBytes).CopyTo(tiles.Slice((j * TileBytes) + (i * RowBytes), RowBytes));
            }

            for (int j = 0; j < whole; j++) tiles.Slice((j * TileBytes) + (rows * RowBytes), (TileRows - rows) * RowBytes).Clear();
            done += beside;
        }
    }

    /// <summary>Whether everything in a tile that lies outside the tensor is zero.</summary>
    public bool IsPaddingZero(int tile, ReadOnlySpan<byte> bytes)
    {
        (int row, int column) = ElementAt(tile, 0);
        int rows = Math.Min(TileRows, Rows - row);
        int used = Math.Min(TileColumns, Columns - column) * ElementSize;
        for (int i = 0; i < rows; i++)
        {
            if (bytes.Slice((i * RowBytes) + used, RowBytes - used).ContainsAnyExcept((byte)0)) return false;
        }

        return !bytes[(rows * RowBytes)..].ContainsAnyExcept((byte)0);
    }

    /// <summary>An element of a tile, one byte ones widened.</summary>
    public uint Read(ReadOnlySpan<byte> tile, int row, int column)
    {
        int offset = OffsetOf(row, column);
        return ElementSize == 1 ? tile[offset] : BinaryPrimitives.ReadUInt32LittleEndian(tile[offset..]);
    }
}
