using System.Buffers.Binary;
using System.Collections.Immutable;
using Gensyn.Primitives;
using Gensyn.Scale;
using Gensyn.Trie;

namespace Gensyn.Node.Storage;

/// <summary>What of a block's header the store itself goes by.</summary>
internal readonly record struct BlockLink(H256 Parent, uint Number, H256 StateRoot)
{
    /// <summary>Reads the beginning of a SCALE-encoded header; null when it is none.</summary>
    public static BlockLink? Of(ReadOnlySpan<byte> header)
    {
        ScaleReader reader = new(header);
        BlockLink link = new(H256.Codec.Decode(ref reader), reader.ReadCompactU32(), H256.Codec.Decode(ref reader));
        return reader.Failed ? null : link;
    }
}

/// <summary>The marks that go with the table's contents.</summary>
/// <param name="Record">The last record applied.</param>
/// <param name="Oldest">The lowest final block whose state is kept.</param>
/// <param name="Prunes">Whether old states go.</param>
internal sealed record StoreMarks(ulong Record, H256 Genesis, H256 Best, H256 Finalised, uint Oldest, bool Prunes)
{
    public byte[] Encode()
    {
        ScaleWriter writer = new(128);
        writer.WriteU64(Record);
        writer.WriteBytes(Genesis.Span);
        writer.WriteBytes(Best.Span);
        writer.WriteBytes(Finalised.Span);
        writer.WriteU32(Oldest);
        writer.WriteBool(Prunes);
        return writer.ToArray();
    }

    public static StoreMarks Decode(ReadOnlySpan<byte> bytes)
    {
        ScaleReader reader = new(bytes);
        StoreMarks marks = new(
            reader.ReadU64(), H256.Codec.Decode(ref reader), H256.Codec.Decode(ref reader), H256.Codec.Decode(ref reader), reader.ReadU32(), reader.ReadBool());
        return reader.Failed ? throw new StorageException("The database is damaged: its marks cannot be read.") : marks;
    }
}

/// <summary>The columns of the table: one byte, then the key.</summary>
/// <remarks>Reads are safe for many threads, writes belong to one.</remarks>
internal sealed class StoreTables(TableFolder folder, NodeCache cache) : INodeStore
{
    private const byte HeaderColumn = (byte)'h';
    private const byte BodyColumn = (byte)'b';
    private const byte NodeColumn = (byte)'n';
    private const byte CanonicalColumn = (byte)'c';
    private const byte HeightColumn = (byte)'l';
    private const byte JournalColumn = (byte)'j';
    private const byte JournalMarkColumn = (byte)'k';
    private const byte AuxColumn = (byte)'a';
    private const byte MarksColumn = (byte)'m';

    public byte[]? Header(in H256 hash) => Get(HeaderColumn, hash.Span);

    public void SetHeader(in H256 hash, byte[] header) => Set(HeaderColumn, hash.Span, header);

    public BlockLink? Link(in H256 hash) => Header(hash) is { } header ? BlockLink.Of(header) : null;

    public ImmutableArray<byte[]>? Body(in H256 hash)
    {
        if (Get(BodyColumn, hash.Span) is not { } bytes) return null;
        ScaleReader reader = new(bytes);
        return StoreRecord.ReadBody(ref reader);
    }

    public void SetBody(in H256 hash, ImmutableArray<byte[]> extrinsics)
    {
        ScaleWriter writer = new(1024);
        StoreRecord.WriteBody(ref writer, extrinsics);
        Set(BodyColumn, hash.Span, writer.Written);
    }

    public H256? Canonical(uint number) => Get(CanonicalColumn, Number(number)) is { } hash ? new H256(hash) : null;

    public void SetCanonical(uint number, H256? hash)
    {
        if (hash is { } block) Set(CanonicalColumn, Number(number), block.Span);
        else Remove(CanonicalColumn, Number(number));
    }

    /// <summary>All blocks of a number, on whatever branch.</summary>
    public IReadOnlyList<H256> AtHeight(uint number) => Hashes(HeightColumn, Number(number)) ?? [];

    public void AddAtHeight(uint number, H256 hash) => SetHashes(HeightColumn, Number(number), [.. AtHeight(number), hash]);

    public void ForgetHeight(uint number) => Remove(HeightColumn, Number(number));

    /// <summary>What a block inserted and removed, while somebody may have to undo or finish it.</summary>
    public (IReadOnlyList<H256> Inserted, IReadOnlyList<H256> Removed)? Journal(in H256 block)
    {
        if (Get(JournalColumn, block.Span) is not { } bytes) return null;
        ScaleReader reader = new(bytes);
        return (StoreRecord.ReadHashes(ref reader), StoreRecord.ReadHashes(ref reader));
    }

    public bool HasJournal(in H256 block) => Get(JournalMarkColumn, block.Span) is not null;

    public void SetJournal(in H256 block, TrieCommit commit)
    {
        ScaleWriter writer = new(1024);
        StoreRecord.WriteHashes(ref writer, [.. commit.Inserted.Select(static node => node.Hash)]);
        StoreRecord.WriteHashes(ref writer, commit.Removed);
        Set(JournalColumn, block.Span, writer.Written);
        // Whether there is a journal is asked for every state that is read, and journals are long.
        Set(JournalMarkColumn, block.Span, default);
    }

    public void RemoveJournal(in H256 block)
    {
        Remove(JournalMarkColumn, block.Span);
        Remove(JournalColumn, block.Span);
    }

    public byte[]? Aux(ReadOnlySpan<byte> key) => Get(AuxColumn, key);

    public void SetAux(ReadOnlySpan<byte> key, byte[]? value)
    {
        if (value is null) Remove(AuxColumn, key);
        else Set(AuxColumn, key, value);
    }

    public StoreMarks? Marks() => Get(MarksColumn, default) is { } bytes ? StoreMarks.Decode(bytes) : null;

    public void SetMarks(StoreMarks marks) => Set(MarksColumn, default, marks.Encode());

    /// <inheritdoc/>
    bool INodeStore.TryGet(in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        byte[]? node = cache.Get(hash);
        if (node is null && Get(NodeColumn, hash.Span) is { } counted)
        {
            node = counted[sizeof(int)..];
            cache.Add(hash, node);
        }

        bytes = node;
        return node is not null;
    }

    /// <summary>Counts one more place that needs a node, and keeps it when it is new.</summary>
    public void Retain(in H256 hash, ReadOnlySpan<byte> node)
    {
        byte[]? counted = Get(NodeColumn, hash.Span);
        int count = counted is null ? 0 : BinaryPrimitives.ReadInt32LittleEndian(counted);
        counted ??= [0, 0, 0, 0, .. node];
        BinaryPrimitives.WriteInt32LittleEndian(counted, count + 1);
        Set(NodeColumn, hash.Span, counted);
        cache.Add(hash, node.ToArray());
    }

    /// <summary>Counts one place less; the last one takes the node along.</summary>
    public void Release(in H256 hash)
    {
        byte[] counted = Get(NodeColumn, hash.Span) ?? throw new StorageException($"The database is damaged: node {hash} is gone before its time.");
        int count = BinaryPrimitives.ReadInt32LittleEndian(counted);
        if (count == 1)
        {
            Remove(NodeColumn, hash.Span);
            return;
        }

        BinaryPrimitives.WriteInt32LittleEndian(counted, count - 1);
        Set(NodeColumn, hash.Span, counted);
    }

    private static byte[] Number(uint number)
    {
        byte[] key = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32BigEndian(key, number);
        return key;
    }

    private H256[]? Hashes(byte column, ReadOnlySpan<byte> key)
    {
        if (Get(column, key) is not { } bytes) return null;
        ScaleReader reader = new(bytes);
        return StoreRecord.ReadHashes(ref reader);
    }

    private void SetHashes(byte column, ReadOnlySpan<byte> key, IReadOnlyList<H256> hashes)
    {
        ScaleWriter writer = new(64);
        StoreRecord.WriteHashes(ref writer, hashes);
        Set(column, key, writer.Written);
    }

    private byte[]? Get(byte column, ReadOnlySpan<byte> key) => folder.Table.Get(Key(stackalloc byte[128], column, key));

    private void Set(byte column, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value) => folder.Table.Set(Key(stackalloc byte[128], column, key), value);

    private void Remove(byte column, ReadOnlySpan<byte> key) => folder.Table.Remove(Key(stackalloc byte[128], column, key));

    private static ReadOnlySpan<byte> Key(Span<byte> buffer, byte column, ReadOnlySpan<byte> key)
    {
        if (key.Length >= buffer.Length) buffer = new byte[key.Length + 1];
        buffer[0] = column;
        key.CopyTo(buffer[1..]);
        return buffer[..(key.Length + 1)];
    }
}
