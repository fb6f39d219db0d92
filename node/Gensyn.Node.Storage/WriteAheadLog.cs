using System.Buffers.Binary;
using System.Globalization;
using FASTER.core;
using Gensyn.Crypto;

namespace Gensyn.Node.Storage;

/// <summary>Records in the order they happened; what <see cref="Append"/> returned from is on disk.</summary>
/// <remarks>
/// A FasterLog whose device writes through to disk. An entry cannot be longer than a page, so a record is cut into parts that carry
/// its number; only a record with all its parts counts. For one thread.
/// </remarks>
internal sealed class WriteAheadLog : IDisposable
{
    private const string BegunFile = "log-begun";
    private const string FileName = "log";
    private const int PageSizeBits = 22;
    private const int SegmentSizeBits = PageSizeBits + 4;
    private const int MaximumPart = 1 << 20;

    // Where FASTER begins its first page.
    private const long FirstAddress = 64;

    // Record number, part, parts, checksum of the part.
    private const int PartHeader = 8 + 4 + 4 + 8;

    private readonly IDevice _device;
    private readonly CommitSlots _commits;
    private readonly FasterLog _log;
    private readonly string _begunFile;
    private readonly byte[] _part = new byte[PartHeader + MaximumPart];
    private bool _begun;

    public WriteAheadLog(string directory)
    {
        _begunFile = Path.Combine(directory, BegunFile);
        _begun = File.Exists(_begunFile);
        _device = Devices.CreateLogDevice(Path.Combine(directory, FileName));
        _commits = new CommitSlots(directory);
        try
        {
            _log = new FasterLog(new FasterLogSettings
            {
                LogDevice = _device,
                LogCommitManager = _commits,
                PageSizeBits = PageSizeBits,
                MemorySizeBits = PageSizeBits + 2,
                SegmentSizeBits = SegmentSizeBits,
                LogChecksum = LogChecksumType.PerEntry,
            });
            // Without its commit records FASTER takes a log for a new one.
            if (_begun && !_commits.ListCommits().Any()) throw new StorageException("The log is damaged: it has lost its commits.");
            if (_log.BeginAddress > _log.CommittedUntilAddress || _log.CommittedUntilAddress > Math.Max(FirstAddress, BytesOnDisk(directory)))
            {
                throw new StorageException("The log is damaged: its files do not reach as far as its commits.");
            }
        }
        catch
        {
            _log?.Dispose();
            _commits.Dispose();
            _device.Dispose();
            throw;
        }
    }

    /// <summary>Where the next record will begin.</summary>
    public long Tail => _log.TailAddress;

    /// <summary>How many bytes of records there are.</summary>
    public long Length => _log.TailAddress - _log.BeginAddress;

    /// <summary>All records, oldest first.</summary>
    public IEnumerable<(ulong Number, byte[] Record)> Records()
    {
        using FasterLogScanIterator scan = _log.Scan(_log.BeginAddress, _log.CommittedUntilAddress);
        var parts = new List<byte[]>();
        long end = _log.BeginAddress;
        while (scan.GetNext(out byte[] entry, out int length, out _, out long next))
        {
            end = next;
            ReadOnlySpan<byte> part = entry.AsSpan(0, length);
            if (length < PartHeader || BinaryPrimitives.ReadUInt64LittleEndian(part[16..]) != Twox.Hash64(part[PartHeader..], 0))
            {
                throw new StorageException("The log is damaged: a record does not have the checksum it was written with.");
            }

            ulong number = BinaryPrimitives.ReadUInt64LittleEndian(part);
            int index = BinaryPrimitives.ReadInt32LittleEndian(part[8..]);
            int count = BinaryPrimitives.ReadInt32LittleEndian(part[12..]);
            // A first part after an unfinished record: the process died before that record counted.
            if (index == 0) parts.Clear();
            else if (index != parts.Count) throw new StorageException($"The log is damaged: a part of record {number} is missing.");
            parts.Add(part[PartHeader..].ToArray());
            if (parts.Count == count) yield return (number, parts.Count == 1 ? parts[0] : [.. parts.SelectMany(static bytes => bytes)]);
        }

        // FASTER takes zeros for the unused end of a page, so a file that was cut short looks whole to it.
        if (end < _log.CommittedUntilAddress) throw new StorageException("The log is damaged: it ends before what was written to it.");
    }

    /// <summary>Writes a record and waits until the disk has it.</summary>
    public void Append(ulong number, ReadOnlySpan<byte> record)
    {
        int count = Math.Max(1, (record.Length + MaximumPart - 1) / MaximumPart);
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> part = record[(index * MaximumPart)..Math.Min(record.Length, (index + 1) * MaximumPart)];
            BinaryPrimitives.WriteUInt64LittleEndian(_part, number);
            BinaryPrimitives.WriteInt32LittleEndian(_part.AsSpan(8), index);
            BinaryPrimitives.WriteInt32LittleEndian(_part.AsSpan(12), count);
            BinaryPrimitives.WriteUInt64LittleEndian(_part.AsSpan(16), Twox.Hash64(part, 0));
            part.CopyTo(_part.AsSpan(PartHeader));
            _log.Enqueue(_part.AsSpan(0, PartHeader + part.Length));
        }

        Commit();
        if (_begun) return;
        CheckpointSeal.Replace(_begunFile, "1");
        _begun = true;
    }

    /// <summary>Lets the records before an address go.</summary>
    public void Truncate(long address)
    {
        _log.TruncateUntil(address);
        Commit();
    }

    private void Commit()
    {
#pragma warning disable VSTHRD002 // FASTER's own synchronous commit spins until the disk is done, which takes a core from the runtime.
        _log.CommitAsync().AsTask().GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    /// <summary>The address where the last of the log's files ends.</summary>
    private static long BytesOnDisk(string directory)
    {
        long end = 0;
        foreach (string file in Directory.GetFiles(directory, FileName + ".*"))
        {
            if (!long.TryParse(Path.GetExtension(file).AsSpan(1), CultureInfo.InvariantCulture, out long segment)) continue;
            end = Math.Max(end, (segment << SegmentSizeBits) + new FileInfo(file).Length);
        }

        return end;
    }

    public void Dispose()
    {
        _log.Dispose();
        _commits.Dispose();
        _device.Dispose();
    }
}
