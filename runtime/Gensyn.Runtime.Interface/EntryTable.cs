using System.Buffers.Binary;
using System.Numerics;

namespace Gensyn.Runtime.Interface;

/// <summary>The keys that an overlay knows: a hash table whose links are in the entries.</summary>
internal sealed class EntryTable
{
    private const int Smallest = 64;
    private const int Recent = 128;

    private OverlayEntry?[] _buckets = new OverlayEntry?[Smallest];
    private int _count;

    // Some dozens of keys are asked for by each transaction, and several times: they are found without a hash, each where its last bytes say.
    private readonly OverlayEntry?[] _recent = new OverlayEntry?[Recent];

    /// <summary>The entry of a key, or null.</summary>
    public OverlayEntry? Find(ReadOnlySpan<byte> key)
    {
        ref OverlayEntry? recent = ref RecentOf(key);
        if (recent is { } known && key.SequenceEqual(known.Key)) return known;
        return Find(key, KeyComparer.HashOf(key)) is { } found ? recent = found : null;
    }

    /// <summary>The entry of a key, made when there is none.</summary>
    public OverlayEntry FindOrAdd(ReadOnlySpan<byte> key)
    {
        ref OverlayEntry? recent = ref RecentOf(key);
        if (recent is { } known && key.SequenceEqual(known.Key)) return known;
        int hash = KeyComparer.HashOf(key);
        return recent = Find(key, hash) ?? Add(key, hash);
    }

    /// <summary>Forgets all keys.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        _count = 0;
        Array.Clear(_recent);
    }

    private OverlayEntry? Find(ReadOnlySpan<byte> key, int hash)
    {
        for (OverlayEntry? entry = BucketOf(hash); entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && key.SequenceEqual(entry.Key)) return entry;
        }

        return null;
    }

    private OverlayEntry Add(ReadOnlySpan<byte> key, int hash)
    {
        if (_count == _buckets.Length) Grow();
        _count++;
        ref OverlayEntry? bucket = ref BucketOf(hash);
        bucket = new OverlayEntry(key.ToArray(), hash) { Next = bucket };
        return bucket;
    }

    // The last bytes of a key are those of an item's name's hash, or of an account or a number: they differ where keys do.
    private ref OverlayEntry? RecentOf(ReadOnlySpan<byte> key)
    {
        ulong last = key.Length >= sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(key[^sizeof(ulong)..]) : 0;
        return ref _recent[(int)((last ^ (last >> 32)) & (Recent - 1))];
    }

    private ref OverlayEntry? BucketOf(int hash) => ref _buckets[hash & (_buckets.Length - 1)];

    private void Grow()
    {
        OverlayEntry?[] before = _buckets;
        _buckets = new OverlayEntry?[BitOperations.RoundUpToPowerOf2((uint)before.Length * 4)];
        foreach (OverlayEntry? first in before)
        {
            for (OverlayEntry? entry = first, next; entry is not null; entry = next)
            {
                next = entry.Next;
                ref OverlayEntry? bucket = ref BucketOf(entry.Hash);
                entry.Next = bucket;
                bucket = entry;
            }
        }
    }
}
