using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Gensyn.Crypto;
using Gensyn.Primitives;

namespace Gensyn.Verification;

/// <summary>The roots that parties commit to.</summary>
public static class Commitment
{
    /// <summary>The hash of a tag and some bytes.</summary>
    public static H256 Hash(HashTag tag, ReadOnlySpan<byte> bytes)
    {
        Blake2bHasher hasher = Blake2bHasher.Create();
        hasher.Update([(byte)tag]);
        hasher.Update(bytes);
        H256 hash = default;
        hasher.Finish(hash);
        return hash;
    }

    /// <summary>The root of a list: its kind, its length and its tree.</summary>
    public static H256 Wrap(HashTag tag, int count, in H256 merkleRoot)
    {
        Span<byte> bytes = stackalloc byte[40];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)count);
        merkleRoot.Span.CopyTo(bytes[8..]);
        return Hash(tag, bytes);
    }

    /// <summary>The root of a list of leaf hashes.</summary>
    public static H256 ListRoot(HashTag tag, IReadOnlyList<H256> leaves) => Wrap(tag, leaves.Count, new MerkleTree(leaves).Root);

    /// <summary>The root of a list whose leaves are hashes themselves, such as states.</summary>
    public static H256 ListRootOfValues(HashTag tag, IReadOnlyList<H256> values) => ListRoot(tag, LeavesOf(values));

    /// <summary>The leaf hashes of values that are hashes themselves.</summary>
    public static H256[] LeavesOf(IReadOnlyList<H256> values)
    {
        var leaves = new H256[values.Count];
        for (int i = 0; i < leaves.Length; i++) leaves[i] = Merkle.Leaf(values[i]);
        return leaves;
    }

    /// <summary>A tensor's root from the Merkle root of its tiles.</summary>
    public static H256 TensorRoot(in TensorType type, in H256 merkleRoot)
    {
        Span<byte> bytes = stackalloc byte[2 + 4 * Shape.MaxRank + 32];
        bytes[0] = (byte)type.Type;
        bytes[1] = type.Shape.Rank;
        int length = 2;
        for (int i = 0; i < type.Shape.Rank; i++, length += 4) BinaryPrimitives.WriteUInt32LittleEndian(bytes[length..], type.Shape[i]);
        merkleRoot.Span.CopyTo(bytes[length..]);
        return Hash(HashTag.Tensor, bytes[..(length + 32)]);
    }

    /// <summary>A tensor's root from the hashes of its tiles.</summary>
    public static H256 TensorRoot(in TensorType type, IReadOnlyList<H256> tileHashes) => TensorRoot(type, new MerkleTree(tileHashes).Root);

    /// <summary>A tensor's root from its elements, row by row.</summary>
    public static H256 TensorRoot(in TensorType type, ReadOnlySpan<byte> elements) => TensorRoot(type, TileHashes(type, elements));

    /// <summary>The hashes of a tensor's tiles from its elements, row by row.</summary>
    public static H256[] TileHashes(in TensorType type, ReadOnlySpan<byte> elements)
    {
        TileLayout layout = type.Tiles;
        var hashes = new H256[layout.Count];

        // Sixteen tiles at a time: the hash function takes up to that many together.
        const int Run = 16;
        Span<byte> tiles = stackalloc byte[Math.Min(Run, hashes.Length) * TileLayout.TileBytes];
        for (int i = 0; i < hashes.Length; i += Run)
        {
            int count = Math.Min(Run, hashes.Length - i);
            layout.CopyTiles(elements, i, count, tiles);
            Blake2b.HashMany((byte)HashTag.Leaf, tiles[..(count * TileLayout.TileBytes)], TileLayout.TileBytes, MemoryMarshal.AsBytes(hashes.AsSpan(i, count)));
        }

        return hashes;
    }

    /// <summary>The root of a tensor of one element.</summary>
    public static H256 ScalarRoot(DataType type, uint bits)
    {
        Span<byte> tile = stackalloc byte[TileLayout.TileBytes];
        tile.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(tile, bits);
        return TensorRoot(new TensorType(type, Shape.Of(1)), Merkle.Leaf(tile));
    }

    /// <summary>The root over the tensors of one group of a state; zero when the group is empty.</summary>
    public static H256 GroupRoot(IReadOnlyList<H256> tensorRoots) => new MerkleTree(LeavesOf(tensorRoots)).Root;

    /// <summary>The root over the states of an interval, both ends included.</summary>
    public static H256 StepsRoot(IReadOnlyList<H256> states) => ListRootOfValues(HashTag.Steps, states);

    /// <summary>The root over a task's checkpointed states and, last, its metric.</summary>
    public static H256 HistoryRoot(IReadOnlyList<H256> statesThenMetric) => ListRootOfValues(HashTag.History, statesThenMetric);

    /// <summary>Whether a state or the metric lies at an index of a history.</summary>
    public static bool VerifyHistory(in H256 historyRoot, int leaves, int index, in H256 value, ImmutableArray<H256> path) =>
        !path.IsDefault
        && Merkle.TryClimb(leaves, 0, index, Merkle.Leaf(value), path.AsSpan(), Merkle.Height(leaves), out H256 top)
        && Wrap(HashTag.History, leaves, top) == historyRoot;

    /// <summary>The hash of a chunk of data.</summary>
    public static H256 DataChunk(ReadOnlySpan<byte> bytes) => Hash(HashTag.DataChunk, bytes);
}
