using System.Buffers.Binary;
using FASTER.core;
using Gensyn.Crypto;

namespace Gensyn.Node.Storage;

/// <summary>Where the log ends, as of its last commit, twice and with a checksum.</summary>
/// <remarks>
/// Two files are written one after the other and through to the disk, so that one is whole at every moment and damage to one loses
/// nothing. FASTER's own records of commits have no checksum that covers them, and it follows what stands in them.
/// </remarks>
internal sealed class CommitSlots : ILogCommitManager
{
    // Checksum, number, length of what FASTER wants to remember.
    private const int SlotHeader = 8 + 8 + 4;
    private const int MaximumMetadata = 4096;

    private readonly FileStream[] _slots = new FileStream[2];
    private readonly (long Number, byte[] Metadata)?[] _commits = new (long, byte[])?[2];

    public CommitSlots(string directory)
    {
        for (int index = 0; index < _slots.Length; index++)
        {
            string path = Path.Combine(directory, index == 0 ? "log-commit-a" : "log-commit-b");
            _slots[index] = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read, bufferSize: 0, FileOptions.WriteThrough);
            _commits[index] = Read(_slots[index]);
        }
    }

    public void Commit(long beginAddress, long untilAddress, byte[] commitMetadata, long commitNum, bool forceWriteMetadata)
    {
        if (commitMetadata.Length > MaximumMetadata) throw new StorageException("The log has more to remember than a slot holds.");
        byte[] bytes = new byte[SlotHeader + commitMetadata.Length];
        BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), commitNum);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), commitMetadata.Length);
        commitMetadata.CopyTo(bytes.AsSpan(SlotHeader));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, Twox.Hash64(bytes.AsSpan(8), 0));
        lock (_slots)
        {
            for (int slot = 0; slot < _slots.Length; slot++)
            {
                _slots[slot].Position = 0;
                _slots[slot].Write(bytes);
                _commits[slot] = (commitNum, commitMetadata);
            }
        }
    }

    public byte[]? GetCommitMetadata(long commitNum)
    {
        lock (_slots) return _commits.FirstOrDefault(commit => commit?.Number == commitNum)?.Metadata;
    }

    public IEnumerable<long> ListCommits()
    {
        lock (_slots) return [.. _commits.Where(static commit => commit is not null).Select(static commit => commit!.Value.Number).Distinct().OrderDescending()];
    }

    public void RemoveCommit(long commitNum)
    {
        // The next commit overwrites both slots.
    }

    public void RemoveAllCommits()
    {
        // As above.
    }

    public void OnRecovery(long commitNum)
    {
        // Nothing to remove.
    }

    public void Dispose()
    {
        foreach (FileStream slot in _slots) slot.Dispose();
    }

    private static (long Number, byte[] Metadata)? Read(FileStream slot)
    {
        byte[] bytes = new byte[SlotHeader + MaximumMetadata];
        int length = slot.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (length < SlotHeader) return null;
        int metadata = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(16));
        if (metadata < 0 || metadata > length - SlotHeader) return null;
        ReadOnlySpan<byte> covered = bytes.AsSpan(8, SlotHeader - 8 + metadata);
        if (Twox.Hash64(covered, 0) != BinaryPrimitives.ReadUInt64LittleEndian(bytes)) return null;
        return (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)), bytes[SlotHeader..(SlotHeader + metadata)]);
    }
}
