using System.Buffers.Binary;
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
    // A record: hash, count of places, length, bytes; then nothing up to a multiple of Unit.
    private const int CountAt = 32;
    private const int LengthAt = 36;
    private const int HeaderLength = 40;
    private const int Unit = 16;

    // A handle is a chunk's number and, in units, a place inside it.
    private const int PlaceBits = 16;
    private const int LargestChunk = Unit << PlaceBits;
    private const int SmallestChunk = 1 << 12;
    private const int LargestNumber = (1 << (32 - PlaceBits)) - 1;

    // Number 0 is no chunk, so no handle is 0.
    private readonly List<Chunk> _chunks = [default];
    private readonly Stack<int> _free = [];
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
        return new ReadOnlyMemory<byte>(chunk, at, BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(at + LengthAt - HeaderLength)));
    }

    /// <summary>Reads the record that follows another one, if it is that of a hash.</summary>
    /// <param name="before">The other record's bytes: all of them, or a part of them would pass for a record.</param>
    /// <param name="hash">The hash.</param>
    /// <param name="bytes">The record's bytes.</param>
    public static bool TryReadAfter(ReadOnlyMemory<byte> before, in H256 hash, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (!MemoryMarshal.TryGetArray(before, out ArraySegment<byte> segment) || segment.Array is not { } chunk) return false;
        int at = (segment.Offset + segment.Count + Unit - 1) & -Unit;
        if (at > chunk.Length - HeaderLength || !chunk.AsSpan(at, NodeFormat.HashLength).SequenceEqual(hash.Span)) return false;
        if (BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(at + CountAt)) == 0) return false;
        bytes = new ReadOnlyMemory<byte>(chunk, at + HeaderLength, BinaryPrimitives.ReadInt32LittleEndian(chunk.AsSpan(at + LengthAt)));
        return true;
    }

    /// <summary>Writes a record whose node has one place.</summary>
    /// <returns>Its handle.</returns>
    public uint Add(in H256 hash, ReadOnlySpan<byte> bytes)
    {
        uint handle = Reserve(RecordLength(bytes.Length));
        Span<byte> record = Record(handle);
        hash.Span.CopyTo(record);
        BinaryPrimitives.WriteInt32LittleEndian(record[CountAt..], 1);
        BinaryPrimitives.WriteInt32LittleEndian(record[LengthAt..], bytes.Length);
        bytes.CopyTo(record[HeaderLength..]);
        return handle;
    }

    /// <summary>Counts one place more.</summary>
    public void Retain(uint handle)
    {
        Span<byte> count = Record(handle)[CountAt..];
        BinaryPrimitives.WriteInt32LittleEndian(count, checked(BinaryPrimitives.ReadInt32LittleEndian(count) + 1));
    }

    /// <summary>Counts one place less; true when it was the last.</summary>
    public bool Release(uint handle)
    {
        Span<byte> record = Record(handle);
        int count = BinaryPrimitives.ReadInt32LittleEndian(record[CountAt..]) - 1;
        BinaryPrimitives.WriteInt32LittleEndian(record[CountAt..], count);
        if (count > 0) return false;
        Live(Number(handle), -RecordLength(BinaryPrimitives.ReadInt32LittleEndian(record[LengthAt..])));
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
                int length = RecordLength(BinaryPrimitives.ReadInt32LittleEndian(record[LengthAt..]));
                if (BinaryPrimitives.ReadInt32LittleEndian(record[CountAt..]) > 0)
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

    private static int RecordLength(int length) => checked(HeaderLength + length + Unit - 1) & -Unit;

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
        _chunks[_last] = new Chunk(bytes, 0, 0);
        Held += bytes.Length;
    }

    private void Live(int number, int change)
    {
        _chunks[number] = _chunks[number] with { Living = _chunks[number].Living + change };
        _living += change;
    }

    /// <summary>A piece of memory with records.</summary>
    /// <param name="Bytes">The memory; null for a number without a chunk.</param>
    /// <param name="Used">Where its records end.</param>
    /// <param name="Living">How many bytes of records have places.</param>
    private readonly record struct Chunk(byte[] Bytes, int Used, int Living);
}
