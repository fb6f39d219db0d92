using Gensyn.Primitives;

namespace Gensyn.Verification.Disputes;

/// <summary>A tensor held as its elements, row by row; hashes its tiles when first asked.</summary>
public sealed class TensorTiles(TensorType type, ReadOnlyMemory<byte> elements) : ITensorTiles
{
    private H256[]? _hashes;

    /// <inheritdoc/>
    public TensorType Type => type;

    /// <inheritdoc/>
    public IReadOnlyList<H256> TileHashes => _hashes ??= Commitment.TileHashes(type, elements.Span);

    /// <summary>The elements, row by row.</summary>
    public ReadOnlyMemory<byte> Elements => elements;

    /// <inheritdoc/>
    public void CopyTile(int tile, Span<byte> destination) => type.Tiles.CopyTile(elements.Span, tile, destination);
}
