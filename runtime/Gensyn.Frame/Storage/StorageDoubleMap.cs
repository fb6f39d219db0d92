using System.Diagnostics.CodeAnalysis;
using Gensyn.Scale;

namespace Gensyn.Frame;

/// <summary>Values in the state by two keys; all entries of a first key stand together.</summary>
/// <remarks>
/// <c>Get</c> is an extension (<see cref="StorageMapOfValues"/>, <see cref="StorageMapOfReferences"/>): null when absent, for structs and classes alike.
/// </remarks>
public sealed class StorageDoubleMap<THasher1, TKey1, THasher2, TKey2, TValue>(
    PalletContext context, StorageItem item, Codec<TKey1> keys1, Codec<TKey2> keys2, Codec<TValue> values, TValue? defaultValue = default)
    where THasher1 : IStorageHasher
    where THasher2 : IStorageHasher
{
    /// <summary>What clients are told of the item.</summary>
    public StorageInfo Info => item.Describe([THasher1.Kind, THasher2.Kind], TypeInfo.Tuple(keys1.Type, keys2.Type), values, defaultValue);

    /// <summary>Where the map's keys start.</summary>
    public ReadOnlySpan<byte> Prefix => item.Prefix;

    /// <summary>Where the entries of a first key start.</summary>
    public byte[] PrefixOf(TKey1 key1)
    {
        ScaleWriter writer = new(stackalloc byte[StorageKeys.Room]);
        writer.WriteBytes(item.Prefix);
        StorageKeys.Add<THasher1, TKey1>(ref writer, keys1, key1);
        return writer.ToArray();
    }

    /// <summary>Where the value of two keys is.</summary>
    public byte[] KeyOf(TKey1 key1, TKey2 key2)
    {
        ScaleWriter writer = new(stackalloc byte[StorageKeys.Room]);
        Write(key1, key2, ref writer);
        return writer.ToArray();
    }

    /// <summary>The value of two keys, if there is one; bytes that do not decode count as absent, as in FRAME.</summary>
    public bool TryGet(TKey1 key1, TKey2 key2, [MaybeNullWhen(false)] out TValue value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key1, key2, ref at);
        if (context.Externalities.Get(at.Written) is { } bytes && values.TryDecode(bytes, out value, context.Runtime)) return true;
        value = default;
        return false;
    }

    /// <summary>The value of two keys, or the item's default.</summary>
    // A Default item of a reference type always has a declared default, so the result is null only for an Optional one.
    public TValue GetOrDefault(TKey1 key1, TKey2 key2) => TryGet(key1, key2, out TValue? value) ? value : defaultValue!;

    /// <summary>Whether two keys have a value.</summary>
    public bool Contains(TKey1 key1, TKey2 key2)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key1, key2, ref at);
        return context.Externalities.Contains(at.Written);
    }

    /// <summary>Sets the value of two keys.</summary>
    public void Set(TKey1 key1, TKey2 key2, TValue value)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key1, key2, ref at);
        context.Externalities.Set(at.Written, values.ToBytes(value));
    }

    /// <summary>Removes two keys' entry.</summary>
    public void Remove(TKey1 key1, TKey2 key2)
    {
        ScaleWriter at = new(stackalloc byte[StorageKeys.Room]);
        Write(key1, key2, ref at);
        context.Externalities.Remove(at.Written);
    }

    /// <summary>Removes two keys' entry and returns its value, if it had one.</summary>
    public bool TryTake(TKey1 key1, TKey2 key2, [MaybeNullWhen(false)] out TValue value)
    {
        if (!TryGet(key1, key2, out value)) return false;
        Remove(key1, key2);
        return true;
    }

    /// <summary>Replaces the value of two keys by a function of it (of the default, when it is absent) and returns the new one.</summary>
    public TValue Mutate(TKey1 key1, TKey2 key2, Func<TValue, TValue> change)
    {
        TValue value = change(GetOrDefault(key1, key2));
        Set(key1, key2, value);
        return value;
    }

    /// <summary>All entries, in the order of their storage keys.</summary>
    /// <remarks>Entries may be set or removed on the way. Only for hashers that keep the key.</remarks>
    public IEnumerable<KeyValuePair<(TKey1 First, TKey2 Second), TValue>> Entries()
    {
        byte[]? at = context.Externalities.NextKey(item.Prefix);
        while (at is not null && at.AsSpan().StartsWith(item.Prefix))
        {
            if (TryRead(at, out TKey1? key1, out TKey2? key2, out TValue? value)) yield return new((key1, key2), value);
            at = context.Externalities.NextKey(at);
        }
    }

    /// <summary>The entries of a first key, in the order of their storage keys.</summary>
    public IEnumerable<KeyValuePair<TKey2, TValue>> EntriesOf(TKey1 key1)
    {
        byte[] prefix = PrefixOf(key1);
        byte[]? at = context.Externalities.NextKey(prefix);
        while (at is not null && at.AsSpan().StartsWith(prefix))
        {
            if (TryRead(at, out _, out TKey2? key2, out TValue? value)) yield return new(key2, value);
            at = context.Externalities.NextKey(at);
        }
    }

    /// <summary>Removes at most this many entries of a first key; tells how many went and whether any are left.</summary>
    public (uint Removed, bool More) ClearPrefix(TKey1 key1, uint limit = uint.MaxValue) => context.Externalities.ClearPrefix(PrefixOf(key1), limit);

    /// <summary>Removes at most this many entries; tells how many went and whether any are left.</summary>
    public (uint Removed, bool More) Clear(uint limit = uint.MaxValue) => context.Externalities.ClearPrefix(item.Prefix, limit);

    private void Write(TKey1 key1, TKey2 key2, ref ScaleWriter writer)
    {
        writer.WriteBytes(item.Prefix);
        StorageKeys.Add<THasher1, TKey1>(ref writer, keys1, key1);
        StorageKeys.Add<THasher2, TKey2>(ref writer, keys2, key2);
    }

    private bool TryRead(
        byte[] at, [MaybeNullWhen(false)] out TKey1 key1, [MaybeNullWhen(false)] out TKey2 key2, [MaybeNullWhen(false)] out TValue value)
    {
        value = default;
        ScaleReader reader = new(at.AsSpan(item.Prefix.Length));
        key1 = StorageKeys.Read<THasher1, TKey1>(ref reader, keys1);
        key2 = StorageKeys.Read<THasher2, TKey2>(ref reader, keys2);
        return !reader.Failed && reader.Remaining == 0
            && context.Externalities.Get(at) is { } bytes && values.TryDecode(bytes, out value, context.Runtime);
    }
}
