using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Trie;

namespace Gensyn.Node.Storage;

/// <summary>One entry of the log: a block, new marks, or auxiliary values; any part may be absent.</summary>
/// <remarks>Replaying the records in order rebuilds the table exactly, so applying one must depend on nothing but the table.</remarks>
internal sealed record StoreRecord(BlockBatch? Block, H256? Best, H256? Finalised, IReadOnlyList<KeyValuePair<byte[], byte[]?>> Aux)
{
    private const byte Version = 1;

    public byte[] Encode()
    {
        ScaleWriter writer = new(4096);
        writer.WriteByte(Version);
        writer.WriteBool(Block is not null);
        if (Block is { } block)
        {
            writer.WriteBytes(block.Hash.Span);
            writer.WriteByteString(block.Header);
            WriteBody(ref writer, block.Extrinsics);
            writer.WriteBytes(block.State.Root.Span);
            writer.WriteCompact((uint)block.State.Inserted.Count);
            foreach (TrieNode node in block.State.Inserted)
            {
                writer.WriteBytes(node.Hash.Span);
                writer.WriteByteString(node.Bytes.Span);
            }

            WriteHashes(ref writer, block.State.Removed);
        }

        WriteMark(ref writer, Best);
        WriteMark(ref writer, Finalised);
        writer.WriteCompact((uint)Aux.Count);
        foreach (KeyValuePair<byte[], byte[]?> entry in Aux)
        {
            writer.WriteByteString(entry.Key);
            writer.WriteBool(entry.Value is not null);
            if (entry.Value is { } value) writer.WriteByteString(value);
        }

        return writer.ToArray();
    }

    public static StoreRecord Decode(ReadOnlySpan<byte> bytes)
    {
        ScaleReader reader = new(bytes);
        byte version = reader.ReadByte();
        if (version != Version) throw new StorageException($"The log has records of version {version}; this node reads version {Version}.");
        BlockBatch? block = null;
        if (reader.ReadBool())
        {
            H256 hash = H256.Codec.Decode(ref reader);
            byte[] header = reader.ReadByteString().ToArray();
            ImmutableArray<byte[]> body = ReadBody(ref reader);
            H256 root = H256.Codec.Decode(ref reader);
            var inserted = new TrieNode[reader.ReadLength(33)];
            for (int index = 0; index < inserted.Length; index++)
            {
                inserted[index] = new TrieNode(H256.Codec.Decode(ref reader), reader.ReadByteString().ToArray());
            }

            block = new BlockBatch(hash, header, body, new TrieCommit(root, inserted, ReadHashes(ref reader)));
        }

        H256? best = ReadMark(ref reader);
        H256? finalised = ReadMark(ref reader);
        var aux = new KeyValuePair<byte[], byte[]?>[reader.ReadLength(2)];
        for (int index = 0; index < aux.Length; index++)
        {
            byte[] key = reader.ReadByteString().ToArray();
            aux[index] = new(key, reader.ReadBool() ? reader.ReadByteString().ToArray() : null);
        }

        if (reader.Failed || reader.Remaining > 0) throw new StorageException("The log is damaged: a record cannot be read.");
        return new StoreRecord(block, best, finalised, aux);
    }

    public static void WriteBody(ref ScaleWriter writer, ImmutableArray<byte[]> extrinsics)
    {
        writer.WriteCompact((uint)extrinsics.Length);
        foreach (byte[] extrinsic in extrinsics) writer.WriteByteString(extrinsic);
    }

    public static ImmutableArray<byte[]> ReadBody(ref ScaleReader reader)
    {
        var extrinsics = new byte[reader.ReadLength()][];
        for (int index = 0; index < extrinsics.Length; index++) extrinsics[index] = reader.ReadByteString().ToArray();
        return System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsImmutableArray(extrinsics);
    }

    public static void WriteHashes(ref ScaleWriter writer, IReadOnlyList<H256> hashes)
    {
        writer.WriteCompact((uint)hashes.Count);
        foreach (H256 hash in hashes) writer.WriteBytes(hash.Span);
    }

    public static H256[] ReadHashes(ref ScaleReader reader)
    {
        var hashes = new H256[reader.ReadLength(32)];
        for (int index = 0; index < hashes.Length; index++) hashes[index] = H256.Codec.Decode(ref reader);
        return hashes;
    }

    private static void WriteMark(ref ScaleWriter writer, H256? mark)
    {
        writer.WriteBool(mark is not null);
        if (mark is { } hash) writer.WriteBytes(hash.Span);
    }

    private static H256? ReadMark(ref ScaleReader reader) => reader.ReadBool() ? H256.Codec.Decode(ref reader) : null;
}
