using System.Diagnostics.CodeAnalysis;
using Gensyn.Runtime.Interface;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>ValueCodec in the state by key, and how many there are.</summary>
/// <remarks>Source: frame_support's CountedStorageMap. The count is a value of its own, <c>CounterFor</c> and the map's name.</remarks>
public sealed class StorageCountedMap<THasher, TKey, TValue> : KeyedStorage<TKey, TValue>
    where THasher : IStorageHasher
{
    private readonly Codec<TKey> _keys;
    private readonly StorageValue<uint> _counter;

    /// <summary>A map at the place that an item names.</summary>
    public StorageCountedMap(PalletContext context, StorageItem item, Codec<TKey> keys, Codec<TValue> values, TValue? defaultValue = default)
        : base(context, item, values, defaultValue)
    {
        _keys = keys;
        _counter = new(context, item.Counter, Codecs.U32);
    }

    /// <summary>How many entries there are.</summary>
    public uint Count => _counter.Get();

    /// <summary>What clients are told of the map.</summary>
    public StorageInfo Info => Describe([THasher.Kind], _keys.Type, StorageKeys.MaxLength<THasher, TKey>(_keys));

    /// <summary>What clients are told of the count.</summary>
    public StorageInfo CounterInfo => _counter.Info;

    /// <summary>Counts the entries anew, for a migration of a map that was not counted; returns how many there are.</summary>
    public uint InitializeCounter()
    {
        uint count = 0;
        foreach (TValue _ in Values()) count++;
        _counter.Set(count);
        return count;
    }

    private protected override void Write(TKey key, ref ScaleWriter writer)
    {
        writer.WriteBytes(Item.Prefix);
        StorageKeys.Add<THasher, TKey>(ref writer, _keys, key);
    }

    private protected override bool TryReadKey(byte[] at, [MaybeNullWhen(false)] out TKey key)
    {
        ScaleReader reader = new(at.AsSpan(Prefix.Length), Context.Runtime);
        key = StorageKeys.Read<THasher, TKey>(ref reader, _keys);
        return !reader.Failed && reader.Remaining == 0;
    }

    private protected override void Store(ReadOnlySpan<byte> at, byte[] value)
    {
        CountNew(at);
        base.Store(at, value);
    }

    private protected override void Grow(ReadOnlySpan<byte> at, ReadOnlySpan<byte> encodedItem)
    {
        CountNew(at);
        base.Grow(at, encodedItem);
    }

    private protected override void Erase(ReadOnlySpan<byte> at)
    {
        if (Context.Externalities.Contains(at)) Uncount(1);
        base.Erase(at);
    }

    // Source: frame_support's CountedStorageMap::clear: without a cursor the map is empty, and so the count goes, too.
    private protected override void Cleared(RemovalResult removed)
    {
        if (removed.Cursor is null) _counter.Remove();
        else Uncount(removed.Unique);
    }

    private void CountNew(ReadOnlySpan<byte> at)
    {
        if (!Context.Externalities.Contains(at)) _counter.Set(checked(Count + 1));
    }

    // Held at zero: a count that was never initialised must not stop a migration.
    private void Uncount(uint gone) => _counter.Set(Count > gone ? Count - gone : 0);
}
