using System.Buffers.Binary;
using Gensyn.Verification;
using Gensyn.Verification.Operators;

namespace Gensyn.Workers.Tests.Tensors;

/// <summary>Inputs of a leaf that remember which tiles were read, as a party opens them and the chain reads them.</summary>
/// <param name="record">The record whose inputs they are.</param>
/// <param name="index">What every integer element is; null for small numbers that differ.</param>
internal sealed class LeafTiles(ResolvedRecord record, uint? index) : ILeafInputs
{
    private readonly List<(int Input, int Tile, byte[] Bytes)> _tiles = [];

    /// <summary>How many tiles were read.</summary>
    public int Count => _tiles.Count;

    /// <summary>Bytes of the tiles that were read.</summary>
    public int Bytes => _tiles.Count * TileLayout.TileBytes;

    /// <summary>Forgets what was read.</summary>
    public void Clear() => _tiles.Clear();

    public bool TryRead(int input, int row, int column, out uint bits)
    {
        TensorType type = record.Inputs[input].Type;
        TileLayout layout = type.Tiles;
        if ((uint)row >= (uint)layout.Rows || (uint)column >= (uint)layout.Columns) throw new InvalidOperationException($"[{row}, {column}] lies outside of {type}.");
        int wanted = layout.TileOf(row, column);
        byte[]? bytes = null;
        for (int i = 0; i < _tiles.Count && bytes is null; i++)
        {
            if (_tiles[i].Input == input && _tiles[i].Tile == wanted) bytes = _tiles[i].Bytes;
        }

        if (bytes is null)
        {
            bytes = Make(type.Type, input, wanted);
            _tiles.Add((input, wanted, bytes));
        }

        bits = layout.Read(bytes, row, column);
        return true;
    }

    // Floats of magnitude 2^−8 to 2^8; no tensor is ever whole, so that large ones cost nothing.
    private byte[] Make(DataType type, int input, int tile)
    {
        byte[] bytes = new byte[TileLayout.TileBytes];
        Random random = new((input * 1_000_003) + tile);
        for (int at = 0; at < bytes.Length; at += type == DataType.UInt8 ? 1 : 4)
        {
            uint word = (uint)random.NextInt64(1L << 32);
            if (type == DataType.UInt8) bytes[at] = (byte)(index ?? word % 12);
            else BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at), type == DataType.UInt32 ? index ?? word % 12 : (word & 0x807F_FFFF) | ((119 + (word >> 27)) << 23));
        }

        return bytes;
    }
}
