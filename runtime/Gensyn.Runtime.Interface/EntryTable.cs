using System.Numerics;

namespace Gensyn.Runtime.Interface;

/// <summary>The keys that an overlay knows: a hash table whose links are in the entries.</summary>
internal sealed class EntryTable
{
    private const int Smallest = 64;

    private OverlayEntry?[] _buckets = new OverlayEntry?[Smallest];
    private int _count;

    // Most keys are asked for several times in a row: read, then written.
    private OverlayEntry? _last;

    /// <summary>The entry of a key, or null.</summary>
    public OverlayEntry? Find(ReadOnlySpan<byte> key)
    {
        if (_last is { } last && key.SequenceEqual(last.Key)) return last;
        return Find(key, KeyComparer.HashOf(key));
    }

    /// <summary>The entry of a key, made when there is none.</summary>
    public OverlayEntry FindOrAdd(ReadOnlySpan<byte> key)
    {
        if (_last is { } last && key.SequenceEqual(last.Key)) return last;
        int hash = KeyComparer.HashOf(key);
        return Find(key, hash) ?? Add(key, hash);
    }

    /// <summary>Forgets all keys.</summary>
    public void Clear()
    {
        Array.Clear(_buckets);
        _count = 0;
        _last = null;
    }

    private OverlayEntry? Find(ReadOnlySpan<byte> key, int hash)
    {
        for (OverlayEntry? entry = BucketOf(hash); entry is not null; entry = entry.Next)
        {
            if (entry.Hash == hash && key.SequenceEqual(entry.Key)) return _last = entry;
        }

        return null;
    }

    private OverlayEntry Add(ReadOnlySpan<byte> key, int hash)
    {
        if (_count == _buckets.Length) Grow();
        _count++;
        ref OverlayEntry? bucket = ref BucketOf(hash);
        bucket = new OverlayEntry(key.ToArray(), hash) { Next = bucket };
        return _last = bucket;
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
