using System.Diagnostics.CodeAnalysis;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Values in the state by key.</summary>
/// <remarks>
/// <c>Get</c> is an extension (<see cref="StorageMapOfValues"/>, <see cref="StorageMapOfReferences"/>): null when absent, for structs and classes alike.
/// </remarks>
public sealed class StorageMap<THasher, TKey, TValue>(
    PalletContext context, StorageItem item, Codec<TKey> keys, Codec<TValue> values, TValue? defaultValue = default)
    where THasher : IStorageHasher
{
    /// <summary>What clients are told of the item.</summary>
    public StorageInfo Info => item.Describe([THasher.Kind], keys.Type, values, defaultValue);

    /// <summary>Where the map's keys start.</summary>
    public ReadOnlySpan<byte> Prefix => item.Prefix;

    /// <summary>Where the value of a key is.</summary>
    public byte[] KeyOf(TKey key)
    {
        ScaleWriter writer = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref writer);
        return writer.ToArray();
    }

    /// <summary>The value of a key, if there is one; bytes that do not decode count as absent, as in FRAME.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        if (context.Externalities.Get(at.Written) is { } bytes && values.TryDecode(bytes, out value, context.Runtime)) return true;
        value = default;
        return false;
    }

    /// <summary>The value of a key, or the item's default.</summary>
    // A Default item of a reference type always has a declared default, so the result is null only for an Optional one.
    public TValue GetOrDefault(TKey key) => TryGet(key, out TValue? value) ? value : defaultValue!;

    /// <summary>Whether a key has a value.</summary>
    public bool Contains(TKey key)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        return context.Externalities.Contains(at.Written);
    }

    /// <summary>Sets the value of a key.</summary>
    public void Set(TKey key, TValue value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        context.Externalities.Set(at.Written, values.ToBytes(value));
    }

    /// <summary>Removes a key.</summary>
    public void Remove(TKey key)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        context.Externalities.Remove(at.Written);
    }

    /// <summary>Removes a key and returns its value, if it had one.</summary>
    public bool TryTake(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (!TryGet(key, out value)) return false;
        Remove(key);
        return true;
    }

    /// <summary>Replaces the value of a key by a function of it (of the default, when it is absent) and returns the new one.</summary>
    public TValue Mutate(TKey key, Func<TValue, TValue> change)
    {
        TValue value = change(GetOrDefault(key));
        Set(key, value);
        return value;
    }

    /// <summary>Adds one encoded item to a value that is a list, without reading the list.</summary>
    public void Append<TItem>(TKey key, Codec<TItem> itemCodec, TItem value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key, ref at);
        ScaleWriter writer = new(stackalloc byte[128]);
        itemCodec.Encode(value, ref writer);
        context.Externalities.Append(at.Written, writer.Written);
    }

    /// <summary>All entries, in the order of their storage keys.</summary>
    /// <remarks>Entries may be set or removed on the way. Only for hashers that keep the key.</remarks>
    public IEnumerable<KeyValuePair<TKey, TValue>> Entries()
    {
        byte[]? at = context.Externalities.NextKey(item.Prefix);
        while (at is not null && at.AsSpan().StartsWith(item.Prefix))
        {
            if (TryRead(at, out TKey? key, out TValue? value)) yield return new(key, value);
            at = context.Externalities.NextKey(at);
        }
    }

    /// <summary>Removes at most this many entries; tells how many went and whether any are left.</summary>
    public (uint Removed, bool More) Clear(uint limit = uint.MaxValue) => context.Externalities.ClearPrefix(item.Prefix, limit);

    private void Write(TKey key, ref ScaleWriter writer)
    {
        writer.WriteBytes(item.Prefix);
        StorageKeys.Add<THasher, TKey>(ref writer, keys, key);
    }

    private bool TryRead(byte[] at, [MaybeNullWhen(false)] out TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        ScaleReader reader = new(at.AsSpan(item.Prefix.Length));
        key = StorageKeys.Read<THasher, TKey>(ref reader, keys);
        return !reader.Failed && reader.Remaining == 0
            && context.Externalities.Get(at) is { } bytes && values.TryDecode(bytes, out value, context.Runtime);
    }
}
