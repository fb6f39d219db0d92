using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using FASTER.core;
using Gensyn.Crypto;

namespace Gensyn.Node.Storage;

/// <summary>Bytes by key, in memory and on disk, as they were at the last checkpoint when the process dies.</summary>
/// <remarks>One thread writes at a time; any number reads meanwhile. Every value carries a checksum.</remarks>
internal sealed class FasterTable : IDisposable
{
    // Before a value's bytes: their checksum, and how many more entries the value goes on in.
    private const int Checksum = sizeof(ulong);
    private const int EntryHeader = Checksum + sizeof(int);

    // An entry has to fit into a page with its key.
    private const int MaximumPart = 1 << 20;
    private const long PageSize = 1 << 22;

    private readonly string _directory;
    private readonly long _memoryBytes;
    private readonly IDevice _device;
    private readonly DeviceLogCommitCheckpointManager _checkpoints;
    private readonly FasterKV<SpanByte, SpanByte> _table;
    private readonly ConcurrentBag<ClientSession<SpanByte, SpanByte, SpanByte, SpanByteAndMemory, Empty, SpanByteFunctions<Empty>>> _sessions = [];

    public FasterTable(string directory, StoreOptions options)
    {
        _directory = directory;
        _memoryBytes = Math.Max(options.TableMemoryBytes, 4 * PageSize);
        Directory.CreateDirectory(directory);
        CheckpointSeal? seal = CheckpointSeal.Read(directory);
        _device = Devices.CreateLogDevice(Path.Combine(directory, "table"));
        _checkpoints = new DeviceLogCommitCheckpointManager(
            new LocalStorageNamedDeviceFactory(), new DefaultCheckpointNamingScheme(directory), removeOutdated: false);
        _table = new FasterKV<SpanByte, SpanByte>(new FasterKVSettings<SpanByte, SpanByte>
        {
            LogDevice = _device,
            CheckpointManager = _checkpoints,
            IndexSize = options.TableIndexBytes,
            PageSize = PageSize,
            MemorySize = _memoryBytes,
            SegmentSize = CheckpointSeal.SegmentSize,
            TryRecoverLatest = false,
        });
        if (seal is null) return;
        try
        {
            _table.Recover(seal.Token);
        }
        catch
        {
            Dispose();
            throw;
        }

        Purge(seal.Token);
    }

    /// <summary>The value under a key, or null.</summary>
    public byte[]? Get(ReadOnlySpan<byte> key)
    {
        if (Read(key) is not { } first) return null;
        int more = BinaryPrimitives.ReadInt32LittleEndian(first.AsSpan(Checksum));
        byte[] value = first[EntryHeader..];
        for (int index = 1; index <= more; index++)
        {
            byte[] part = Read(PartKey(key, index)) ?? throw new StorageException("The database is damaged: a part of a value is missing.");
            value = [.. value, .. part.AsSpan(EntryHeader)];
        }

        return value;
    }

    /// <summary>Sets a value of any length.</summary>
    public void Set(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        int more = Math.Max(0, (value.Length - 1) / MaximumPart);
        for (int index = more; index > 0; index--)
        {
            Write(PartKey(key, index), 0, value[(index * MaximumPart)..Math.Min(value.Length, (index + 1) * MaximumPart)]);
        }

        Write(key, more, value[..Math.Min(value.Length, MaximumPart)]);
    }

    /// <summary>Removes a key.</summary>
    public void Remove(ReadOnlySpan<byte> key)
    {
        if (Read(key) is not { } first) return;
        for (int index = BinaryPrimitives.ReadInt32LittleEndian(first.AsSpan(Checksum)); index > 0; index--) Delete(PartKey(key, index));
        Delete(key);
    }

    /// <summary>How many bytes of entries the files hold, those included that newer ones replaced.</summary>
    public long LogBytes => _table.Log.TailAddress - _table.Log.BeginAddress;

    /// <summary>Copies what still counts into an empty table; nobody writes meanwhile.</summary>
    public void CopyTo(FasterTable empty)
    {
        using IFasterScanIterator<SpanByte, SpanByte> scan = _table.Log.Scan(_table.Log.BeginAddress, _table.Log.TailAddress);
        while (scan.GetNext(out _))
        {
            // A key's first entry brings along the one that counts, whichever that is.
            byte[] key = scan.GetKey().AsReadOnlySpan().ToArray();
            if (empty.Read(key) is null && Read(key) is { } entry) empty.WriteEntry(key, entry);
        }
    }

    /// <summary>Writes everything to disk; what is set later does not belong to this checkpoint.</summary>
    /// <remarks>The writing thread calls it, so that a checkpoint lies between two records of the log.</remarks>
    public void Checkpoint()
    {
#pragma warning disable VSTHRD002 // FASTER finishes a checkpoint on threads of its own, and the writer must not go on meanwhile.
        (bool done, Guid token) = _table.TakeFullCheckpointAsync(CheckpointType.FoldOver).AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        if (!done) throw new StorageException("The database could not write a checkpoint.");
        CheckpointSeal.Write(_directory, token, _table.Log.TailAddress, _memoryBytes);
        Purge(token);
    }

    public void Dispose()
    {
        while (_sessions.TryTake(out var session)) session.Dispose();
        _table.Dispose();
        _checkpoints.Dispose();
        _device.Dispose();
    }

    // Sessions are for one thread at a time; a thread takes one for each operation.
    private ClientSession<SpanByte, SpanByte, SpanByte, SpanByteAndMemory, Empty, SpanByteFunctions<Empty>> Session() =>
        _sessions.TryTake(out var session) ? session : _table.For(new SpanByteFunctions<Empty>()).NewSession<SpanByteFunctions<Empty>>();

    private static byte[] PartKey(ReadOnlySpan<byte> key, int index)
    {
        byte[] partKey = new byte[key.Length + sizeof(int)];
        key.CopyTo(partKey);
        BinaryPrimitives.WriteInt32BigEndian(partKey.AsSpan(key.Length), index);
        return partKey;
    }

    private unsafe byte[]? Read(ReadOnlySpan<byte> key)
    {
        var session = Session();
        SpanByteAndMemory output = default;
        Status status;
        // The key stays pinned until the read is complete.
        fixed (byte* keyBytes = key)
        {
            SpanByte tableKey = SpanByte.FromPointer(keyBytes, key.Length);
            SpanByte input = default;
            status = session.Read(ref tableKey, ref input, ref output);
            if (status.IsPending)
            {
                session.CompletePendingWithOutputs(out var completed, wait: true);
                using (completed)
                {
                    while (completed.Next())
                    {
                        status = completed.Current.Status;
                        output = completed.Current.Output;
                    }
                }
            }
        }

        _sessions.Add(session);
        if (status.NotFound) return null;
        if (!status.Found) throw new StorageException($"The database could not be read: {status}.");
        using IMemoryOwner<byte> memory = output.Memory;
        ReadOnlySpan<byte> entry = memory.Memory.Span[..output.Length];
        if (entry.Length < EntryHeader || BinaryPrimitives.ReadUInt64LittleEndian(entry) != Sum(key, entry[Checksum..]))
        {
            throw new StorageException("The database is damaged: a value does not have the checksum it was written with.");
        }

        return entry.ToArray();
    }

    private void Write(ReadOnlySpan<byte> key, int more, ReadOnlySpan<byte> part)
    {
        byte[] entry = ArrayPool<byte>.Shared.Rent(EntryHeader + part.Length);
        BinaryPrimitives.WriteInt32LittleEndian(entry.AsSpan(Checksum), more);
        part.CopyTo(entry.AsSpan(EntryHeader));
        BinaryPrimitives.WriteUInt64LittleEndian(entry, Sum(key, entry.AsSpan(Checksum, sizeof(int) + part.Length)));
        WriteEntry(key, entry.AsSpan(0, EntryHeader + part.Length));
        ArrayPool<byte>.Shared.Return(entry);
    }

    private unsafe void WriteEntry(ReadOnlySpan<byte> key, ReadOnlySpan<byte> entry)
    {
        var session = Session();
        // Both stay pinned until the table has copied them.
        fixed (byte* keyBytes = key, entryBytes = entry)
        {
            SpanByte tableKey = SpanByte.FromPointer(keyBytes, key.Length);
            SpanByte tableValue = SpanByte.FromPointer(entryBytes, entry.Length);
            if (session.Upsert(ref tableKey, ref tableValue).IsPending) session.CompletePending(wait: true);
        }

        _sessions.Add(session);
    }

    private unsafe void Delete(ReadOnlySpan<byte> key)
    {
        var session = Session();
        // As above.
        fixed (byte* keyBytes = key)
        {
            SpanByte tableKey = SpanByte.FromPointer(keyBytes, key.Length);
            if (session.Delete(ref tableKey).IsPending) session.CompletePending(wait: true);
        }

        _sessions.Add(session);
    }

    /// <summary>Takes in the key, so that an entry found under another one is seen as damage.</summary>
    private static ulong Sum(ReadOnlySpan<byte> key, ReadOnlySpan<byte> bytes) => Twox.Hash64(bytes, Twox.Hash64(key, 0));

    private void Purge(Guid kept)
    {
        foreach (Guid token in _checkpoints.GetLogCheckpointTokens().Concat(_checkpoints.GetIndexCheckpointTokens()).Distinct().ToArray())
        {
            if (token != kept) _checkpoints.Purge(token);
        }
    }
}
