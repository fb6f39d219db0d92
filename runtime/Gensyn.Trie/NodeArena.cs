using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using Gensyn.Primitives;

namespace Gensyn.Trie;

/// <summary>Records of nodes, one after the other in large chunks of memory.</summary>
/// <remarks>
/// What is written of a node never moves or changes while its chunk is in use. A chunk of which less than half is needed is given up: its living
/// records are copied to the end, and its memory goes when nobody holds a slice of it any more. So the arena has at most about twice what is needed.
/// </remarks>
internal sealed class NodeArena
{
    // A record: hash, count of places with the number of links above it, length, bytes; then links, from a multiple of their length on; then
    // nothing up to a multiple of Unit.
    private const int CountAt = 32;
    private const int LengthAt = 36;
    private const int HeaderLength = 40;
    private const int LinkLength = sizeof(ulong);
    private const int PlacesBits = 27;
    private const uint MostPlaces = (1u << PlacesBits) - 1;
    private const int Unit = 16;

    // A handle is a chunk's number and, in units, a place inside it.
    private const int PlaceBits = 16;
    private const int LargestChunk = Unit << PlaceBits;
    private const int SmallestChunk = 1 << 12;
    private const int LargestNumber = (1 << (32 - PlaceBits)) - 1;

    // Number 0 is no chunk, so no handle is 0; serial 0 is no chunk's, so no link is 0.
    private readonly List<Chunk> _chunks = [default];
    private readonly Stack<int> _free = [];
    private uint _serial;
    private int _last;
    private int _nextLength = SmallestChunk;
    private long _living;

    /// <summary>How many bytes the chunks have together.</summary>
    public long Held { get; private set; }

    /// <summary>Whether so much is not needed that chunks should be given up.</summary>
    public bool IsSparse => Held > (2 * _living) + (2 * LargestChunk);

    /// <summary>Whether the record at a handle is that of a hash.</summary>
    public bool Is(uint handle, in H256 hash)
    {
        Span<byte> record = Record(handle);

        // A reader goes on to the node as soon as its hash is seen to be right. Most nodes end in these lines, and a leaf's value begins there.
        Prefetch.Lines(ref MemoryMarshal.GetReference(record), 5);
        return record[..NodeFormat.HashLength].SequenceEqual(hash.Span);
    }

    /// <summary>A record's bytes.</summary>
    public ReadOnlyMemory<byte> Bytes(uint handle)
    {
        int at = Place(handle) + HeaderLength;
        byte[] chunk = _chunks[Number(handle)].Bytes;
        return new ReadOnlyMemory<byte>(chunk, at, Length(chunk.AsSpan(at - HeaderLength)));
    }

    /// <summary>Reads the record that follows another one, if it is that of a hash.</summary>
    /// <param name="before">The other record's bytes: all of them, or a part of them would pass for a record.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="bytes">The record's bytes.</param>
    public static bool TryReadAfter(ReadOnlyMemory<byte> before, in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (!TryLinks(before, out byte[]? chunk, out int links, out int count)) return false;
        int at = Aligned(links + (LinkLength * count), Unit);
        if (at > chunk.Length - HeaderLength || !chunk.AsSpan(at, NodeFormat.HashLength).SequenceEqual(hash.Span)) return false;
        if (Places(chunk.AsSpan(at)) == 0) return false;
        bytes = new ReadOnlyMemory<byte>(chunk, at + HeaderLength, Length(chunk.AsSpan(at)));
        return true;
    }

    /// <summary>Reads the record that one of another's links leads to, if it is that of a hash.</summary>
    /// <param name="from">The other record's bytes: all of them, or a part of them would pass for a record.</param>
    /// <param name="link">Which link.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="bytes">The record's bytes.</param>
    public bool TryReadLinked(ReadOnlyMemory<byte> from, int link, in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (!TryLinks(from, out byte[]? chunk, out int links, out int count) || (uint)link >= (uint)count) return false;
        ulong to = BinaryPrimitives.ReadUInt64LittleEndian(chunk.AsSpan(links + (LinkLength * link)));
        uint handle = (uint)to;

        // Serials are never given twice, so a link whose serial is its chunk's leads to the record that it was made for.
        if (!IsCurrent(to) || !Is(handle, hash) || Places(Record(handle)) == 0) return false;
        bytes = Bytes(handle);
        return true;
    }

    /// <summary>Whether a link leads to a record, and not to where one was before it was moved.</summary>
    public bool IsCurrent(ulong link) => link != 0 && _chunks[Number((uint)link)].Serial == (uint)(link >> 32);

    /// <summary>A link to a record.</summary>
    public ulong Link(uint handle) => ((ulong)_chunks[Number(handle)].Serial << 32) | handle;

    /// <summary>The links of a record, for the one who makes it to write, and for others to read.</summary>
    public Span<ulong> Links(uint handle)
    {
        Span<byte> record = Record(handle);
        return MemoryMarshal.Cast<byte, ulong>(record.Slice(Aligned(HeaderLength + Length(record), LinkLength), LinkLength * LinkCount(record)));
    }

    /// <summary>Writes a record whose node has one place.</summary>
    /// <param name="hash">The node's hash.</param>
    /// <param name="bytes">The node.</param>
    /// <param name="links">How many links it has; they lead nowhere until they are written.</param>
    /// <returns>Its handle.</returns>
    public uint Add(in H256 hash, ReadOnlySpan<byte> bytes, int links)
    {
        uint handle = Reserve(RecordLength(bytes.Length, links));
        Span<byte> record = Record(handle);
        hash.Span.CopyTo(record);
        BinaryPrimitives.WriteUInt32LittleEndian(record[CountAt..], ((uint)links << PlacesBits) | 1);
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthAt..], bytes.Length);
        bytes.CopyTo(record[HeaderLength..]);
        return handle;
    }

    /// <summary>Counts one place more.</summary>
    public void Retain(uint handle)
    {
        Span<byte> record = Record(handle);
        if (Places(record) == MostPlaces) throw new InvalidOperationException("A node has too many places.");
        BinaryPrimitives.WriteUInt32LittleEndian(record[CountAt..], BinaryPrimitives.ReadUInt32LittleEndian(record[CountAt..]) + 1);
    }

    /// <summary>Counts one place less; true when it was the last.</summary>
    public bool Release(uint handle)
    {
        Span<byte> record = Record(handle);
        BinaryPrimitives.WriteUInt32LittleEndian(record[CountAt..], BinaryPrimitives.ReadUInt32LittleEndian(record[CountAt..]) - 1);
        if (Places(record) > 0) return false;
        Live(Number(handle), -RecordLength(record));
        return true;
    }

    /// <summary>Gives up the chunks of which less than half is needed.</summary>
    /// <param name="moved">Told of each record that lies elsewhere now: its hash, its old and its new handle.</param>
    public void Compact(Action<H256, uint, uint> moved)
    {
        for (int number = _chunks.Count - 1; number > 0; number--)
        {
            Chunk chunk = _chunks[number];
            if (number == _last || chunk.Bytes is null || 2L * chunk.Living >= chunk.Bytes.Length) continue;
            for (int at = 0; at < chunk.Used;)
            {
                ReadOnlySpan<byte> record = chunk.Bytes.AsSpan(at);
                int length = RecordLength(record);
                if (Places(record) > 0)
                {
                    uint handle = Reserve(length);
                    record[..length].CopyTo(Record(handle));
                    _living -= length;
                    moved(new H256(record[..NodeFormat.HashLength]), Handle(number, at), handle);
                }

                at += length;
            }

            Held -= chunk.Bytes.Length;
            _chunks[number] = default;
            _free.Push(number);
        }
    }

    private static int Aligned(int at, int to) => checked(at + to - 1) & -to;

    private static int RecordLength(int length, int links) =>
        Aligned(checked(Aligned(checked(HeaderLength + length), LinkLength) + (LinkLength * links)), Unit);

    private static int RecordLength(ReadOnlySpan<byte> record) => RecordLength(Length(record), LinkCount(record));

    private static uint Places(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadUInt32LittleEndian(record[CountAt..]) & MostPlaces;

    private static int LinkCount(ReadOnlySpan<byte> record) => (int)(BinaryPrimitives.ReadUInt32LittleEndian(record[CountAt..]) >> PlacesBits);

    private static int Length(ReadOnlySpan<byte> record) => BinaryPrimitives.ReadInt32LittleEndian(record[LengthAt..]);

    /// <summary>Where in a chunk the links of a record stand, and how many.</summary>
    private static bool TryLinks(ReadOnlyMemory<byte> recorded, [NotNullWhen(true)] out byte[]? chunk, out int at, out int count)
    {
        (chunk, at, count) = (null, 0, 0);
        if (!MemoryMarshal.TryGetArray(recorded, out ArraySegment<byte> segment) || segment.Offset < HeaderLength) return false;
        chunk = segment.Array!; // A segment that does not begin at 0 has an array.
        at = Aligned(segment.Offset + segment.Count, LinkLength);
        count = LinkCount(chunk.AsSpan(segment.Offset - HeaderLength));
        return at <= chunk.Length - (LinkLength * count);
    }

    private static uint Handle(int number, int at) => ((uint)number << PlaceBits) | (uint)(at / Unit);

    private static int Number(uint handle) => (int)(handle >> PlaceBits);

    private static int Place(uint handle) => (int)(handle & ((1u << PlaceBits) - 1)) * Unit;

    private Span<byte> Record(uint handle) => _chunks[Number(handle)].Bytes.AsSpan(Place(handle));

    /// <summary>Takes room at the end for a record that lives.</summary>
    private uint Reserve(int length)
    {
        if (_last == 0 || _chunks[_last].Bytes.Length - _chunks[_last].Used < length) StartChunk(length);
        Chunk chunk = _chunks[_last];
        int at = chunk.Used;
        _chunks[_last] = chunk with { Used = at + length };
        Live(_last, length);
        return Handle(_last, at);
    }

    private void StartChunk(int length)
    {
        if (!_free.TryPop(out _last))
        {
            if (_chunks.Count > LargestNumber) throw new InvalidOperationException("The store is full.");
            _last = _chunks.Count;
            _chunks.Add(default);
        }

        // A longer record has a chunk to itself. What follows the last record is zero, as if it had no place.
        byte[] bytes = new byte[Math.Max(_nextLength, length)];
        _nextLength = Math.Min(2 * _nextLength, LargestChunk);
        _chunks[_last] = new Chunk(bytes, checked(++_serial), 0, 0);
        Held += bytes.Length;
    }

    private void Live(int number, int change)
    {
        _chunks[number] = _chunks[number] with { Living = _chunks[number].Living + change };
        _living += change;
    }

    /// <summary>A piece of memory with records.</summary>
    /// <param name="Bytes">The memory; null for a number without a chunk.</param>
    /// <param name="Serial">What no other chunk ever has.</param>
    /// <param name="Used">Where its records end.</param>
    /// <param name="Living">How many bytes of records have places.</param>
    private readonly record struct Chunk(byte[] Bytes, uint Serial, int Used, int Living);
}
